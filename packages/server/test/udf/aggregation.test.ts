// Functions on streams: what a real Community Edition server (8.1.2.0) and the vendor's client make of them is in the
// recorded part; the rest is about chunks, consumers and ends.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Log } from '../../src/log.ts';
import { reduceStream } from '../../src/lua.ts';
import { createBin, type StoredRecord } from '../../src/storage/record.ts';
import { aggregate, reduceValues, type StreamRecord } from '../../src/udf/aggregation.ts';
import { AggregationError, type StreamValue } from '../../src/udf/stream-value.ts';
import { Udf } from '../../src/udf/udf.ts';
import { bytes } from '../helpers/raw-client.ts';
import { int } from '../helpers/request.ts';
import { packArgs } from '../helpers/udf.ts';

const MODULE = `
local function value(rec) return rec.a end
local function add(x, y) return x + y end
function values(s) return s : map(value) end
function even(s) return s : filter(function(rec) return rec.a % 2 == 0 end) : map(value) end
function sum(s) return s : map(value) : reduce(add) end
function sum_times(s, n) return s : map(value) : reduce(add) : map(function(v) return v * n end) end
function count(s) return s : aggregate(0, function(n, rec) return n + 1 end) : reduce(add) end
function total(s) return s : aggregate(0, function(n, rec) return n + rec.a end) end
function groups(s) return s : map(value) : groupby(function(v) return v % 3 end) end
function largest(s) return s : aggregate(map(), function(m, rec) if not m.a or rec.a > m.a then m.a = rec.a end return m end) end
function metadata(s) return s : map(function(rec) return record.gen(rec) .. ' ' .. tostring(record.setname(rec)) .. ' ' .. record.ttl(rec) .. ' ' .. tostring(record.key(rec)) end) end
function writes(s) return s : map(function(rec) rec.a = 5 return tostring(rec.a) .. tostring(aerospike:update(rec)) .. tostring(aerospike:exists(rec)) end) end
function nothing(s) return s : filter(function() return false end) : map(value) end
function tables(s) return s : map(function(rec) return {} end) end
function records(s) return s end
function large(s) return s : map(function(rec) return string.rep('x', 50000) end) end
function no_pipeline(s) return 5 end
function fails(s) return s : map(function(rec) if rec.a == 3 then error('three') end return rec.a end) end
function fails_at_once(s) error('at once') end
function total_of_none(s) return s : filter(function() return false end) : aggregate(0, function(n, rec) return n + rec.a end) end
function loops(s) return s : map(function(rec) while true do end end) end
`;

function start(t: TestContext): Udf {
  const udf = new Udf(new Log(() => {}));
  t.after(() => udf.stop());
  udf.modules.put('s.lua', Buffer.from(MODULE));
  return udf;
}

function recordOf(a: number): StreamRecord {
  const record: StoredRecord = {
    generation: 7,
    voidTime: 0,
    lastUpdateMs: 1,
    set: undefined,
    key: Buffer.from('\x03user'),
    bins: [createBin('a', 1, bytes(int(a)))],
    size: 50,
  };
  return { digest: String(a).padStart(20, '0'), record, ttl: 9 };
}

function records(count: number): StreamRecord[] {
  return Array.from({ length: count }, (_, i) => recordOf(i + 1));
}

function call(name: string, ...args: readonly (number | string)[]) {
  return { module: 's', functionName: Buffer.from(name), args: packArgs(...args) };
}

async function collect(values: AsyncIterable<StreamValue>): Promise<string[]> {
  const shown: string[] = [];
  for await (const { type, value } of values) {
    shown.push(
      type === 1
        ? String(value.readBigInt64BE())
        : type === 3
          ? value.toString('latin1')
          : `${type}:${value.toString('hex')}`,
    );
  }
  return shown;
}

test('runs the pipeline up to its first reduce on the server', async (t) => {
  const udf = start(t);
  for (const [name, expected] of [
    ['values', ['1', '2', '3', '4', '5']],
    ['even', ['2', '4']],
    ['sum', ['15']],
    ['sum_times', ['15']],
    ['count', ['5']],
    ['total', ['15']],
    // {0: [3], 1: [1, 4], 2: [2, 5]}
    ['groups', ['19:8300910301920104029202' + '05']],
    ['largest', ['19:81a2036105']],
    ['nothing', []],
    ['tables', []],
    ['records', ['0:', '0:', '0:', '0:', '0:']],
    ['metadata', new Array(5).fill('7 nil 9 user')],
    ['writes', ['1', '2', '3', '4', '5'].map((a) => `${a}1true`)],
  ] as const) {
    assert.deepStrictEqual(await collect(aggregate(udf, call(name, 10), records(5))), expected, name);
  }
});

test('emits a sum as soon as it is a thousand, and begins again', async (t) => {
  const udf = start(t);
  const values = [600, 600, 1, 2].map(recordOf);
  assert.deepStrictEqual(await collect(aggregate(udf, call('total'), values)), ['1200', '3']);
});

