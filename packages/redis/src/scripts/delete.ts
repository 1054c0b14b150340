import { type Script, script } from './script.js';

/**
 * Deletes a record together with the lease on it, so that a fetch under way can no longer store, and tells every process.
 *
 * - KEYS: the record, its lease
 * - ARGV: nonce, channel, message
 * - reply: nonce
 */
export const deleteScript: Script = script(`
local nonce, channel, message = unpack(ARGV)
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('PUBLISH', channel, message)
return { nonce }
`);
