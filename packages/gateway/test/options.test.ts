import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createCommand, readOptions } from '../src/options.ts';

function parse(t: TestContext, args: string[], hosts?: string, writeErr: (text: string) => void = () => {}) {
  const before = process.env.AEROSPIKE_HOSTS;
  t.after(() => {
    if (before === undefined) delete process.env.AEROSPIKE_HOSTS;
    else process.env.AEROSPIKE_HOSTS = before;
  });
  delete process.env.AEROSPIKE_HOSTS;
  if (hosts !== undefined) process.env.AEROSPIKE_HOSTS = hosts;
  const command = createCommand('1.2.3').exitOverride().configureOutput({ writeErr });
  return readOptions(command, args);
}

test('the defaults serve test/demo on loopback with a worker per core', (t) => {
  assert.deepStrictEqual(parse(t, []), {
    host: '127.0.0.1',
    port: 8000,
    workers: availableParallelism(),
    namespace: 'test',
    set: 'demo',
    hosts: undefined,
    user: undefined,
    passwordFile: undefined,
    bodyLimitBytes: 1048576,
    logLevel: 'warn',
    openMetrics: false,
    allowedHosts: [],
    allowedOrigins: [],
    statusPath: '/status',
    metricsPath: '/metrics',
    healthPath: '/healthz',
    readyPath: '/readyz',
  });
});

test('hosts come from the option, or from AEROSPIKE_HOSTS', (t) => {
  assert.strictEqual(parse(t, [], 'db1:3000,db2').hosts, 'db1:3000,db2');
  assert.strictEqual(parse(t, ['--hosts', 'db3, [::1]:4000'], 'db1').hosts, 'db3,[::1]:4000');
  assert.strictEqual(parse(t, [], '').hosts, undefined);
});

test('the pages can be moved and left out', (t) => {
  const moved = parse(t, ['--metrics-path', '/-/metrics', '--health-path', 'none', '--ready-path', '/up']);
  assert.deepStrictEqual([moved.metricsPath, moved.healthPath, moved.readyPath], ['/-/metrics', undefined, '/up']);
});

test('a user logs in at a cluster, with a password that is no argument', (t) => {
  const names = ['AEROSPIKE_USER', 'AEROSPIKE_PASSWORD', 'AEROSPIKE_PASSWORD_FILE'];
  const before = names.map((name) => [name, process.env[name]] as const);
  const environment = (values: NodeJS.ProcessEnv): void => {
    for (const name of names) delete process.env[name];
    for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = value;
  };
  t.after(() => environment(Object.fromEntries(before)));
  const login = (args: readonly string[], values: NodeJS.ProcessEnv = {}) => {
    environment(values);
    const { user, passwordFile } = parse(t, ['--hosts', 'db1', ...args]);
    return [user, passwordFile];
  };
  assert.deepStrictEqual(login(['--user', 'app', '--password-file', '/run/secrets/app']), ['app', '/run/secrets/app']);
  assert.deepStrictEqual(login(['--user', 'app'], { AEROSPIKE_PASSWORD: 'x' }), ['app', undefined]);
  const secret = { AEROSPIKE_USER: 'app', AEROSPIKE_PASSWORD_FILE: '/run/secrets/app' };
  assert.deepStrictEqual(login([], secret), ['app', '/run/secrets/app']);
  assert.deepStrictEqual(login([], { AEROSPIKE_PASSWORD: 'x' }), [undefined, undefined]);
  assert.throws(() => login(['--user', 'app']), /a user needs a password/);
  assert.throws(() => login(['--user', 'x'.repeat(64)]), /at most 63 bytes/);
  environment(secret);
  assert.strictEqual(parse(t, []).user, undefined);
  assert.throws(() => parse(t, ['--user', 'app']), /--user needs --hosts/);
});

test('the status report can be moved and left out', (t) => {
  assert.strictEqual(parse(t, ['--status-path', '/-/status']).statusPath, '/-/status');
  assert.strictEqual(parse(t, ['--status-path', 'none']).statusPath, undefined);
});

test('sizes take units', (t) => {
  assert.deepStrictEqual(
    ['1', '512k', '8M'].map((size) => parse(t, ['--body-limit', size]).bodyLimitBytes),
    [1, 524288, 8388608],
  );
});

test('bad values are refused with the name of the option', (t) => {
  const cases: [string, string][] = [
    ['--host', ''],
    ['--host', ' '],
    ['--host', 'http://localhost'],
    ['--host', 'user:pw@localhost'],
    ['--allowed-hosts', ''],
    ['--allowed-hosts', 'a:80'],
    ['--allowed-hosts', 'a,,b'],
    ['--allow-origin', ''],
    ['--allow-origin', 'app.example.com'],
    ['--allow-origin', 'https://app.example.com/'],
    ['--allow-origin', 'null'],
    ['--port', '65536'],
    ['--port', '8o80'],
    ['--port', '-1'],
    ['--workers', '0'],
    ['--workers', '1.5'],
    ['--hosts', 'db1:70000'],
    ['--hosts', 'db1,,db2'],
    ['--hosts', 'a b'],
    ['--namespace', ''],
    ['--namespace', 'x'.repeat(32)],
    ['--set', 'a:b'],
    ['--body-limit', '0'],
    ['--body-limit', '1g'],
    ['--log-level', 'loud'],
    ['--status-path', 'status'],
    ['--status-path', '/'],
    ['--status-path', '/a b'],
    ['--status-path', '/%73'],
    ['--status-path', '/a?b'],
    ['--status-path', `/${'x'.repeat(255)}`],
  ];
  for (const [option, value] of cases) {
    assert.throws(() => parse(t, [option, value]), new RegExp(`option '${option} <`), `${option} ${value}`);
  }
  assert.throws(() => parse(t, ['extra']), /too many arguments/);
});

