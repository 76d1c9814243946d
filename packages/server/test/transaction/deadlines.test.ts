// What becomes of transactions whose clients do not end them (docs/protocol/transactions.md).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsistent } from '../helpers/consistent.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { WRITE, writeInt } from '../helpers/request.ts';
import { RESULT } from '../helpers/transaction.ts';

test('after its deadline a transaction that is not committed is rolled back, by whatever comes first', async (t) => {
  for (const trigger of ['a write', 'the sweep']) {
    const { server, begin, put, value, clock, statistics } = await startConsistent(t);
    await put('a', 1);
    const one = begin(5);
    await one.write('a', 2);
    await one.write('b', 2);
    clock.advance(5000);
    assert.strictEqual(await put('a', 3), RESULT.BLOCKED);
    assert.strictEqual(server.endTransactions(), 0);
    clock.advance(1000);
    if (trigger === 'the sweep') assert.strictEqual(server.endTransactions(), 2);
    assert.deepStrictEqual([await put('a', 3), await put('b', 3)], [RESULT.OK, RESULT.OK]);
    assert.strictEqual(await one.write('a', 4), RESULT.EXPIRED);
    assert.strictEqual((await one.run('a', { ...WRITE, ops: [writeInt('i', 4)] }, true)).resultCode, RESULT.EXPIRED);
    assert.strictEqual(await one.decide(), RESULT.ABORTED);
    assert.strictEqual(await one.roll('a', true), RESULT.OK);
    assert.strictEqual(await value('a'), 3);
    assert.strictEqual((await statistics()).get('mrt_monitor_roll_back_success'), '2');
  }
});

test('after its deadline a transaction that is committed is rolled forward, and answers late for a minute', async (t) => {
  const { server, begin, put, value, clock, statistics } = await startConsistent(t);
  await put('a', 1);
  const one = begin();
  await one.write('a', 2);
  await one.write('b', 3);
  await one.remove('c');
  await one.decide();
  await one.roll('a', true);
  clock.advance(11_000);
  assert.strictEqual(server.endTransactions(), 1);
  assert.deepStrictEqual([await value('a'), await value('b')], [2, 3]);
  assert.strictEqual(await one.decide(), RESULT.COMMITTED);
  assert.strictEqual((await statistics()).get('mrt_monitor_roll_forward_success'), '1');
  clock.advance(60_000);
  server.endTransactions();
  assert.strictEqual((await statistics()).get('mrt_monitors'), '0');
  assert.strictEqual(await one.decide(), RESULT.NOT_FOUND);
});

test('a lock whose monitor is gone is rolled back after its deadline', async (t) => {
  const { server, begin, put, value, clock } = await startConsistent(t);
  const one = begin();
  await one.write('a', 1);
  await one.removeMonitor();
  clock.advance(10_000);
  assert.strictEqual(await put('a', 2), RESULT.BLOCKED);
  clock.advance(1000);
  assert.strictEqual(server.endTransactions(), 1);
  assert.strictEqual(await value('a'), undefined);
  assert.strictEqual(await put('a', 2), RESULT.OK);
});

test('a deadline is the last second in which a transaction goes on', async (t) => {
  const { begin, clock } = await startConsistent(t);
  const one = begin(5);
  await one.write('a', 1);
  clock.advance(5999);
  assert.strictEqual(await one.write('b', 1), RESULT.OK);
  assert.strictEqual(await one.decide(), RESULT.OK);
  const late = begin(5);
  await late.note(['c']);
  clock.advance(6000);
  assert.strictEqual(await late.decide(), RESULT.ABORTED);
});

test('a lock is ended once, by the master of its record', async (t) => {
  const { server, begin, clock } = await startConsistent(t, { nodes: 3 });
  const one = begin();
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) await one.write(key, 1);
  clock.advance(11_000);
  assert.strictEqual(server.endTransactions(), 6);
  let rolled = 0;
  for (const node of server.nodes) {
    const text = await (await connectRaw(t, node.port)).info('namespace/test');
    rolled += Number(/;mrt_monitor_roll_back_success=(\d+);/.exec(text)?.[1]);
    assert.match(text, /;mrt_provisionals=0;/);
  }
  assert.strictEqual(rolled, 6);
});
