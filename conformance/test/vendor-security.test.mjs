// The files of the vendor's test suite about security, against embedded servers on which everybody has to log in: the
// vendor's client passes every test that is not skipped, and Tendril all of these but those listed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { securitySuite as listed } from '../differences.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { runVendorSuite, SECURITY_FILES } from '../lib/vendor-suite.mjs';

/** The name by which the suite knows that it may administer. */
const SUPERUSER = { name: 'superuser', password: 'superuser', roles: ['superuser'] };
const FEWEST_TESTS = 280;
const PASSED = 'passed';

async function run(t, client) {
  const { hosts } = await embedded(t, { security: { users: [SUPERUSER], enableQuotas: true } });
  const outcomes = await runVendorSuite({
    client: CLIENTS[client],
    hosts,
    files: SECURITY_FILES,
    user: SUPERUSER.name,
    password: SUPERUSER.password,
  });
  for (const [file, [passed, skipped, failed]] of Object.entries(outcomes.counts).sort()) {
    t.diagnostic(`${client} ${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
  }
  return outcomes;
}

test("both clients pass the vendor's tests of security on an embedded server", async (t) => {
  // Most of the time the suite waits.
  const [expected, actual] = await Promise.all([run(t, 'aerospike'), run(t, 'tendril')]);
  const failures = [...expected].filter(([, outcome]) => outcome.startsWith('failed'));
  assert.deepEqual(failures, []);
  const names = [...expected].filter(([, outcome]) => outcome === PASSED).map(([name]) => name);
  assert.strictEqual(names.length >= FEWEST_TESTS, true, `only ${names.length} tests passed`);

  const lost = names.filter((name) => actual.get(name) !== PASSED);
  const unexpected = lost.filter((name) => !listed.some((entry) => entry.test.test(name)));
  const gone = listed.filter((entry) => !lost.some((name) => entry.test.test(name)));
  const text = [
    ...unexpected.map((name) => `${name}: ${actual.get(name) ?? 'did not run'}`),
    ...gone.map((entry) => `${entry.test}: listed as lost, but passes (${entry.reason})`),
  ].join('\n');
  assert.strictEqual(text, '', `\n${text}`);
});
