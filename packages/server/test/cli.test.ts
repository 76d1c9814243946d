// The command as a process: it says when it is ready, and ends cleanly for every reason to end.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Child } from 'tendril-testing/child';
import { TestFiles } from 'tendril-testing/test-files';
import { ADMIN_HASH, credential, LOGIN, NO_PASSWORD_HASH, resultOf, user } from './helpers/admin.ts';
import { connectRaw } from './helpers/raw-client.ts';

const COMMAND = join(__dirname, '../../bin/tendril-server.js');

function start(t: TestContext, ...args: string[]): Child<never> {
  return Child.program(COMMAND, ['--port', '0', ...args]).during(t);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`serves until ${signal}, then ends with code 0`, async (t) => {
    const child = start(t, '--nodes', '2', '--namespace', 'a', 'b', '--cluster-name', 'cli');
    const [, hosts = ''] = await child.printed(/^tendril-server ready at (.+)\n$/);
    const addresses = hosts.split(',');
    assert.strictEqual(addresses.length, 2);
    const client = await connectRaw(t, Number(addresses[1]?.split(':')[1]));
    assert.strictEqual(await client.info('namespaces'), 'a;b');
    assert.strictEqual(await client.info('cluster-name'), 'cli');
    child.signal(signal);
    assert.strictEqual(await child.ended, 'code 0');
  });
}

test('tells its parent where it is, and ends when the parent disconnects', async (t) => {
  const child = Child.script<{ ready: boolean; hosts: string }>(COMMAND, ['--port', '0']).during(t);
  const message = await child.report(() => true);
  assert.strictEqual(message.ready, true);
  const client = await connectRaw(t, Number(message.hosts.split(':')[1]));
  assert.strictEqual(await client.info('status'), 'ok');
  assert.strictEqual(await child.dismiss(), 'code 0');
});

test('--strong-consistency makes every namespace strongly consistent', async (t) => {
  const child = start(t, '--strong-consistency', '--namespace', 'a', 'b');
  const [, hosts = ''] = await child.printed(/^tendril-server ready at (.+)\n$/);
  const client = await connectRaw(t, Number(hosts.split(':')[1]));
  for (const name of ['a', 'b']) assert.match(await client.info(`namespace/${name}`), /;strong-consistency=true;/);
});

test('--server-version says whose rules hold, and those that there are', async (t) => {
  const child = start(t, '--server-version', '8.2');
  const [, port] = await child.printed(/^tendril-server ready at .+:(\d+)\n$/);
  const client = await connectRaw(t, Number(port));
  assert.strictEqual(await client.info('build'), '8.2.0.0');
  const refused = start(t, '--server-version', '9');
  assert.strictEqual(await refused.ended, 'code 1');
  assert.match(refused.stderr, /Allowed choices are 8\.1, 8\.2\./);
});

test('--version says the version of the package', async (t) => {
  const child = start(t, '--version');
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  assert.deepStrictEqual([await child.ended, child.output], ['code 0', `${version}\n`]);
});

test('an option that cannot be used is named, and the code is 1', async (t) => {
  const child = start(t, '--nodes', '1000');
  assert.strictEqual(await child.ended, 'code 1');
  assert.match(
    child.stderr,
    /^error: option '-n, --nodes <count>' argument '1000' is invalid. It must be a whole number from 1 to 64/,
  );
});

test('--default-password-file switches security on, with the password of its first line', async (t) => {
  const file = new TestFiles(t).write('password', 'nopassword\nnot this\n');
  const child = start(t, '--default-password-file', file, '--audit', '--log-level', 'info');
  const [, port] = await child.printed(/^tendril-server ready at .+:(\d+)\n$/);
  const client = await connectRaw(t, Number(port));
  assert.strictEqual(await resultOf(client, LOGIN, user('admin'), credential(ADMIN_HASH)), 65);
  assert.strictEqual(await resultOf(client, LOGIN, user('admin'), credential(NO_PASSWORD_HASH)), 0);
  child.signal('SIGTERM');
  assert.strictEqual(await child.ended, 'code 0');
  assert.match(child.stderr, /info audit: permitted \| client: .* \| action: login \| detail: user=admin\n/);
});

test('says of a port what is the matter with it', async (t) => {
  const first = start(t);
  const [, host = '', port = ''] = await first.printed(/^tendril-server ready at (.+):(\d+)\n$/);
  const cases: [args: string[], said: RegExp][] = [
    [['--port', port], new RegExp(`cannot start: Port ${port} of ${host} is in use; choose another with --port`)],
    [['--port', '70000'], /must be a whole number from 0 to 65535/],
    [['--nodes', '0'], /must be a whole number from 1 to 64/],
  ];
  for (const [args, said] of cases) {
    const child = Child.program(COMMAND, args).during(t);
    await child.printed(said, 'stderr');
    assert.strictEqual(await child.ended, 'code 1');
  }
});

test('serves on where nobody reads what it says', async (t) => {
  const child = Child.script<{ hosts: string }>(COMMAND, ['--port', '0']).during(t);
  child.process.stdout?.destroy();
  child.process.stderr?.destroy();
  const { hosts } = await child.report(() => true);
  const client = await connectRaw(t, Number(hosts.split(':')[1]));
  assert.strictEqual(await client.info('status'), 'ok');
  assert.strictEqual(await child.dismiss(), 'code 0');
});
