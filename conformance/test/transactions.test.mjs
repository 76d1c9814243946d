// The transactions of the vendor's own test suite, on an embedded server whose namespace is strongly consistent: with the
// vendor's client, which judges the server, and with Tendril.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { runVendorSuite, TRANSACTION_FILES } from '../lib/vendor-suite.mjs';

const require = createRequire(import.meta.url);
const FEWEST_TESTS = 25;
/** Tests of servers before transactions; they skip themselves. */
const OLD_SERVERS = /^MRT backward compatible tests/;

/** Tendril without transactions has the class, and no instances. */
function hasTransactions(client) {
  const { Transaction } = require(client);
  try {
    new Transaction().destroyAll();
    return true;
  } catch (error) {
    if (/is not available in this version/.test(error.message)) return false;
    throw error;
  }
}

for (const [name, client] of Object.entries(CLIENTS)) {
  for (const nodes of [1, 3]) {
    test(`${name} passes the vendor's tests of transactions on ${nodes} strongly consistent nodes`, async (t) => {
      if (!hasTransactions(client)) {
        t.skip('it has no transactions yet');
        return;
      }
      const { hosts } = await embedded(t, { nodes, namespaces: [{ name: 'test', strongConsistency: true }] });
      const outcomes = await runVendorSuite({ client, hosts, files: TRANSACTION_FILES, strongConsistency: true });
      const passed = [...outcomes].filter(([, outcome]) => outcome === 'passed');
      const others = [...outcomes].filter(([test, outcome]) => outcome !== 'passed' && !OLD_SERVERS.test(test));
      assert.deepStrictEqual(others, []);
      assert.strictEqual(passed.length >= FEWEST_TESTS, true, `only ${passed.length} tests passed`);
    });
  }
}
