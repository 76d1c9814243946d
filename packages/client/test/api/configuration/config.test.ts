import { deepStrictEqual, doesNotMatch, match, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { client } from '../../../src/api/aerospike.ts';
import { clientOptions } from '../../../src/api/configuration/client-options.ts';
import { Config, type ConfigOptions } from '../../../src/api/configuration/config.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { policy } from '../../../src/model/policies/policy.ts';
import { status } from '../../../src/model/status.ts';
import { recorded } from '../../model/recorded-module.ts';

function withHosts(value: string | undefined, run: () => void): void {
  const before = process.env.AEROSPIKE_HOSTS;
  delete process.env.AEROSPIKE_HOSTS;
  if (value !== undefined) process.env.AEROSPIKE_HOSTS = value;
  try {
    run();
  } finally {
    delete process.env.AEROSPIKE_HOSTS;
    if (before !== undefined) process.env.AEROSPIKE_HOSTS = before;
  }
}

test('an empty configuration has the recorded fields and values', () => {
  withHosts(undefined, () => {
    const config = new Config();
    deepStrictEqual(Object.keys(config), recorded.configDefaults.keys);
    deepStrictEqual([config.hosts, config.port], [recorded.configDefaults.hosts, recorded.configDefaults.port]);
    strictEqual(new Config({ port: 3333 }).hosts, 'localhost:3333');
  });
});

test('AEROSPIKE_HOSTS stands in for missing hosts', () => {
  withHosts('db1:3001', () => {
    strictEqual(new Config().hosts, 'db1:3001');
    strictEqual(new Config({ hosts: 'db2' }).hosts, 'db2');
  });
});

test('values of the right type are taken over', () => {
  const given = {
    authMode: 2,
    clusterName: 'testCluster',
    connTimeoutMs: 1000,
    hosts: [{ addr: 'localhost', port: 3000 }],
    log: { level: 1, file: 2 },
    loginTimeoutMs: 2000,
    maxConnsPerNode: 200,
    maxSocketIdle: 30,
    minConnsPerNode: 10,
    maxErrorRate: 100,
    errorRateWindow: 1,
    modlua: { userPath: '/user/path' },
    password: 'sekret',
    port: 3333,
    appId: 'ForeverSoup',
    configProvider: { path: 'string', interval: 2 },
    rackAware: true,
    rackId: 42,
    sharedMemory: { key: 1234 },
    tenderInterval: 1000,
    tls: { enable: true },
    user: 'admin',
  };
  const config = new Config(given) as unknown as { readonly [name: string]: unknown };
  for (const [name, value] of Object.entries(given)) deepStrictEqual(config[name], value, name);
});

test('values of the wrong type are left out', () => {
  const config = new Config({
    log: './debug.log',
    policies: 1000,
    connTimeoutMs: 1.5,
    tenderInterval: '1000',
    user: { name: 'admin' },
    password: 12345,
    sharedMemory: true,
    rackId: 'myRack',
  } as unknown as ConfigOptions);
  for (const name of ['log', 'connTimeoutMs', 'tenderInterval', 'user', 'password', 'sharedMemory', 'rackId']) {
    strictEqual(Object.hasOwn(config, name), false, name);
  }
  deepStrictEqual(config.policies, {});
});

test('policies become instances of their classes, unknown kinds are refused', () => {
  const config = new Config({ policies: { read: { totalTimeout: 5 }, batchParentWrite: {}, txnRoll: {} } });
  strictEqual(config.policies.read instanceof policy.ReadPolicy, true);
  strictEqual(config.policies.txnRoll instanceof policy.BatchPolicy, true);
  strictEqual(config.policies.read?.totalTimeout, 5);
  throws(() => new Config({ policies: { timeout: 1000 } as never }), {
    name: 'TypeError',
    message: 'Unknown policy type: "timeout"',
  });
});

test('printing a configuration hides the password', () => {
  const text = inspect(new Config({ user: 'admin', password: 'sekret' }));
  match(text, /\[FILTERED\]/);
  strictEqual(text.includes('sekret'), false);
});

test('hosts are read as text and as objects', () => {
  const seeds = (given: ConfigOptions): unknown => clientOptions(new Config(given)).seeds;
  deepStrictEqual(seeds({ hosts: 'a:3001, b, [::1]:3002,c:tls.example:3003', port: 4000 }), [
    { host: 'a', port: 3001 },
    { host: 'b', port: 4000 },
    { host: '::1', port: 3002 },
    { host: 'c', port: 3003, tlsName: 'tls.example' },
  ]);
  deepStrictEqual(seeds({ hosts: [{ addr: 'a' }, { addr: 'b', port: 1, tlsname: 't' }] }), [
    { host: 'a', port: 3000 },
    { host: 'b', port: 1, tlsName: 't' },
  ]);
});

test('hosts given as text are judged when connecting', () => {
  const { seeds, refusal } = clientOptions(new Config({ hosts: '127.0.0.1:0' }));
  deepStrictEqual([seeds, refusal?.code], [[], status.ERR_INVALID_HOST]);
  match(
    (refusal as AerospikeError).message,
    /^Failed to connect: Invalid host address: 127\.0\.0\.1:0 \(expected host, /,
  );
});

test('no message repeats what may be a password in front of a host', () => {
  const secret = 's3cret,9;x';
  for (const hosts of [
    `user:${secret}@a:3000`,
    `aerospike://user:${secret}@a`,
    `b:3000,user:${secret}@[::1]:3000`,
    `user:${secret}\uff20a`,
    [{ addr: `user:${secret}@a` }],
    [{ addr: 'a', tlsname: `${secret}@`, port: 0 }],
  ]) {
    const told: unknown[] = [];
    try {
      told.push(clientOptions(new Config({ hosts } as ConfigOptions)).refusal);
    } catch (error) {
      told.push(error);
    }
    const text = inspect(told, { depth: 9 });
    match(text, /Invalid host address \(not shown\): it has a user name or password/);
    doesNotMatch(text, /3cret|9;x/);
  }
  throws(
    () => client({ hosts: 'a' }).addSeedHost(`user:${secret}@a`),
    (error: Error) => error instanceof TypeError && !inspect(error).includes('3cret'),
  );
});

test('an impossible configuration is refused with a message that names the value', () => {
  const cases: [object, RegExp][] = [
    [{ hosts: 42 }, /'hosts'/],
    [{ hosts: ':::' }, /Invalid host address/],
    [{ hosts: 'a, :3000' }, /Invalid host address/],
    [{ hosts: [] }, /empty/],
    [{ hosts: [{}] }, /Invalid host entry/],
    [{ hosts: [{ addr: 'x', port: 'y' }] }, /Invalid host entry/],
    [{ tls: null }, /'tls'/],
    [{ tls: true }, /'tls' should be an object/],
    [{ tls: { cafil: 'ca.pem' } }, /tls has no field cafil; did you mean cafile\?/],
    [{ tls: { cafile: 5 } }, /tls\.cafile should be a string/],
    [{ tls: { enable: 'yes' } }, /tls\.enable should be a boolean/],
    [{ tls: { certfile: '' } }, /tls\.certfile is empty/],
    [{ tls: { protocols: 'SSLv2' } }, /tls\.protocols: SSLv2 is not supported/],
    [{ tls: { certfile: 'a' } }, /tls\.certfile needs its private key, tls\.keyfile/],
    [{ tls: { keystring: 'a' } }, /tls\.keystring needs its certificate, tls\.certfile/],
    [{ tls: { certfile: 'a', certstring: 'b', keyfile: 'c' } }, /tls\.certfile and tls\.certstring exclude each other/],
    [{ tls: { keyfilePassword: 'a' } }, /tls\.keyfilePassword needs tls\.keyfile/],
    [{ user: 'x' }, /password/],
    [{ user: '', password: 'y' }, /user should not be empty/],
    [{ user: 'ü'.repeat(32), password: 'y' }, /user is 64 bytes long, the limit is 63/],
    [{ user: 'x', password: 'y'.repeat(64) }, /password is 64 bytes long, the limit is 63/],
    [{ user: 'x', password: 'y', authMode: 4 }, /authMode should be a value of auth/],
    [{ configProvider: { path: 10 } }, /configProvider\.path/],
    [{ configProvider: { interval: 'invalid' } }, /configProvider\.interval/],
    [{ clusterName: 5 }, /clusterName/],
    [{ rackIds: 'x' }, /rackIds/],
    [{ appId: 5 }, /appId/],
    [{ sharedMemory: { key: 'x' } }, /sharedMemory\.key/],
    [{ maxConnsPerNode: -1 }, /maxConnsPerNode/],
    [{ policies: { read: { totalTimeout: 'x' } } }, /totalTimeout/],
    [{ policies: { scan: { maxRecords: 'x' } } }, /maxRecords/],
  ];
  for (const [given, message] of cases) {
    throws(
      () => clientOptions(new Config(given as ConfigOptions)),
      (error: unknown) => {
        strictEqual(error instanceof AerospikeError && error.code, status.ERR_CLIENT);
        match((error as Error).message, /^Invalid client configuration: /);
        return message.test((error as Error).message);
      },
    );
  }
});

test('intervals, limits and shared memory have their defaults', () => {
  const options = clientOptions(new Config({ hosts: 'a' }));
  deepStrictEqual(
    [options.tendIntervalMs, options.tendTimeoutMs, options.maxConnections, options.minConnections, options.maxIdleMs],
    [1_000, 1_000, 100, 0, 55_000],
  );
  strictEqual(options.sharedMemoryKey, undefined);
  strictEqual(clientOptions(new Config({ hosts: 'a', sharedMemory: {} })).sharedMemoryKey, 0xac000000);
  strictEqual(clientOptions(new Config({ hosts: 'a', sharedMemory: { enable: false } })).sharedMemoryKey, undefined);
  strictEqual(clientOptions(new Config({ hosts: 'a', sharedMemory: { key: 0xa5000000 } })).sharedMemoryKey, 0xa5000000);
  strictEqual(clientOptions(new Config({ hosts: 'a', sharedMemory: {} })).leaseMs, 1000);
  const patient = new Config({ hosts: 'a', sharedMemory: { takeoverThresholdSeconds: 2.5 } });
  strictEqual(clientOptions(patient).leaseMs, 2500);
  strictEqual(clientOptions(new Config({ tenderInterval: 300 })).tendIntervalMs, 300);
});
