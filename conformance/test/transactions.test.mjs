// The transactions and durable deletes of the vendor's own test suite, on an embedded server whose namespace is strongly
// consistent: with the vendor's client, which judges the server, and with Tendril.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transactionSuite } from '../differences.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { TRANSACTION_FILES } from '../lib/suite-files.mjs';
import { runVendorSuite } from '../lib/vendor-suite.mjs';

const FEWEST_TESTS = 30;
/** Of servers before transactions, which skip themselves; and of compression, which the Community Edition refuses, too. */
const OTHER_SERVERS = /^(MRT backward compatible tests|Enterprise server features compression) /;

for (const [name, client] of Object.entries(CLIENTS)) {
  for (const nodes of [1, 3]) {
    test(`${name} passes the vendor's tests of transactions on ${nodes} strongly consistent nodes`, async (t) => {
      const { hosts } = await embedded(t, { nodes, namespaces: [{ name: 'test', strongConsistency: true }] });
      const outcomes = await runVendorSuite({ client, hosts, files: TRANSACTION_FILES, strongConsistency: true });
      const passed = [...outcomes].filter(([, outcome]) => outcome === 'passed');
      const others = [...outcomes].filter(([test, outcome]) => outcome !== 'passed' && !OTHER_SERVERS.test(test));
      const allowed = name === 'tendril' ? transactionSuite : [];
      assert.deepStrictEqual(
        others.filter(([test]) => !allowed.some((entry) => entry.test.test(test))),
        [],
      );
      assert.strictEqual(others.length, allowed.length, 'what is listed as lost is lost');
      assert.strictEqual(passed.length >= FEWEST_TESTS, true, `only ${passed.length} tests passed`);
    });
  }
}
