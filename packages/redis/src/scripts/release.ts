import { type Script, script } from './script.js';

/**
 * Ends a lease without a value, if it is still the token's, and wakes those who wait.
 *
 * - KEYS: the lease
 * - ARGV: nonce, token, channel, message to those who wait
 * - reply: nonce, whether there was a lease to end
 */
export const releaseScript: Script = script(`
local nonce, token, channel, message = unpack(ARGV)
local holder = redis.pcall('GET', KEYS[1])
if holder ~= token and holder ~= token .. '*' then return { nonce, 0 } end
redis.call('DEL', KEYS[1])
if holder ~= token then redis.call('PUBLISH', channel, message) end
return { nonce, 1 }
`);