test('two pages at one path are refused, for the second would never be seen', (t) => {
  const said = (...args: string[]) => assert.throws(() => parse(t, args), /each page needs its own/, args.join(' '));
  said('--status-path', '/metrics');
  said('--health-path', '/readyz');
  said('--metrics-path', '/page', '--ready-path', '/page');
  assert.doesNotThrow(() => parse(t, ['--status-path', 'none', '--metrics-path', 'none']));
});

test('names and origins are lists', (t) => {
  assert.deepStrictEqual(parse(t, ['--allowed-hosts', 'db.example.com, .example.org,*']).allowedHosts, [
    'db.example.com',
    '.example.org',
    '*',
  ]);
  const origins = parse(t, ['--allow-origin', 'https://a.example,http://localhost:3000']).allowedOrigins;
  assert.deepStrictEqual(origins, ['https://a.example', 'http://localhost:3000']);
});

test('what may be a password is not printed', (t) => {
  for (const [args, hosts] of [
    [['--hosts', 'user:s3cret@db1:3000']],
    [['--hosts', 'db1,user:s3cret@db2']],
    [['--hosts', 'a b,user:s3cret@db2']],
    [['--hosts', "user:it's s3cret@db2"]],
    [['--hosts=user:s3cret@db1:x']],
    [[], 'user:s3cret@db1:3000'],
    [['--host', 'user:s3cret@db1']],
    [['--allow-origin', 'https://user:s3cret@a.example']],
    [['--allowed-hosts', 'user:s3cret@a.example']],
    [['--port', 's3cret@8000']],
    [['--password=s3cret']],
    [['s3cret']],
  ] as const) {
    let printed = '';
    const write = (text: string) => {
      printed += text;
    };
    assert.throws(() => parse(t, [...args], hosts, write), JSON.stringify(args));
    assert.strictEqual(printed.includes('s3cret'), false, printed);
    assert.match(printed, /^error: /);
  }
});

test('guides and examples speak of the port that is the default', (t) => {
  const { port } = parse(t, []);
  const root = join(__dirname, '..', '..', '..', '..');
  for (const file of ['README.md', 'docs/gateway.md', 'packages/gateway/README.md', 'examples/README.md']) {
    const ports = readFileSync(join(root, file), 'utf8').matchAll(/http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/g);
    assert.deepStrictEqual([...new Set(Array.from(ports, ([, text]) => Number(text)))], [port], file);
  }
  assert.match(readFileSync(join(root, 'examples/cluster.cjs'), 'utf8'), new RegExp(`PORT \\?\\? ${port}\\b`));
});

test('beyond loopback somebody has to say who is let in, or that everybody is', (t) => {
  const names = ['TENDRIL_GATEWAY_AUTH', 'TENDRIL_GATEWAY_AUTH_FILE'];
  const before = names.map((name) => [name, process.env[name]] as const);
  const environment = (values: NodeJS.ProcessEnv): void => {
    for (const name of names) delete process.env[name];
    for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = value;
  };
  t.after(() => environment(Object.fromEntries(before)));
  const access = (args: string[], values: NodeJS.ProcessEnv = {}) => {
    environment(values);
    return parse(t, args).access;
  };
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) {
    assert.strictEqual(access(['--host', host]), undefined, host);
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'db.example.com', '127.example.com', '127.0.0.1.example.com']) {
    assert.throws(() => access(['--host', host]), /could read and write all records: say with --auth-file/, host);
    assert.strictEqual(access(['--host', host, '--no-auth']), undefined);
    assert.deepStrictEqual(access(['--host', host, '--auth-file', 'who']), { file: 'who' });
  }
  assert.deepStrictEqual(access(['--auth-file', 'who']), { file: 'who' });
  assert.deepStrictEqual(access([], { TENDRIL_GATEWAY_AUTH_FILE: 'who' }), { file: 'who' });
  assert.deepStrictEqual(access(['--host', '::'], { TENDRIL_GATEWAY_AUTH: 'token s3cret' }), { file: undefined });
  assert.throws(() => access(['--no-auth', '--auth-file', 'who']), /--no-auth contradicts --auth-file/);
  assert.throws(() => access(['--no-auth'], { TENDRIL_GATEWAY_AUTH: 's3cret' }), /contradicts TENDRIL_GATEWAY_AUTH in/);
});

test('TLS has a certificate and a key, or names of files for the cluster', (t) => {
  const { tls, databaseTls } = parse(t, ['--tls-cert', 'c.pem', '--tls-key', 'k.pem']);
  assert.deepStrictEqual([tls, databaseTls], [{ cert: 'c.pem', key: 'k.pem' }, undefined]);
  assert.deepStrictEqual(parse(t, ['--database-tls'], 'db:name:4333').databaseTls, {});
  assert.deepStrictEqual(parse(t, ['--database-tls-ca', 'ca.pem'], 'db').databaseTls, { cafile: 'ca.pem' });
  assert.throws(() => parse(t, ['--tls-cert', 'c.pem']), /need each other/);
  assert.throws(() => parse(t, ['--database-tls']), /needs --hosts/);
});
