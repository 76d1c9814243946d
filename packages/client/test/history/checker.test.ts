// Hand-made histories: good ones pass, and each violation is found in one that has it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecord, type HistoryEntry, type ViolationKind } from './checker.ts';

type Kind = HistoryEntry['kind'];

/** Entry from `start` to `start + 1`; `log` is one letter per id. */
function entry(kind: Kind, id: string, startMs: number, outcome: HistoryEntry['outcome'], log?: string, gen = 0) {
  const base = { kind, id, startMs, endMs: startMs + 1, outcome };
  return log === undefined ? base : { ...base, seen: { log: [...log], gen } };
}

function retried(given: HistoryEntry): HistoryEntry {
  return { ...given, mayApply: 3 };
}

const P = entry('put', 'p', 0, 'ok');
const A = entry('append', 'a', 10, 'ok', 'pa', 2);
const I = entry('increment', 'i', 0, 'ok', 'i', 1);
const J = entry('increment', 'j', 10, 'ok', 'ij', 2);

const GOOD: { readonly [name: string]: readonly HistoryEntry[] } = {
  'writes and reads in order': [P, A, entry('read', 'r', 20, 'ok', 'pa', 2)],
  'a write in doubt that happened late': [
    P,
    entry('append', 'x', 2, 'in-doubt'),
    A,
    entry('read', 'r', 20, 'ok', 'pax', 3),
  ],
  'a write in doubt that never happened': [
    P,
    entry('append', 'x', 2, 'in-doubt'),
    entry('read', 'r', 20, 'ok', 'p', 1),
  ],
  'a removal in doubt that happened': [P, entry('remove', 'd', 2, 'in-doubt'), entry('read', 'r', 20, 'absent')],
  'a retried write that was applied twice': [
    retried(entry('append', 'a', 0, 'ok', 'aa', 2)),
    entry('read', 'r', 20, 'ok', 'aa', 2),
  ],
  'a put under the generation that was read': [
    P,
    entry('read', 'r', 2, 'ok', 'p', 1),
    entry('compare', 'c', 4, 'ok', 'pc', 2),
    entry('append', 'x', 6, 'ok', 'pcx', 3),
  ],
  'increments, each once': [I, J, entry('read', 'r', 20, 'ok', 'ij', 2)],
  'increments that overtook one another': [
    { ...entry('increment', 'i', 0, 'ok', 'ij', 2), endMs: 20 },
    entry('increment', 'j', 10, 'ok', 'j', 1),
  ],
  'an increment in doubt that happened, and one that did not': [
    entry('increment', 'x', 0, 'in-doubt'),
    entry('increment', 'y', 0, 'in-doubt'),
    entry('read', 'r', 20, 'ok', 'x', 1),
  ],
  'a retried increment that counted three times': [
    retried(entry('increment', 'x', 0, 'in-doubt')),
    entry('read', 'r', 20, 'ok', 'xxx', 3),
  ],
  'a removal in doubt that did not happen': [P, entry('remove', 'd', 2, 'in-doubt'), A],
  'a put that overtook a removal': [
    { ...entry('put', 'p', 0, 'ok'), endMs: 6 },
    entry('remove', 'd', 2, 'ok'),
    entry('read', 'r', 8, 'ok', 'p', 1),
  ],
  'a record that was made again after its removal': [
    P,
    entry('remove', 'd', 2, 'ok'),
    entry('append', 'b', 4, 'ok', 'b', 1),
  ],
  'a replacement': [P, A, entry('put', 'q', 20, 'ok'), entry('read', 'r', 30, 'ok', 'q', 3)],
};
for (const [name, history] of Object.entries(GOOD)) {
  test(`${name}: no violation`, () => assert.deepStrictEqual(checkRecord(history), []));
}

const BAD: readonly (readonly [ViolationKind, readonly HistoryEntry[]])[] = [
  ['phantom', [P, entry('read', 'r', 20, 'ok', 'pz', 2)]],
  ['not-in-doubt', [P, entry('append', 'x', 2, 'failed'), entry('read', 'r', 20, 'ok', 'px', 2)]],
  ['future', [P, entry('read', 'r', 5, 'ok', 'pa', 2), A]],
  ['twice', [P, A, entry('read', 'r', 20, 'ok', 'paa', 3)]],
  ['lost', [P, A, entry('read', 'r', 20, 'absent')]],
  ['lost', [P, A, entry('read', 'r', 20, 'ok', 'p', 1)]],
  ['diverged', [P, entry('append', 'b', 10, 'ok', 'pb', 2), A]],
  ['generation', [P, A, entry('read', 'r', 20, 'ok', 'pa', 3)]],
  ['stale', [P, A, entry('read', 'r', 20, 'ok', 'p', 1)]],
  ['undead', [P, entry('remove', 'd', 2, 'ok'), entry('read', 'r', 4, 'ok', 'p', 1)]],
  ['undead', [P, entry('remove', 'd', 2, 'ok'), A]],
  ['foreign', [P, entry('append', 'b', 2, 'ok', 'pba', 3), A]],
  ['foreign', [P, entry('append', 'b', 2, 'ok', 'p', 1)]],
  ['generation', [entry('append', 'a', 0, 'ok', 'a', 2)]],
  ['diverged', [P, A, entry('compare', 'c', 20, 'ok', 'pc', 2)]],
  ['twice', [P, retried(entry('append', 'a', 10, 'in-doubt')), entry('read', 'r', 20, 'ok', 'paaaa', 5)]],
  ['twice', [I, entry('read', 'r', 20, 'ok', 'ii', 2)]],
  ['lost', [I, J, entry('read', 'r', 20, 'ok', 'j', 1)]],
  ['diverged', [entry('increment', 'i', 10, 'ok', 'i', 1), entry('increment', 'j', 10, 'ok', 'j', 1)]],
  ['not-in-doubt', [I, entry('increment', 'x', 2, 'failed'), entry('read', 'r', 20, 'ok', 'ix', 2)]],
  ['phantom', [I, entry('read', 'r', 20, 'ok', 'iz', 2)]],
  ['generation', [I, J, entry('read', 'r', 20, 'ok', 'ij', 3)]],
  ['foreign', [I, entry('increment', 'j', 10, 'ok', 'i', 1)]],
];
for (const [index, [kind, history]] of BAD.entries()) {
  test(`violation "${kind}" is found (${index})`, () => {
    assert.strictEqual(
      checkRecord(history).some((violation) => violation.kind === kind),
      true,
    );
  });
}
