// The vendor's client and the files of its test suite about security, against an embedded server on which everybody has to
// log in: every test that is not skipped passes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { runVendorSuite, SECURITY_FILES } from '../lib/vendor-suite.mjs';

/** The name by which the suite knows that it may administer. */
const SUPERUSER = { name: 'superuser', password: 'superuser', roles: ['superuser'] };
const FEWEST_TESTS = 280;

test("the vendor's client passes its tests of security on an embedded server", async (t) => {
  const { hosts } = await embedded(t, { security: { users: [SUPERUSER], enableQuotas: true } });
  const outcomes = await runVendorSuite({
    client: CLIENTS.aerospike,
    hosts,
    files: SECURITY_FILES,
    user: SUPERUSER.name,
    password: SUPERUSER.password,
  });
  for (const [file, [passed, skipped, failed]] of Object.entries(outcomes.counts).sort()) {
    t.diagnostic(`${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
  }
  const failures = [...outcomes].filter(([, outcome]) => outcome.startsWith('failed'));
  assert.deepEqual(failures, []);
  const passed = [...outcomes.values()].filter((outcome) => outcome === 'passed').length;
  assert.strictEqual(passed >= FEWEST_TESTS, true, `only ${passed} tests passed`);
});
