import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { FakeClock } from 'tendril-testing/fake-clock';
import { connect } from '../../../src/api/aerospike.ts';
import { Client, type Client as ClientType } from '../../../src/api/client.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { connectedClient, fakeClient, NODE } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');

/** A promise and the functions that settle it. */
function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

test('a client that was never connected is usable for everything but commands', async () => {
  const { client } = fakeClient();
  deepStrictEqual([client.isConnected(), client.isConnected(false), client.connected], [false, false, false]);
  deepStrictEqual(client.getNodes(), []);
  deepStrictEqual(client.stats(), { commands: { inFlight: 0, queued: 0 }, nodes: [] });
  strictEqual(client.tendRole, undefined);
  client.updateLogging({ level: -1 });
  client.close();
  client.close(true, false);
});

test('every command before connect and after close fails with "Not connected."', async (t) => {
  const { client } = fakeClient();
  const loose = client as unknown as { readonly [method: string]: (...args: unknown[]) => Promise<unknown> };
  const calls: [string, unknown[]][] = [
    ['get', [key]],
    ['get', [undefined]],
    ['select', [key, ['a']]],
    ['exists', [key]],
    ['existsWithMetadata', [key]],
    ['put', [key, {}]],
    ['remove', [key]],
    ['operate', [key, []]],
    ['append', [key, {}]],
    ['info', ['build', 'a:3000']],
    ['infoAny', []],
    ['infoAll', []],
    ['infoNode', ['build', { name: 'A' }]],
  ];
  const expectRefusal = async (): Promise<void> => {
    for (const [method, args] of calls) {
      const refusal = { name: 'AerospikeError', message: 'Not connected.', code: status.ERR_CLIENT };
      await rejects(loose[method]?.(...args) as Promise<unknown>, refusal, method);
    }
  };
  await expectRefusal();
  await client.connect();
  t.after(() => client.close());
  client.close();
  await expectRefusal();
});

test('connect resolves with the client, by promise and by callback', async (t) => {
  const { client } = fakeClient();
  t.after(() => client.close());
  strictEqual(await client.connect(), client);
  const second = fakeClient();
  t.after(() => second.client.close());
  const outcome = await new Promise<unknown[]>((resolve) => {
    strictEqual(second.client.connect((...args) => resolve(args)) instanceof Promise, true);
  });
  deepStrictEqual([outcome[0], outcome[1] === second.client], [null, true]);
});

test('a connect that fails calls its callback, and its promise does not reject', async (t) => {
  const { client } = fakeClient({ hosts: 'a b' });
  t.after(() => client.close());
  const errors: (Error | undefined)[] = [];
  strictEqual(await client.connect((error) => errors.push(error)), undefined);
  await new Promise(setImmediate);
  strictEqual(errors.length === 1 && errors[0] instanceof AerospikeError, true);
});

test('connecting twice, one after the other or at once, makes one link', async (t) => {
  const { client, links } = fakeClient();
  t.after(() => client.close());
  await Promise.all([client.connect(), client.connect()]);
  await client.connect();
  strictEqual(links.length, 1);
});

test('a failed connect leaves the client unconnected and able to try again', async (t) => {
  let fail = true;
  const { client, links } = fakeClient({}, (link) => {
    const refusal = AerospikeError.fromCode({ code: status.ERR_CONNECTION, message: 'Failed to connect' });
    if (fail) link.starting = Promise.reject(refusal);
  });
  t.after(() => client.close());
  await rejects(client.connect(), (error: unknown) => {
    const { code, message, client: owner } = error as AerospikeError;
    deepStrictEqual([code, message, owner === client], [status.ERR_CONNECTION, 'Failed to connect', true]);
    return true;
  });
  deepStrictEqual([client.connected, links[0]?.closed], [false, 1]);
  client.close();
  fail = false;
  await client.connect();
  strictEqual(client.isConnected(), true);
});

test('a closed client can connect again', async (t) => {
  const { client, links } = fakeClient();
  t.after(() => client.close());
  await client.connect();
  client.close();
  await client.connect();
  await client.get(key);
  deepStrictEqual([links.length, links[0]?.closed, links[1]?.runs.length], [2, 1, 1]);
});

test('closing twice closes the link once', async () => {
  const { client, link } = fakeClient();
  await client.connect();
  client.close();
  client.close();
  strictEqual(link().closed, 1);
});

test('closing while connecting rejects the connect', async () => {
  const gate = deferred<void>();
  const { client, link } = fakeClient({}, (made) => {
    made.starting = gate.promise;
  });
  const connecting = client.connect();
  await new Promise(setImmediate);
  client.close();
  gate.resolve();
  await rejects(connecting, { code: status.ERR_CLIENT, message: 'The client was closed while it was connecting' });
  deepStrictEqual([client.connected, link().closed > 0], [false, true]);
});

test('closing right after connect was called rejects it before anything is opened', async () => {
  const { client, links } = fakeClient();
  const connecting = client.connect();
  client.close();
  await rejects(connecting, { message: 'The client was closed while it was connecting' });
  deepStrictEqual([client.connected, links.length], [false, 0]);
});

test('a connect after a close that cut off a connect succeeds', async (t) => {
  const { client } = fakeClient();
  t.after(() => client.close());
  const first = client.connect();
  client.close();
  const second = client.connect();
  await rejects(first, AerospikeError);
  strictEqual(await second, client);
  strictEqual(client.isConnected(), true);
});

test('close lets commands under way finish, and refuses new ones at once', async () => {
  const { client, link } = fakeClient();
  await client.connect();
  const gate = deferred<unknown>();
  link().answer = () => gate.promise;
  const running = client.get(key);
  client.close();
  strictEqual(link().closed, 0);
  await rejects(client.get(key), { message: 'Not connected.' });
  strictEqual(link().closed, 0);
  gate.resolve({ bins: { a: 1 }, ttl: 0, gen: 1 });
  deepStrictEqual((await running).bins, { a: 1 });
  await new Promise(setImmediate);
  strictEqual(link().closed, 1);
});