test('a stream of which nothing is left has an initial value, but one without records nothing', async (t) => {
  const udf = start(t);
  assert.deepStrictEqual(await collect(aggregate(udf, call('total_of_none'), records(3))), ['0']);
  assert.deepStrictEqual(await collect(aggregate(udf, call('total'), [])), []);
  assert.deepStrictEqual(await collect(aggregate(udf, { ...call('f'), module: 'none' }, [])), []);
});

test('runs the rest of the pipeline on what the nodes have sent', async (t) => {
  const udf = start(t);
  const sent = async () => {
    const values: StreamValue[] = [];
    for (const part of [records(2), records(5).slice(2)])
      for await (const value of aggregate(udf, call('groups'), part)) values.push(value);
    return values;
  };
  assert.deepStrictEqual(await collect(reduceValues(udf, call('groups'), await sent())), [
    '19:830091030192010402920205',
  ]);
  const sums: StreamValue[] = [3, 12].map((value) => ({ type: 1, value: bytes(int(value)) }));
  assert.deepStrictEqual(await collect(reduceValues(udf, call('sum_times', 10), sums)), ['150']);
  // Where there is no reduce, nothing is left to do.
  assert.deepStrictEqual(await collect(reduceValues(udf, call('values'), sums)), ['3', '12']);
});

test('takes many records in chunks and gives many values', async (t) => {
  const udf = start(t);
  assert.deepStrictEqual(await collect(aggregate(udf, call('count'), records(20_000))), ['20000']);
  const values = await collect(aggregate(udf, call('large'), records(40)));
  assert.deepStrictEqual([values.length, new Set(values.map((value) => value.length))], [40, new Set([50_000])]);
});

test('pulls no records beyond a chunk as long as nobody takes values', async (t) => {
  const udf = start(t);
  let pulled = 0;
  function* counted() {
    for (let i = 1; i <= 100_000; i++) {
      pulled++;
      yield recordOf(i);
    }
  }
  const values = aggregate(udf, call('large'), counted());
  assert.strictEqual((await values.next()).done, false);
  const before = pulled;
  await collect(aggregate(udf, call('sum'), records(3)));
  assert.strictEqual(pulled, before);
  assert.ok(before < 5000, `${before} records were pulled`);
  await values.return();
});

test('ends the source and the function when nobody wants more values', async (t) => {
  const udf = start(t);
  let isEnded = false;
  async function* source() {
    try {
      for (let i = 1; ; i++) yield recordOf(i);
    } finally {
      isEnded = true;
    }
  }
  for await (const { value } of aggregate(udf, call('values'), source())) {
    assert.strictEqual(value.toString('hex'), int(1));
    break;
  }
  assert.strictEqual(isEnded, true);
  assert.deepStrictEqual(await collect(aggregate(udf, call('sum'), records(2))), ['3']);
});

test('fails with the text of the server', async (t) => {
  const udf = start(t);
  for (const [name, text] of [
    ['no_such', 'UDF: Execution Error 2 : function not found'],
    [
      'no_pipeline',
      `UDF: Execution Error 2 : [string "aerospike.lua"]:33: attempt to index a number value (global 'result')`,
    ],
    ['fails_at_once', 'UDF: Execution Error 2 : /opt/aerospike/usr/udf/lua/s.lua:20: at once'],
    ['fails', 'UDF: Execution Error 2 : /opt/aerospike/usr/udf/lua/s.lua:19: three'],
  ] as const) {
    await assert.rejects(collect(aggregate(udf, call(name), records(5))), new AggregationError(text), name);
  }
  const missing = { ...call('sum'), module: 'none' };
  await assert.rejects(collect(aggregate(udf, missing, records(1))), new AggregationError('UDF: Execution Error 1'));
});

test('a source that fails fails the stream, and frees its thread', async (t) => {
  const udf = start(t);
  async function* source() {
    yield recordOf(1);
    throw new Error('no more');
  }
  await assert.rejects(collect(aggregate(udf, call('sum'), source())), /no more/);
  assert.deepStrictEqual(await collect(aggregate(udf, call('sum'), records(2))), ['3']);
});

test('streams that nobody reads keep no thread from functions on records', async (t) => {
  const udf = start(t);
  const idle = Array.from({ length: 5 }, () => aggregate(udf, call('large'), records(100)));
  for (const values of idle) await values.next();
  assert.strictEqual(await udf.validate('x.lua', Buffer.from('x = 1')), undefined);
  for (const values of idle) await values.return();
});

test('reduces for a client that has no engine', async () => {
  const values = async function* (): AsyncGenerator<StreamValue> {
    for (const value of [3, 12, 40]) yield { type: 1, value: bytes(int(value)) };
  };
  const options = { modules: { s: MODULE, other: 'return 1' }, module: 's', args: packArgs(10) };
  const sums = reduceStream({ ...options, functionName: 'sum_times', values: values() });
  assert.deepStrictEqual(await collect(sums), ['550']);
  const failing = reduceStream({ ...options, functionName: 'no_such', values: values() });
  await assert.rejects(collect(failing), new AggregationError('UDF: Execution Error 2 : function not found'));
});
