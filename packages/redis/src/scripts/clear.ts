import { type Script, script } from './script.js';

/**
 * Begins a new era, and tells every process. Whatever was fetched in an earlier one is void from now on.
 *
 * - KEYS: the epochs
 * - ARGV: nonce, the name of the new era, channel, message
 * - reply: nonce
 */
export const clearScript: Script = script(`
local nonce, newEra, channel, message = unpack(ARGV)
local known = redis.pcall('HMGET', KEYS[1], 'lineage')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'era', newEra, 'clock', 0, 'lineage', known[1] or '')
redis.call('PUBLISH', channel, message)
return { nonce }
`);