test('close gives up on commands that never end', async () => {
  const clock = new FakeClock();
  const { client, link } = fakeClient({}, undefined, clock);
  await client.connect();
  link().answer = () => new Promise(() => {});
  client.get(key);
  client.close();
  strictEqual(link().closed, 0);
  clock.advance(5_000);
  strictEqual(link().closed, 1);
});

test('await using closes the client after the commands under way', async () => {
  const { client, link } = fakeClient();
  await client.connect();
  const gate = deferred<unknown>();
  link().answer = () => gate.promise;
  const running = client.get(key);
  const disposed = client[Symbol.asyncDispose]();
  gate.resolve({ bins: {}, ttl: 0, gen: 1 });
  await disposed;
  await running;
  strictEqual(link().closed, 1);
});

test('isConnected asks the cluster unless told not to', async (t) => {
  const { client, link } = await connectedClient(t);
  link.active = false;
  deepStrictEqual([client.isConnected(), client.isConnected(true), client.isConnected(false)], [false, false, true]);
});

test('nodes and the tend role are those of the link', async (t) => {
  const { client } = await connectedClient(t);
  deepStrictEqual(client.getNodes(), [{ name: 'BB9', address: '192.0.2.1:3000' }]);
  strictEqual(client.tendRole, 'follower');
});

test('changes of the cluster are events of the client, those of connecting included', async (t) => {
  const { client, link } = fakeClient({}, (made) => {
    made.starting = Promise.resolve().then(() => made.change('nodeAdded', NODE));
  });
  t.after(() => client.close());
  const seen: string[] = [];
  client.on('event', (event) => seen.push(`${event.name} ${event.nodeName} ${event.nodeAddress}`));
  const added = once(client, 'nodeAdded');
  await client.connect();
  deepStrictEqual((await added)[0], { name: 'nodeAdded', nodeName: 'BB9', nodeAddress: '192.0.2.1:3000' });
  link().change('nodeRemoved', NODE);
  link().change('disconnected', undefined);
  await new Promise(setImmediate);
  deepStrictEqual(seen, ['nodeAdded BB9 192.0.2.1:3000', 'nodeRemoved BB9 192.0.2.1:3000', 'disconnected  ']);
});

test('a listener may close the client', async () => {
  const { client, link } = fakeClient({}, (made) => {
    made.starting = Promise.resolve().then(() => made.change('nodeAdded', NODE));
  });
  const closed = new Promise<void>((resolve) => {
    client.once('nodeAdded', () => {
      client.close();
      resolve();
    });
  });
  await client.connect();
  await closed;
  strictEqual(link().closed, 1);
});

test('no event comes after close', async () => {
  const { client, link } = fakeClient();
  await client.connect();
  let events = 0;
  client.on('event', () => events++);
  link().change('nodeAdded', NODE);
  client.close();
  link().change('nodeRemoved', NODE);
  await new Promise(setImmediate);
  strictEqual(events, 0);
});

test('seeds can be added and removed while the cluster reads them', async (t) => {
  const { client, link } = await connectedClient(t);
  client.addSeedHost('192.0.2.2', 3001);
  client.addSeedHost('192.0.2.2', 3001);
  client.addSeedHost('192.0.2.3');
  client.removeSeedHost('192.0.2.1');
  client.removeSeedHost('192.0.2.99');
  deepStrictEqual(link.options.seeds, [
    { host: '192.0.2.2', port: 3001 },
    { host: '192.0.2.3', port: 3000 },
  ]);
  throws(() => client.addSeedHost(5 as never), { name: 'TypeError', message: 'hostname must be a string' });
  throws(() => client.removeSeedHost('a', 'b' as never), { name: 'TypeError', message: 'port must be a number' });
});

test('a client whose seeds were all removed connects again with the configured ones', async (t) => {
  const { client, link } = fakeClient();
  t.after(() => client.close());
  await client.connect();
  const [seed] = link().options.seeds;
  client.removeSeedHost(seed?.host as string, seed?.port);
  deepStrictEqual(link().options.seeds, []);
  client.close();
  await client.connect();
  deepStrictEqual(link().options.seeds, [seed]);
});

test('unreadable hosts reject the connect', async () => {
  const client = new Client({ hosts: '127.0.0.1:0' });
  await rejects(client.connect(), (error: unknown) => {
    const { code, message } = error as AerospikeError;
    deepStrictEqual([code, message.startsWith('Failed to connect')], [status.ERR_INVALID_HOST, true]);
    return true;
  });
  client.close();
});

test('connect of the module makes clients, by promise and by callback', async () => {
  const config = { hosts: '127.0.0.1:0', log: { level: -1 } };
  await rejects(connect(config), AerospikeError);
  const outcome = await new Promise<[ClientType, Error | undefined]>((resolve) => {
    const made: ClientType = connect(config, (error) => resolve([made, error]));
  });
  deepStrictEqual([outcome[0] instanceof Client, outcome[1] instanceof AerospikeError], [true, true]);
});

test('what a callback throws is an uncaught exception, as with any callback', async () => {
  const program = `
    process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
    const { deliver } = require('../dist/src/api/commands/callback.js');
    deliver(Promise.resolve(1), () => { throw new Error('mine'); });
    deliver(Promise.reject(new Error('theirs')), () => { throw new Error('also mine'); });`;
  const cwd = join(__dirname, '../../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program], { cwd });
  strictEqual(stdout, 'uncaughtException mine\nuncaughtException also mine\n');
});
