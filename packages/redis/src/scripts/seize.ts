import { SCHEMA } from '../envelope.js';
import { type Script, script } from './script.js';

/**
 * Prepares the way for a value that was set by hand: takes the lease from whoever holds it, deletes the old record, and tells every process.
 * The value itself follows under the lease, so that a delete in between keeps it out.
 * In place of a record of a newer schema nothing is stored: it is deleted only.
 *
 * - KEYS: the record, its lease, and the present moment where they may meet in one script (not in a cluster)
 * - ARGV: nonce, token, lease time in ms, channel, message
 * - reply: nonce, whether a value may follow, the present moment or nil
 */
export const seizeScript: Script = script(`
local nonce, token, hold, channel, message = unpack(ARGV)
local now = KEYS[3] and redis.pcall('GET', KEYS[3])
local head = redis.pcall('GETRANGE', KEYS[1], 0, 15)
local schema = type(head) == 'string' and string.match(head, '^sf(%d+) ')
local isNewer = schema and tonumber(schema) > ${SCHEMA}
if isNewer then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], token, 'PX', hold)
end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', channel, message)
return { nonce, isNewer and 0 or 1, type(now) == 'string' and now or false }
`);
