// The vendor's own test suite, run with Tendril: every test that the vendor's client passes on the same embedded
// server must pass, but for those listed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite as listed } from '../differences.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { PATIENT_FILES, runVendorSuite } from '../lib/vendor-suite.mjs';

const PASSED = 'passed';
const FEWEST_TESTS = 500;

test("Tendril passes the tests of the vendor's suite that the vendor's client passes", async (t) => {
  const without = listed.filter((entry) => entry.isSlow).map((entry) => entry.test);
  const patient = Object.entries(CLIENTS).map(async ([name, client]) => {
    const { hosts } = await embedded(t);
    return runVendorSuite({ client, hosts, files: PATIENT_FILES, without: name === 'tendril' ? without : [] });
  });
  const { hosts } = await embedded(t);
  const expected = await runVendorSuite({ client: CLIENTS.aerospike, hosts });
  const actual = await runVendorSuite({ client: CLIENTS.tendril, hosts, without });
  for (const [all, more] of [
    [expected, await patient[0]],
    [actual, await patient[1]],
  ]) {
    for (const [name, outcome] of more) all.set(name, outcome);
    Object.assign(all.counts, more.counts);
  }
  for (const [client, { counts }] of Object.entries({ aerospike: expected, tendril: actual })) {
    for (const [file, [passed, skipped, failed]] of Object.entries(counts).sort()) {
      t.diagnostic(`${client} ${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
    }
  }
  const names = [...expected].filter(([, outcome]) => outcome === PASSED).map(([name]) => name);
  assert.strictEqual(names.length >= FEWEST_TESTS, true, `only ${names.length} tests passed with the vendor's client`);

  const lost = names.filter((name) => actual.get(name) !== PASSED);
  const entryOf = (name) => listed.find((entry) => entry.test.test(name));
  const unexpected = lost.filter((name) => entryOf(name) === undefined);
  const gone = listed.filter((entry) => !entry.isSlow && !lost.some((name) => entry.test.test(name)));
  const text = [
    ...unexpected.map((name) => `${name}: ${actual.get(name) ?? 'did not run'}`),
    ...gone.map((entry) => `${entry.test}: listed as lost, but passes (${entry.reason})`),
  ].join('\n');
  assert.strictEqual(text, '', `\n${text}`);
});
