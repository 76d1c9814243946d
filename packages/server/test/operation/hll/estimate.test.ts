// What a HyperLogLog counts of many elements, by the bits of its index, as a real server (8.1.2.0) counted them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { int, op, WRITE } from '../../helpers/request.ts';
import { startServer } from '../../helpers/server.ts';

const ADD = { code: 16, list: '9401' };
const COUNT = { code: 15, call: '9132' };
const BLOB = 4;
const INTEGER = 1;
const NO_MINHASH = 'ff';
const FIRST_INTEGER = 100_000;

/** Counts after 100, 1000 and 10 000 integers. */
const COUNTS: [indexBits: number, counts: number[]][] = [
  [4, [79, 1005, 16211]],
  [5, [85, 831, 10610]],
  [6, [98, 950, 8974]],
  [7, [109, 1045, 8828]],
  [8, [110, 978, 9630]],
  [10, [103, 1003, 9942]],
  [12, [100, 1001, 10338]],
  [16, [100, 1002, 10021]],
];

function integers(from: number, to: number): string {
  const items = Array.from({ length: to - from }, (_, i) => `d2${hex32(FIRST_INTEGER + from + i)}`);
  return `dd${hex32(items.length)}${items.join('')}`;
}

const hex32 = (value: number) => value.toString(16).padStart(8, '0');

for (const [indexBits, counts] of COUNTS) {
  test(`counts with an index of ${indexBits} bits`, async (t) => {
    const { run } = await startServer(t);
    let added = 0;
    for (const [i, count] of counts.entries()) {
      const size = 100 * 10 ** i;
      const call = `${ADD.list}${integers(added, size)}${indexBits.toString(16).padStart(2, '0')}${NO_MINHASH}`;
      added = size;
      assert.strictEqual((await run({ ...WRITE, ops: [op(ADD.code, BLOB, 'h', call)] })).resultCode, 0);
      const { ops } = await run({ info1: 1, ops: [op(COUNT.code, BLOB, 'h', COUNT.call)] });
      assert.deepStrictEqual(ops, [{ op: COUNT.code, type: INTEGER, name: 'h', value: int(count) }]);
    }
  });
}
