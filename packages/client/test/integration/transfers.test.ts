// The short check of transfers in transactions; `npm run transfers` runs as many seeds as wanted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../helpers/random.ts';
import { runTransfers } from '../transfers/run-transfers.ts';

// Clients and nodes need the time to die, and a server that of the transactions to undo them.
test('transfers keep the sum and leave no lock when clients and nodes die', { timeout: 60_000 }, async (t) => {
  const { seed } = new Random();
  t.diagnostic(`TENDRIL_SEED=${seed}`);
  const { violations, ...report } = await runTransfers({ seed, seconds: 3 });
  t.diagnostic(JSON.stringify(report));
  assert.deepStrictEqual(violations, []);
  const { done, undone, unknown, deaths, audits } = report;
  for (const [name, count] of Object.entries({ done, undone, unknown, deaths, audits })) {
    assert.strictEqual(count > 0, true, name);
  }
});
