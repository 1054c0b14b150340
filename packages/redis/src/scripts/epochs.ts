import { type Script, script } from './script.js';

/**
 * Reads the epochs, and begins a new era where they were lost, or where the server is no longer the one they were kept on.
 *
 * - KEYS: the epochs
 * - ARGV: nonce, the name of a new era, the server's lineage or '' if unknown, then fields of tags
 * - reply: nonce, era, clock, lineage, then the clock at which each tag was last invalidated or nil
 */
export const epochsScript: Script = script(`
local nonce, newEra, lineage = unpack(ARGV)
local known = redis.pcall('HMGET', KEYS[1], 'era', 'lineage')
if not known[1] or (lineage ~= '' and known[2] ~= lineage) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'era', newEra, 'clock', 0, 'lineage', lineage)
end
return { nonce, unpack(redis.call('HMGET', KEYS[1], 'era', 'clock', 'lineage', unpack(ARGV, 4))) }
`);
