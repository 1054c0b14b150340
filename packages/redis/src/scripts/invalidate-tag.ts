import { type Script, script } from './script.js';

/**
 * Moves the clock on, notes it as the time at which the tag was last invalidated, and tells every process.
 * What was fetched at an earlier clock and carries the tag is void from now on, whether it is stored or still under way.
 *
 * - KEYS: the epochs
 * - ARGV: nonce, the name of a new era, the tag's field, channel, message
 * - reply: nonce
 */
export const invalidateTagScript: Script = script(`
local nonce, newEra, field, channel, message = unpack(ARGV)
if not redis.pcall('HMGET', KEYS[1], 'era')[1] then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'era', newEra, 'clock', 0, 'lineage', '')
end
redis.call('HSET', KEYS[1], field, redis.call('HINCRBY', KEYS[1], 'clock', 1))
redis.call('PUBLISH', channel, message)
return { nonce }
`);
