import { type Script, script } from './script.js';

/**
 * Stores a record if the lease it was fetched under still stands: whoever deleted or set the key meanwhile took the lease away.
 * Ends the lease, and wakes those who wait.
 *
 * - KEYS: the record, its lease
 * - ARGV: nonce, token, record, its lifetime in ms, channel, message to those who wait
 * - reply: nonce, whether it was stored
 */
export const storeScript: Script = script(`
local nonce, token, record, life, channel, message = unpack(ARGV)
local holder = redis.pcall('GET', KEYS[2])
if holder ~= token and holder ~= token .. '*' then return { nonce, 0 } end
redis.call('SET', KEYS[1], record, 'PX', life)
redis.call('DEL', KEYS[2])
if holder ~= token then redis.call('PUBLISH', channel, message) end
return { nonce, 1 }
`);
