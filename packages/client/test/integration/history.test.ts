// The short history check: eight seconds of faults, and nothing lost, invented or wrongly certain.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../helpers/random.ts';
import { runHistory } from '../history/run-history.ts';

test('under random faults no acknowledged write is lost and no outcome is wrong', { timeout: 60_000 }, async (t) => {
  const { seed } = new Random();
  t.diagnostic(`TENDRIL_SEED=${seed}`);
  const report = await runHistory(8, seed);
  t.diagnostic(`${report.operations} operations: ${JSON.stringify(report.outcomes)}`);
  assert.deepStrictEqual(report.violations, [], `history in ${report.file}`);
  const kinds = ['put', 'append', 'compare', 'increment', 'remove', 'read'] as const;
  for (const kind of kinds) assert.strictEqual((report.outcomes[kind]?.ok ?? 0) > 0, true, kind);
});
