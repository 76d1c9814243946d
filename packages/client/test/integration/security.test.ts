// Clients of embedded servers on which everybody has to log in, while users, roles, passwords, sessions and nodes change
// under them.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer, type EmbeddedServerOptions, type SecurityOptions } from 'tendril-server';
import { type AerospikeError, type Client, Key, status } from '../../src/index.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const IN_FLIGHT = 64;
const ROUNDS = 12;
const TTL_SECONDS = 120;
const KEY = new Key(NAMESPACE, 'security', 'k');
const USERS = [
  { name: 'root', password: 'root', roles: ['superuser'] },
  { name: 'app', password: 'app', roles: ['read-write'] },
];

interface Site {
  readonly server: EmbeddedServer;
  readonly admin: Client;
  readonly app: Client;
  /** Logins of `app` that succeeded, and those that did not. */
  readonly logins: { good: number; bad: number };
  /** Moves the server's time, not the client's. */
  advance(ms: number): void;
}

async function open(t: TestContext, nodes: number, security: SecurityOptions = {}): Promise<Site> {
  const logins = { good: 0, bad: 0 };
  let offsetMs = 0;
  const options: EmbeddedServerOptions = {
    security: { users: USERS, report: { authentication: true, violation: true }, ...security },
    clock: { now: () => Date.now() + offsetMs },
    log: (_level, message) => {
      if (!/action: login \| detail: user=app$/.test(message)) return;
      if (message.startsWith('audit: permitted')) logins.good++;
      else logins.bad++;
    },
  };
  const server = await startServer(t, nodes, 'security', options);
  const connect = (name: string): Promise<Client> =>
    connectClient(t, { hosts: server.hosts, user: name, password: name, tenderInterval: 250 });
  const advance = (ms: number): void => {
    offsetMs += ms;
  };
  return { server, admin: await connect('root'), app: await connect('app'), logins, advance };
}

/** What came of commands that keep many under way: codes, or 0. */
async function load(client: Client, during: (round: number) => unknown = () => {}): Promise<Set<number>> {
  const codes = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const commands = Array.from({ length: IN_FLIGHT }, (_, i) =>
      client.put(new Key(NAMESPACE, 'security', i), { round }).then(
        () => codes.add(0),
        (error: AerospikeError) => codes.add(error.code as number),
      ),
    );
    await during(round);
    await Promise.all(commands);
  }
  return codes;
}

