// Increments of elements at the edges of numbers, as a real server (8.1.2) on x86 answered them: 64 bits that wrap, and
// floats that become integers as its casts have it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, READ_ALL, WRITE } from '../../helpers/request.ts';
import { startServer, type TestServer } from '../../helpers/server.ts';

const NUMBER = {
  five: '05',
  maxInt: 'd37fffffffffffffff',
  minInt: 'd38000000000000000',
  twoTo63: 'cf8000000000000000',
  maxUnsigned: 'cfffffffffffffffff',
  oneAndHalf: 'cb3ff8000000000000',
  nan: 'cb7ff8000000000000',
  infinity: 'cb7ff0000000000000',
  minusInfinity: 'cbfff0000000000000',
  twoTo64: 'cb43f0000000000000',
} as const;

type Name = keyof typeof NUMBER;

const INTEGER = 1;
const FLOAT = 2;
const LIST_INCREMENT = '930c00';
const MAP_INCREMENT = '9349a2036b';
const MAP_DECREMENT = '934aa2036b';

/** Element before, delta, particle type and value afterwards. */
const SUMS: readonly (readonly [Name | undefined, Name, number, string])[] = [
  [undefined, 'twoTo63', INTEGER, '8000000000000000'],
  ['five', 'twoTo63', INTEGER, '8000000000000005'],
  ['maxInt', 'twoTo63', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'twoTo63', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'twoTo63', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'twoTo63', FLOAT, 'c3e0000000000000'],
  ['nan', 'twoTo63', FLOAT, '7ff8000000000000'],
  ['infinity', 'twoTo63', FLOAT, '7ff0000000000000'],
  [undefined, 'maxUnsigned', INTEGER, 'ffffffffffffffff'],
  ['five', 'maxUnsigned', INTEGER, '0000000000000004'],
  ['maxInt', 'maxUnsigned', INTEGER, '7ffffffffffffffe'],
  ['twoTo63', 'maxUnsigned', INTEGER, '7fffffffffffffff'],
  ['maxUnsigned', 'maxUnsigned', INTEGER, 'fffffffffffffffe'],
  ['oneAndHalf', 'maxUnsigned', FLOAT, '3fe0000000000000'],
  ['nan', 'maxUnsigned', FLOAT, '7ff8000000000000'],
  ['infinity', 'maxUnsigned', FLOAT, '7ff0000000000000'],
  [undefined, 'minInt', INTEGER, '8000000000000000'],
  ['five', 'minInt', INTEGER, '8000000000000005'],
  ['maxInt', 'minInt', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'minInt', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'minInt', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'minInt', FLOAT, 'c3e0000000000000'],
  ['nan', 'minInt', FLOAT, '7ff8000000000000'],
  ['infinity', 'minInt', FLOAT, '7ff0000000000000'],
  [undefined, 'maxInt', INTEGER, '7fffffffffffffff'],
  ['five', 'maxInt', INTEGER, '8000000000000004'],
  ['maxInt', 'maxInt', INTEGER, 'fffffffffffffffe'],
  ['twoTo63', 'maxInt', INTEGER, 'ffffffffffffffff'],
  ['maxUnsigned', 'maxInt', INTEGER, '7ffffffffffffffe'],
  ['oneAndHalf', 'maxInt', FLOAT, '43e0000000000000'],
  ['nan', 'maxInt', FLOAT, '7ff8000000000000'],
  ['infinity', 'maxInt', FLOAT, '7ff0000000000000'],
  [undefined, 'nan', FLOAT, '7ff8000000000000'],
  ['five', 'nan', INTEGER, '8000000000000005'],
  ['maxInt', 'nan', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'nan', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'nan', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'nan', FLOAT, '7ff8000000000000'],
  ['nan', 'nan', FLOAT, '7ff8000000000000'],
  ['infinity', 'nan', FLOAT, '7ff8000000000000'],
  [undefined, 'infinity', FLOAT, '7ff0000000000000'],
  ['five', 'infinity', INTEGER, '8000000000000005'],
  ['maxInt', 'infinity', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'infinity', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'infinity', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'infinity', FLOAT, '7ff0000000000000'],
  ['nan', 'infinity', FLOAT, '7ff8000000000000'],
  ['infinity', 'infinity', FLOAT, '7ff0000000000000'],
  [undefined, 'minusInfinity', FLOAT, 'fff0000000000000'],
  ['five', 'minusInfinity', INTEGER, '8000000000000005'],
  ['maxInt', 'minusInfinity', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'minusInfinity', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'minusInfinity', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'minusInfinity', FLOAT, 'fff0000000000000'],
  ['nan', 'minusInfinity', FLOAT, '7ff8000000000000'],
  ['infinity', 'minusInfinity', FLOAT, 'fff8000000000000'],
  [undefined, 'twoTo64', FLOAT, '43f0000000000000'],
  ['five', 'twoTo64', INTEGER, '8000000000000005'],
  ['maxInt', 'twoTo64', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'twoTo64', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'twoTo64', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'twoTo64', FLOAT, '43f0000000000000'],
  ['nan', 'twoTo64', FLOAT, '7ff8000000000000'],
  ['infinity', 'twoTo64', FLOAT, '7ff0000000000000'],
  [undefined, 'oneAndHalf', FLOAT, '3ff8000000000000'],
  ['five', 'oneAndHalf', INTEGER, '0000000000000006'],
  ['maxInt', 'oneAndHalf', INTEGER, '8000000000000000'],
  ['twoTo63', 'oneAndHalf', INTEGER, '8000000000000001'],
  ['maxUnsigned', 'oneAndHalf', INTEGER, '0000000000000000'],
  ['oneAndHalf', 'oneAndHalf', FLOAT, '4008000000000000'],
  ['nan', 'oneAndHalf', FLOAT, '7ff8000000000000'],
  ['infinity', 'oneAndHalf', FLOAT, '7ff0000000000000'],
];

