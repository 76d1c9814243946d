// Logins against embedded servers with security: how often a client logs in, what it survives, and what other processes
// get to see of it.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { EmbeddedServer } from 'tendril-server';
import { admin, type Client, type ConfigOptions, Key, privilegeCode, status } from '../../src/index.ts';
import { passwordHash } from '../../src/wire/password-hash.ts';
import { skip } from '../shm/helpers.ts';
import { ChildClient } from './child-client.ts';
import { connectClient, NAMESPACE, startServer, uniqueSegmentKey } from './topologies.ts';

const APP = { user: 'app', password: 'open-sesame' };
const ADMIN = { user: 'admin', password: 'admin' };

interface Guarded {
  readonly server: EmbeddedServer;
  readonly config: ConfigOptions;
  /** Logins and tokens that were taken, by what the audit trail calls them. */
  readonly actions: string[];
  logins(): number;
}

async function guarded(t: TestContext, nodes: number): Promise<Guarded> {
  const actions: string[] = [];
  const server = await startServer(t, nodes, 'guarded', {
    security: {
      users: [
        { name: APP.user, password: APP.password, roles: ['read-write'] },
        { name: 'other', password: 'other', roles: ['read-write'] },
      ],
      report: { authentication: true },
    },
    log: (_level, message) => {
      const [, action] = /^audit: permitted .* action: (\w+) /.exec(message) ?? [];
      if (action !== undefined) actions.push(action);
    },
  });
  const config = { hosts: server.hosts, tenderInterval: 250, ...APP };
  return { server, config, actions, logins: () => actions.filter((action) => action === 'login').length };
}

const keyOf = (n: number): Key => new Key(NAMESPACE, 'login', n);

async function work(client: Client, count = 200): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, n) => client.put(keyOf(n), { n }, null, { maxRetries: 5 })));
}

/** Every connection of the client ends; the next command needs a new one. */
function disconnect({ server }: Guarded): void {
  for (const node of server.nodes) node.disconnectClients();
}

test('a client logs in once at each node, with however many connections', async (t) => {
  const world = await guarded(t, 3);
  const client = await connectClient(t, { ...world.config, maxCommandsPerConnection: 1, minConnsPerNode: 5 });
  await work(client);
  strictEqual(world.logins(), 3);
  for (let round = 0; round < 3; round++) {
    disconnect(world);
    await work(client);
  }
  strictEqual(world.logins(), 3);
  // The nodes forget their sessions.
  const [node] = world.server.nodes;
  await node?.stop();
  await node?.restart();
  await work(client);
  strictEqual(world.logins() <= 4, true, `${world.logins()} logins`);
});

test('connect fails with the code of the server, and repeats no password', async (t) => {
  const { config } = await guarded(t, 1);
  for (const [given, code] of [
    [{ user: 'nobody' }, status.INVALID_USER],
    [{ password: 'wr0ng-sesame' }, status.INVALID_CREDENTIAL],
    [{ user: undefined, password: undefined }, status.NOT_AUTHENTICATED],
  ] as const) {
    const { config: _, ...error } = await connectClient(t, { ...config, ...given }).then(
      () => ({ code: 0, message: '', config }),
      ({ code, message }) => ({ code, message, config }),
    );
    strictEqual(error.code, code);
    match(error.message, /^Failed to connect to 127\.0\.0\.1:\d+: /);
    strictEqual(/sesame/.test(error.message), false);
  }
});

test('a server that cannot have security refuses a login, with a code of its own', async (t) => {
  const server = await startServer(t, 1);
  await rejects(connectClient(t, { hosts: server.hosts, ...APP }), { code: status.SECURITY_NOT_SUPPORTED });
});

test('a role that is revoked and granted between commands counts for the next one', async (t) => {
  const { config } = await guarded(t, 1);
  const client = await connectClient(t, config);
  const ruler = await connectClient(t, { ...config, ...ADMIN });
  await work(client, 10);
  await ruler.revokeRoles(APP.user, ['read-write']);
  for (const refused of [() => client.get(keyOf(1)), () => client.put(keyOf(1), { n: 1 })]) {
    await rejects(refused, { code: status.ROLE_VIOLATION, inDoubt: false });
  }
  // Many at once travel as one request, and each has its own answer.
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => client.put(keyOf(n), { n })));
  deepStrictEqual(
    new Set(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)),
    new Set([status.ROLE_VIOLATION]),
  );
  await ruler.createRole('reads', [new admin.Privilege(privilegeCode.READ, { namespace: NAMESPACE, set: 'login' })]);
  await ruler.grantRoles(APP.user, ['reads']);
  strictEqual((await client.get(keyOf(1))).bins.n, 1);
  await rejects(client.put(keyOf(1), { n: 2 }), { code: status.ROLE_VIOLATION });
});

