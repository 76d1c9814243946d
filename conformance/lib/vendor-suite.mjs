// Runs files of the vendor's own test suite with any client. The suite is the one installed with the vendor's package;
// it is compiled into a temporary directory in which `../lib/aerospike.js` is the client under test. Nothing of it is
// kept. Options of the suite (a command-line parser) are replaced by the few values that matter here.
import { spawn } from 'node:child_process';
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

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const SUITE = join(here, 'node_modules/aerospike/test');
const SUITE_LIMIT_MS = 240_000;
const TEST_LIMIT_MS = 5000;

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
  'bitwise',
  'cdt_context',
  'client',
  'config',
  'double',
  'error',
  'exists',
  'exp_bit',
  'exp_hll',
  'exp_list',
  'exp_map',
  'exp',
  'exp_bit',
  'exp_hll',
  'exp_list',
  'exp_map',
  'geojson',
  'get',
  'hll',
  'info',
  'key',
  'lists',
  'maps',
  'operate',
  'path_expressions',
  'path_expressions',
  'path_operations',
  'policy',
  'put',
  'remove',
  'remove_bin',
  'replica_random',
  'select',
  'status',
  'udf',
];

/** Those that mostly sleep: to be run beside the others, on a server of their own. */
export const PATIENT_FILES = ['dynamic_config', 'metrics', 'stats'];

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
const policy = { totalTimeout: 1000, maxRetries: 6 };
const names = ['apply', 'batch', 'info', 'operate', 'query', 'read', 'remove', 'scan', 'write'];
exports.default = {
  namespace: 'test',
  set: 'demo',
  totalTimeout: 1000,
  getConfig: () => ({
    omitHelperClient: true,
    config: {
      hosts: process.env.AEROSPIKE_HOSTS,
      user: process.env.AEROSPIKE_USER,
      password: process.env.AEROSPIKE_PASSWORD,
      policies: Object.fromEntries(names.map((name) => [name, { ...policy }])),
      maxErrorRate: 100000,
      errorRateWindow: 10000,
    },
  }),
};
`;

// The suite starts its client in a hook that does not wait for it.
const CONNECTED = `
const helper = require('./test_helper.js');
before(async () => {
  while (!helper.client.isConnected(false)) await new Promise((resolve) => setTimeout(resolve, 10));
  await helper.cluster.fetchInfo();
  await helper.cluster.fetchNamespaceInfo(helper.namespace);
});
`;

// What a client does not have yet must not fail the files that mention it: anything asked of it is as missing.
const clientUnderTest = (path) => `
const client = require(${JSON.stringify(path)});
const missing = (name) => {
  const get = (_, part) => (typeof part === 'symbol' ? undefined : missing(name + '.' + part));
  const called = () => missing(name + '()');
  return new Proxy(function () {}, { get, apply: called, construct: called });
};
// Names that are there and fail: their constants are real, what they make is as missing.
const FAILING = ['admin', 'Transaction'];
const orMissing = (make, name) => {
  try {
    return make();
  } catch (error) {
    if (/is not available in this version/.test(error.message)) return missing(name + '()');
    throw error;
  }
};
const guarded = (value, name) => {
  const isGuarded = typeof value === 'function' || (typeof value === 'object' && value !== null);
  if (!isGuarded || Object.isFrozen(value)) return value;
  return new Proxy(value, {
    get: (target, part) => (typeof part === 'symbol' ? target[part] : guarded(target[part], name + '.' + part)),
    apply: (target, self, args) => orMissing(() => Reflect.apply(target, self, args), name),
    construct: (target, args) => orMissing(() => new target(...args), name),
  });
};
const get = (_, name) => {
  if (name === '__esModule') return true;
  if (FAILING.includes(name) && name in client) return guarded(client[name], name);
  return name in client || typeof name === 'symbol' ? client[name] : missing(name);
};
module.exports = new Proxy(client, { get });
`;

/** Of the package that the file belongs to. */
function versionOf(client, folder = dirname(require.resolve(client))) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : versionOf(client, dirname(folder));
}

function compile(source, filename, swc) {
  const { code } = swc.transformSync(source, {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  return code.replace(/(require\("\.[^"]*)\.ts"\)/g, '$1.js")');
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
      const code = compile(readFileSync(join(SUITE, part, file), 'utf8'), file, swc);
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
 * @param {{ client: string, hosts: string, files?: string[], user?: string, password?: string }} options
 * @returns {Promise<Map<string, string>>} by full test name: 'passed', 'skipped', or why it failed; its `counts` are
 *   those of each file, `[passed, skipped, failed]`
 */
export async function runVendorSuite({ client, hosts, files = FILES, user, password }) {
  const folder = prepare(client);
  const report = join(folder, 'report.json');
  try {
    const mocha = join(here, 'node_modules/mocha/bin/mocha.js');
    const args = [mocha, '--no-config', '--exit', '--timeout', String(TEST_LIMIT_MS), '--reporter', 'json'];
    const paths = ['connected', ...files].map((name) => `test/${name}.js`);
    const child = spawn(process.execPath, [...args, '--reporter-option', `output=${report}`, ...paths], {
      cwd: folder,
      // The suite takes the version of the client from the environment in which npm runs it.
      env: {
        ...process.env,
        AEROSPIKE_HOSTS: hosts,
        ...(user === undefined ? {} : { AEROSPIKE_USER: user, AEROSPIKE_PASSWORD: password }),
        NODE_NO_WARNINGS: '1',
        npm_package_version: versionOf(client),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-4000);
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), SUITE_LIMIT_MS);
    await new Promise((resolve) => child.on('exit', resolve));
    clearTimeout(limit);
    return readReport(report, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  const outcomes = new Map([
    ...passes.map((one) => [one.fullTitle, 'passed']),
    ...pending.map((one) => [one.fullTitle, 'skipped']),
    ...failures.map((one) => [one.fullTitle, `failed: ${one.err.message ?? 'no message'}`]),
  ]);
  return Object.assign(outcomes, { counts });
}