const DIFFERENCES: typeof SUMS = [
  [undefined, 'twoTo63', INTEGER, '8000000000000000'],
  ['five', 'twoTo63', INTEGER, '8000000000000005'],
  ['maxInt', 'twoTo63', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'twoTo63', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'twoTo63', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'twoTo63', FLOAT, 'c3e0000000000000'],
  ['nan', 'twoTo63', FLOAT, '7ff8000000000000'],
  ['infinity', 'twoTo63', FLOAT, '7ff0000000000000'],
  [undefined, 'maxUnsigned', INTEGER, '0000000000000001'],
  ['five', 'maxUnsigned', INTEGER, '0000000000000006'],
  ['maxInt', 'maxUnsigned', INTEGER, '8000000000000000'],
  ['twoTo63', 'maxUnsigned', INTEGER, '8000000000000001'],
  ['maxUnsigned', 'maxUnsigned', INTEGER, '0000000000000000'],
  ['oneAndHalf', 'maxUnsigned', FLOAT, '4004000000000000'],
  ['nan', 'maxUnsigned', FLOAT, '7ff8000000000000'],
  ['infinity', 'maxUnsigned', FLOAT, '7ff0000000000000'],
  [undefined, 'minInt', INTEGER, '8000000000000000'],
  ['five', 'minInt', INTEGER, '8000000000000005'],
  ['maxInt', 'minInt', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'minInt', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'minInt', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'minInt', FLOAT, 'c3e0000000000000'],
  ['nan', 'minInt', FLOAT, '7ff8000000000000'],
  ['infinity', 'minInt', FLOAT, '7ff0000000000000'],
  [undefined, 'maxInt', INTEGER, '8000000000000001'],
  ['five', 'maxInt', INTEGER, '8000000000000006'],
  ['maxInt', 'maxInt', INTEGER, '0000000000000000'],
  ['twoTo63', 'maxInt', INTEGER, '0000000000000001'],
  ['maxUnsigned', 'maxInt', INTEGER, '8000000000000000'],
  ['oneAndHalf', 'maxInt', FLOAT, 'c3e0000000000000'],
  ['nan', 'maxInt', FLOAT, '7ff8000000000000'],
  ['infinity', 'maxInt', FLOAT, '7ff0000000000000'],
  [undefined, 'nan', FLOAT, 'fff8000000000000'],
  ['five', 'nan', INTEGER, '8000000000000005'],
  ['maxInt', 'nan', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'nan', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'nan', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'nan', FLOAT, 'fff8000000000000'],
  ['nan', 'nan', FLOAT, '7ff8000000000000'],
  ['infinity', 'nan', FLOAT, 'fff8000000000000'],
  [undefined, 'infinity', FLOAT, 'fff0000000000000'],
  ['five', 'infinity', INTEGER, '8000000000000005'],
  ['maxInt', 'infinity', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'infinity', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'infinity', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'infinity', FLOAT, 'fff0000000000000'],
  ['nan', 'infinity', FLOAT, '7ff8000000000000'],
  ['infinity', 'infinity', FLOAT, 'fff8000000000000'],
  [undefined, 'minusInfinity', FLOAT, '7ff0000000000000'],
  ['five', 'minusInfinity', INTEGER, '8000000000000005'],
  ['maxInt', 'minusInfinity', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'minusInfinity', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'minusInfinity', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'minusInfinity', FLOAT, '7ff0000000000000'],
  ['nan', 'minusInfinity', FLOAT, '7ff8000000000000'],
  ['infinity', 'minusInfinity', FLOAT, '7ff0000000000000'],
  [undefined, 'twoTo64', FLOAT, 'c3f0000000000000'],
  ['five', 'twoTo64', INTEGER, '8000000000000005'],
  ['maxInt', 'twoTo64', INTEGER, 'ffffffffffffffff'],
  ['twoTo63', 'twoTo64', INTEGER, '0000000000000000'],
  ['maxUnsigned', 'twoTo64', INTEGER, '7fffffffffffffff'],
  ['oneAndHalf', 'twoTo64', FLOAT, 'c3f0000000000000'],
  ['nan', 'twoTo64', FLOAT, '7ff8000000000000'],
  ['infinity', 'twoTo64', FLOAT, '7ff0000000000000'],
  [undefined, 'oneAndHalf', FLOAT, 'bff8000000000000'],
  ['five', 'oneAndHalf', INTEGER, '0000000000000004'],
  ['maxInt', 'oneAndHalf', INTEGER, '7ffffffffffffffe'],
  ['twoTo63', 'oneAndHalf', INTEGER, '7fffffffffffffff'],
  ['maxUnsigned', 'oneAndHalf', INTEGER, 'fffffffffffffffe'],
  ['oneAndHalf', 'oneAndHalf', FLOAT, '0000000000000000'],
  ['nan', 'oneAndHalf', FLOAT, '7ff8000000000000'],
  ['infinity', 'oneAndHalf', FLOAT, '7ff0000000000000'],
];

