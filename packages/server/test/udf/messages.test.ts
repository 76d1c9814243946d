// What scripts are told that give functions nonsense: the texts of a real Community Edition server (8.1.2.0). The
// functions that it has in Lua name places of its own file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../helpers/server.ts';
import { apply, putModule } from '../helpers/udf.ts';

const MODULE = `
function try(rec, source)
  local ok, result = pcall(load('local rec = ... ' .. source, '=script'), rec)
  return ok and 'no error' or tostring(result)
end
`;

const MESSAGES: readonly (readonly [string, string])[] = [
  ['list.clone(nil)', `[string "as.lua"]:6: bad argument #1 to 'iterator' (userdata expected, got nil)`],
  ['list.clone(map())', `[string "as.lua"]:6: bad argument #1 to 'iterator' (List expected, got Map)`],
  ['list.merge(nil, list())', `[string "as.lua"]:13: bad argument #1 to 'iterator' (userdata expected, got nil)`],
  ['list.merge(list(), 5)', `[string "as.lua"]:16: bad argument #1 to 'iterator' (userdata expected, got number)`],
  ['map.merge(nil, map())', `[string "as.lua"]:23: bad argument #1 to 'pairs' (userdata expected, got nil)`],
  ['map.merge(map(), nil)', `[string "as.lua"]:26: bad argument #1 to 'pairs' (userdata expected, got nil)`],
  [
    'map.merge(map{a=1}, map{a=2}, function(p, q) return p + nil end)',
    'script:1: attempt to perform arithmetic on a nil value',
  ],
  ['map.diff(nil, map())', `[string "as.lua"]:33: bad argument #1 to 'pairs' (userdata expected, got nil)`],
  ['map.diff(map{a=1}, nil)', `[string "as.lua"]:34: attempt to index a nil value (local 'm2')`],
  ['map.diff(map{a=1}, list{1})', `[string "as.lua"]:34: bad argument #2 to 'index' (number expected, got string)`],
  ['map.diff(map(), list{1})', `[string "as.lua"]:38: bad argument #1 to 'pairs' (Map expected, got List)`],
  ['map.clone(list())', `[string "as.lua"]:47: bad argument #1 to 'pairs' (Map expected, got List)`],
  ['math.sum(nil, 1)', `[string "as.lua"]:53: attempt to perform arithmetic on a nil value (local 'a')`],
  ['math.sum("a", 1)', `[string "as.lua"]:53: attempt to add a 'string' with a 'number'`],
  ['math.product({}, 1)', `[string "as.lua"]:56: attempt to perform arithmetic on a table value (local 'a')`],
  ['error(tostring(bytes.get_bytes(bytes(8), 1, 3)), 0)', '00 00 00'],
  ['error(tostring(bytes.get_bytes(bytes(8), 9, 0)), 0)', 'Bytes()'],
  ['error(#bytes.get_string(bytes(8), 2, 3), 0)', '3'],
  ['error(bytes.get_string(bytes(8), 0, 3) == nil and "none", 0)', 'none'],
  ['rec[map()] = 1', `script:1: bad argument #2 to 'newindex' (string expected, got Map)`],
  ['rec[{}] = 1', `script:1: bad argument #2 to 'newindex' (string expected, got table)`],
  ['rec[nil] = 1', 'no error'],
  ['rec[5] = 1', 'no error'],
  ['local x = rec[true]', `script:1: bad argument #2 to 'index' (string expected, got boolean)`],
];

test('tells of nonsense in the words of the real server', async (t) => {
  const { client, run } = await startServer(t);
  assert.strictEqual(await putModule(client, 'm.lua', MODULE), 'ok');
  for (const [source, message] of MESSAGES) {
    const { ops } = await run({ key: 'k', ...apply('m', 'try', source) });
    assert.strictEqual(Buffer.from(ops[0]?.value ?? '', 'hex').toString(), message, source);
  }
});
