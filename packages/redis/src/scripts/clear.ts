import { EPOCHS } from './epochs.js';
import { type Script, script } from './script.js';

/**
 * Begins a new era, and tells every process. Whatever was fetched in an earlier one is void from now on.
 *
 * - KEYS: the moment, the tags
 * - ARGV: nonce, the name of the new era, channel, message
 * - reply: nonce
 */
export const clearScript: Script = script(`
local nonce, newEra, channel, message = unpack(ARGV)
${EPOCHS}
begin(lineage or '-')
redis.call('PUBLISH', channel, message)
return { nonce }
`);