/** The code of what the command fails with, or 0. */
function codeOf(command: Promise<unknown>): Promise<number> {
  return command.then(
    () => 0,
    (error: AerospikeError) => error.code as number,
  );
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

test('a role that is revoked between two commands fails the second, undoubted, on the same connection', async (t) => {
  const { admin, app, logins } = await open(t, 1);
  await app.put(KEY, { n: 1 });
  await admin.revokeRoles('app', ['read-write']);
  await rejects(app.put(KEY, { n: 2 }), { code: status.ROLE_VIOLATION, inDoubt: false });
  const [row] = await app.batchRead([{ key: KEY, readAllBins: true }]);
  strictEqual(row?.status, status.ROLE_VIOLATION);
  await admin.grantRoles('app', ['read']);
  strictEqual((await app.get(KEY)).bins.n, 1);
  deepStrictEqual(logins, { good: 1, bad: 0 });
});

test('a client logs in once for each node, whatever it keeps under way', async (t) => {
  const { app, logins } = await open(t, 3);
  deepStrictEqual(await load(app), new Set([0]));
  deepStrictEqual(logins, { good: 3, bad: 0 });
});

test('sessions that have expired at the server fail nothing, and cost one login each', async (t) => {
  const { server, app, logins, advance } = await open(t, 2, { sessionTtl: TTL_SECONDS });
  await load(app);
  const before = logins.good;
  advance(TTL_SECONDS * 1000);
  const codes = await load(app, (round) => {
    if (round === 3) for (const node of server.nodes) node.disconnectClients();
  });
  codes.delete(status.ERR_ASYNC_CONNECTION);
  deepStrictEqual(codes, new Set([0]));
  strictEqual(logins.good > before && logins.good <= before + 2 * 2, true, `${logins.good - before} logins`);
  strictEqual(logins.bad, 0);
});

test('a node that comes back is used again, with the sessions there were', async (t) => {
  const { server, app } = await open(t, 3);
  await load(app);
  await server.nodes[1]?.kill();
  await server.nodes[1]?.restart();
  await until(async () => (await codeOf(app.put(KEY, { n: 3 }))) === 0);
  deepStrictEqual(await load(app), new Set([0]));
});

test('a server that has started anew knows no session: the client logs in again', async (t) => {
  const options: EmbeddedServerOptions = { security: { users: USERS }, namespaces: [NAMESPACE], clusterName: 'again' };
  const first = await EmbeddedServer.start(options);
  const { port, hosts } = first;
  const app = await connectClient(t, { hosts, user: 'app', password: 'app', tenderInterval: 250 });
  await app.put(KEY, { n: 1 });
  await first.stop();
  const second = await EmbeddedServer.start({ ...options, port });
  t.after(() => second.stop());
  await until(async () => (await codeOf(app.put(KEY, { n: 2 }))) === 0);
  strictEqual((await app.get(KEY)).bins.n, 2);
});

test('a password that somebody else has set keeps new connections out, until it is the old one again', async (t) => {
  const { server, admin, app, logins } = await open(t, 1);
  await app.put(KEY, { n: 1 });
  await admin.setPassword('app', 'other');
  deepStrictEqual(await load(app), new Set([0]));
  for (const node of server.nodes) node.disconnectClients();
  await until(async () => (await codeOf(app.put(KEY, { n: 2 }))) === status.INVALID_CREDENTIAL);
  strictEqual(logins.bad > 0, true);
  await until(async () => (await codeOf(admin.setPassword('app', 'app'))) === 0);
  await until(async () => (await codeOf(app.put(KEY, { n: 3 }))) === 0);
});

test('the own password is changed while commands are under way, and nothing fails', async (t) => {
  const { server, app, logins } = await open(t, 3);
  const codes = await load(app, async (round) => {
    if (round === 5) await app.changePassword('app', 'changed');
    if (round === 10) for (const node of server.nodes) node.disconnectClients();
  });
  codes.delete(status.ERR_ASYNC_CONNECTION);
  deepStrictEqual(codes, new Set([0]));
  strictEqual(logins.bad, 0);
  await rejects(connectClient(t, { hosts: server.hosts, user: 'app', password: 'app' }), {
    code: status.INVALID_CREDENTIAL,
  });
  await connectClient(t, { hosts: server.hosts, user: 'app', password: 'changed' });
});

test('a user that is dropped while commands are under way gets errors that say so, and no storm of logins', async (t) => {
  const { admin, app, logins } = await open(t, 3);
  const codes = await load(app, (round) => (round === 3 ? admin.dropUser('app') : undefined));
  const unexpected = [...codes].filter(
    (code) => ![0, status.NOT_AUTHENTICATED, status.INVALID_USER, status.EXPIRED_SESSION].includes(code as never),
  );
  deepStrictEqual(unexpected, []);
  strictEqual((await codeOf(app.put(KEY, { n: 1 }))) > 0, true);
  strictEqual(logins.bad <= 30, true, `${logins.bad} logins`);
});

test('a quota that is exceeded fails the command, undoubted, and the next second goes on', async (t) => {
  const { admin, app, advance } = await open(t, 1, { enableQuotas: true });
  await admin.createRole('slow', [], null, null, 0, 10);
  await admin.grantRoles('app', ['slow']);
  const codes: number[] = [];
  for (let i = 0; i < 12; i++) codes.push(await codeOf(app.put(KEY, { i })));
  strictEqual(codes.includes(status.QUOTA_EXCEEDED), true);
  // All of them end before the next second begins: stragglers would take its quota.
  const puts = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => app.put(KEY, { i })));
  const failed = puts.find((put) => put.status === 'rejected');
  deepStrictEqual([failed?.reason.code, failed?.reason.inDoubt], [status.QUOTA_EXCEEDED, false]);
  advance(1000);
  strictEqual(await codeOf(app.put(KEY, { n: 1 })), 0);
});
