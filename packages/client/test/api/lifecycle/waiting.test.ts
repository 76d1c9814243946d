// Commands that are called while the client connects: they wait, in order, within their own limits.

import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { MAX_WAITING, MAX_WAITING_BYTES, WaitingRoom } from '../../../src/api/lifecycle/waiting-room.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { status } from '../../../src/model/status.ts';
import { DeadlineWheel } from '../../../src/time/deadlines.ts';
import { type FakeLink, fakeClient, NODE, type RecordedRun } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');
const NOT_CONNECTED = { name: 'AerospikeError', code: status.ERR_CLIENT, message: 'Not connected.' };
const TIMED_OUT = { name: 'AerospikeError', code: status.ERR_TIMEOUT, inDoubt: false, attempts: 0 };

/** A client whose connect ends when the test says so. */
function slowClient(clock?: FakeClock) {
  let succeed: () => void = () => {};
  let fail: (error: Error) => void = () => {};
  const gate = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  const world = fakeClient({}, (link: FakeLink) => (link.starting = gate), clock);
  return { ...world, succeed, fail };
}

test('commands called while the client connects run once it is connected, in the order of the calls', async (t) => {
  const { client, link, succeed } = slowClient();
  t.after(() => client.close());
  const connecting = client.connect();
  const outcomes = [
    client.put(key, { a: 1 }),
    client.get(key),
    client.operate(key, [operations.incr('a', 1)]),
    client.infoAny('build'),
    new Promise((resolve) => client.exists(key, (error, found) => resolve([error, found]))),
  ];
  await turns();
  strictEqual(link().runs.length, 0);
  succeed();
  await connecting;
  const [, record, , build, exists] = await Promise.all(outcomes);
  deepStrictEqual((record as { bins: unknown }).bins, { a: 1 });
  deepStrictEqual([build, exists], ['build\t8.1.0.1\n', [null, true]]);
  deepStrictEqual(
    link().runs.map(({ command }) => command),
    ['put', 'get', 'operate', 'exists'],
  );
});

test('what waits is what the arguments were at the call', async (t) => {
  const { client, link, succeed } = slowClient();
  t.after(() => client.close());
  const connecting = client.connect();
  const bytes = Buffer.from('abc');
  const mine = { ns: 'test', set: 'demo', key: bytes };
  const done = client.put(mine, { a: 1 });
  bytes.fill(0);
  mine.ns = 'other';
  succeed();
  await Promise.all([connecting, done]);
  const [run] = link().runs;
  const { ns, set, key: userKey } = (run as RecordedRun).key as typeof mine;
  deepStrictEqual([ns, set, userKey.toString()], ['test', 'demo', 'abc']);
});

test('the time that a command waited counts against its limits', async (t) => {
  const clock = new FakeClock();
  const { client, link, succeed } = slowClient(clock);
  t.after(() => client.close());
  const connecting = client.connect();
  const late = rejects(client.put(key, { a: 1 }, undefined, { totalTimeout: 200 }), TIMED_OUT);
  const lateInfo = rejects(client.infoAny('build', { timeout: 200 }), TIMED_OUT);
  const patient = client.get(key, { totalTimeout: 1_000, socketTimeout: 900 });
  const endless = client.get(key, { totalTimeout: 0, socketTimeout: 700 });
  await turns();
  await clock.pass(400);
  await Promise.all([late, lateInfo]);
  succeed();
  await Promise.all([connecting, patient, endless]);
  deepStrictEqual(
    link().runs.map(({ policy }) => [policy.totalTimeout, policy.socketTimeout]),
    [
      [600, 600],
      [0, 700],
    ],
  );
});

test('a signal ends a command that waits', async (t) => {
  const { client, link, succeed } = slowClient();
  t.after(() => client.close());
  const connecting = client.connect();
  const controller = new AbortController();
  const aborted = { code: status.ERR_CLIENT_ABORT, cause: 'enough' };
  const running = rejects(client.get(key, { signal: controller.signal }), aborted);
  controller.abort('enough');
  await running;
  await rejects(client.get(key, { signal: controller.signal }), aborted);
  succeed();
  await connecting;
  strictEqual(link().runs.length, 0);
});

