import { SCHEMA } from '../envelope.js';
import { type Script, script } from './script.js';

/**
 * One atomic step: here is the value, you fetch it, or someone else is fetching it.
 *
 * - KEYS: the record, its lease, and the epochs where they may meet in one script (not in a cluster)
 * - ARGV: nonce, mode (`read`, `claim` or `refresh`), token, lease time in ms, the id of a record known to be void, the largest record in bytes
 * - reply: nonce, kind, record or nil, its id, ms it has left, the holder's token, ms its lease has left, what is wrong with the record, era, clock, lineage
 *
 * The age comes from what is left of the lifetime: no clock but the server's own is asked.
 */
export const claimScript: Script = script(`
local nonce, mode, token, hold, void, largest = unpack(ARGV)
local epochs = KEYS[3] and redis.pcall('HMGET', KEYS[3], 'era', 'clock', 'lineage') or {}
local record, id, left, isFresh, problem = false, '', 0, false, ''

local function answer(kind, holder, held)
  return { nonce, kind, record, id, left, holder or '', held or 0, problem, epochs[1] or false, epochs[2] or false, epochs[3] or false }
end

local size = redis.pcall('STRLEN', KEYS[1])
if type(size) ~= 'number' then
  problem = 'something else than a string stands in its place'
elseif size > tonumber(largest) then
  problem = 'it has ' .. size .. ' bytes, more than maxRecordBytes'
elseif size > 0 then
  record = redis.call('GET', KEYS[1])
  left = redis.call('PTTL', KEYS[1])
  local schema, name, ttl, life = string.match(record, '^sf(%d+) (%S+) (%d+) (%d+) ')
  if schema and tonumber(schema) > ${SCHEMA} then
    record, problem = false, 'it has schema ' .. schema .. ', newer than ${SCHEMA}'
    return answer('newer')
  end
  id = name or ''
  if schema ~= '${SCHEMA}' then
    problem = 'it has no known schema'
  elseif left < 0 then
    problem = 'its lifetime was removed'
  elseif id == void then
    redis.call('DEL', KEYS[1])
    record = false
  else
    isFresh = life - left < tonumber(ttl)
  end
end

if problem ~= '' then record = false end
if mode == 'read' then return answer(record and 'stored' or 'none') end
if isFresh and mode == 'claim' then return answer('stored') end

local holder = redis.pcall('GET', KEYS[2])
if type(holder) ~= 'string' or holder == token or holder == token .. '*' then
  redis.call('SET', KEYS[2], token, 'PX', hold)
  return answer('granted')
end
if string.sub(holder, -1) == '*' then
  holder = string.sub(holder, 1, -2)
else
  redis.call('APPEND', KEYS[2], '*')
end
local held = redis.call('PTTL', KEYS[2])
if held < 0 then
  held = tonumber(hold)
  redis.call('PEXPIRE', KEYS[2], held)
end
return answer('busy', holder, held)
`);
