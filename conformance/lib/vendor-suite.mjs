// Runs files of the vendor's own test suite, the one that is installed with its package, with any client. Nothing of it is
// kept.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from 'tendril-testing/child';
import { FILES } from './suite-files.mjs';
import { prepareSuite } from './suite-folder.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const SUITE_LIMIT_MS = 480_000;
/** Longer than any test needs where suites that run beside each other share two slow processors. */
const TEST_LIMIT_MS = 20_000;

/** Of the package that the file belongs to. */
function versionOf(client, folder = dirname(require.resolve(client))) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : versionOf(client, dirname(folder));
}

/**
 * @param {{ client: string, hosts: string, files?: string[], user?: string, password?: string,
 *   strongConsistency?: boolean, without?: RegExp[], merge?: string, company?: number }} options tests whose full names
 *   match one of `without` are not run; `merge`: what Tendril merges; `company`: commands of the same turn beside each
 * @returns {Promise<Map<string, string>>} by full test name: 'passed', 'skipped', or why it failed; its `counts` are
 *   those of each file, `[passed, skipped, failed]`; its `files` are the files of the tests; its `merged` is how many
 *   commands shared a request
 */
export async function runVendorSuite({
  client,
  hosts,
  files = FILES,
  user,
  password,
  strongConsistency = false,
  without = [],
  merge,
  company,
}) {
  const folder = prepareSuite(client);
  const report = join(folder, 'report.json');
  try {
    const mocha = join(here, 'node_modules/mocha/bin/mocha.js');
    const args = ['--no-config', '--exit', '--timeout', String(TEST_LIMIT_MS), '--reporter', 'json'];
    if (without.length > 0) args.push('--invert', '--grep', `/${without.map(({ source }) => source).join('|')}/`);
    const paths = ['connected', ...files].map((name) => `test/${name}.js`);
    const child = Child.program(mocha, [...args, '--reporter-option', `output=${report}`, ...paths], {
      cwd: folder,
      // The suite takes the version of the client from the environment in which npm runs it.
      env: {
        AEROSPIKE_HOSTS: hosts,
        ...(user === undefined ? {} : { AEROSPIKE_USER: user, AEROSPIKE_PASSWORD: password }),
        ...(merge === undefined ? {} : { SUITE_MERGE: merge }),
        ...(company === undefined ? {} : { SUITE_COMPANY: String(company) }),
        NODE_NO_WARNINGS: '1',
        npm_package_version: versionOf(client),
        STRONG_CONSISTENCY: String(strongConsistency),
      },
    });
    const limit = setTimeout(() => child.signalGroup('SIGKILL'), SUITE_LIMIT_MS);
    await child.ended;
    clearTimeout(limit);
    return Object.assign(readReport(report, child.stderr), { merged: mergedIn(folder) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the files of tests that failed once more, after all others: some of the suite's tests sleep and then have a second
 * of slack, which a machine with suites beside each other may take. The outcome of the second time counts.
 *
 * @param {Map<string, string>} outcomes of the first time, which are changed
 * @param {string[]} names tests that failed
 * @param {Map<string, string>} files by test, of a run in which all of them ran
 * @param {(files: string[]) => ReturnType<typeof runVendorSuite>} run
 */
export async function runAgain(outcomes, names, files, run) {
  const known = names.filter((name) => files.has(name));
  if (known.length === 0) return;
  const second = await run([...new Set(known.map((name) => files.get(name)))]);
  for (const name of known) outcomes.set(name, second.get(name) ?? 'did not run');
}

/** Commands that were merged, by the client's own count; undefined when it does not say. */
function mergedIn(folder) {
  const path = join(folder, 'merged.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).commands : undefined;
}

function readReport(report, stderr) {
  let text;
  try {
    text = readFileSync(report, 'utf8');
  } catch {
    throw new Error(`The suite ended without a report: ${stderr}`);
  }
  const { passes, pending, failures } = JSON.parse(text);
  const counts = {};
  for (const [at, tests] of [passes, pending, failures].entries()) {
    for (const { file } of tests) {
      const name = basename(file ?? 'hooks', '.js');
      counts[name] ??= [0, 0, 0];
      counts[name][at] += 1;
    }
  }
  const ofFiles = [...passes, ...pending, ...failures].filter(({ file }) => file);
  const files = new Map(ofFiles.map(({ fullTitle, file }) => [fullTitle, basename(file, '.js')]));
  const outcomes = new Map([
    ...passes.map((one) => [one.fullTitle, 'passed']),
    ...pending.map((one) => [one.fullTitle, 'skipped']),
    ...failures.map((one) => [one.fullTitle, `failed: ${one.err.message ?? 'no message'}`]),
  ]);
  return Object.assign(outcomes, { counts, files });
}