test('a connect that fails, or is cut off, fails those who wait as if nobody had connected', async () => {
  const { client, fail } = slowClient();
  const connecting = client.connect();
  const refusal = AerospikeError.fromCode({ code: status.ERR_CONNECTION, message: 'Failed to connect' });
  const waiting = [
    rejects(client.get(key), (error: unknown) => {
      const { code, message, cause, client: owner } = error as AerospikeError;
      deepStrictEqual([code, message], [NOT_CONNECTED.code, NOT_CONNECTED.message]);
      deepStrictEqual([(cause as AerospikeError).code, owner === client], [status.ERR_CONNECTION, true]);
      return true;
    }),
    rejects(client.infoAny('build'), NOT_CONNECTED),
  ];
  await turns();
  fail(refusal);
  await Promise.all([rejects(connecting, { code: status.ERR_CONNECTION }), ...waiting]);

  const second = slowClient();
  const cut = second.client.connect();
  const alsoWaiting = rejects(second.client.get(key), NOT_CONNECTED);
  second.client.close();
  await Promise.all([alsoWaiting, rejects(cut, AerospikeError)]);
});

test('a bad argument is refused at once, connected or not', async () => {
  const { client, succeed } = slowClient();
  const connecting = client.connect();
  await rejects(client.get(null as never), { code: status.ERR_PARAM });
  await rejects(client.put(key, { a: Symbol('no') } as never), { code: status.ERR_PARAM });
  client.close();
  succeed();
  await rejects(connecting, AerospikeError);
});

test('only so many commands may wait, and only so many bytes', () => {
  const failures: AerospikeError[] = [];
  const command = (bytes: number) => ({
    bytes,
    start: () => {},
    fail: (error: AerospikeError) => failures.push(error),
  });
  const full = { code: status.ERR_ASYNC_QUEUE_FULL };
  const many = new WaitingRoom(new DeadlineWheel(new FakeClock()));
  for (let i = 0; i < MAX_WAITING; i++) many.enter(command(0), 0);
  throws(() => many.enter(command(0), 0), full);
  const large = new WaitingRoom(new DeadlineWheel(new FakeClock()));
  large.enter(command(MAX_WAITING_BYTES - 10), 0);
  throws(() => large.enter(command(11), 0), full);
  large.enter(command(10), 0);
  large.refuse(() => new AerospikeError('over'));
  large.enter(command(MAX_WAITING_BYTES), 0);
  strictEqual(failures.length, 2);
});

test('a client that drains and connects again does not wait for those who wait for it', async (t) => {
  const { client, link, links } = fakeClient();
  t.after(() => client.close());
  await client.connect();
  let answer: (value: unknown) => void = () => {};
  link().answer = () => new Promise((resolve) => (answer = resolve));
  const running = client.get(key);
  client.close();
  const connecting = client.connect();
  const waiting = client.get(key);
  answer({ bins: {}, ttl: 0, gen: 1 });
  await Promise.all([running, connecting, waiting]);
  deepStrictEqual([links[0]?.runs.length, links[1]?.runs.length], [1, 1]);
});

test("a connect's promise and callback come before the events of connecting, and those in a turn of their own", async (t) => {
  for (const form of ['promise', 'callback']) {
    const { client } = fakeClient({}, (made) => {
      made.starting = Promise.resolve().then(() => made.change('nodeAdded', NODE));
    });
    t.after(() => client.close());
    const order: string[] = [];
    client.on('nodeAdded', () => order.push('nodeAdded'));
    client.on('event', () => order.push('event'));
    const follow = (): void => {
      order.push(form);
      process.nextTick(() => order.push('tick'));
      Promise.resolve().then(() => order.push('microtask'));
    };
    if (form === 'promise') client.connect().then(follow);
    else client.connect(follow).then(() => order.push('its promise'));
    await turns();
    const own = form === 'promise' ? [] : ['its promise'];
    deepStrictEqual(
      order.filter((step) => step !== 'tick').sort(),
      [form, 'microtask', ...own, 'nodeAdded', 'event'].sort(),
    );
    deepStrictEqual([order[0], ...order.slice(-2)], [form, 'nodeAdded', 'event']);
  }
});

test('events of a client that was closed and connected again are those of the second time', async (t) => {
  const { client, link } = fakeClient();
  t.after(() => client.close());
  await client.connect();
  const seen: string[] = [];
  client.on('event', ({ name }) => seen.push(name));
  link().change('nodeAdded', NODE);
  client.close();
  await client.connect();
  link().change('nodeRemoved', NODE);
  await turns();
  deepStrictEqual(seen, ['nodeRemoved']);
});

test('the stack of a connect that fails leads to its caller', async () => {
  async function whoConnects(): Promise<void> {
    const { client } = fakeClient({ hosts: 'a b' });
    await client.connect();
  }
  await rejects(whoConnects(), (error: Error) => /whoConnects/.test(error.stack ?? ''));
  const stacks = await new Promise<string | undefined>((resolve) => {
    const { client } = fakeClient({ hosts: 'a b' });
    (function whoCallsBack() {
      client.connect((error) => resolve(error?.stack));
    })();
  });
  strictEqual(/whoCallsBack/.test(stacks ?? ''), true);
});
