// Transactions and the commands that are not on one record, or not done at once: batches, scans, queries, functions and
// work in the background.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ConsistentServer, startConsistent } from '../helpers/consistent.ts';
import { bytes, connectRaw } from '../helpers/raw-client.ts';
import { digest, messageFrame, op, writeInt } from '../helpers/request.ts';
import { PARTITION_DONE, type ScanParts, scan } from '../helpers/scan.ts';
import { RESULT, type Transaction } from '../helpers/transaction.ts';
import { apply, putModule } from '../helpers/udf.ts';

const FIELD = { NAMESPACE: 0, SET: 1, VERSION: 3, ID: 5, DEADLINE: 6 } as const;
const ADD =
  'function add(rec, n) rec.i = (rec.i or 0) + n return aerospike:update(rec) end function get(rec) return rec.i end';

const TELLING_ADD = "function add(rec, n) info('begun') rec.i = rec.i + n return aerospike:update(rec) end";

const start = (t: TestContext, nodes = 3): Promise<ConsistentServer> => startConsistent(t, { nodes });

interface BatchRow {
  readonly key: string;
  /** Flags of the row, then the info bytes that they announce, as hex. */
  readonly head: string;
  readonly fields?: readonly (readonly [type: number, value: Buffer])[];
  readonly ops?: readonly Buffer[];
}

interface BatchAnswer {
  readonly resultCode: number;
  readonly fields: ReadonlyMap<number, string>;
  readonly values: string[];
}

/** Sends the rows as one batch that answers all of them. */
async function batch({ client }: ConsistentServer, rows: readonly BatchRow[]): Promise<BatchAnswer[]> {
  const encoded = rows.map(({ key, head, fields = [], ops = [] }, i) => {
    const all = [[FIELD.NAMESPACE, Buffer.from('test')], [FIELD.SET, Buffer.from('demo')], ...fields] as const;
    const start = Buffer.alloc(4);
    start.writeUInt32BE(i);
    const counts = Buffer.alloc(4);
    counts.writeUInt16BE(all.length);
    counts.writeUInt16BE(ops.length, 2);
    const fieldBytes = all.map(([type, value]) => {
      const header = Buffer.alloc(5);
      header.writeUInt32BE(value.length + 1);
      header[4] = type;
      return Buffer.concat([header, value]);
    });
    return Buffer.concat([start, digest('demo', key), bytes(head), counts, ...fieldBytes, ...ops]);
  });
  const size = Buffer.alloc(5);
  size.writeUInt32BE(rows.length);
  size[4] = 0x05;
  const header = Buffer.alloc(22);
  header.set([22, 0x08]);
  client.send(messageFrame(header, [[41, Buffer.concat([size, ...encoded])]], []));
  return readRows(client, rows.length);
}

async function readRows(client: ConsistentServer['client'], count: number): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = [];
  for (;;) {
    const body = bytes((await client.frame()) ?? '').subarray(8);
    for (let at = 0; at < body.length; ) {
      if ((body.readUInt8(at + 3) & 1) !== 0) {
        assert.strictEqual(answers.length, count);
        return answers;
      }
      const fields = new Map<number, string>();
      const values: string[] = [];
      let next = at + 22;
      for (let i = body.readUInt16BE(at + 18); i > 0; i--) {
        const end = next + 4 + body.readUInt32BE(next);
        fields.set(body.readUInt8(next + 4), body.toString('hex', next + 5, end));
        next = end;
      }
      for (let i = body.readUInt16BE(at + 20); i > 0; i--) {
        const end = next + 4 + body.readUInt32BE(next);
        values.push(body.toString('hex', next + 8 + body.readUInt8(next + 7), end));
        next = end;
      }
      answers[body.readUInt32BE(at + 14)] = { resultCode: body.readUInt8(at + 5), fields, values };
      at = next;
    }
  }
}

function idField({ id }: Transaction): readonly [number, Buffer] {
  const value = Buffer.alloc(8);
  value.writeBigInt64LE(id);
  return [FIELD.ID, value];
}

// Flags of the row, info1 to info3, and info4 where the flags say so.
const READ_ROW = '02 03 00 00';
const WRITE_ROW = '02 00 01 00';
const VERIFY_ROW = '12 21 00 40 01';
const ROLL_ROW = '12 00 11 00';

