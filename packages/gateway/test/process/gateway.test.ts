// The whole gateway in real processes over the embedded server: the vendor page's exchanges byte for byte, and what
// happens when processes die. Nothing may be left behind.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { type Child, isAlive } from 'tendril-testing/child';
import { TestFiles } from 'tendril-testing/test-files';
import {
  allGone,
  GATEWAY_BIN,
  PATIENCE_MS,
  SERVER_BIN,
  segmentOf,
  startGateway,
  startProgram,
} from './gateway-process.ts';

const WRITTEN =
  '{"ns":"test","set":"demo","key":"myTestKey","digest":{"type":"Buffer","data":' +
  '[149,186,200,254,138,5,9,52,115,70,1,194,131,184,51,95,232,241,179,74]}}';
const STOP_LIMIT_MS = 2_000;

const embeddedPid = (stdout: string): number => Number(/embedded server in process (\d+)/.exec(stdout)?.[1]);

async function exchange(url: string, body?: string): Promise<string> {
  const response = await fetch(url, body === undefined ? {} : { method: 'POST', body });
  const text = await response.text();
  return `${response.status} ${response.headers.get('content-type')} ${response.status === 404 ? '' : text}`;
}

test('serves the exchanges of the vendor page on every worker and ends by Ctrl+C', async (t) => {
  const { program, url, workers } = await startGateway(t, ['--workers', '4'], { NODE_DEBUG: 'server' });
  const database = embeddedPid(program.stdout);
  assert.strictEqual(workers.length, 4);
  const owner = Number(/process (\d+) \(worker \d\) tends the cluster/.exec(program.stdout)?.[1]);
  assert.strictEqual(workers.includes(owner), true);

  assert.strictEqual(await exchange(`${url}/myTestKey`), '404 application/problem+json ');
  assert.strictEqual(await exchange(`${url}/myTestKey`, '{"x": 1234, "y": "abcd"}'), `200 application/json ${WRITTEN}`);
  for (let round = 0; round < 8; round += 1) {
    assert.strictEqual(await exchange(`${url}/myTestKey`), '200 application/json {"x":1234,"y":"abcd"}');
  }

  const segment = segmentOf(workers);
  assert.strictEqual(segment !== undefined, existsSync('/dev/shm'));
  const orderedAt = performance.now();
  program.signalGroup('SIGINT');
  assert.strictEqual(await program.ended, 'code 0');
  await allGone([...workers, database]);
  assert.strictEqual(performance.now() - orderedAt < STOP_LIMIT_MS, true);
  assert.strictEqual(existsSync(segment ?? ''), false);
  const debug = program.stderr.split('\n').sort();
  workers.forEach((pid, index) => {
    assert.strictEqual(debug.includes(`SERVER ${pid}: worker ${index + 1} starting`), true);
    assert.strictEqual(debug.filter((line) => line === `SERVER ${pid}: worker ${index + 1} exiting`).length, 1);
  });
  assert.match(program.stderr, /^SERVER \d+: incoming GET request for \/myTestKey on worker \d$/m);
  assert.match(program.stderr, /^SERVER \d+: incoming POST request for \/myTestKey on worker \d$/m);
});

test('SIGTERM to the primary alone ends everything', async (t) => {
  const { program, workers } = await startGateway(t, ['--workers', '2']);
  const pids = [...workers, embeddedPid(program.stdout)];
  program.signal('SIGTERM');
  assert.strictEqual(await program.ended, 'code 0');
  await allGone(pids);
});

test('when the primary is killed, the workers and the embedded server end by themselves', async (t) => {
  const { program, workers } = await startGateway(t, ['--workers', '2']);
  const pids = [...workers, embeddedPid(program.stdout)];
  const segment = segmentOf(workers);
  program.signal('SIGKILL');
  await program.ended;
  await allGone(pids);
  assert.strictEqual(existsSync(segment ?? ''), false);
});

