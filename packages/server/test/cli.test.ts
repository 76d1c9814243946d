// The command as a process: it says when it is ready, and ends cleanly for every reason to end.

import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectRaw } from './helpers/raw-client.ts';

const COMMAND = join(__dirname, '../../bin/tendril-server.js');

function start(t: TestContext, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function hosts(child: ChildProcess): Promise<string[]> {
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return (/^tendril-server ready at (.+)\n$/.exec(line.toString())?.[1] ?? '').split(',');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`serves until ${signal}, then ends with code 0`, async (t) => {
    const child = start(t, '--nodes', '2', '--namespace', 'a', 'b', '--cluster-name', 'cli');
    const addresses = await hosts(child);
    assert.strictEqual(addresses.length, 2);
    const client = await connectRaw(t, Number(addresses[1]?.split(':')[1]));
    assert.strictEqual(await client.info('namespaces'), 'a;b');
    assert.strictEqual(await client.info('cluster-name'), 'cli');
    child.kill(signal);
    assert.deepStrictEqual(await once(child, 'exit'), [0, null]);
  });
}

test('tells its parent where it is, and ends when the parent disconnects', async (t) => {
  const child = fork(COMMAND, ['--port', '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  t.after(() => child.kill('SIGKILL'));
  const [message] = (await once(child, 'message')) as [{ ready: boolean; hosts: string }];
  assert.strictEqual(message.ready, true);
  const client = await connectRaw(t, Number(message.hosts.split(':')[1]));
  assert.strictEqual(await client.info('status'), 'ok');
  child.disconnect();
  assert.deepStrictEqual(await once(child, 'exit'), [0, null]);
});

test('--version says the version of the package', async (t) => {
  const child = start(t, '--version');
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  assert.strictEqual(line.toString(), `${version}\n`);
  assert.deepStrictEqual(await once(child, 'exit'), [0, null]);
});

test('an option that cannot be used is named, and the code is 1', async (t) => {
  const child = start(t, '--nodes', '1000');
  const [line] = (await once(child.stderr as NonNullable<typeof child.stderr>, 'data')) as [Buffer];
  assert.match(line.toString(), /^tendril-server cannot start: Option nodes must be an integer from 1 to 64/);
  assert.deepStrictEqual(await once(child, 'exit'), [1, null]);
});
