// The short history check: eight seconds of faults, and nothing lost, invented or wrongly certain.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../helpers/random.ts';
import { runHistory } from '../history/run-history.ts';

// With eight seconds faults of every kind come together; the other ways to send need not meet all of them.
for (const [merge, seconds] of [
  ['on', 8],
  ['reads', 3],
  ['off', 3],
] as const) {
  const name = `under random faults no acknowledged write is lost and no outcome is wrong, merged: ${merge}`;
  test(name, { timeout: 60_000 }, async (t) => {
    const { seed } = new Random();
    t.diagnostic(`TENDRIL_SEED=${seed}`);
    const report = await runHistory({ seconds, seed, merge });
    t.diagnostic(`${report.operations} operations, ${report.merged} merged: ${JSON.stringify(report.outcomes)}`);
    assert.deepStrictEqual(report.violations, [], `history in ${report.file}`);
    assert.strictEqual(report.merged > 0, merge !== 'off', `${report.merged} merged`);
    const kinds = ['put', 'append', 'compare', 'increment', 'remove', 'read'] as const;
    for (const kind of kinds) assert.strictEqual((report.outcomes[kind]?.ok ?? 0) > 0, true, kind);
  });
}