async function increment(server: TestServer, bin: 'l' | 'm', before: string | undefined, payload: string) {
  const key = `${bin}${before}${payload}`;
  const collection = bin === 'l' ? `91${before}` : `81a2036b${before}`;
  if (before !== undefined) await server.run({ ...WRITE, key, ops: [op(2, bin === 'l' ? 20 : 19, bin, collection)] });
  return server.run({ ...WRITE, info1: 1, key, ops: [op(4, 4, bin, payload)] });
}

test("sums of elements of lists and maps are the real server's", async (t) => {
  const server = await startServer(t);
  for (const [base, delta, type, value] of SUMS) {
    const before = base && NUMBER[base];
    const ofList = await increment(server, 'l', before, `${LIST_INCREMENT}${NUMBER[delta]}`);
    const ofMap = await increment(server, 'm', before, `${MAP_INCREMENT}${NUMBER[delta]}`);
    assert.deepStrictEqual(ofList.ops, [{ op: 4, type, name: 'l', value }], `${base} + ${delta}`);
    assert.deepStrictEqual(ofMap.ops, [{ op: 4, type, name: 'm', value }], `${base} + ${delta}`);
  }
});

test("differences of elements of maps are the real server's", async (t) => {
  const server = await startServer(t);
  for (const [base, delta, type, value] of DIFFERENCES) {
    const { ops } = await increment(server, 'm', base && NUMBER[base], `${MAP_DECREMENT}${NUMBER[delta]}`);
    assert.deepStrictEqual(ops, [{ op: 4, type, name: 'm', value }], `${base} - ${delta}`);
  }
});

test('what is stored is the signed integer', async (t) => {
  const server = await startServer(t);
  await server.run({ ...WRITE, ops: [op(4, 4, 'l', `930c00${NUMBER.twoTo63}`)] });
  const { ops } = await server.run(READ_ALL);
  assert.strictEqual(ops[0]?.value, `91${NUMBER.minInt}`);
});
