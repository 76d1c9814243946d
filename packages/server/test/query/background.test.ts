// Work in the background and the list of queries; codes and words are those of a real server (8.1.2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, frame } from '../helpers/raw-client.ts';
import { op, parseReply, READ_ALL, WRITE, writeInt } from '../helpers/request.ts';
import { ALL, scan, scanFrame } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';
import { packArgs, putModule } from '../helpers/udf.ts';

interface Work {
  readonly set?: string;
  readonly id?: number;
  readonly rate?: number;
  readonly info1?: number;
  readonly ops?: readonly Buffer[];
  /** Name of the function to call, of the module `m`. */
  readonly calls?: string;
  readonly filter?: string;
  readonly indexName?: string;
}

function workFrame({ set = 'demo', id = 77, rate, info1 = 0, calls, filter, indexName, ...more }: Work = {}): string {
  const ops = more.ops ?? (calls === undefined ? [writeInt('bg', 1)] : []);
  const job = Buffer.alloc(8);
  job.writeBigUInt64BE(BigInt(id));
  const rps = Buffer.alloc(4);
  rps.writeUInt32BE(rate ?? 0);
  const fields = [
    [0, Buffer.from('test')],
    [1, Buffer.from(set)],
    [7, job],
    ...(rate === undefined ? [] : [[10, rps]]),
    ...(calls === undefined
      ? []
      : [
          [33, Buffer.from([2])],
          [30, Buffer.from('m')],
          [31, Buffer.from(calls)],
          [32, packArgs(5)],
        ]),
    ...(filter === undefined ? [] : [[43, Buffer.from(filter, 'hex')]]),
    ...(indexName === undefined ? [] : [[21, Buffer.from(indexName)]]),
  ] as const;
  const header = Buffer.alloc(22);
  header.set([22, info1, 1, 0]);
  header.writeUInt16BE(fields.length, 18);
  header.writeUInt16BE(ops.length, 20);
  const encoded = fields.map(([type, value]) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE((value as Buffer).length + 1);
    head[4] = type as number;
    return Buffer.concat([head, value as Buffer]);
  });
  return frame(3, Buffer.concat([header, ...encoded, ...ops]).toString('hex'));
}

async function fill({ run }: TestServer, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await run({ ...WRITE, key: `k${i}`, ops: [writeInt('n', i)] });
}

async function done({ client }: TestServer, id = 77): Promise<string> {
  for (;;) {
    const job = await client.info(`query-show:id=${id}`);
    if (job.includes('status=done')) return job;
  }
}

test('every record is changed, and the job says how many', async (t) => {
  const server = await startServer(t);
  await fill(server, 50);
  const { resultCode, info3 } = parseReply(await server.client.exchange(workFrame()));
  assert.deepStrictEqual([resultCode, info3], [0, 1]);
  const job = await done(server);
  assert.match(job, /^trid=77:ns=test:set=demo:rps=10000:active-threads=0:status=done\(ok\):job-progress=100.00:/);
  assert.match(job, /:recs-succeeded=50:recs-failed=0:.*:job-type=background-ops:.*:ops-active=0$/);
  const { ops } = await server.run({ ...READ_ALL, key: 'k7' });
  assert.deepStrictEqual(
    ops.map(({ name }) => name),
    ['n', 'bg'],
  );
});

test('work that is aborted stops', async (t) => {
  const server = await startServer(t);
  await fill(server, 50);
  await server.client.exchange(workFrame({ rate: 1 }));
  assert.strictEqual(await server.client.info('query-abort:id=77'), 'ok');
  assert.match(await done(server), /status=done\(user-aborted\)/);
  assert.strictEqual(await server.client.info('query-abort:id=77'), 'ERROR:2:id not active');
});

for (const [name, work, code] of [
  ['of an unknown set', { set: 'nobody' }, 2],
  ['of an unknown set, by an unknown index', { set: 'nobody', indexName: 'none' }, 2],
  ['without operations', { ops: [] }, 4],
  ['that reads', { ops: [op(1, 0, 'n')] }, 4],
  ['that says that it reads', { info1: 1 }, 4],
  ['at more than 10,000 records per second', { rate: 10_001 }, 4],
] as const) {
  test(`work ${name} is refused with ${code}`, async (t) => {
    const server = await startServer(t);
    await fill(server, 1);
    assert.strictEqual(parseReply(await server.client.exchange(workFrame(work))).resultCode, code);
  });
}

test('a number that another query has or had is refused', async (t) => {
  const server = await startServer(t);
  await fill(server, 1);
  await server.client.exchange(workFrame());
  assert.strictEqual(parseReply(await server.client.exchange(workFrame())).resultCode, 4);
  await done(server);
  assert.strictEqual(parseReply(await server.client.exchange(workFrame())).resultCode, 4);
});

