import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { isNewer } from '../../src/storage/conflict.ts';
import type { StoredRecord } from '../../src/storage/record.ts';

function copy(generation: number, lastUpdateMs: number): StoredRecord {
  return { generation, voidTime: 0, lastUpdateMs, set: undefined, key: undefined, bins: [], size: 50 };
}

test('of two copies the higher generation wins, whichever was written last, and at one generation the later update', () => {
  const cases: readonly (readonly [candidate: StoredRecord, stored: StoredRecord, wins: boolean])[] = [
    [copy(3, 100), copy(2, 900), true],
    [copy(2, 900), copy(3, 100), false],
    [copy(2, 101), copy(2, 100), true],
    [copy(2, 100), copy(2, 101), false],
    [copy(2, 100), copy(2, 100), false],
  ];
  for (const [candidate, stored, wins] of cases) {
    strictEqual(isNewer(candidate, stored), wins, `${candidate.generation} against ${stored.generation}`);
  }
});

test('a generation that has wrapped is higher than those shortly before', () => {
  strictEqual(isNewer(copy(1, 100), copy(0xffff, 900)), true);
  strictEqual(isNewer(copy(0xffff, 900), copy(1, 100)), false);
  strictEqual(isNewer(copy(0x8000, 1), copy(1, 1)), true);
  strictEqual(isNewer(copy(0x8001, 1), copy(1, 1)), false);
});
