import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { JobTable, type JobTraits } from '../../src/query/job-table.ts';

const TRAITS: JobTraits = {
  kind: 'basic',
  namespace: 'test',
  set: '',
  indexName: undefined,
  pids: 4096,
  digests: 0,
  rate: 0,
  socketTimeoutMs: 30_000,
};

function numbersIn(shown: string): number[] {
  return [...shown.matchAll(/trid=(\d+)/g)].map(([, id]) => Number(id));
}

test('of the queries that are over the last hundred are shown, the newest first', () => {
  const jobs = new JobTable({ now: () => 0 });
  for (let id = 1n; id <= 102n; id++) {
    const entry = jobs.begin(id, TRAITS);
    if (entry !== undefined) jobs.finish(entry, 'ok');
  }
  deepStrictEqual(
    numbersIn(jobs.showAll()),
    Array.from({ length: 100 }, (_, i) => 102 - i),
  );
  strictEqual(jobs.show(2n), undefined);
  match(jobs.show(3n) ?? '', /^trid=3:ns=test:/);
});

test('what is shown of a query says how long it ran and how long ago', () => {
  let nowMs = 1000;
  const jobs = new JobTable({ now: () => nowMs });
  const entry = jobs.begin(7n, TRAITS);
  nowMs = 1040;
  match(jobs.show(7n) ?? '', /:active-threads=1:status=active\(ok\):.*:run-time=40:time-since-done=0:/);
  if (entry !== undefined) jobs.finish(entry, 'user-aborted');
  nowMs = 1100;
  match(
    jobs.show(7n) ?? '',
    /:active-threads=0:status=done\(user-aborted\):job-progress=100\.00:run-time=40:time-since-done=60:/,
  );
});

test('a number is taken as long as its query is known, active or over', () => {
  const jobs = new JobTable({ now: () => 0 });
  const first = jobs.begin(7n, TRAITS);
  strictEqual(jobs.begin(7n, TRAITS), undefined);
  if (first !== undefined) jobs.finish(first, 'ok');
  strictEqual(jobs.begin(7n, TRAITS), undefined);
  const short = jobs.begin(8n, TRAITS);
  if (short !== undefined) jobs.forget(short);
  strictEqual(jobs.begin(8n, TRAITS)?.id, 8n);
});

test('one query, or all that are active, are told to end', () => {
  const jobs = new JobTable({ now: () => 0 });
  const entries = [1n, 2n, 3n].map((id) => jobs.begin(id, TRAITS));
  if (entries[2] !== undefined) jobs.finish(entries[2], 'ok');
  deepStrictEqual([jobs.abort(1n), jobs.abort(3n), jobs.abort(4n)], [true, false, false]);
  deepStrictEqual(
    entries.map((entry) => entry?.isAborted),
    [true, false, false],
  );
  strictEqual(jobs.abortAll(), 2);
  strictEqual(entries[1]?.isAborted, true);
});
