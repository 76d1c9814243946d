// The rules of reads that the recorded commands cannot show. Codes: as the real server (8.1.0.3) answered them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, READ_ALL, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const ONE = [writeInt('i', 1)];

test('a linearizable read is refused, whether the record exists or not', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: ONE });
  for (const key of ['k1', 'absent']) {
    const { resultCode, generation, ops } = await run({ ...READ_ALL, info3: 0x40, key });
    assert.deepStrictEqual([resultCode, generation, ops.length], [25, 0, 0]);
  }
  assert.strictEqual((await run({ info1: 1, info3: 0x40, ops: [op(1, 0, 'i')] })).resultCode, 25);
});

test('the other read modes of strong consistency are ignored', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: ONE });
  for (const info3 of [0x80, 0xc0]) assert.strictEqual((await run({ ...READ_ALL, info3 })).resultCode, 0);
});

test('a write does not look at the read mode', async (t) => {
  const { run } = await startServer(t);
  assert.strictEqual((await run({ ...WRITE, info3: 0x40, ops: ONE })).resultCode, 0);
});

test('of two namespace fields the first counts', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: ONE });
  const NAMESPACE = 0;
  const other: [number, Buffer][] = [[NAMESPACE, Buffer.from('nowhere')]];
  const own: [number, Buffer][] = [[NAMESPACE, Buffer.from('test')]];
  assert.strictEqual((await run({ ...READ_ALL, fields: other })).resultCode, 0);
  assert.strictEqual((await run({ ...READ_ALL, namespace: 'nowhere', fields: own })).resultCode, 20);
});
