// Transactions as their clients see them: who sees what, who is kept from what, and how their clients end them
// (docs/protocol/transactions.md). The steps are sent in bytes; the vendor's client is the judge in `conformance`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSISTENT, type ConsistentServer, startConsistent } from '../helpers/consistent.ts';
import { DELETE, EXISTS, int, op, READ_ALL, type RequestParts, WRITE, writeInt } from '../helpers/request.ts';
import { FakeClock } from '../helpers/server.ts';
import { littleEndian, RESULT } from '../helpers/transaction.ts';

const DURABLE_DELETE = { info2: 0x13 } as const;
const VERSION = 3;

test('a transaction sees what it has written, everybody else what was there before, until it is committed', async (t) => {
  const { begin, put, value } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  assert.strictEqual(await one.write('a', 2), RESULT.OK);
  assert.strictEqual(await one.write('b', 3), RESULT.OK);
  assert.deepStrictEqual([await one.value('a'), await one.value('b')], [2, 3]);
  assert.deepStrictEqual([await value('a'), await value('b')], [1, undefined]);
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.deepStrictEqual([await value('a'), await value('b')], [2, 3]);
});

test('an aborted transaction leaves nothing, and no lock', async (t) => {
  const { begin, put, value, statistics } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  await one.write('a', 2);
  await one.remove('a');
  await one.write('b', 3);
  assert.strictEqual((await statistics()).get('mrt_provisionals'), '2');
  assert.strictEqual((await statistics()).get('mrt_monitors'), '1');
  await one.abort();
  assert.deepStrictEqual([await value('a'), await value('b')], [1, undefined]);
  assert.deepStrictEqual([await put('a', 4), await put('b', 4)], [RESULT.OK, RESULT.OK]);
  const after = await statistics();
  assert.deepStrictEqual([after.get('mrt_provisionals'), after.get('mrt_monitors')], ['0', '0']);
});

test('a locked record takes no write of others, and no read of another transaction', async (t) => {
  const { begin, put, run, value, statistics } = await startConsistent(t);
  await put('a', 1);
  const [one, two] = [begin(), begin()];
  await one.write('a', 2);
  const others: RequestParts[] = [
    { ...WRITE, ops: [writeInt('i', 9)] },
    { ...WRITE, info3: 0x08, ops: [writeInt('i', 9)] },
    { ...DURABLE_DELETE, key: 'a' },
  ];
  for (const parts of others) assert.strictEqual((await run({ ...parts, key: 'a' })).resultCode, RESULT.BLOCKED);
  assert.strictEqual(await two.write('a', 9), RESULT.BLOCKED);
  assert.strictEqual((await two.read('a')).resultCode, RESULT.BLOCKED);
  assert.strictEqual((await two.read('a')).fields.has(VERSION), false);
  assert.strictEqual(await two.roll('a', true), RESULT.BLOCKED);
  assert.deepStrictEqual([await value('a'), (await run({ ...EXISTS, key: 'a' })).generation], [1, 1]);
  assert.strictEqual((await statistics()).get('fail_mrt_blocked'), '7');
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.strictEqual(await value('a'), 2);
});

test('what a transaction has read must be as it was at its end', async (t) => {
  const cases: Record<string, (server: ConsistentServer) => Promise<unknown>> = {
    'an update': ({ put }) => put('a', 1),
    'a deletion': ({ run }) => run({ ...DURABLE_DELETE, key: 'a' }),
    'a deletion and a creation': async ({ run, put }) => {
      await run({ ...DURABLE_DELETE, key: 'a' });
      await put('a', 1);
    },
    'a creation': ({ put }) => put('absent', 1),
    'a lock': ({ begin }) => begin().write('a', 1),
    'a deletion and a creation in a transaction': async ({ begin }) => {
      const other = begin();
      await other.remove('a');
      await other.write('a', 1);
      await other.commit();
    },
  };
  for (const [name, change] of Object.entries(cases)) {
    const server = await startConsistent(t);
    await server.put('a', 1);
    const one = server.begin();
    await one.read('a');
    await one.read('absent');
    await change(server);
    const result = await one.verify();
    assert.strictEqual(result, name === 'a lock' ? RESULT.BLOCKED : RESULT.VERSION_MISMATCH, name);
  }
});

test('nothing that others read, or roll back, makes a verification fail', async (t) => {
  const { begin, put, run } = await startConsistent(t);
  await put('a', 1);
  const [one, two] = [begin(), begin()];
  await one.read('a');
  await one.read('absent');
  await two.write('a', 2);
  await two.write('absent', 2);
  await two.abort();
  await run({ ...READ_ALL, key: 'a' });
  assert.strictEqual(await one.verify(), RESULT.OK);
});

