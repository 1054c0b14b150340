import { type Script, script } from './script.js';

/**
 * What the scripts about epochs share: the present moment (era, clock, lineage), and how a new era begins.
 * Expects the keys of the moment and of the tags, and `newEra`.
 */
export const EPOCHS = `
local moment = redis.pcall('GET', KEYS[1])
local era, clock, lineage
if type(moment) == 'string' then
  era, clock, lineage = string.match(moment, '^(%S+) (%d+) (%S+)$')
end

local function begin(newLineage)
  era, clock, lineage = newEra, 0, newLineage
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[1], era .. ' 0 ' .. lineage)
end

-- The clock has moved, but what it counted is lost, whole or in part: as good as all of it changed.
local function tagsAreLost()
  return tonumber(clock) > 0 and redis.pcall('HGET', KEYS[2], 'era') ~= era
end
`;

/**
 * Reads the present moment, and when tags were last invalidated. Begins a new era where this was lost,
 * or where the server is no longer the one that it was kept on.
 *
 * - KEYS: the moment, the tags
 * - ARGV: nonce, the name of a new era, the server's lineage or `-` if unknown, then fields of tags
 * - reply: nonce, the present moment, then for each field the clock at its last invalidation or nil
 */
export const epochsScript: Script = script(`
local nonce, newEra, server = unpack(ARGV)
${EPOCHS}
if not era or tagsAreLost() or (server ~= '-' and lineage ~= server) then begin(server) end
local reply = { nonce, era .. ' ' .. clock .. ' ' .. lineage }
for index = 4, #ARGV do
  table.insert(reply, redis.call('HGET', KEYS[2], ARGV[index]))
end
return reply
`);
