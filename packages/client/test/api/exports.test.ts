import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { recorded } from '../model/recorded-module.ts';

const root = join(__dirname, '../../..');
const load = createRequire(join(root, 'package.json'));

/** Every public name; adding or removing one is a decision. */
const NAMES = [
  ...['AdminPolicy', 'AerospikeError', 'AerospikeRecord', 'ApplyPolicy', 'BasePolicy', 'BatchApplyPolicy'],
  ...['BatchPolicy', 'BatchReadPolicy', 'BatchRemovePolicy', 'BatchWritePolicy', 'Bin', 'Client'],
  ...['CommandQueuePolicy', 'Config', 'Double', 'GeoJSON', 'HyperLogLog', 'IndexJob', 'InfoPolicy', 'Job', 'Key'],
  ...['ListPolicy', 'MapPolicy', 'MetricsListeners', 'MetricsPolicy', 'OperatePolicy', 'Query', 'QueryPolicy'],
  ...['ReadPolicy', 'Record', 'RemovePolicy', 'Scan', 'ScanPolicy', 'Transaction', 'WritePolicy'],
  ...['_transactionPool', 'abortStatus', 'admin', 'auth', 'batchType', 'bitwise', 'cdt', 'client', 'commitStatus'],
  ...[
    'connect',
    'errorDetailVerbosity',
    'exp',
    'features',
    'filter',
    'hll',
    'indexDataType',
    'indexType',
    'info',
    'jobStatus',
  ],
  ...['language', 'lists', 'log', 'maps', 'operations', 'policy', 'print', 'privilegeCode', 'regex'],
  ...[
    'releaseEventLoop',
    'setDefaultLogging',
    'setupGlobalCommandQueue',
    'status',
    'strings',
    'subcode',
    'ttl',
    'wrapHLL',
  ],
];

test('the entry exports exactly the pinned names', () => {
  deepStrictEqual(Object.keys(load('tendril')).sort(), [...NAMES].sort());
});

test('the CommonJS entry is a plain object of plain properties', () => {
  const tendril = load('tendril');
  strictEqual(Object.getPrototypeOf(tendril), Object.prototype);
  for (const name of NAMES) {
    const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(tendril, name) ?? {};
    deepStrictEqual([name, writable, enumerable, configurable], [name, true, true, true]);
  }
});

test('connect makes its client by the function of the module, which a test may have replaced', async () => {
  const tendril = load('tendril');
  const made = { connect: async () => 'connected by mine' };
  strictEqual(await { ...tendril, client: () => made }.connect({}), 'connected by mine');
  const { connect } = tendril;
  const other = { client: () => made, connecting: connect };
  const hosts = '127.0.0.1:0';
  for (const call of [() => connect({ hosts }), () => other.connecting({ hosts })]) {
    await rejects(call(), { name: 'AerospikeError' });
  }
});

test('every name of the module it replaces is exported', () => {
  deepStrictEqual(
    recorded.exports.filter((name) => !NAMES.includes(name)),
    [],
  );
});

test('the default export holds the same values', () => {
  const tendril = load('tendril');
  for (const name of NAMES) strictEqual(tendril.default[name], tendril[name], name);
});

test('import and require share one copy, for both entries', async () => {
  const program = `
    import Aerospike, * as named from 'tendril';
    import * as wire from 'tendril/wire';
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    const tendril = require('tendril');
    const isSame = (a, b) => Object.keys(b).every((name) => a[name] === b[name]);
    const same = [isSame(named, tendril), isSame(Aerospike, tendril), isSame(wire, require('tendril/wire'))];
    console.log(JSON.stringify(same));`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  deepStrictEqual(JSON.parse(stdout), [true, true, true]);
});

test('loading the module keeps no process running, and loading it twice makes a second working copy', async () => {
  const program = `
    const first = require('tendril');
    for (const path of Object.keys(require.cache)) delete require.cache[path];
    const second = require('tendril');
    const client = new second.Client({ hosts: '192.0.2.1' });
    console.log(first !== second, client.isConnected(), new first.Key('a', 'b', 'c').equals(new second.Key('a', 'b', 'c')));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program], { cwd: root });
  strictEqual(stdout, 'true false true\n');
});

test('the version in the code is the one of the package', () => {
  const { VERSION } = load('./dist/src/model/version.js') as { VERSION: string };
  strictEqual(VERSION, load('./package.json').version);
});