test('rows of a batch read, lock, verify and roll like single commands', async (t) => {
  const server = await start(t);
  const { begin, put, value } = server;
  for (const key of ['a', 'b', 'c']) await put(key, 1);
  const one = begin();
  await one.note(['a', 'b']);
  const id = idField(one);
  const deadline = [FIELD.DEADLINE, bytes(one.deadline)] as const;
  const answers = await batch(server, [
    { key: 'a', head: WRITE_ROW, fields: [id, deadline], ops: [writeInt('i', 2)] },
    { key: 'b', head: WRITE_ROW, fields: [id, deadline], ops: [writeInt('i', 2)] },
    { key: 'c', head: READ_ROW, fields: [id] },
    { key: 'a', head: READ_ROW, fields: [id] },
    { key: 'none', head: READ_ROW, fields: [id] },
    { key: 'a', head: READ_ROW },
    { key: 'a', head: WRITE_ROW, ops: [writeInt('i', 3)] },
  ]);
  assert.deepStrictEqual(
    answers.map(({ resultCode, fields, values }) => [resultCode, fields.size, Number(`0x${values[0] ?? 0}`)]),
    [
      [RESULT.OK, 0, 0],
      [RESULT.OK, 0, 0],
      [RESULT.OK, 1, 1],
      [RESULT.OK, 0, 2],
      [RESULT.NOT_FOUND, 1, 0],
      [RESULT.OK, 0, 1],
      [RESULT.BLOCKED, 0, 0],
    ],
  );
  const versionOf = (row: number): readonly [number, Buffer] => [
    FIELD.VERSION,
    bytes(answers[row]?.fields.get(FIELD.VERSION) as string),
  ];
  const verified = await batch(server, [
    { key: 'c', head: VERIFY_ROW, fields: [versionOf(2)] },
    { key: 'none', head: VERIFY_ROW, fields: [versionOf(4)] },
    { key: 'c', head: VERIFY_ROW, fields: [versionOf(4)] },
    { key: 'a', head: VERIFY_ROW, fields: [versionOf(2)] },
  ]);
  assert.deepStrictEqual(
    verified.map(({ resultCode }) => resultCode),
    [RESULT.OK, RESULT.OK, RESULT.VERSION_MISMATCH, RESULT.BLOCKED],
  );
  const rolled = await batch(server, [
    { key: 'a', head: `${ROLL_ROW} 02`, fields: [id] },
    { key: 'b', head: `${ROLL_ROW} 04`, fields: [id] },
    { key: 'c', head: `${ROLL_ROW} 02`, fields: [id] },
  ]);
  assert.deepStrictEqual(
    rolled.map(({ resultCode }) => resultCode),
    [RESULT.OK, RESULT.OK, RESULT.OK],
  );
  assert.deepStrictEqual([await value('a'), await value('b'), await value('c')], [2, 1, 1]);
});

test('scans and queries see what is committed, and no monitors', async (t) => {
  const { begin, put, client } = await start(t, 1);
  assert.strictEqual(await client.info('sindex-create:namespace=test;set=demo;indexname=byi;bin=i;type=numeric'), 'ok');
  for (const key of ['a', 'b', 'c']) await put(key, 1);
  const one = begin();
  await one.write('a', 50);
  await one.write('new', 50);
  await one.remove('b');
  const values = Buffer.alloc(24);
  values.writeUInt32BE(8, 0);
  values.writeBigInt64BE(50n, 4);
  values.writeUInt32BE(8, 12);
  values.writeBigInt64BE(50n, 16);
  const range = [22, Buffer.concat([Buffer.from([1, 1]), Buffer.from('i'), Buffer.from([1]), values])] as const;
  const found = async (parts: ScanParts): Promise<number> =>
    (await scan(client, parts)).rows.filter(({ info3 }) => (info3 & PARTITION_DONE) === 0).length;
  const counts = async (): Promise<number[]> => [
    await found({}),
    await found({ set: 'demo' }),
    await found({ set: 'demo', fields: [range] }),
    await found({ set: '<ERO~MRT' }),
  ];
  assert.deepStrictEqual(await counts(), [3, 3, 0, 1]);
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.deepStrictEqual(await counts(), [3, 3, 2, 0]);
});

test('an index has what is committed, on every node', async (t) => {
  const { begin, put, server, client } = await start(t);
  await client.info('sindex-create:namespace=test;indexname=byi;bin=i;type=numeric');
  await client.info('sindex-create:namespace=test;indexname=byid;bin=id;type=numeric');
  const entries = async (index: string): Promise<number> => {
    let sum = 0;
    for (const node of server.nodes) {
      const text = await (await connectRaw(t, node.port)).info(`sindex/test/${index}`);
      sum += Number(/^entries=(\d+);/.exec(text)?.[1]);
    }
    return sum;
  };
  await put('a', 1);
  assert.strictEqual(await entries('byi'), 2);
  const one = begin();
  await one.write('b', 1);
  await one.remove('a');
  assert.strictEqual(await entries('byi'), 2);
  assert.strictEqual(await entries('byid'), 0);
  await one.write('c', 1);
  await one.commit();
  assert.strictEqual(await entries('byi'), 4);
});