test('a killed worker is replaced, the tend passes on, and its port answers', async (t) => {
  const { program, url, workers } = await startGateway(t, ['--workers', '2']);
  const segment = segmentOf(workers);
  await exchange(`${url}/k`, '{"a":1}');
  const owner = Number(/process (\d+) \(worker \d\) tends the cluster/.exec(program.stdout)?.[1]);
  const shown = program.stdout.length;
  process.kill(owner, 'SIGKILL');
  await settled(`${url}/k`);
  const [, slot] = await program.printed(/worker (\d) \(process \d+\) ended: SIGKILL/);
  assert.strictEqual(workers[Number(slot) - 1], owner);
  await program.printed(new RegExp(`worker ${slot} is up again as process (\\d+)`));
  await program.printed(new RegExp(`^[^]{${shown},}process (?!${owner} )\\d+ \\(worker \\d\\) tends the cluster`));
  assert.strictEqual(await exchange(`${url}/k`), '200 application/json {"a":1}');
  program.signalGroup('SIGINT');
  assert.strictEqual(await program.ended, 'code 0');
  assert.strictEqual(existsSync(segment ?? ''), false);
});

test('a database that goes away is a 503 and nothing worse; its return is noticed', async (t) => {
  const first = await startServer(t, 0);
  const { program, url, workers } = await startGateway(t, ['--workers', '2', '--hosts', first.hosts]);
  assert.strictEqual(await exchange(`${url}/k`, '{"a":1}'), await exchange(`${url}/k`, '{"a":1}'));
  first.program.signal('SIGKILL');
  await first.program.ended;
  const away = await fetch(`${url}/k`);
  assert.strictEqual(away.status, 503);
  assert.strictEqual(away.headers.get('retry-after'), '1');
  assert.strictEqual(((await away.json()) as { code: unknown }).code !== undefined, true);

  await startServer(t, Number(first.hosts.split(':')[1]));
  assert.strictEqual(await untilServed(`${url}/k`), 404);
  assert.strictEqual(workers.every(isAlive), true);
  assert.strictEqual(program.stdout.includes('ended'), false);
});

test('serves while the database has never been reached, and connects when it appears', async (t) => {
  const port = await unusedPort();
  const { program, url } = await startGateway(t, ['--workers', '1', '--hosts', `127.0.0.1:${port}`]);
  assert.match(program.stdout, /not reached yet, trying/);
  const away = await fetch(`${url}/k`);
  assert.strictEqual(`${away.status} ${away.headers.get('content-type')}`, '503 application/problem+json');
  await startServer(t, port);
  assert.strictEqual(await untilServed(`${url}/k`), 404);
});

test('an embedded server that dies is started again on its port, empty', async (t) => {
  const { program, url, workers } = await startGateway(t, ['--workers', '1']);
  await exchange(`${url}/k`, '{"a":1}');
  process.kill(embeddedPid(program.stdout), 'SIGKILL');
  await program.printed(/the embedded server ended: SIGKILL; starting it again in 100 ms, empty/);
  await program.printed(/the embedded server is up again as process \d+/);
  assert.strictEqual(await untilServed(`${url}/k`), 404);
  assert.strictEqual(workers.every(isAlive), true);
});

test('a worker that hangs is killed at the deadline, and repeated signals hurt nobody', async (t) => {
  const { program, workers } = await startGateway(t, ['--workers', '2']);
  const pids = [...workers, embeddedPid(program.stdout)];
  const segment = segmentOf(workers);
  // What a killed process leaves behind is taken over by the next one; here there is none.
  t.after(() => segment && rmSync(segment, { recursive: true, force: true }));
  process.kill(workers[0] as number, 'SIGSTOP');
  for (let count = 0; count < 3; count += 1) program.signalGroup('SIGINT');
  assert.strictEqual(await program.ended, 'code 0');
  await allGone(pids);
});

test('serves on when nobody reads its output any more', async (t) => {
  const { program, url, workers } = await startGateway(t, ['--workers', '2']);
  program.process.stdout?.destroy();
  program.process.stderr?.destroy();
  process.kill(workers[0] as number, 'SIGKILL');
  await settled(`${url}/k`);
  for (let round = 0; round < 4; round += 1) {
    assert.strictEqual(await exchange(`${url}/myTestKey`), '404 application/problem+json ');
  }
  assert.strictEqual(isAlive(program.pid), true);
});

test('a port in use is reported and nothing is started', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const program = startProgram(t, GATEWAY_BIN, ['--port', String(port)]);
  assert.strictEqual(await program.ended, 'code 1');
  assert.strictEqual(
    program.stderr,
    `tendril-gateway: Port ${port} of 127.0.0.1 is in use; choose another with --port\n`,
  );
});

/** Requests at the moment of a worker's death: the one that was handed to it fails, none waits for ever. */
async function settled(url: string): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => fetch(url, { signal })));
  assert.strictEqual(signal.aborted, false);
  assert.strictEqual(outcomes.filter(({ status }) => status === 'rejected').length <= 1, true);
}