test('a command on a record that has changed since it was read is refused at once', async (t) => {
  const { begin, put, statistics } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  await one.read('a');
  await put('a', 2);
  assert.strictEqual((await one.read('a')).resultCode, RESULT.VERSION_MISMATCH);
  assert.strictEqual(await one.write('a', 3), RESULT.VERSION_MISMATCH);
  assert.strictEqual((await statistics()).get('fail_mrt_version_mismatch'), '2');
});

test('versions are told of what was read, and of what was left alone, not of what was written', async (t) => {
  const { begin, put } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  // u40 last update · u16 generation, both little-endian
  const version = `${littleEndian(FakeClock.START_SECONDS * 1000, 5)}0100`;
  assert.strictEqual((await one.read('a')).fields.get(VERSION), version);
  assert.strictEqual((await one.read('absent')).fields.get(VERSION), '00000000000000');
  const refused = await one.change('a', { info2: 0x05, generation: 7, ops: [writeInt('i', 9)] });
  assert.deepStrictEqual([refused.resultCode, refused.fields.get(VERSION)], [3, version]);
  const written = await one.change('a', { ...WRITE, ops: [writeInt('i', 2)] });
  assert.deepStrictEqual([written.resultCode, written.fields.size, written.generation], [RESULT.OK, 0, 2]);
  assert.strictEqual((await one.read('a')).fields.size, 0);
  const again = await one.change('a', { info2: 0x05, generation: 7, ops: [writeInt('i', 9)] });
  assert.deepStrictEqual([again.resultCode, again.fields.size], [3, 0]);
});

test('a write without a deadline, or with one that no monitor gives, takes no lock', async (t) => {
  const { begin, put } = await startConsistent(t);
  const one = begin();
  await one.note(['a']);
  const parts = { ...WRITE, ops: [writeInt('i', 1)] };
  assert.strictEqual((await one.run('a', parts)).resultCode, RESULT.PARAMETER);
  one.deadline = 'ffffffff';
  assert.strictEqual((await one.run('a', parts, true)).resultCode, RESULT.PARAMETER);
  assert.strictEqual(await put('a', 1), RESULT.OK);
});

test('fields that cannot be understood are refused', async (t) => {
  const { run } = await startConsistent(t);
  for (const fields of [
    [[5, Buffer.alloc(7, 1)]],
    [[5, Buffer.alloc(8)]],
    [
      [5, Buffer.alloc(8, 1)],
      [3, Buffer.alloc(6)],
    ],
  ] as const)
    for (const parts of [READ_ALL, { ...WRITE, ops: [writeInt('i', 1)] }])
      assert.strictEqual((await run({ ...parts, fields })).resultCode, RESULT.PARAMETER);
  const verify = { info1: 0x21, info3: 0x40, info4: 1 };
  assert.strictEqual((await run(verify)).resultCode, RESULT.PARAMETER);
  assert.strictEqual((await run({ ...verify, fields: [[3, Buffer.alloc(8)]] })).resultCode, RESULT.PARAMETER);
  for (const info4 of [2, 4, 6]) assert.strictEqual((await run({ info2: 0x11, info4 })).resultCode, RESULT.PARAMETER);
});

test('a write that is only to take a lock is refused when its transaction has it', async (t) => {
  const { begin, put } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  const locking = { ...WRITE, info4: 0x10, ops: [writeInt('i', 2)] };
  assert.strictEqual((await one.change('a', locking)).resultCode, RESULT.OK);
  assert.strictEqual((await one.change('a', locking)).resultCode, RESULT.ALREADY_LOCKED);
  assert.strictEqual(await one.write('a', 3), RESULT.OK);
});

test('deletes are durable, in transactions and outside, unless others are allowed', async (t) => {
  const { begin, put, run, client, value } = await startConsistent(t);
  await put('a', 1);
  assert.strictEqual((await run({ ...DELETE, key: 'a' })).resultCode, RESULT.FORBIDDEN);
  assert.strictEqual((await run({ ...WRITE, key: 'a', ops: [op(2, 0, 'i')] })).resultCode, RESULT.FORBIDDEN);
  const one = begin();
  assert.strictEqual((await one.change('a', DELETE)).resultCode, RESULT.FORBIDDEN);
  assert.strictEqual(await one.remove('a'), RESULT.OK);
  assert.strictEqual(await one.remove('a'), RESULT.NOT_FOUND);
  assert.strictEqual((await one.read('a')).resultCode, RESULT.NOT_FOUND);
  assert.strictEqual(await value('a'), 1);
  await one.commit();
  assert.strictEqual(await value('a'), undefined);
  await client.info('set-config:context=namespace;namespace=test;strong-consistency-allow-expunge=true');
  await put('a', 1);
  assert.strictEqual((await begin().change('a', DELETE)).resultCode, RESULT.FORBIDDEN);
  assert.strictEqual((await run({ ...DELETE, key: 'a' })).resultCode, RESULT.OK);
});

