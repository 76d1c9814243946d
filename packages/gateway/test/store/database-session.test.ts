// The session over clients that exist only here, on a clock that is advanced by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { type DatabaseClient, DatabaseSession } from '../../src/store/database-session.ts';
import type { TendRole, WorkerStatus } from '../../src/store/database-status.ts';
import { StoreError } from '../../src/store/record-store.ts';

class FakeClient implements DatabaseClient {
  readonly outcome: Promise<void>;
  settle: (error?: Error) => void = () => {};
  connected = true;
  role: TendRole = 'follower';
  closed = false;

  constructor() {
    this.outcome = new Promise((resolve, reject) => {
      this.settle = (error) => (error ? reject(error) : resolve());
    });
  }

  connect(): Promise<void> {
    return this.outcome;
  }

  isConnected(): boolean {
    return this.connected;
  }

  tendRole(): TendRole {
    return this.role;
  }

  warning(): string | undefined {
    return undefined;
  }

  close(): void {
    this.closed = true;
  }
}

function setup() {
  const timers = new FakeClock();
  const clients: FakeClient[] = [];
  const statuses: WorkerStatus[] = [];
  const failures: unknown[] = [];
  const login = { now: {} };
  const session = new DatabaseSession({
    createClient: () => {
      const client = new FakeClient();
      clients.push(client);
      return client;
    },
    login: () => login.now,
    onLoginFailed: (reason) => failures.push((reason as Error).message),
    hosts: 'db:3000',
    isRefusal: (reason) => (reason as Error).message === 'refused',
    onStatus: (status) => statuses.push(status),
    after: (delayMs, callback) => timers.after(delayMs, callback),
  });
  session.start();
  const settle = async (error?: Error): Promise<void> => {
    const client = clients.at(-1);
    client?.settle(error);
    await client?.outcome.catch(() => {});
  };
  return { timers, clients, statuses, session, settle, login, failures };
}

test('commands fail with a reason until the cluster is reached', async () => {
  const { session, settle, timers, clients, statuses } = setup();
  const refused = (reason: string) => (error: unknown) =>
    error instanceof StoreError && error.code === -10 && error.message.endsWith(`at db:3000${reason}`);
  assert.throws(() => session.client, refused(''));
  await settle(new Error('Connection refused'));
  assert.throws(() => session.client, refused(': Connection refused'));
  assert.strictEqual(clients[0]?.closed, true);
  timers.advance(100);
  await settle();
  assert.strictEqual(session.client, clients[1]);
  assert.deepStrictEqual(statuses, [
    { connected: false, role: undefined, error: 'Connection refused', isRefused: false },
    { connected: true, role: 'follower', error: undefined, warning: undefined },
  ]);
  session.close();
});

test('keeps trying with a growing delay up to two seconds', async () => {
  const { session, settle, timers } = setup();
  const delays: number[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    await settle(new Error('away'));
    delays.push(...timers.delays);
    timers.advance(timers.delays[0] ?? 0);
  }
  assert.deepStrictEqual(delays, [100, 200, 400, 800, 1600, 2000, 2000]);
  session.close();
});

test('a change of the role or of the connection is reported once', async () => {
  const { session, settle, timers, clients, statuses } = setup();
  await settle();
  timers.advance(1_000);
  assert.strictEqual(statuses.length, 1);
  Object.assign(clients[0] as FakeClient, { role: 'owner' });
  timers.advance(1_000);
  Object.assign(clients[0] as FakeClient, { connected: false });
  timers.advance(1_000);
  assert.deepStrictEqual(
    statuses.map(({ connected, role }) => `${connected} ${role}`),
    ['true follower', 'true owner', 'false owner'],
  );
  session.close();
});

test('closing while connecting closes the client and reports nothing', async () => {
  const { session, settle, clients, statuses, timers } = setup();
  session.close();
  await settle();
  assert.strictEqual(clients[0]?.closed, true);
  assert.deepStrictEqual(statuses, []);
  assert.deepStrictEqual(timers.delays, []);
  assert.throws(() => session.client, StoreError);
});

test('a client with a new login takes the place of the one before, once it is let in', async () => {
  const { session, settle, timers, clients, login, failures, statuses } = setup();
  await settle();
  const first = clients[0] as FakeClient;
  login.now = {};
  timers.advance(250);
  assert.strictEqual(session.client, first, 'until then it serves');
  await settle(new Error('refused'));
  timers.advance(99);
  assert.strictEqual(clients.length, 2);
  timers.advance(1);
  assert.strictEqual(session.client, first);
  await settle();
  assert.strictEqual(session.client, clients[2]);
  assert.deepStrictEqual([failures, clients.map(({ closed }) => closed)], [['refused'], [false, true, false]]);
  timers.advance(10_000);
  assert.deepStrictEqual(
    clients.map(({ closed }) => closed),
    [true, true, false],
  );
  assert.strictEqual(statuses.length, 1);
  session.close();
});

test('closing ends clients that were replaced, and those that are to replace one', async () => {
  const { session, settle, timers, clients, login } = setup();
  await settle();
  login.now = {};
  timers.advance(250);
  await settle();
  login.now = {};
  timers.advance(250);
  session.close();
  await settle();
  assert.deepStrictEqual(
    clients.map(({ closed }) => closed),
    [true, true, true],
  );
});
