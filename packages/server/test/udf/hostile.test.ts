// Scripts that want to stop the server, or to get out: each ends with an error in bounded time, and while it runs other
// commands are carried out. Takes several seconds, because some are ended with their threads, and each of these once more
// after its time.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connectRaw } from '../helpers/raw-client.ts';
import { parseReply, READ_ALL, type ReplyParts, type RequestParts, request, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';
import { apply, putModule } from '../helpers/udf.ts';

const MODULE = `
function loop(rec) while true do end end
function caught_loop(rec) while true do pcall(function() while true do end end) end end
function coroutine_loop(rec) coroutine.wrap(function() while true do end end)() end
function caught_coroutine(rec) while true do coroutine.wrap(pcall)(function() while true do end end) end end
function close_loop(rec) local x <close> = setmetatable({}, { __close = function() while true do end end }) error('x') end
function pattern(rec) return string.find(string.rep('a', 40000), string.rep('.-', 40) .. 'b') end
function sort_loop(rec) table.sort({ 3, 2, 1, 5, 4 }, function() while true do end end) end
function gsub_loop(rec) return (string.gsub('abc', '.', function() while true do end end)) end
function gigabytes(rec) return #string.rep('x', 4000000000) end
function caught_gigabytes(rec) return tostring(pcall(string.rep, 'x', 1000000000)) end
function memory(rec) local t = {} for i = 1, 1e9 do t[i] = string.rep('x', 100) .. i end end
function lists(rec) local l = list() for i = 1, 1e9 do list.append(l, i) end end
function list_far(rec) local l = list() l[1000000000] = 1 end
function bytes_far(rec) local b = bytes() b[1000000000] = 1 end
function doubling(rec) local s = 'x' while true do s = s .. s end end
function recursion(rec) local function f(n) return f(n + 1) + 1 end return f(1) end
function tostring_recursion(rec) local t = setmetatable({}, {}) getmetatable(t).__tostring = function(x) return tostring(x) end return tostring(t) end
function nested_calls(rec) local function f(n) return (string.gsub('x', 'x', function() return f(n + 1) end)) end return f(1) end
function nested_pcall(rec) local function f(n) local ok, e = pcall(f, n + 1) return e or n end return tostring(f(1)) end
function self_list(rec) local l = list() list.append(l, l) return l end
function self_text(rec) local l = list() list.append(l, l) return tostring(l) end
function deep_list(rec) local l = list() for i = 1, 100000 do l = list{l} end return l end
function deep_text(rec) local l = list() for i = 1, 100000 do l = list{l} end return tostring(l) end
function gc_loop(rec) setmetatable({}, { __gc = function() while true do end end }) collectgarbage() return 1 end
function log_flood(rec) for i = 1, 100000 do info('%d', i) end return 1 end
function deep_load(rec) return tostring(load('return ' .. string.rep('(', 100000)) == nil) end
function long_concat(rec) local t = {} for i = 1, 1e6 do t[i] = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' end return #table.concat(t) end

function bytecode(rec) return tostring(load(string.dump(function() return 1 end))) end
function bytecode_mode(rec) return tostring(load('\\27Lua', 'x', 'b')) .. tostring(load('\\27Lua', 'x', 'bt')) end
function outside(rec)
  local found = {}
  for _, path in ipairs{ 'io.open', 'io.popen', 'io.lines', 'os.execute', 'os.exit', 'os.remove', 'os.rename', 'os.tmpname', 'dofile', 'loadfile', 'package.loadlib', 'package.searchpath' } do
    local f = _G
    for part in path:gmatch('%w+') do f = f and f[part] end
    local ok, e = pcall(f, '/etc/passwd', 'r')
    found[#found + 1] = tostring(ok) .. (tostring(e):find('not available') and '' or tostring(e))
  end
  return table.concat(found, ' ')
end
function debug_library(rec)
  local found = {}
  for name, library in pairs(package.loaded) do if type(library) == 'table' and library.getupvalue then found[#found + 1] = name end end
  return table.concat(found, ' ') .. type(debug) .. tostring(pcall(require, 'debug'))
end
function environment(rec) return tostring(os.getenv('HOME')) .. tostring(os.getenv('PATH')) end
function metatables(rec)
  local l = list{1}
  getmetatable('').__index = function() return 'gone' end
  getmetatable(l).__index = nil
  getmetatable(rec).__index = nil
  setmetatable(_G, { __index = error })
  return 1
end
function shadow(rec) pcall, error, type, string, table, list = nil, nil, nil, nil, nil, nil rec.x = 1 return aerospike:create(rec) end
function fine(rec) return 'fine' end
function nested_loop(rec)
  local function inner() while true do end end
  inner()
  return 1
end
function count(rec) calls = (calls or 0) + 1 return tostring(calls) end
`;

const TIMEOUT = 'UDF Execution Timeout';
const TIMEOUT_MS = 100;
/** For what ends by itself, on a machine with much to do. */
const UNHURRIED_MS = 10_000;

interface Victim {
  /** Calls a function of the module on a connection of its own. */
  call(name: string, timeoutMs?: number): Promise<ReplyParts>;
  /** Sends another command. */
  command(parts: RequestParts): Promise<ReplyParts>;
}

async function start(t: TestContext): Promise<Victim> {
  const { server, client, run } = await startServer(t);
  assert.strictEqual(await putModule(client, 'h.lua', MODULE), 'ok');
  return {
    call: async (name, timeoutMs = UNHURRIED_MS) => {
      const scripts = await connectRaw(t, server.port);
      const reply = parseReply(await scripts.exchange(request({ ...apply('h', name), timeout: timeoutMs })));
      scripts.socket.destroy();
      return reply;
    },
    command: run,
  };
}

function textOf({ ops }: ReplyParts): string {
  return Buffer.from(ops[0]?.value ?? '', 'hex').toString('latin1');
}

test('ends endless scripts while other commands go on', async (t) => {
  const { call, command } = await start(t);
  for (const name of [
    'loop',
    'caught_loop',
    'coroutine_loop',
    'caught_coroutine',
    'close_loop',
    'pattern',
    'sort_loop',
    'gsub_loop',
  ]) {
    let isEnded = false;
    const ended = call(name, TIMEOUT_MS).finally(() => {
      isEnded = true;
    });
    assert.strictEqual((await command({ info2: 1, key: 'other', ops: [writeInt('a', 1)] })).resultCode, 0);
    assert.strictEqual((await command({ ...READ_ALL, key: 'other' })).resultCode, 0);
    assert.strictEqual(isEnded, false, name);
    const reply = await ended;
    assert.strictEqual(reply.resultCode, 100, name);
    assert.match(textOf(reply), new RegExp(`${TIMEOUT}$`), name);
    assert.strictEqual(textOf(await call('fine')), 'fine', name);
  }
});

// On a busy machine the time may be over first.
test('ends a loop by an error of its own, and its thread only when the script does not end', async (t) => {
  const { call } = await start(t);
  const counts: string[] = [];
  for (const name of ['loop', 'nested_loop', 'pattern']) {
    counts.push(textOf(await call('count')));
    const text = textOf(await call(name, TIMEOUT_MS));
    assert.match(text, name === 'nested_loop' ? /h\.lua:\d+: UDF Execution Timeout$/ : /^UDF Execution Timeout$/);
  }
  counts.push(textOf(await call('count')));
  // A module's globals live as long as its thread.
  assert.deepStrictEqual(counts, ['1', '2', '3', '1']);
});

test('ends greedy scripts with an error', async (t) => {
  const { call } = await start(t);
  for (const [name, text] of [
    ['gigabytes', /not enough memory|too large/],
    ['caught_gigabytes', /^false/],
    ['memory', /not enough memory|Timeout/],
    ['lists', /not enough memory|Timeout/],
    ['list_far', /not enough memory|Timeout/],
    ['bytes_far', /not enough memory|Timeout/],
    ['doubling', /not enough memory|Timeout/],
    ['recursion', /stack overflow|Timeout/],
    ['tostring_recursion', /stack overflow|Timeout/],
    ['nested_calls', /stack overflow|Timeout/],
    ['nested_pcall', /stack overflow|Timeout|^\d/],
    ['self_list', /nested too deeply|Timeout/],
    ['self_text', /nested too deeply|Timeout/],
    ['deep_list', /nested too deeply|Timeout/],
    ['deep_text', /nested too deeply|Timeout/],
    ['gc_loop', /__gc is not available in the embedded server$/],
    ['deep_load', /^true$/],
    ['long_concat', /not enough memory|Timeout/],
  ] as const) {
    const reply = await call(name, text.source.includes('Timeout') ? TIMEOUT_MS : UNHURRIED_MS);
    assert.match(textOf(reply), text, name);
    assert.doesNotMatch(textOf(reply), /\(server\)/, name);
    assert.strictEqual(textOf(await call('fine')), 'fine', name);
  }
});

test('keeps scripts away from files, processes, bytecode and the debug library', async (t) => {
  const { call } = await start(t);
  assert.strictEqual(textOf(await call('bytecode')), 'nil');
  assert.strictEqual(textOf(await call('bytecode_mode')), 'nilnil');
  assert.strictEqual(textOf(await call('outside')), new Array(12).fill('false').join(' '));
  assert.strictEqual(textOf(await call('debug_library')), 'functionfalse');
  assert.strictEqual(textOf(await call('environment')), 'nilnil');
});

test('goes on working for scripts that have not changed the metatables that another has', async (t) => {
  const { client, server } = await startServer(t);
  await putModule(client, 'h.lua', MODULE);
  await putModule(client, 'other.lua', "function f(rec) local l = list{7} return ('x'):rep(l[1]) end");
  const other = await connectRaw(t, server.port);
  const first = parseReply(await other.exchange(request(apply('h', 'metatables'))));
  assert.strictEqual(first.resultCode, 0);
  const second = parseReply(await other.exchange(request(apply('other', 'f'))));
  assert.strictEqual(textOf(second), 'xxxxxxx');
});

test('stores what a script wants whose globals are gone', async (t) => {
  const { call } = await start(t);
  const reply = await call('shadow');
  assert.strictEqual(reply.resultCode, 0);
});

test('cuts off a flood of log messages', async (t) => {
  const { client, log, run } = await startServer(t);
  await putModule(client, 'h.lua', MODULE);
  const reply = await run({ ...apply('h', 'log_flood'), timeout: 5000 });
  assert.strictEqual(reply.resultCode, 0);
  assert.strictEqual(log.filter((line) => line.includes('UDF: ')).length, 1000);
});

test('refuses to register a module whose top level does not end', async (t) => {
  const { client } = await startServer(t);
  const answer = await putModule(client, 'endless.lua', 'while true do end');
  assert.match(answer, /^error=compile_error;/);
  assert.strictEqual(await client.info('udf-list'), '');
});