test('a truncation takes what a transaction had written before it', async (t) => {
  const { begin, put, value, client, clock } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  await one.write('a', 2);
  await one.write('b', 2);
  clock.advance(1000);
  await client.info('truncate-namespace:namespace=test');
  assert.strictEqual(await value('a'), undefined);
  clock.advance(1000);
  await one.write('c', 2);
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.deepStrictEqual([await value('a'), await value('b'), await value('c')], [undefined, undefined, 2]);
});

test('a record that expires under its transaction is gone for others, and what is written lives on', async (t) => {
  const { server, begin, run, value, clock } = await startConsistent(t);
  await run({ ...WRITE, key: 'a', ttl: 3, ops: [writeInt('i', 1)] });
  const one = begin();
  await one.change('a', { ...WRITE, ttl: 100, ops: [writeInt('i', 2)] });
  clock.advance(5000);
  assert.strictEqual(await value('a'), undefined);
  assert.strictEqual(server.reapExpired(), 1);
  assert.strictEqual(await one.value('a'), 2);
  assert.strictEqual(await one.commit(), RESULT.OK);
  assert.strictEqual(await value('a'), 2);
});

test('what transactions have written takes room', async (t) => {
  const { begin, put, statistics } = await startConsistent(t, { namespaces: [{ ...CONSISTENT, dataSize: 3000 }] });
  const used = async (): Promise<number> => Number((await statistics()).get('data_used_bytes'));
  await put('a', 1);
  const before = await used();
  const one = begin();
  await one.note(['a', 'b']);
  const noted = await used();
  const blob = { ...WRITE, ops: [op(2, 4, 'b', '00'.repeat(1500))] };
  assert.strictEqual((await one.change('a', blob)).resultCode, RESULT.OK);
  assert.strictEqual((await used()) - noted > 1500, true);
  assert.strictEqual(await put('c', 1), RESULT.OK);
  assert.strictEqual(
    (await one.change('a', { ...WRITE, ops: [op(2, 4, 'c', '00'.repeat(900))] })).resultCode,
    RESULT.OK,
  );
  assert.strictEqual(await put('d', 1), 8);
  await one.abort();
  assert.strictEqual((await used()) < before + 100, true);
  assert.strictEqual(await put('d', 1), RESULT.OK);
});

test('without strong consistency transactions are refused, and so are their settings', async (t) => {
  const { begin, run, client } = await startConsistent(t, { namespaces: ['test'] });
  const one = begin();
  one.deadline = '00000000';
  assert.strictEqual((await one.read('a')).resultCode, RESULT.ENTERPRISE_ONLY);
  const written = await one.run('a', { ...WRITE, ops: [writeInt('i', 1)] }, true);
  assert.strictEqual(written.resultCode, RESULT.ENTERPRISE_ONLY);
  assert.strictEqual(await one.roll('a', true), RESULT.ENTERPRISE_ONLY);
  assert.strictEqual((await run({ info1: 0x21, info4: 1 })).resultCode, RESULT.ENTERPRISE_ONLY);
  assert.strictEqual((await run({ ...READ_ALL, info3: 0x40 })).resultCode, RESULT.ENTERPRISE_ONLY);
  for (const pair of ['mrt-duration=5', 'disable-mrt-writes=true', 'strong-consistency-allow-expunge=true'])
    assert.match(await client.info(`set-config:context=namespace;namespace=test;${pair}`), /^ERROR:4/);
  assert.strictEqual((await run({ ...WRITE, ops: [writeInt('i', 1)] })).resultCode, RESULT.OK);
});

test('locks hold for a namespace, not for the others of the server', async (t) => {
  const { begin, run } = await startConsistent(t, { namespaces: [CONSISTENT, 'other'] });
  await begin().write('a', 1);
  const write = { ...WRITE, key: 'a', ops: [writeInt('i', 2)] };
  assert.strictEqual((await run({ ...write, namespace: 'other' })).resultCode, RESULT.OK);
  assert.strictEqual((await run(write)).resultCode, RESULT.BLOCKED);
  const { ops } = await run({ ...READ_ALL, namespace: 'other', key: 'a' });
  assert.strictEqual(ops[0]?.value, int(2));
});

test('clearing the server ends what transactions had begun', async (t) => {
  const { server, begin, put, statistics } = await startConsistent(t);
  await begin().write('a', 1);
  server.clear();
  assert.strictEqual(await put('a', 1), RESULT.OK);
  const { mrt_provisionals, mrt_monitors } = Object.fromEntries(await statistics());
  assert.deepStrictEqual([mrt_provisionals, mrt_monitors], ['0', '0']);
});
