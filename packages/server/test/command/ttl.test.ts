// Times to live (docs/protocol/records.md, "Time, TTL and generation" and docs/protocol/server-semantics.md,
// "Effects"), on a clock that the test moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DELETE, EXISTS, op, READ_ALL, WRITE, writeInt } from '../helpers/request.ts';
import { FakeClock, startServer } from '../helpers/server.ts';

const NOW = FakeClock.START_SECONDS;
const ONE = [writeInt('i', 1)];
const TOUCH = [op(11, 0, '')];

test('a TTL in seconds becomes a void time; 0, -1 and -2 mean default, never and keep', async (t) => {
  const { run, client } = await startServer(t);
  assert.strictEqual((await run({ ...WRITE, ttl: 100, ops: ONE })).voidTime, NOW + 100);
  assert.strictEqual((await run({ ...WRITE, ttl: -2, ops: ONE })).voidTime, NOW + 100);
  assert.strictEqual((await run({ ...WRITE, ttl: -1, ops: ONE })).voidTime, 0);
  assert.strictEqual(await client.info('set-config:context=namespace;namespace=test;default-ttl=5m'), 'ok');
  assert.strictEqual((await run({ ...WRITE, ttl: 0, ops: ONE })).voidTime, NOW + 300);
  assert.strictEqual((await run({ ...WRITE, ttl: -2, key: 'new', ops: ONE })).voidTime, NOW + 300);
  assert.strictEqual(await client.info('set-config:context=namespace;namespace=test;set=demo;default-ttl=-1'), 'ok');
  assert.strictEqual((await run({ ...WRITE, ttl: 0, ops: ONE })).voidTime, 0);
});

test('a record is there in the second of its void time and gone in the next', async (t) => {
  const { run, clock } = await startServer(t);
  await run({ ...WRITE, ttl: 10, ops: ONE });
  clock.advance(10_999);
  assert.strictEqual((await run(READ_ALL)).resultCode, 0);
  clock.advance(1);
  const gone = await run(READ_ALL);
  assert.deepStrictEqual([gone.resultCode, gone.generation, gone.voidTime], [2, 1, NOW + 10]);
});

test('an expired record cannot be touched, is created afresh by a write, and counts for a delete', async (t) => {
  const { run, clock, server } = await startServer(t);
  await run({ ...WRITE, ttl: 10, ops: ONE });
  await run({ ...WRITE, ttl: 10, ops: [writeInt('j', 1)] });
  clock.advance(11_000);
  assert.strictEqual((await run({ ...WRITE, ops: TOUCH })).resultCode, 2);
  assert.strictEqual((await run({ ...WRITE, info3: 8, ops: ONE })).resultCode, 2);
  const fresh = await run({ ...WRITE, info2: 0x21, ttl: 10, ops: ONE });
  assert.deepStrictEqual([fresh.resultCode, fresh.generation], [0, 1]);
  assert.deepStrictEqual(
    (await run(READ_ALL)).ops.map(({ name }) => name),
    ['i'],
  );
  clock.advance(11_000);
  assert.strictEqual((await run(DELETE)).resultCode, 0);
  assert.strictEqual(server.reapExpired(), 0);
});

test('expired records are removed by the reaper, and only those', async (t) => {
  const { run, clock, server, client } = await startServer(t);
  for (let i = 0; i < 20; i++) await run({ ...WRITE, key: `k${i}`, ttl: i < 12 ? 10 : 1000, ops: ONE });
  clock.advance(11_000);
  assert.match(await client.info('sets/test/demo'), /^objects=20:/);
  assert.strictEqual(server.reapExpired(), 12);
  assert.match(await client.info('sets/test/demo'), /^objects=8:/);
  assert.match(await client.info('namespace/test'), /;expired_objects=12;/);
});

test('a touch renews the life and counts as an update', async (t) => {
  const { run, clock } = await startServer(t);
  await run({ ...WRITE, ttl: 10, ops: ONE });
  clock.advance(5000);
  const touched = await run({ ...WRITE, ttl: 60, ops: TOUCH });
  assert.deepStrictEqual([touched.generation, touched.voidTime], [2, NOW + 65]);
});

test('a read renews the life once less than the percentage of it is left', async (t) => {
  const { run, clock } = await startServer(t);
  await run({ ...WRITE, ttl: 100, ops: ONE });
  clock.advance(49_000);
  await run({ ...READ_ALL, ttl: 50 });
  assert.strictEqual((await run(EXISTS)).voidTime, NOW + 100);
  clock.advance(1000);
  // The reply was made before the renewal.
  assert.strictEqual((await run({ ...READ_ALL, ttl: 50 })).voidTime, NOW + 100);
  const renewed = await run(EXISTS);
  assert.deepStrictEqual([renewed.voidTime, renewed.generation], [NOW + 150, 1]);
});

test('a percentage over 100 is refused only for a record that can expire', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, key: 'forever', ops: ONE });
  await run({ ...WRITE, key: 'mortal', ttl: 10, ops: ONE });
  assert.strictEqual((await run({ ...READ_ALL, key: 'forever', ttl: 101 })).resultCode, 0);
  assert.strictEqual((await run({ ...READ_ALL, key: 'mortal', ttl: 101 })).resultCode, 4);
  assert.strictEqual((await run({ ...READ_ALL, key: 'mortal', ttl: -1 })).resultCode, 0);
});

test('where nothing removes expired records a TTL is forbidden, but never and keep are not', async (t) => {
  const { run } = await startServer(t, { namespaces: [{ name: 'test', nsupPeriod: 0 }] });
  assert.strictEqual((await run({ ...WRITE, ttl: 10, ops: ONE })).resultCode, 22);
  for (const ttl of [0, -1, -2]) assert.strictEqual((await run({ ...WRITE, ttl, ops: ONE })).resultCode, 0);
});
