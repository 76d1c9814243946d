import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RecordQuota } from '../../../src/command/run/record-quota.ts';

function sharesOf(quota: RecordQuota, nodes: number): number[] {
  const shares = Array.from({ length: nodes }, () => ({ maxRecords: 0 }));
  quota.share(shares);
  return shares.map(({ maxRecords }) => maxRecords);
}

test('what is left is shared out evenly, and every node gives one at least', () => {
  const quota = new RecordQuota(10);
  deepStrictEqual(sharesOf(quota, 3), [4, 3, 3]);
  for (let i = 0; i < 8; i++) quota.take();
  deepStrictEqual([sharesOf(quota, 1), sharesOf(quota, 3)], [[2], [1, 1, 1]]);
  strictEqual(quota.isFull, false);
  quota.take();
  quota.take();
  strictEqual(quota.isFull, true);
});

test('without a limit there is nothing to share out, and no end', () => {
  const quota = new RecordQuota(0);
  for (let i = 0; i < 100; i++) quota.take();
  deepStrictEqual([sharesOf(quota, 2), quota.isFull], [[0, 0], false]);
});
