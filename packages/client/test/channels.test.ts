import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { connect } from '../src/api/aerospike.ts';
import type { CommandTrace } from '../src/channels.ts';
import { Key } from '../src/model/key.ts';
import { connectedClient } from './api/fake-link.ts';

const commands = tracingChannel<unknown, CommandTrace>('tendril:command');
type Told = [event: string, trace: CommandTrace];

/** What is told of commands until the test ends. */
function listen(t: TestContext): Told[] {
  const told: Told[] = [];
  const note = (event: string) => (trace: unknown) => told.push([event, trace as CommandTrace]);
  const handlers = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  };
  commands.subscribe(handlers as never);
  t.after(() => commands.unsubscribe(handlers as never));
  return told;
}

async function connected(t: TestContext) {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  return { client, hosts: server.hosts };
}

const key = new Key('test', 'demo', 'traced');

test('a command is told from its call to its outcome, as one object, with its node', async (t) => {
  const { client, hosts } = await connected(t);
  const told = listen(t);
  await client.put(key, { a: 1 });
  deepStrictEqual(
    told.map(([event]) => event),
    ['start', 'end', 'asyncStart', 'asyncEnd'],
  );
  strictEqual(new Set(told.map(([, trace]) => trace)).size, 1);
  const [, trace] = told[0] as Told;
  const { name, kind, namespace, set, node, attempts, error } = trace;
  deepStrictEqual(
    [name, kind, namespace, set, node, attempts, error],
    ['put', 'record', 'test', 'demo', hosts, 1, undefined],
  );
});

test('a failure is told before the end', async (t) => {
  const { client } = await connected(t);
  const told = listen(t);
  await rejects(client.get(new Key('test', 'demo', 'nothing')));
  deepStrictEqual(
    told.map(([event]) => event),
    ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
  );
  const [, failed] = told[2] as Told;
  strictEqual((failed.error as { code: number }).code, 2);
});

test('batches, streams, info requests and refused arguments are told too', async (t) => {
  const { client } = await connected(t);
  const told = listen(t);
  await client.batchRead([1, 2].map((n) => ({ key: new Key('test', 'demo', n), readAllBins: true })));
  await client.query('test', 'demo').results();
  await client.infoAny('build');
  await rejects(client.get('no key' as never));
  deepStrictEqual(
    told
      .filter(([event]) => event === 'asyncEnd')
      .map(([, { name, kind, namespace, batchSize }]) => [name, kind, namespace, batchSize]),
    [
      ['batchRead', 'batch', 'test', 2],
      ['query', 'stream', 'test', undefined],
      ['infoAny', 'info', undefined, undefined],
      ['get', 'record', undefined, undefined],
    ],
  );
});

test('what a subscriber binds to a command is there while it runs', async (t) => {
  const { client, link } = await connectedClient(t);
  const storage = new AsyncLocalStorage<string>();
  commands.start.bindStore(storage, (trace) => (trace as CommandTrace).name);
  t.after(() => commands.start.unbindStore(storage));
  let seen: string | undefined;
  link.answer = () => {
    seen = storage.getStore();
    return { bins: {}, ttl: 1, gen: 1 };
  };
  await client.get(key);
  deepStrictEqual([seen, storage.getStore()], ['get', undefined]);
});

test('nobody listening, nothing is made', async (t) => {
  const { client } = await connectedClient(t);
  strictEqual(commands.hasSubscribers, false);
  const loaded = Object.keys(require.cache).some((file) => file.endsWith('lifecycle/tracing.js'));
  await client.get(key);
  strictEqual(
    Object.keys(require.cache).some((file) => file.endsWith('lifecycle/tracing.js')),
    loaded,
  );
});

test('connections, tends, roles and nodes are told', async (t) => {
  const told: string[] = [];
  const on = (name: string): void => {
    const note = (): number => told.push(name);
    subscribe(name, note);
    t.after(() => unsubscribe(name, note));
  };
  for (const name of ['connection.opened', 'connection.failed', 'connection.closed', 'tend.done', 'node.added']) {
    on(`tendril:${name}`);
  }
  const { client } = await connected(t);
  await client.exists(key);
  strictEqual(told.filter((name) => name === 'tendril:connection.opened').length, 2);
  deepStrictEqual([told.includes('tendril:tend.done'), told.includes('tendril:node.added')], [true, true]);
  client.close();
  strictEqual(told.filter((name) => name === 'tendril:connection.closed').length, 2);
  await rejects(connect({ hosts: '127.0.0.1:1' }));
  strictEqual(told.includes('tendril:connection.failed'), true);
});
