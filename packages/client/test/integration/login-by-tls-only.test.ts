// `tls.forLoginOnly` together with a user: passwords travel by TLS, everything else without, and a spy in front of the
// ports without TLS reads along.

import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { auth, type Client, type ConfigOptions, Key, status } from 'tendril';
import { type EmbeddedServer, type ServerTlsOptions, TestAuthority } from 'tendril-server';
import { FaultProxy } from 'tendril-testing/fault-proxy';
import { connectClient, NAMESPACE, startServer, uniqueSegmentKey } from 'tendril-testing/topologies';
import { passwordHash } from '../../src/wire/password-hash.ts';
import { skip } from '../shm/helpers.ts';

const authority = new TestAuthority();
const tls = { castring: authority.certificate, forLoginOnly: true };
const APP = { user: 'app', password: 'open-sesame' };
/** Each client hashes a password. */
const LIMIT = { timeout: 60_000 };
const TTL_SECONDS = 3600;
const KEY = new Key(NAMESPACE, 'login', 1);

interface World {
  readonly server: EmbeddedServer;
  readonly config: ConfigOptions;
  /** Logins that were permitted, and those that were not. */
  readonly logins: { good: number; bad: number };
  /** What clients have sent to ports without TLS. */
  readonly overheard: Buffer[];
  advance(ms: number): void;
}

/** A port without TLS that reads along. */
async function spy(t: TestContext, overheard: Buffer[]) {
  let target = 0;
  const listener = createServer((socket) => {
    const onward = connectTcp(target, '127.0.0.1');
    socket.on('data', (bytes) => overheard.push(Buffer.from(bytes)));
    socket.pipe(onward).pipe(socket);
    for (const one of [socket, onward]) {
      one.on('error', () => {});
      one.on('close', () => (one === socket ? onward : socket).destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => listener.close());
  const port = (listener.address() as AddressInfo).port;
  return { port, to: (to: number) => (target = to) };
}

async function open(t: TestContext, nodes: number, doors: ServerTlsOptions['advertise'] = []): Promise<World> {
  const logins = { good: 0, bad: 0 };
  const overheard: Buffer[] = [];
  let offsetMs = 0;
  const spies = await Promise.all(Array.from({ length: nodes }, () => spy(t, overheard)));
  const server = await startServer(t, nodes, 'login-only', {
    tls: { ...authority.issue({ names: ['db.test'] }), advertise: doors },
    advertise: spies.map(({ port }) => ({ host: '127.0.0.1', port })),
    security: {
      users: [{ name: APP.user, password: APP.password, roles: ['read-write'] }],
      report: { authentication: true, violation: true },
      sessionTtl: TTL_SECONDS,
    },
    clock: { now: () => Date.now() + offsetMs },
    log: (_level, message) => {
      if (!/action: login /.test(message)) return;
      if (message.startsWith('audit: permitted')) logins.good++;
      else logins.bad++;
    },
  });
  for (const [i, { to }] of spies.entries()) to(server.nodes[i]?.port as number);
  const advance = (ms: number): void => {
    offsetMs += ms;
  };
  // A login takes a hash, and a busy machine its time.
  const patient = { totalTimeout: 20_000 };
  const policies = { write: patient, read: patient };
  const config = { hosts: server.tlsHosts as string, tls, tenderInterval: 250, policies, connTimeoutMs: 5_000, ...APP };
  return { server, config, logins, overheard, advance };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function work(client: Client): Promise<void> {
  const keys = Array.from({ length: 200 }, (_, n) => new Key(NAMESPACE, 'login', n));
  await Promise.all(keys.map((key, n) => client.put(key, { n }, null, { maxRetries: 5, totalTimeout: 20_000 })));
}

test('a user logs in by TLS once for each node, and commands and tokens travel without', LIMIT, async (t) => {
  const { server, config, logins, overheard } = await open(t, 3);
  const client = await connectClient(t, { ...config, maxCommandsPerConnection: 1, minConnsPerNode: 3 });
  await work(client);
  deepStrictEqual(logins, { good: 3, bad: 0 });
  const plain = Buffer.concat(overheard);
  ok(plain.includes('\x05\x00test'), 'commands came by');
  strictEqual(plain.includes(passwordHash(APP.password)), false);
  strictEqual(plain.includes(APP.password), false);
  strictEqual(client.getNodes().length, 3);
  match(server.tlsHosts as string, /:db\.test:/);
});

test('a password that another system checks, which is sent as it is, is never seen without TLS', LIMIT, async (t) => {
  const { config, overheard, logins } = await open(t, 1);
  const client = await connectClient(t, { ...config, authMode: auth.EXTERNAL });
  await client.put(KEY, { a: 1 });
  strictEqual(logins.good, 1);
  strictEqual(Buffer.concat(overheard).includes(APP.password), false);
});

test('a wrong password fails the connect with its code', LIMIT, async (t) => {
  const { config, overheard } = await open(t, 1);
  await rejects(connectClient(t, { ...config, password: 'guessed' }), { code: status.INVALID_CREDENTIAL });
  deepStrictEqual(overheard, []);
});

test('tokens that the server takes no more are replaced by TLS, once for each node', LIMIT, async (t) => {
  const { server, config, logins, overheard, advance } = await open(t, 2);
  const client = await connectClient(t, config);
  await work(client);
  advance(TTL_SECONDS * 1000);
  for (const node of server.nodes) node.disconnectClients();
  await work(client);
  ok(logins.good >= 3 && logins.good <= 4, `${logins.good} logins`);
  strictEqual(logins.bad, 0);
  strictEqual(Buffer.concat(overheard).includes(passwordHash(APP.password)), false);
});

test('while the port for logins is away, new connections fail with that reason', LIMIT, async (t) => {
  const door = await FaultProxy.listen();
  t.after(() => door.stop());
  const { server, config, advance } = await open(t, 1, [door.address]);
  door.target = { host: '127.0.0.1', port: server.nodes[0]?.tlsPort as number };
  const client = await connectClient(t, { ...config, hosts: `127.0.0.1:db.test:${door.address.port}` });
  await client.put(KEY, { a: 1 });
  advance(TTL_SECONDS * 1000);
  door.refuses = true;
  server.nodes[0]?.disconnectClients();
  const write = (): Promise<string> =>
    client.put(KEY, { a: 2 }, null, { maxRetries: 0 }).then(
      () => 'written',
      (error: Error) => error.message,
    );
  // The first may go to a connection that has just been cut.
  while (!/No login at 127\.0\.0\.1:\d+: /.test(await write())) await turn();
  door.refuses = false;
  while ((await write()) !== 'written') await turn();
  deepStrictEqual((await client.get(KEY)).bins, { a: 2 });
});

test('a process that follows on shared memory finds the port for its own login there', {
  ...LIMIT,
  skip,
}, async (t) => {
  const { config, logins, overheard } = await open(t, 2);
  const shared = { ...config, sharedMemory: { key: uniqueSegmentKey() } };
  const [one, two] = [await connectClient(t, shared), await connectClient(t, shared)];
  deepStrictEqual([one.tendRole, two.tendRole], ['owner', 'follower']);
  await work(two);
  deepStrictEqual(logins, { good: 4, bad: 0 });
  strictEqual(Buffer.concat(overheard).includes(passwordHash(APP.password)), false);
});
