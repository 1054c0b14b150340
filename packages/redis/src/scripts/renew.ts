import { type Script, script } from './script.js';

/**
 * Gives a lease its whole time again, if it is still the token's.
 *
 * - KEYS: the lease
 * - ARGV: nonce, token, lease time in ms
 * - reply: nonce, whether the lease still stood
 */
export const renewScript: Script = script(`
local nonce, token, hold = unpack(ARGV)
local holder = redis.pcall('GET', KEYS[1])
if holder ~= token and holder ~= token .. '*' then return { nonce, 0 } end
redis.call('PEXPIRE', KEYS[1], hold)
return { nonce, 1 }
`);
