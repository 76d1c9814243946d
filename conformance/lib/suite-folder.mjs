// A folder in which the vendor's own test suite runs against a client: its files, compiled, and in the place of its options
// and of the client it tests our own.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const SUITE = join(here, 'node_modules/aerospike/test');

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

/** Makes it; whoever asked removes it. @returns its path */
export function prepareSuite(client) {
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