test('a password that the client changes is the one it logs in with, now and after it connects anew', async (t) => {
  const world = await guarded(t, 3);
  const client = await connectClient(t, world.config);
  await work(client);
  await client.changePassword(APP.user, 'new-sesame');
  disconnect(world);
  await work(client);
  client.close();
  await client.connect();
  await work(client);
  await rejects(connectClient(t, world.config), { code: status.INVALID_CREDENTIAL });
});

test('a password that somebody else changes leaves open connections, and refuses new ones with its code', async (t) => {
  const world = await guarded(t, 1);
  const client = await connectClient(t, world.config);
  const ruler = await connectClient(t, { ...world.config, ...ADMIN });
  await work(client, 10);
  await ruler.setPassword(APP.user, 'new-sesame');
  await work(client, 10);
  disconnect(world);
  await rejects(client.get(keyOf(1)), { code: status.INVALID_CREDENTIAL, inDoubt: false });
  await ruler.setPassword(APP.user, APP.password);
  // The pause after a refusal has an end.
  let code: number = status.INVALID_CREDENTIAL;
  while (code === status.INVALID_CREDENTIAL)
    code = await client.get(keyOf(1)).then(
      () => 0,
      (error) => error.code,
    );
  strictEqual(code, 0);
});

test('a user who is dropped is told that nobody knows it, and then that there is no such user', async (t) => {
  const { config } = await guarded(t, 1);
  const client = await connectClient(t, config);
  const ruler = await connectClient(t, { ...config, ...ADMIN });
  await work(client, 10);
  await ruler.dropUser(APP.user);
  const codes: number[] = [];
  for (let i = 0; i < 10; i++)
    codes.push(
      await client.get(keyOf(1)).then(
        () => 0,
        (error) => error.code,
      ),
    );
  deepStrictEqual([codes[0], codes.at(-1)], [status.NOT_AUTHENTICATED, status.INVALID_USER]);
});

// Slow because processes are: five of them start, one after the other.
test('processes on one segment log in each for itself, and nothing of it is in the segment', { skip }, async (t) => {
  const world = await guarded(t, 3);
  const key = uniqueSegmentKey();
  const config = { ...world.config, sharedMemory: { key } };
  const children = Array.from({ length: 3 }, () => new ChildClient(t, config));
  for (const child of children) strictEqual((await child.connected()).event, 'connected');
  for (const child of children) child.order({ do: 'load' });
  await Promise.all(children.map((child) => child.more(300)));
  // One more process tends, with a login of its own.
  const reports = await Promise.all(children.map((child) => child.report()));
  const owner = children[reports.findIndex(({ role }) => role === 'owner')];
  await owner?.kill('SIGKILL');
  const others = children.filter((child) => child !== owner);
  await Promise.any(others.map((child) => child.until(() => (child.roles.includes('owner') ? true : undefined))));
  const after = await Promise.all(others.map((child) => child.more(300)));
  for (const { failures } of after) deepStrictEqual(failures, []);
  // Each process at most once at each node, the takeover included.
  strictEqual(world.logins() <= 9, true, `${world.logins()} logins`);

  const wrong = new ChildClient(t, { ...config, password: 'wrong' });
  strictEqual((await wrong.connected()).error?.code, status.INVALID_CREDENTIAL);
  const stranger = new ChildClient(t, { ...config, user: 'other', password: 'other' });
  strictEqual((await stranger.connected()).role, 'owner');

  const segments = readdirSync('/dev/shm').filter((name) => /^tendril-\d+-[0-9a-f]{16}$/.test(name));
  for (const segment of segments) {
    for (const file of filesOf(join('/dev/shm', segment))) {
      for (const secret of [APP.password, passwordHash(APP.password).slice(-20)]) {
        strictEqual(readFileSync(file).includes(secret), false, file);
      }
    }
  }
  for (const child of [...others, stranger]) strictEqual(await child.close(), 'code 0');
});

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // Another test's segment may have gone.
    return [];
  }
}
