// The vendor's own test suite, run with Tendril: every test that the vendor's client passes on the same embedded
// server must pass, but for those listed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite as listed } from '../differences.mjs';
import { CLIENTS, embedded, realServer } from '../lib/servers.mjs';
import { PATIENT_FILES } from '../lib/suite-files.mjs';
import { runAgain, runVendorSuite } from '../lib/vendor-suite.mjs';

const PASSED = 'passed';
const FEWEST_TESTS = 500;

/** More than go singly before commands are merged. */
const COMPANY = 24;
const MODES = {
  'with every command merged': { merge: 'on', company: COMPANY },
  'with nothing merged': { merge: 'off' },
};
const FEWEST_MERGED = 10_000;
/** What failed in place of tests that did not run. */
const HOOK = /" hook( |$)/;

const without = listed.filter((entry) => entry.isSlow).map((entry) => entry.test);
const real = realServer();

// Beside each other, on servers of their own: the suite mostly sleeps.
test("Tendril passes the tests of the vendor's suite that the vendor's client passes", async (t) => {
  const run = async (options) => runVendorSuite({ hosts: (await embedded(t)).hosts, ...options });
  const { aerospike, tendril } = CLIENTS;
  const [vendors, tendrils, expected, ...actual] = await Promise.all([
    run({ client: aerospike, files: PATIENT_FILES }),
    run({ client: tendril, files: PATIENT_FILES, without }),
    run({ client: aerospike }),
    ...Object.values(MODES).map((mode) => run({ client: tendril, without, ...mode })),
  ]);
  tell(t, 'aerospike', together(expected, vendors));
  for (const [at, [name, mode]] of Object.entries(MODES).entries()) {
    tell(t, `tendril, ${name},`, together(actual[at], tendrils));
    const unexpected = unexpectedOf(lostOf(expected, actual[at]), listed);
    for (const lost of unexpected) t.diagnostic(`tendril, ${name}, again: ${lost}: ${actual[at].get(lost)}`);
    await runAgain(actual[at], unexpected, expected.files, (files) =>
      run({ client: tendril, without, files, ...mode }),
    );
    judge(expected, actual[at]);
    checkMerged(actual[at].merged, mode);
  }
});

test("on the real server Tendril passes those that the vendor's client passes there", { skip: !real }, async (t) => {
  const expected = await runVendorSuite({ client: CLIENTS.aerospike, hosts: real.hosts });
  tell(t, 'aerospike', expected);
  for (const [name, mode] of Object.entries(MODES)) {
    const actual = await runVendorSuite({ client: CLIENTS.tendril, hosts: real.hosts, without, ...mode });
    tell(t, `tendril, ${name},`, actual);
    // The patient files do not run here.
    const ran = listed.filter((entry) => [...expected.keys()].some((name) => entry.test.test(name)));
    judge(expected, actual, ran);
    checkMerged(actual.merged, mode);
  }
});

function together(all, more) {
  for (const [name, outcome] of more) all.set(name, outcome);
  for (const [name, file] of more.files) all.files.set(name, file);
  Object.assign(all.counts, more.counts);
  return all;
}

function tell(t, client, { counts, merged }) {
  for (const [file, [passed, skipped, failed]] of Object.entries(counts).sort()) {
    t.diagnostic(`${client} ${file}: ${passed} passed, ${skipped} skipped, ${failed} failed`);
  }
  const [passed, skipped, failed] = Object.values(counts).reduce((sums, some) => sums.map((sum, at) => sum + some[at]));
  t.diagnostic(`${client} ${passed} passed, ${skipped} skipped, ${failed} failed, ${merged ?? 0} commands merged`);
}

/** Company of a command that shows what it shows alone is not enough: it must have travelled with it. */
function checkMerged(merged, { merge }) {
  assert.strictEqual(merge === 'off' ? merged === 0 : merged >= FEWEST_MERGED, true, `${merged} commands merged`);
}

/** What passed, by name. */
function passedOf(outcomes) {
  return [...outcomes].filter(([, outcome]) => outcome === PASSED).map(([name]) => name);
}

function lostOf(expected, actual) {
  return passedOf(expected).filter((name) => actual.get(name) !== PASSED);
}

function unexpectedOf(lost, entries) {
  return lost.filter((name) => !entries.some((entry) => entry.test.test(name)));
}

function judge(expected, actual, entries = listed) {
  const passed = passedOf(expected).length;
  assert.strictEqual(passed >= FEWEST_TESTS, true, `only ${passed} tests passed with the vendor's client`);
  const lost = lostOf(expected, actual);
  const unexpected = unexpectedOf(lost, entries);
  const gone = entries.filter((entry) => !entry.isSlow && !lost.some((name) => entry.test.test(name)));
  const hooks = unexpected.length === 0 ? [] : [...actual].filter(([name]) => HOOK.test(name));
  const text = [
    ...unexpected.map((name) => `${name}: ${actual.get(name) ?? 'did not run'}`),
    ...hooks.map((hook) => hook.join(': ')),
    ...gone.map((entry) => `${entry.test}: listed as lost, but passes (${entry.reason})`),
  ].join('\n');
  assert.strictEqual(text, '', `\n${text}`);
}
