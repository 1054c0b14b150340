import { EPOCHS } from './epochs.js';
import { type Script, script } from './script.js';

/**
 * Moves the clock on, notes it as the time at which the tag was last invalidated, and tells every process.
 * What was fetched at an earlier clock and carries the tag is void from now on, whether it is stored or still under way.
 *
 * - KEYS: the moment, the tags
 * - ARGV: nonce, the name of a new era, the tag's field, channel, message
 * - reply: nonce
 */
export const invalidateTagScript: Script = script(`
local nonce, newEra, field, channel, message = unpack(ARGV)
${EPOCHS}
if not era or tagsAreLost() then begin(lineage or '-') end
clock = clock + 1
redis.call('HSET', KEYS[2], 'era', era, field, clock)
redis.call('SET', KEYS[1], era .. ' ' .. clock .. ' ' .. lineage)
redis.call('PUBLISH', channel, message)
return { nonce }
`);
