// Functions over the records of a query; codes and texts are those of a real server (8.1.2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw } from '../helpers/raw-client.ts';
import { int, text, WRITE, writeInt } from '../helpers/request.ts';
import { type Row, type ScanParts, scan, scanFrame } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';
import { packArgs, putModule } from '../helpers/udf.ts';

const MODULE = `
local function value(rec) return rec.n end
function sum(s) return s : map(value) : reduce(function(a, b) return a + b end) end
function values(s) return s : map(value) end
function above(s, low) return s : filter(function(rec) return rec.n > low end) : map(value) end
function fails(s) return s : map(function(rec) error('boom') end) end
function waits(s) return s : map(function(rec) while true do end end) end
function texts(s) return s : map(function(rec) return string.rep('x', 100000) end) end
function records(s) return s end
`;

const AGGREGATE = [33, Buffer.from([1])] as const;

function call(name: string, ...args: readonly (number | string)[]): ScanParts {
  const fields = [
    AGGREGATE,
    [30, Buffer.from('m')] as const,
    [31, Buffer.from(name)] as const,
    [32, packArgs(...args)] as const,
  ];
  return { set: 'demo', pids: undefined, fields };
}

async function filled(t: Parameters<typeof startServer>[0], records = 20): Promise<TestServer> {
  const server = await startServer(t);
  assert.strictEqual(await putModule(server.client, 'm.lua', MODULE), 'ok');
  for (let n = 0; n < records; n++) await server.run({ ...WRITE, key: `k${n}`, ops: [writeInt('n', n)] });
  return server;
}

function integers(rows: readonly Row[]): number[] {
  return rows.map(({ values }) => Number(Buffer.from(values[0] ?? '', 'hex').readBigInt64BE())).sort((a, b) => a - b);
}

test('every value that the function gives is a row of its own, without fields', async (t) => {
  const { client } = await filled(t);
  const { rows, end } = await scan(client, call('above', 16));
  assert.deepStrictEqual([end.resultCode, end.info3], [0, 1]);
  assert.deepStrictEqual(integers(rows), [17, 18, 19]);
  for (const row of rows) assert.deepStrictEqual([row.bins, row.fields.size, row.generation], [['SUCCESS'], 0, 0]);
});

test('the pipeline runs up to its first reduce, and records are sent as nothing', async (t) => {
  const { client } = await filled(t);
  assert.deepStrictEqual(integers((await scan(client, call('sum'))).rows), [190]);
  const { rows } = await scan(client, call('records'));
  assert.deepStrictEqual(new Set(rows.map(({ values }) => values[0])), new Set(['']));
  assert.strictEqual(rows.length, 20);
});

test('an index chooses the records', async (t) => {
  const { client } = await filled(t);
  await client.info('sindex-create:namespace=test;set=demo;indexname=byn;bin=n;type=numeric');
  const bounds = Buffer.from(`01016e0100000008${int(3)}00000008${int(5)}`, 'hex');
  const { fields = [], ...parts } = call('sum');
  assert.deepStrictEqual(integers((await scan(client, { ...parts, fields: [...fields, [22, bounds]] })).rows), [12]);
});

test('a function that fails is told as a row and a result', async (t) => {
  const { client } = await filled(t, 1);
  for (const [name, says] of [
    ['fails', 'UDF: Execution Error 2 : /opt/aerospike/usr/udf/lua/m.lua:6: boom'],
    ['missing', 'UDF: Execution Error 2 : function not found'],
  ] as const) {
    const { rows, end } = await scan(client, call(name));
    assert.deepStrictEqual([end.resultCode, end.info3], [1, 1]);
    assert.deepStrictEqual(
      rows.map(({ bins, values }) => [bins, values]),
      [[['FAILURE'], [text(says)]]],
    );
  }
});

test('what cannot begin is refused', async (t) => {
  const { client } = await filled(t, 1);
  const { fields = [], ...parts } = call('sum');
  const refused = async (more: Partial<ScanParts>): Promise<number> =>
    (await scan(client, { ...parts, fields, ...more })).end.resultCode;
  assert.strictEqual(await refused({ set: 'nosuchset' }), 2);
  assert.strictEqual(
    await refused({ fields: [...fields, [43, Buffer.from('9301924003 01'.replace(' ', ''), 'hex')]] }),
    16,
  );
  assert.strictEqual(await refused({ fields: fields.filter(([type]) => type !== 31) }), 4);
  assert.strictEqual(await refused({ fields: [[33, Buffer.from([3])], ...fields.slice(1)] }), 4);
});

test('the list of queries has it, and aborting it ends it', async (t) => {
  const { client, server } = await filled(t, 400);
  const id = Buffer.alloc(8);
  id.writeBigUInt64BE(71n);
  const { fields = [], ...parts } = call('texts');
  const other = await connectRaw(t, server.port);
  // Nobody reads: the function waits for its reader.
  other.socket.pause();
  other.send(scanFrame({ ...parts, fields: [...fields, [7, id]] }));
  let shown = '';
  while (!shown.includes('job-type=aggregation')) shown = await client.info('query-show:id=71');
  assert.match(shown, /^trid=71:ns=test:set=demo:rps=0:active-threads=1:status=active\(ok\):/);
  assert.strictEqual(await client.info('query-abort:id=71'), 'ok');
  other.socket.resume();
  for (;;) {
    shown = await client.info('query-show:id=71');
    if (shown.includes('status=done(user-aborted)')) break;
  }
});

test('a client that goes away takes its function with it', async (t) => {
  const { client, server } = await filled(t, 400);
  const other = await connectRaw(t, server.port);
  other.socket.pause();
  other.send(scanFrame(call('texts')));
  let shown = '';
  while (!shown.includes('status=active')) shown = await client.info('query-show');
  other.socket.destroy();
  while (!shown.includes('abandoned-response-error')) shown = await client.info('query-show');
  assert.deepStrictEqual(integers((await scan(client, call('above', 398))).rows), [399]);
});
