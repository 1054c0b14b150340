import { SCHEMA } from '../envelope.js';
import { type Script, script } from './script.js';

/**
 * One atomic step: here is the value, you fetch it, or someone else is fetching it.
 *
 * - KEYS: the record, its lease, and the present moment where they may meet in one script (not in a cluster)
 * - ARGV: nonce, mode (`read`, `claim` or `refresh`), token, lease time in ms, the id of a record known to be void, the largest record in bytes
 * - reply: nonce, a line of facts, the record or nil, what is wrong with it if anything
 * - facts: kind, the record's id, ms it has left, the lease's holder, ms the lease has left, and the present moment; `-` for what is not known
 *
 * The age comes from what is left of the lifetime: no clock but the server's own is asked.
 */
export const claimScript: Script = script(`
local nonce, mode, token, hold, void, largest = unpack(ARGV)
local now = KEYS[3] and redis.pcall('GET', KEYS[3])
local id, left, isFresh, problem = '-', '-', false, false

local record = redis.pcall('GET', KEYS[1])
if type(record) == 'table' then
  problem = 'something else than a string stands in its place'
elseif record and #record > tonumber(largest) then
  problem = 'it has ' .. #record .. ' bytes, more than maxRecordBytes'
elseif record then
  left = redis.call('PTTL', KEYS[1])
  local name, ttl, life = string.match(record, '^sf${SCHEMA} (%S+) (%d+) (%d+) ')
  local schema = name and ${SCHEMA} or tonumber(string.match(record, '^sf(%d+) ') or 0)
  id = name or '-'
  if schema > ${SCHEMA} then
    problem = 'it has schema ' .. schema .. ', newer than ${SCHEMA}'
    mode = 'newer'
  elseif not name then
    problem = 'it has no known form'
  elseif left < 0 then
    problem = 'its lifetime was removed'
  elseif id == void then
    redis.call('DEL', KEYS[1])
    record = false
  else
    isFresh = life - left < tonumber(ttl)
  end
end
if problem then record = false end

local kind, holder, held = mode, '-', '-'
if mode == 'read' then
  kind = 'stored'
elseif isFresh and mode == 'claim' then
  kind = 'stored'
elseif mode ~= 'newer' then
  holder = redis.pcall('GET', KEYS[2])
  if type(holder) ~= 'string' or holder == token or holder == token .. '*' then
    kind, holder = 'granted', token
    redis.call('SET', KEYS[2], token, 'PX', hold)
  else
    kind, held = 'busy', redis.call('PTTL', KEYS[2])
    if string.sub(holder, -1) == '*' then
      holder = string.sub(holder, 1, -2)
    else
      redis.call('APPEND', KEYS[2], '*')
    end
    if held < 0 then
      held = hold
      redis.call('PEXPIRE', KEYS[2], hold)
    end
  end
end

local facts = { kind, id, left, holder, held, type(now) == 'string' and now or '-' }
return { nonce, table.concat(facts, ' '), record, problem }
`);
