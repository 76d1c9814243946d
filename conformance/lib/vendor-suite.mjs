// Runs files of the vendor's own test suite with any client. The suite is the one installed with the vendor's package;
// it is compiled into a temporary directory in which `../lib/aerospike.js` is the client under test. Nothing of it is
// kept. Options of the suite (a command-line parser) are replaced by the few values that matter here.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from 'tendril-testing/child';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const SUITE = join(here, 'node_modules/aerospike/test');
const SUITE_LIMIT_MS = 480_000;
/** Longer than any test needs where suites that run beside each other share two slow processors. */
const TEST_LIMIT_MS = 20_000;

/** The suite's files about what Tendril has so far. */
export const FILES = [
  'aerospike_module',
  'apply',
  'batch_apply',
  'batch_exists',
  'batch_get',
  'batch_read',
  'batch_remove',
  'batch_select',
  'batch_write',
  'bigint',
  'bin_projection',
  'bitwise',
  'cdt_context',
  'client',
  'command_queue',
  'config',
  'connect_timeout',
  'double',
  'error',
  'exists',
  'exp',
  'exp_bit',
  'exp_hll',
  'exp_list',
  'exp_map',
  'geojson',
  'get',
  'hll',
  'index',
  'index_job',
  'index_on_exp',
  'info',
  'key',
  'lists',
  'maps',
  'operate',
  'path_expressions',
  'path_operations',
  'policy',
  'put',
  'query',
  'query_blob_filter',
  'query_blob_filter_exp',
  'query_geojson_filter',
  'query_geojson_filter_exp',
  'query_numeric_filter',
  'query_numeric_filter_exp',
  'query_string_filter',
  'query_string_filter_exp',
  'remove',
  'remove_bin',
  'replica_random',
  'scan',
  'select',
  'set_xdr_filter',
  'status',
  'timeout_delay',
  'truncate',
  'udf',
];

/**
 * Its files about transactions and other features of the Enterprise Edition, which run where the namespace is strongly
 * consistent. Nowhere run: `metrics_cluster_name` and `metrics_node_close`, which start containers with docker, and
 * `metrics_key_busy` and `prefer_rack`, which want three racks at fixed ports and somebody to read what is printed.
 */
export const TRANSACTION_FILES = ['enterprise', 'mrt_api', 'mrt_functionality', 'mrt_backward_compatible'];

/** Those that mostly sleep: to be run beside the others, on a server of their own. */
export const PATIENT_FILES = ['circuit_breaker', 'dynamic_config', 'metrics', 'stats'];

/** Its files about security, and some of those whose commands need a permission each. */
export const SECURITY_FILES = [
  'admin',
  'apply',
  'batch_apply',
  'batch_read',
  'batch_remove',
  'batch_write',
  'client',
  'config_pki',
  'exists',
  'get',
  'info',
  'operate',
  'put',
  'remove',
  'truncate',
  'udf',
];

const OPTIONS = `
Object.defineProperty(exports, '__esModule', { value: true });
const userPath = require('node:path').dirname(__dirname);
// Where suites run beside each other on slow processors, a second is not always enough.
const policy = { totalTimeout: 10_000, maxRetries: 6 };
const names = ['apply', 'batch', 'operate', 'query', 'read', 'remove', 'scan', 'write'];
exports.default = {
  namespace: 'test',
  set: 'demo',
  totalTimeout: 1000,
  testStrongConsistency: process.env.STRONG_CONSISTENCY === 'true',
  getConfig: () => ({
    omitHelperClient: true,
    config: {
      hosts: process.env.AEROSPIKE_HOSTS,
      user: process.env.AEROSPIKE_USER,
      password: process.env.AEROSPIKE_PASSWORD,
      ...(process.env.SUITE_MERGE && { mergeCommands: process.env.SUITE_MERGE }),
      policies: { ...Object.fromEntries(names.map((name) => [name, { ...policy }])), info: { timeout: 10_000 } },
      maxErrorRate: 100000,
      errorRateWindow: 10000,
      connTimeoutMs: 4000,
      // Where the vendor's client looks for the modules of aggregations.
      modlua: { userPath },
    },
  }),
};
`;

// The suite starts its client in a hook that does not wait for it. How many commands were merged is left in a file.
const CONNECTED = `
const helper = require('./test_helper.js');
if (process.env.SUITE_MERGE) {
  let merged;
  afterEach(() => {
    merged = helper.client.stats().merged ?? merged;
  });
  after(() => require('node:fs').writeFileSync('merged.json', JSON.stringify(merged)));
}
before(async () => {
  while (!helper.client.isConnected(false)) await new Promise((resolve) => setTimeout(resolve, 10));
  await helper.cluster.fetchInfo();
  await helper.cluster.fetchNamespaceInfo(helper.namespace);
  // Only the Enterprise Edition is strongly consistent; the embedded server does not call itself that.
  if (process.env.STRONG_CONSISTENCY === 'true') helper.cluster.isEnterprise = () => true;
});
`;

const clientUnderTest = (path) => `
const client = require(${JSON.stringify(path)});
module.exports = client;
// Commands of the same turn, so that each of the suite's shares a request with others.
if (process.env.SUITE_COMPANY) {
  const { Key } = client;
  const { prototype } = client.Client;
  const { exists } = prototype;
  const keys = Array.from({ length: Number(process.env.SUITE_COMPANY) }, (_, at) => new Key('test', 'company', at));
  for (const name of ['append', 'add', 'apply', 'exists', 'get', 'incr', 'operate', 'prepend', 'put', 'remove', 'select']) {
    const alone = prototype[name];
    prototype[name] = function (...args) {
      if (this.isConnected(false)) for (const key of keys) exists.call(this, key).catch(() => {});
      return alone.apply(this, args);
    };
  }
}
`;

/** Of the package that the file belongs to. */
function versionOf(client, folder = dirname(require.resolve(client))) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : versionOf(client, dirname(folder));
}

/** What was compiled, by path: it blocks the servers of this process, from which a client may just be waiting to hear. */
const compiled = new Map();

function compile(path, swc) {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const { code } = swc.transformSync(readFileSync(path, 'utf8'), {
    filename: basename(path),
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  const script = code.replace(/(require\("\.[^"]*)\.ts"\)/g, '$1.js")');
  compiled.set(path, script);
  return script;
}

function prepare(client) {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-suite-'));
  const swc = createRequire(join(here, '..', 'package.json'))('@swc/core');
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib/aerospike.js'), clientUnderTest(require.resolve(client)));
  for (const name of ['info', 'utils']) {
    writeFileSync(
      join(folder, `lib/${name}.js`),
      `module.exports = require(${JSON.stringify(join(here, `node_modules/aerospike/lib/${name}.js`))});\n`,
    );
  }
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['', 'util', 'generators']) {
    mkdirSync(join(folder, 'test', part), { recursive: true });
    for (const file of readdirSync(join(SUITE, part)).filter((name) => /\.(ts|js)$/.test(name))) {
      const code = compile(join(SUITE, part, file), swc);
      writeFileSync(join(folder, 'test', part, file.replace(/\.ts$/, '.js')), code);
    }
  }
  for (const file of readdirSync(SUITE).filter((name) => /\.(lua|yml)$/.test(name))) {
    copyFileSync(join(SUITE, file), join(folder, 'test', file));
  }
  writeFileSync(join(folder, 'test/util/options.js'), OPTIONS);
  writeFileSync(join(folder, 'test/connected.js'), CONNECTED);
  return folder;
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
  const folder = prepare(client);
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
