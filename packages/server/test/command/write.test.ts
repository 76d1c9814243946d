// The rules of writes that the recorded commands cannot show: sizes, sets, limits, settings. Codes and order:
// docs/protocol/server-semantics.md, "Writes" and docs/protocol/records.md, "Limits".

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DELETE, EXISTS, op, READ_ALL, request, text, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const ONE = [writeInt('i', 1)];

test('the largest record is as large as the real server says', async (t) => {
  const { run } = await startServer(t);
  const blob = (length: number) => [op(2, 4, 'b', '00'.repeat(length))];
  assert.strictEqual((await run({ ...WRITE, set: 'z', ops: blob(1_048_527) })).resultCode, 0);
  const refused = await run({ ...WRITE, set: 'z', ops: blob(1_048_528) });
  assert.deepStrictEqual([refused.resultCode, refused.generation], [13, 1]);
});

test('a removed bin gives its place to the last one', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: ['a', 'b', 'c', 'd'].map((name) => writeInt(name, 1)) });
  await run({ ...WRITE, ops: [op(2, 0, 'b')] });
  assert.deepStrictEqual(
    (await run(READ_ALL)).ops.map(({ name }) => name),
    ['a', 'd', 'c'],
  );
});

test('a write that fails in its last operation changes nothing', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [op(2, 3, 's', text('x'))] });
  const failed = await run({ ...WRITE, ops: [writeInt('i', 1), op(5, 1, 's', '0000000000000001')] });
  assert.deepStrictEqual([failed.resultCode, failed.generation, failed.ops.length], [12, 1, 0]);
  assert.deepStrictEqual((await run(READ_ALL)).ops, [{ op: 1, type: 3, name: 's', value: text('x') }]);
});

test('an integer wraps at 64 bits', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [op(2, 1, 'i', '7fffffffffffffff')] });
  await run({ ...WRITE, ops: [op(5, 1, 'i', '0000000000000001')] });
  assert.strictEqual((await run(READ_ALL)).ops[0]?.value, '8000000000000000');
});

test('a generation of 65535 is followed by 1', async (t) => {
  const { client, run } = await startServer(t);
  const touch = request({ ...WRITE, ops: [op(11, 0, '')] });
  await run({ ...WRITE, ops: ONE });
  client.send(touch.repeat(65_534));
  let last: string | undefined;
  for (let i = 0; i < 65_534; i++) last = await client.frame();
  assert.strictEqual(last?.slice(28, 36), '0000ffff');
  assert.strictEqual((await run({ ...WRITE, ops: ONE })).generation, 1);
});

test('a set takes no more than 4095 names in a namespace, and no name over 63 bytes', async (t) => {
  const { run } = await startServer(t);
  for (let i = 0; i < 4095; i++) await run({ ...WRITE, set: `s${i}`, ops: ONE });
  assert.strictEqual((await run({ ...WRITE, set: 'surplus', ops: ONE })).resultCode, 4);
  assert.strictEqual((await run({ ...WRITE, set: 's0', key: 'other', ops: ONE })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, set: 'x'.repeat(64), ops: ONE })).resultCode, 4);
});

test('settings of namespace and set refuse writes with the codes of the real server', async (t) => {
  const { client, run } = await startServer(t);
  const set = async (text: string) =>
    assert.strictEqual(await client.info(`set-config:context=namespace;${text}`), 'ok');
  await set('namespace=test;set=full;stop-writes-count=1');
  assert.strictEqual((await run({ ...WRITE, set: 'full', key: 'a', ops: ONE })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, set: 'full', key: 'b', ops: ONE })).resultCode, 22);
  assert.strictEqual((await run({ ...WRITE, set: 'full', key: 'a', ops: ONE })).resultCode, 0);
  await set('namespace=test;disallow-null-setname=true');
  assert.strictEqual((await run({ ...WRITE, set: '', ops: ONE })).resultCode, 4);
  await set('namespace=test;reject-non-xdr-writes=true');
  assert.strictEqual((await run({ ...WRITE, ops: ONE })).resultCode, 22);
});

test('a namespace that is full refuses writes, serves reads and deletes, and recovers', async (t) => {
  const { run } = await startServer(t, { namespaces: [{ name: 'test', dataSize: 2000 }] });
  const blob = [op(2, 4, 'b', '00'.repeat(1500))];
  assert.strictEqual((await run({ ...WRITE, key: 'a', ops: blob })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, key: 'b', ops: ONE })).resultCode, 8);
  assert.strictEqual((await run({ ...EXISTS, key: 'a' })).resultCode, 0);
  assert.strictEqual((await run({ ...DELETE, key: 'a' })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, key: 'b', ops: ONE })).resultCode, 0);
});

test('a stored key refuses another key and outlives writes without a key', async (t) => {
  const { run } = await startServer(t);
  const key = (name: string) => [[2, Buffer.from(`\x03${name}`)]] as const;
  await run({ ...WRITE, fields: key('k1'), ops: ONE });
  await run({ ...WRITE, ops: ONE });
  for (const parts of [{ ...WRITE, ops: ONE }, READ_ALL, DELETE]) {
    assert.strictEqual((await run({ ...parts, fields: key('other') })).resultCode, 19);
  }
  assert.strictEqual((await run({ ...READ_ALL, fields: key('k1') })).resultCode, 0);
});

test('a delete says nothing about the record, whatever comes of it', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ttl: 100, ops: ONE });
  const wrongGeneration = await run({ info2: 7, generation: 5 });
  assert.deepStrictEqual([wrongGeneration.resultCode, wrongGeneration.generation, wrongGeneration.voidTime], [3, 0, 0]);
  assert.strictEqual((await run({ info2: 0x13 })).resultCode, 25);
  assert.strictEqual((await run({ info2: 0x13, key: 'absent' })).resultCode, 25);
  assert.strictEqual((await run(DELETE)).resultCode, 0);
  assert.strictEqual((await run(DELETE)).resultCode, 2);
});

test('an operation on a bin that is not there is not looked at', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: ONE });
  assert.strictEqual((await run({ info1: 1, ops: [op(12, 4, 'absent', '93320008')] })).resultCode, 0);
});
