// Which one of equal elements has a rank: in a list the one that the real server's heap leaves there, which is often not
// the first, in a map the one whose key comes first.
// A real server (8.1.2.0) gave these answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, READ_ALL, WRITE } from '../../helpers/request.ts';
import { startServer } from '../../helpers/server.ts';

const READ = 3;
const MODIFY = 4;
const INT = 1;
const LIST = 20;
const MAP = 19;
const BLOB = 4;
const BY_RANK = { [LIST]: '9315', [MAP]: '9364' };
const INDEX = '01';

const CASES = [
  { name: 'seven equal elements', type: LIST, value: '9705050505050505', indexOfRanks: [0, 6, 5, 4, 5, 6, 0] },
  { name: 'fives among twos', type: LIST, value: '9702050205020502', indexOfRanks: [0, 6, 4, 2, 5, 3, 1] },
  {
    name: 'a map of equal values',
    type: MAP,
    value: '870005010502050305040505050605',
    indexOfRanks: [0, 1, 2, 3, 4, 5, 6],
  },
] as const;

for (const { name, type, value, indexOfRanks } of CASES) {
  test(`index of each rank: ${name}`, async (t) => {
    const { run } = await startServer(t);
    await run({ ...WRITE, ops: [op(2, type, 'b', value)] });
    for (const [rank, index] of indexOfRanks.entries()) {
      const reply = await run({ info1: 1, ops: [op(READ, BLOB, 'b', `${BY_RANK[type]}${INDEX}0${rank}`)] });
      assert.deepStrictEqual(reply.ops, [
        { op: READ, type: INT, name: 'b', value: index.toString(16).padStart(16, '0') },
      ]);
    }
  });
}

/** Along paths the server partitions instead of heaping. */
const ON_PATHS = [
  { value: '9705050505050505', indexOfRanks: [5, 6, 4, 3, 1, 2, 0] },
  { value: '9702050205020502', indexOfRanks: [4, 0, 2, 6, 5, 3, 1] },
  { value: '980201070503080604', indexOfRanks: [1, 0, 4, 7, 3, 6, 2, 5] },
  { value: '9b0001000200010002000100', indexOfRanks: [4, 0, 8, 2, 10, 6, 9, 5, 1, 3, 7] },
];
const MARK = 0x7f;

for (const { value, indexOfRanks } of ON_PATHS) {
  test(`index of each rank on a path: ${value}`, async (t) => {
    const { run } = await startServer(t);
    for (const [rank, index] of indexOfRanks.entries()) {
      await run({ ...WRITE, ops: [op(2, LIST, 'b', value)] });
      const apply = `94ccfe92110${rank.toString(16)}04${MARK.toString(16)}`;
      assert.strictEqual((await run({ ...WRITE, ops: [op(MODIFY, BLOB, 'b', apply)] })).resultCode, 0);
      const list = Buffer.from((await run(READ_ALL)).ops[0]?.value ?? '', 'hex');
      assert.strictEqual(list.indexOf(MARK) - 1, index, `rank ${rank}`);
    }
  });
}
