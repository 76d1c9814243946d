// The record that a transaction is written down in: which steps it takes, when, how many keys, for how long
// (docs/protocol/transactions.md, "Flow").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSISTENT, startConsistent } from '../helpers/consistent.ts';
import { int, op, WRITE, writeInt } from '../helpers/request.ts';
import { FakeClock } from '../helpers/server.ts';
import { littleEndian, RESULT } from '../helpers/transaction.ts';

const DEADLINE = 6;

test('the set of monitors takes the steps of a transaction, each only when it is its turn', async (t) => {
  const { begin, run, clock } = await startConsistent(t);
  const one = begin();
  const add = { ...WRITE, ops: [op(4, 4, 'keyds', '9401010001')] };
  assert.strictEqual((await one.monitor(add)).resultCode, RESULT.EXPIRED);
  assert.strictEqual(await one.decide(), RESULT.NOT_FOUND);
  const created = await one.note(['a']);
  assert.strictEqual(created.fields.get(DEADLINE), littleEndian(FakeClock.START_SECONDS + 10, 4));
  one.deadline = '';
  assert.strictEqual((await one.note(['a'])).resultCode, RESULT.MONITOR_EXISTS);
  one.deadline = created.fields.get(DEADLINE) as string;
  assert.strictEqual((await one.note(['b'])).fields.get(DEADLINE), one.deadline);
  for (const parts of [
    { ...WRITE, ops: [writeInt('i', 1)] },
    { ...WRITE, ops: [op(11, 0, '')] },
  ])
    assert.strictEqual((await one.monitor(parts)).resultCode, RESULT.UNSUPPORTED);
  const elsewhere = { ...WRITE, set: '<ERO~MRT', key: 'x', ops: [writeInt('i', 1)] };
  assert.strictEqual((await run(elsewhere)).resultCode, RESULT.UNSUPPORTED);
  assert.strictEqual(await one.decide(), RESULT.OK);
  assert.strictEqual(await one.decide(), RESULT.COMMITTED);
  assert.strictEqual((await one.note(['c'])).resultCode, RESULT.COMMITTED);

  const late = begin(1);
  await late.note(['a']);
  clock.advance(2000);
  assert.strictEqual((await late.note(['b'])).resultCode, RESULT.EXPIRED);
  assert.strictEqual(await late.decide(), RESULT.ABORTED);
  assert.strictEqual(await one.decide(), RESULT.COMMITTED);
});

test('a write to a monitor that is no step of a transaction is refused, and changes nothing', async (t) => {
  const { begin } = await startConsistent(t);
  const one = begin();
  await one.note(['a']);
  const [id, digests, decision] = [writeInt('id', 1), op(4, 4, 'keyds', '9401910c010d'), op(2, 17, 'fwd', '01')];
  for (const [what, ops] of Object.entries({
    'a list of digests that is written': [op(2, 20, 'keyds', '90')],
    'another list that is changed': [op(4, 4, 'other', '9401910c010d')],
    'an id that is added to': [op(5, 1, 'id', int(1))],
    'a decision that is changed': [op(4, 4, 'fwd', '9401910c010d')],
    'an id alone': [id],
    'a decision with an id': [id, decision],
    'a decision with digests': [digests, decision],
    'a step and more': [digests, writeInt('i', 1)],
  })) {
    assert.strictEqual((await one.monitor({ ...WRITE, ops })).resultCode, RESULT.UNSUPPORTED, what);
  }
  assert.strictEqual((await one.note(['b'])).resultCode, RESULT.OK);
});

test('a decision that is not true leaves the transaction open', async (t) => {
  const { begin } = await startConsistent(t);
  const one = begin();
  await one.note(['a']);
  assert.strictEqual((await one.monitor({ ...WRITE, ops: [op(2, 17, 'fwd', '00')] })).resultCode, RESULT.OK);
  assert.strictEqual((await one.note(['b'])).resultCode, RESULT.OK);
  assert.strictEqual(await one.decide(), RESULT.OK);
  assert.strictEqual((await one.note(['c'])).resultCode, RESULT.COMMITTED);
});

test('a transaction takes 4096 keys and not one more', async (t) => {
  const { begin } = await startConsistent(t);
  const one = begin();
  const keys = Array.from({ length: 4096 }, (_, i) => `k${i}`);
  assert.strictEqual((await one.note(keys)).resultCode, RESULT.OK);
  assert.strictEqual((await one.note(['k0', 'k4095'])).resultCode, RESULT.OK);
  const refused = await one.note(['surplus']);
  assert.deepStrictEqual([refused.resultCode, refused.fields.size], [RESULT.TOO_MANY_WRITES, 0]);
  assert.strictEqual((await begin().note([...keys, 'surplus'])).resultCode, RESULT.TOO_MANY_WRITES);
});

test('neither the size of records nor a truncation stands against a monitor', async (t) => {
  const { begin, put, client, clock } = await startConsistent(t, {
    namespaces: [{ ...CONSISTENT, maxRecordSize: 256 }],
  });
  await client.info('truncate-namespace:namespace=test');
  clock.advance(-1000);
  assert.strictEqual(await put('a', 1), RESULT.FORBIDDEN);
  const one = begin();
  assert.strictEqual(await one.write('a', 1), RESULT.OK);
  assert.strictEqual((await one.note(Array.from({ length: 100 }, (_, i) => `k${i}`))).resultCode, RESULT.OK);
});

test('settings say how long transactions last, and whether any begin', async (t) => {
  const { begin, client } = await startConsistent(t, { namespaces: [{ ...CONSISTENT, mrtDuration: 20 }] });
  const deadlineOf = async (seconds: number): Promise<string | undefined> =>
    (await begin(seconds).note(['a'])).fields.get(DEADLINE);
  assert.strictEqual(await deadlineOf(0), littleEndian(FakeClock.START_SECONDS + 20, 4));
  assert.strictEqual(await deadlineOf(120), littleEndian(FakeClock.START_SECONDS + 120, 4));
  assert.strictEqual((await begin(121).note(['a'])).resultCode, RESULT.PARAMETER);
  const set = (pair: string): Promise<string> => client.info(`set-config:context=namespace;namespace=test;${pair}`);
  assert.strictEqual(await set('mrt-duration=2m'), 'ok');
  assert.strictEqual(await deadlineOf(0), littleEndian(FakeClock.START_SECONDS + 120, 4));
  assert.match(await set('mrt-duration=0'), /^ERROR:4/);
  assert.match(await set('mrt-duration=121'), /^ERROR:4/);
  assert.strictEqual(await set('disable-mrt-writes=true'), 'ok');
  assert.strictEqual((await begin().note(['a'])).resultCode, RESULT.FORBIDDEN);
});
