// Filters on every kind of command, and what expressions see of a record; as a real server (8.1.2.0) answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../helpers/raw-client.ts';
import { DELETE, EXISTS, op, READ_ALL, text, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const FILTERED_OUT = 27;
const PARAMETER = 4;
const NOT_FOUND = 2;
const FILTER = 43;
const KEY = 2;
const NO_FAIL = '10';
const RESPOND_ALL_OPS = 0x80;

/** bin i > 5 */
const ABOVE_FIVE = filter('9303 935102a169 05');
const MALFORMED = filter('93');

function filter(hex: string): readonly [number, Buffer] {
  return [FILTER, bytes(hex)];
}

function expRead(hex: string, flags = NO_FAIL): Buffer {
  return op(7, 4, 'r', `92${hex}${flags}`);
}

test('a command on a record that the filter is not true of does nothing', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [writeInt('i', 3)] });
  const fields = [ABOVE_FIVE];
  const commands = {
    get: { ...READ_ALL, fields },
    exists: { ...EXISTS, fields },
    operate: { info1: 1, fields, ops: [op(1, 0, 'i')] },
    put: { ...WRITE, fields, ops: [writeInt('i', 9)] },
    touch: { ...WRITE, fields, ops: [op(11, 0, '')] },
    remove: { ...DELETE, fields },
  };
  for (const [name, command] of Object.entries(commands)) {
    assert.strictEqual((await run(command)).resultCode, FILTERED_OUT, name);
    const malformed = await run({ ...command, fields: [MALFORMED] });
    assert.strictEqual(malformed.resultCode, PARAMETER, name);
  }
  const after = await run(READ_ALL);
  assert.deepStrictEqual([after.generation, after.ops[0]?.value], [1, '0000000000000003']);
});

test('a command on a record that the filter is true of is carried out', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [writeInt('i', 7)] });
  const fields = [ABOVE_FIVE];
  assert.strictEqual((await run({ ...READ_ALL, fields })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, fields, ops: [writeInt('i', 6)] })).resultCode, 0);
  assert.strictEqual((await run({ ...DELETE, fields })).resultCode, 0);
});

test('where there is no record, the filter is not even looked at', async (t) => {
  const { run } = await startServer(t);
  const fields = [MALFORMED];
  assert.strictEqual((await run({ ...READ_ALL, fields })).resultCode, NOT_FOUND);
  assert.strictEqual((await run({ ...DELETE, fields })).resultCode, NOT_FOUND);
  assert.strictEqual((await run({ ...WRITE, fields, ops: [op(11, 0, '')] })).resultCode, NOT_FOUND);
  assert.strictEqual((await run({ ...WRITE, fields, ops: [writeInt('i', 1)] })).resultCode, 0);
});

test('an expression of a write sees the times that the write gives, and the bins as they are by then', async (t) => {
  const { run } = await startServer(t);
  const ops = [writeInt('i', 1), expRead('9145'), expRead('9143'), expRead('935102a169')];
  const values = async (ttl: number) => (await run({ info1: 1, ...WRITE, ttl, ops })).ops.map(({ value }) => value);
  assert.deepStrictEqual(await values(500), ['00000000000001f4', '0000000000000000', '0000000000000001']);
  assert.deepStrictEqual(await values(900), ['0000000000000384', '0000000000000000', '0000000000000001']);
});

test('an expression sees the key once it is stored, not while the record is being made', async (t) => {
  const { run } = await startServer(t);
  const fields = [[KEY, Buffer.from('\x03k1')] as const];
  const ops = [writeInt('i', 1), expRead('9147'), expRead('925003')];
  const write = { info1: 1, info2: 1 | RESPOND_ALL_OPS, fields, ops };
  const values = async () => (await run(write)).ops.slice(1).map(({ type, value }) => [type, value]);
  assert.deepStrictEqual(await values(), [
    [17, '00'],
    [0, ''],
  ]);
  assert.deepStrictEqual(await values(), [
    [17, '01'],
    [3, text('k1')],
  ]);
});

test('times of a record follow the clock', async (t) => {
  const { run, clock } = await startServer(t);
  await run({ ...WRITE, ttl: 100, ops: [writeInt('i', 1)] });
  clock.advance(1500);
  const ops = [expRead('9145'), expRead('9143')];
  const answer = (await run({ info1: 1, ops })).ops.map(({ value }) => Number(`0x${value}`));
  assert.deepStrictEqual(answer, [99, 1500]);
});

test('a float that no integer of 64 bits is as large as becomes the least one', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [writeInt('i', 1)] });
  const least = 'd38000000000000000';
  for (const [float, integer] of [
    ['43e0000000000000', least],
    ['7ff8000000000000', least],
    ['c3e0000000000000', least],
    ['43dfffffffffffff', 'cf7ffffffffffffc00'],
    ['bffc000000000000', 'ff'],
  ])
    assert.strictEqual(
      (await run({ ...EXISTS, fields: [filter(`93 01 921ecb${float} ${integer}`)] })).resultCode,
      0,
      float,
    );
});

test('an expression may name the types up to HyperLogLog, and bins of up to 15 bytes', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: [writeInt('i', 1)] });
  for (const [expression, result] of [
    ['935109a169', 0],
    ['93510aa169', PARAMETER],
    [`935102af${'61'.repeat(15)}`, 0],
    [`935102b0${'61'.repeat(16)}`, PARAMETER],
  ] as const)
    assert.strictEqual((await run({ info1: 1, ops: [expRead(expression)] })).resultCode, result, expression);
});