function id(value: number): readonly [number, Buffer] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return [7, bytes];
}

test('a query that is over is listed, a short one is not', async (t) => {
  const server = await startServer(t);
  await fill(server, 3);
  await scan(server.client, { set: 'demo', fields: [id(5)] });
  await scan(server.client, { set: 'demo', fields: [id(6)], info1: 5 });
  assert.match(
    await server.client.info('query-show:trid=5'),
    /n-pids-requested=4096:.*:recs-succeeded=3:.*job-type=basic/,
  );
  assert.strictEqual(await server.client.info('query-show:trid=6'), 'ERROR:2:job not found');
});

test('a query that is aborted ends with 15, and one with a rate keeps to it', async (t) => {
  const server = await startServer(t);
  await fill(server, 100);
  const rate = Buffer.alloc(4);
  rate.writeUInt32BE(10);
  const other = await connectRaw(t, server.server.port);
  other.send(scanFrame({ set: 'demo', pids: ALL, fields: [id(9), [10, rate]] }));
  while (!(await server.client.info('query-show')).includes('trid=9:')) await server.client.info('status');
  assert.strictEqual(await server.client.info('query-abort:trid=9'), 'ok');
  let rows = 0;
  for (;;) {
    const body = Buffer.from((await other.frame()) ?? '', 'hex').subarray(8);
    if ((body.readUInt8(3) & 1) !== 0) {
      assert.strictEqual(body.readUInt8(5), 15);
      break;
    }
    rows++;
  }
  assert.strictEqual(rows < 50, true);
});

const MODULE = `
function add(rec, by) rec.n = rec.n + by aerospike:update(rec) end
function drop(rec) if rec.n % 2 == 0 then aerospike:remove(rec) end end
function odd(rec) if rec.n % 2 == 0 then error('even') end end
`;

/** What bin n is in each of the records that are there. */
async function numbers({ client }: TestServer): Promise<number[]> {
  const { rows } = await scan(client, { set: 'demo', bins: ['n'] });
  return rows.map(({ values }) => Number(Buffer.from(values[0] ?? '', 'hex').readBigInt64BE())).sort((a, b) => a - b);
}

test('a function is called on every record, and the job says on how many', async (t) => {
  const server = await startServer(t);
  await putModule(server.client, 'm.lua', MODULE);
  await fill(server, 200);
  const { resultCode, info3 } = parseReply(await server.client.exchange(workFrame({ calls: 'add' })));
  assert.deepStrictEqual([resultCode, info3], [0, 1]);
  const job = await done(server);
  assert.match(job, /^trid=77:ns=test:set=demo:rps=10000:active-threads=0:status=done\(ok\):job-progress=100.00:/);
  assert.match(job, /:recs-succeeded=200:recs-failed=0:.*:job-type=background-udf:/);
  assert.match(job, /:udf-filename=m:udf-function=add:udf-active=0$/);
  assert.deepStrictEqual(
    await numbers(server),
    Array.from({ length: 200 }, (_, i) => i + 5),
  );
  assert.match(
    await server.client.info('namespace/test'),
    /;udf_sub_udf_complete=200;.*;udf_sub_lang_write_success=200/,
  );
});

test('functions that fail are counted, as are records that the filter leaves out', async (t) => {
  const server = await startServer(t);
  await putModule(server.client, 'm.lua', MODULE);
  await fill(server, 20);
  // n < 10
  const filter = '9305935102a16e0a';
  await server.client.exchange(workFrame({ calls: 'odd', filter }));
  assert.match(await done(server), /:recs-filtered-bins=10:recs-succeeded=5:recs-failed=5:/);
  await server.client.exchange(workFrame({ id: 78, calls: 'missing' }));
  assert.match(await done(server, 78), /:recs-succeeded=0:recs-failed=20:/);
  await server.client.exchange(workFrame({ id: 79, calls: 'drop' }));
  await done(server, 79);
  assert.deepStrictEqual(await numbers(server), [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
});

test('a function on records of an unknown set, or without a name, is refused', async (t) => {
  const { client } = await startServer(t);
  assert.strictEqual(parseReply(await client.exchange(workFrame({ calls: 'add', set: 'nosuchset' }))).resultCode, 2);
  assert.strictEqual(parseReply(await client.exchange(workFrame({ calls: 'x'.repeat(200) }))).resultCode, 4);
  assert.strictEqual(parseReply(await client.exchange(workFrame({ calls: 'add', info1: 1 }))).resultCode, 4);
});