/** The first answer that is not "try again later". */
async function untilServed(url: string): Promise<number> {
  const giveUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(url);
    const text = await response.text();
    if (response.status !== 503) return response.status;
    if (performance.now() > giveUp) assert.fail(text);
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after')) * 100));
  }
}

async function startServer(t: TestContext, port: number): Promise<{ program: Child<never>; hosts: string }> {
  const program = startProgram(t, SERVER_BIN, ['--port', String(port)]);
  const [hosts] = await program.printed(/127\.0\.0\.1:\d+/);
  return { program, hosts };
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

test('logs in at the database with a password from a file, ends when it is refused, and takes a new one', async (t) => {
  const secured = (password: string) => ({ users: [{ name: 'web', password, roles: ['read-write'] }] });
  let server = await EmbeddedServer.start({ security: secured('open-sesame') });
  t.after(() => server.stop());
  const files = new TestFiles(t);
  const file = files.write('password', 'wrong-sesame\n');
  const args = ['--hosts', server.hosts, '--workers', '2', '--user', 'web', '--password-file', file];
  const refused = startProgram(t, GATEWAY_BIN, ['--port', '0', ...args]);
  assert.strictEqual(await refused.ended, 'code 1');
  assert.match(refused.stderr, /does not let the gateway in: .*refused the login of user "web".*--password-file\n/);
  files.write('password', 'open-sesame\n');
  const { program, url } = await startGateway(t, args);
  const written = `200 application/json ${WRITTEN}`;
  assert.strictEqual(await exchange(`${url}/myTestKey`, '{"x": 1}'), written);
  files.write('password', 'shut-sesame\n');
  await program.printed(/the new password does not work yet/, 'stderr');
  assert.strictEqual(await exchange(`${url}/myTestKey`, '{"x": 1}'), written, 'the old one counts until then');
  await server.stop();
  server = await EmbeddedServer.start({ port: server.port, security: secured('shut-sesame') });
  const deadlineMs = performance.now() + PATIENCE_MS;
  while ((await exchange(`${url}/myTestKey`, '{"x": 1}')) !== written) {
    assert.ok(performance.now() < deadlineMs, 'the new one counts');
  }
  program.signalGroup('SIGINT');
  assert.strictEqual(await program.ended, 'code 0');
  assert.strictEqual(/sesame/.test(refused.output + program.output), false);
});

test('ends when a cluster wants a login and nobody was given, or the password file is not there', async (t) => {
  const server = await EmbeddedServer.start({ security: true });
  t.after(() => server.stop());
  const args = ['--port', '0', '--hosts', server.hosts, '--workers', '1'];
  const nobody = startProgram(t, GATEWAY_BIN, args);
  assert.strictEqual(await nobody.ended, 'code 1');
  assert.match(nobody.stderr, /does not let the gateway in: .*see --user and --password-file\n/);
  const noFile = startProgram(t, GATEWAY_BIN, [...args, '--user', 'web', '--password-file', '/not/there']);
  assert.strictEqual(await noFile.ended, 'code 1');
  assert.strictEqual(
    noFile.stderr,
    "tendril-gateway: The password file cannot be read: ENOENT: no such file or directory, open '/not/there'\n",
  );
});

test('says once, and in each answer, that the cluster lacks the namespace', async (t) => {
  const server = await EmbeddedServer.start({ namespaces: ['one', 'two'] });
  t.after(() => server.stop());
  const { program, url } = await startGateway(t, ['--hosts', server.hosts, '--workers', '2']);
  const said = 'The cluster has no namespace test; --namespace chooses one of those it has: one, two';
  await program.printed(/The cluster has no namespace/, 'stderr');
  const problem = JSON.parse((await exchange(`${url}/myTestKey`)).replace(/^500 application\/problem\+json /, ''));
  assert.deepStrictEqual(problem, {
    type: 'urn:tendril:problem:namespace-not-found',
    title: 'The cluster has no such namespace',
    status: 500,
    detail: 'The cluster has no namespace test, which the gateway was started with (--namespace)',
    instance: '/myTestKey',
    code: 20,
    name: 'ERR_NAMESPACE_NOT_FOUND',
  });
  assert.strictEqual(program.stderr.split(said).length, 2);
  assert.strictEqual(await exchange(`${url}/readyz`), '503 text/plain; charset=utf-8 unavailable\n');
});
