// The files of the vendor's test suite about security, against an embedded server on which everybody has to log in: every
// test passes with the vendor's client, and those that pass do so with Tendril, but for those listed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { securitySuite as listed } from '../differences.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { SECURITY_FILES } from '../lib/suite-files.mjs';
import { runAgain, runVendorSuite } from '../lib/vendor-suite.mjs';

/** The name by which the suite knows that it may administer. */
const SUPERUSER = { name: 'superuser', password: 'superuser', roles: ['superuser'] };
const FEWEST_TESTS = 280;

// Beside each other, on servers of their own: these files mostly sleep.
describe("the vendor's tests of security on an embedded server", { concurrency: true }, () => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    test(`${name} passes them`, async (t) => {
      const { name: user, password } = SUPERUSER;
      const run = async (files) => {
        const { hosts } = await embedded(t, { security: { users: [SUPERUSER], enableQuotas: true } });
        return runVendorSuite({ client, hosts, files, user, password });
      };
      const outcomes = await run(SECURITY_FILES);
      for (const [file, [passed, skipped, failed]] of Object.entries(outcomes.counts).sort()) {
        t.diagnostic(`${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
      }
      const meant = client === CLIENTS.tendril ? listed : [];
      const failed = () => [...outcomes].filter(([, outcome]) => outcome.startsWith('failed'));
      const unexpected = () => failed().filter(([title]) => !meant.some((entry) => entry.test.test(title)));
      for (const failure of unexpected()) t.diagnostic(`again: ${failure.join(': ')}`);
      const names = unexpected().map(([title]) => title);
      await runAgain(outcomes, names, outcomes.files, run);
      assert.deepEqual(unexpected(), []);
      const failures = failed();
      const gone = meant.filter((entry) => !failures.some(([title]) => entry.test.test(title)));
      assert.deepEqual(gone, [], 'listed as lost, but they pass');
      const ran = [...outcomes.values()].filter((outcome) => outcome !== 'skipped').length;
      assert.strictEqual(ran >= FEWEST_TESTS, true, `only ${ran} tests ran`);
    });
  }
});
