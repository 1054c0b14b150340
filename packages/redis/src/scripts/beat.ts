import { type Script, script } from './script.js';

/**
 * Sends a message to the process itself, to see whether its subscription still hears.
 *
 * - KEYS: none
 * - ARGV: nonce, channel, message
 * - reply: nonce
 */
export const beatScript: Script = script(`
local nonce, channel, message = unpack(ARGV)
redis.call('PUBLISH', channel, message)
return { nonce }
`);
