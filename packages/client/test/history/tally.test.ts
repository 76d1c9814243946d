// What a run reports: counts by kind and outcome, writes seen twice, and where the first violation could be seen.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import type { HistoryEntry } from './checker.ts';
import { Tally } from './tally.ts';

function append(id: string, endedBefore: number, log: string): HistoryEntry {
  const base = { kind: 'append', id, startMs: 10 * endedBefore, endMs: 10 * endedBefore + 1, endedBefore } as const;
  return { ...base, outcome: 'ok', seen: { log: [...log], gen: log.length } };
}

test('a run without violations is counted and leaves no file', () => {
  const tally = new Tally(1);
  tally.add([append('a', 0, 'a'), append('b', 2, 'ab')]);
  tally.add([{ kind: 'read', id: 'r', startMs: 0, endMs: 1, endedBefore: 1, outcome: 'absent' }]);
  assert.deepStrictEqual(tally.report(), {
    seed: 1,
    operations: 3,
    merged: 0,
    outcomes: { append: { ok: 2 }, read: { absent: 1 } },
    repeated: 0,
    violations: [],
    violationCount: 0,
    firstAt: undefined,
    file: undefined,
  });
});

test('a retried write that is seen twice is counted and no violation', () => {
  const tally = new Tally(1);
  tally.add([{ ...append('a', 0, 'aa'), mayApply: 3 }, append('b', 1, 'aab')]);
  const { repeated, violationCount } = tally.report();
  assert.deepStrictEqual({ repeated, violationCount }, { repeated: 1, violationCount: 0 });
});

test('the first violation counts from the operation that shows it, and its history is kept in a file', (t) => {
  const tally = new Tally(1);
  const failing = [append('a', 0, 'a'), append('b', 6, 'b')];
  tally.add([append('c', 3, 'c')]);
  tally.add(failing);
  const { firstAt, file, violations } = tally.report();
  t.after(() => rmSync(file as string));
  assert.strictEqual(firstAt, 7);
  const saved: unknown = JSON.parse(readFileSync(file as string, 'utf8'));
  assert.deepStrictEqual(saved, { seed: 1, violations, histories: [failing] });
});

test('of many violations all are counted and some are kept', (t) => {
  const tally = new Tally(1);
  for (let i = 0; i < 200; i++) tally.add([append('a', 0, 'a'), append('b', 1, 'b')]);
  const { violations, violationCount, file } = tally.report();
  t.after(() => rmSync(file as string));
  assert.strictEqual(violations.length, 100);
  assert.strictEqual(violationCount >= 200, true);
});
