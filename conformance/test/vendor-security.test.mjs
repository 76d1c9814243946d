// The files of the vendor's test suite about security, against an embedded server on which everybody has to log in: every
// test passes with the vendor's client, and those that pass do so with Tendril, but for those listed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { securitySuite as listed } from '../differences.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { runVendorSuite, SECURITY_FILES } from '../lib/vendor-suite.mjs';

/** The name by which the suite knows that it may administer. */
const SUPERUSER = { name: 'superuser', password: 'superuser', roles: ['superuser'] };
const FEWEST_TESTS = 280;

// Beside each other, on servers of their own: these files mostly sleep.
describe("the vendor's tests of security on an embedded server", { concurrency: true }, () => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    test(`${name} passes them`, async (t) => {
      const { hosts } = await embedded(t, { security: { users: [SUPERUSER], enableQuotas: true } });
      const { name: user, password } = SUPERUSER;
      const outcomes = await runVendorSuite({ client, hosts, files: SECURITY_FILES, user, password });
      for (const [file, [passed, skipped, failed]] of Object.entries(outcomes.counts).sort()) {
        t.diagnostic(`${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
      }
      const failures = [...outcomes].filter(([, outcome]) => outcome.startsWith('failed'));
      const meant = client === CLIENTS.tendril ? listed : [];
      const entryOf = (title) => meant.find((entry) => entry.test.test(title));
      const unexpected = failures.filter(([title]) => entryOf(title) === undefined);
      assert.deepEqual(unexpected, []);
      const gone = meant.filter((entry) => !failures.some(([title]) => entry.test.test(title)));
      assert.deepEqual(gone, [], 'listed as lost, but they pass');
      const run = [...outcomes.values()].filter((outcome) => outcome !== 'skipped').length;
      assert.strictEqual(run >= FEWEST_TESTS, true, `only ${run} tests ran`);
    });
  }
});