test('functions take part in transactions, and are kept from what others have locked', async (t) => {
  const { begin, put, run, value, client } = await start(t);
  assert.strictEqual(await putModule(client, 'm.lua', ADD), 'ok');
  await put('a', 1);
  const one = begin();
  await one.note(['a']);
  const add = apply('m', 'add', 5);
  const call = async (transaction: Transaction, key: string, parts = add): Promise<readonly [number, number]> => {
    const fields = [
      ...(parts.fields ?? []),
      idField(transaction),
      [FIELD.DEADLINE, bytes(transaction.deadline)] as const,
    ];
    const reply = await run({ ...parts, key, fields });
    return [reply.resultCode, reply.fields.size];
  };
  assert.deepStrictEqual(await call(one, 'a', apply('m', 'get')), [RESULT.OK, 1]);
  assert.deepStrictEqual(await call(one, 'a'), [RESULT.OK, 0]);
  assert.deepStrictEqual(await call(one, 'a', apply('m', 'get')), [RESULT.OK, 0]);
  assert.deepStrictEqual([await one.value('a'), await value('a')], [6, 1]);
  assert.strictEqual((await run({ ...add, key: 'a' })).resultCode, RESULT.BLOCKED);
  assert.strictEqual((await run({ ...apply('m', 'get'), key: 'a' })).resultCode, RESULT.OK);
  const two = begin();
  await two.note(['a']);
  assert.deepStrictEqual(await call(two, 'a', apply('m', 'get')), [RESULT.BLOCKED, 0]);
  one.writes.add('a');
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.strictEqual(await value('a'), 6);
  const three = begin();
  await three.note(['a']);
  await three.read('a');
  await put('a', 7);
  const version = [FIELD.VERSION, bytes(three.reads.get('a') as string)] as const;
  for (const parts of [add, apply('m', 'get')])
    assert.deepStrictEqual(await call(three, 'a', { ...parts, fields: [...(parts.fields ?? []), version] }), [
      RESULT.VERSION_MISMATCH,
      0,
    ]);
  assert.strictEqual((await run({ ...add, set: '<ERO~MRT', key: 'x' })).resultCode, RESULT.UNSUPPORTED);
});

test('a function that still runs when a committed transaction is rolled forward begins again', async (t) => {
  let calls = 0;
  const { begin, put, value, run, client, clock } = await startConsistent(t, {
    log: (_, message) => {
      // The function has its record, and what it makes of it has not come yet.
      if (message.includes('begun') && calls++ === 0) clock.advance(11_000);
    },
  });
  await putModule(client, 'm.lua', TELLING_ADD);
  await put('a', 1);
  const one = begin();
  await one.write('a', 50);
  await one.decide();
  assert.strictEqual((await run({ ...apply('m', 'add', 5), key: 'a' })).resultCode, RESULT.OK);
  assert.deepStrictEqual([await value('a'), calls], [55, 2]);
});

test('work in the background passes over what is locked, and over monitors', async (t) => {
  const { begin, put, value, client } = await start(t, 1);
  for (const key of ['a', 'b', 'c']) await put(key, 1);
  const one = begin();
  await one.write('b', 5);
  const work = (id: number, ...set: readonly (readonly [number, Buffer])[]): string => {
    const header = Buffer.alloc(22);
    header.set([22, 0, 1, 0]);
    const fields = [[FIELD.NAMESPACE, Buffer.from('test')], ...set, [7, Buffer.alloc(8, id)]] as const;
    return messageFrame(header, fields, [op(5, 1, 'i', '0000000000000001')]);
  };
  for (const message of [
    work(1, [FIELD.SET, Buffer.from('demo')]),
    work(2),
    work(3, [FIELD.SET, Buffer.from('<ERO~MRT')]),
  ]) {
    assert.notStrictEqual(await client.exchange(message), undefined);
    while (/status=active/.test(await client.info('query-show'))) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepStrictEqual([await value('a'), await value('b'), await value('c')], [2, 1, 2]);
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.strictEqual(await value('b'), 5);
  assert.match(await client.info('namespace/test'), /;mrt_monitors=0;/);
});
