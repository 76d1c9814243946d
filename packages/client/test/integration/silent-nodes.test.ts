// Nodes that answer in part, too late, or only to clients: what commands and the list of nodes make of them.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { EmbeddedNode, EmbeddedServer, EmbeddedServerOptions } from 'tendril-server';
import { type AerospikeError, type Client, type ConfigOptions, Key, status } from '../../src/index.ts';
import { FaultProxy } from '../helpers/fault-proxy.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const KEYS = Array.from({ length: 100 }, (_, n) => new Key(NAMESPACE, 'silent', n));
const CONFIG = { tenderInterval: 250, connTimeoutMs: 500 };

interface Site {
  readonly server: EmbeddedServer;
  readonly client: Client;
  readonly node: EmbeddedNode;
  /** Names of events since the start. */
  readonly events: string[];
}

async function open(t: TestContext, options: EmbeddedServerOptions = {}, config: ConfigOptions = {}): Promise<Site> {
  const server = await startServer(t, 3, 'silent', options);
  const client = await connectClient(t, { hosts: server.hosts, ...CONFIG, ...config });
  await Promise.all(KEYS.map((key) => client.put(key, { a: 1 })));
  const events: string[] = [];
  client.on('event', ({ name }) => events.push(name));
  return { server, client, node: server.nodes[1] as EmbeddedNode, events };
}

const readAll = (client: Client, timeouts = {}): Promise<unknown> =>
  Promise.all(KEYS.map((key) => client.get(key, timeouts)));

const isActive = ({ client, node }: Site): boolean | undefined =>
  client.stats().cluster?.nodeDetails.find(({ name }) => name === node.name)?.active;

test('a node that answers info but no commands stays, and reads are answered by the replicas', async (t) => {
  // Without a circuit breaker: its refusals would hide the timeouts.
  const site = await open(t, {}, { maxErrorRate: 0 });
  const { client, node, events } = site;
  node.pause('commands');
  const tends = (): number => client.stats().cluster?.tends ?? 0;
  const before = tends();
  await readAll(client, { socketTimeout: 100, totalTimeout: 10_000 });
  while (tends() < before + 6) await readAll(client, { socketTimeout: 100, totalTimeout: 10_000 });
  deepStrictEqual([isActive(site), events], [true, []]);
  const writes = await Promise.allSettled(KEYS.map((key) => client.put(key, { a: 2 }, null, { totalTimeout: 100 })));
  const failed = writes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as AerospikeError] : []));
  strictEqual(failed.length > 0, true);
  for (const error of failed) deepStrictEqual([error.code, error.inDoubt], [status.ERR_TIMEOUT, true]);
  node.resume();
  await Promise.all(KEYS.map((key) => client.put(key, { a: 3 })));
  strictEqual(((await client.get(KEYS[0] as Key)).bins as { a: number }).a, 3);
});

test('a node that answers commands but no info goes on being used, is not active meanwhile, and recovers', async (t) => {
  const site = await open(t);
  const { client, node, server, events } = site;
  node.pause('info');
  while (isActive(site) !== false) await readAll(client);
  await Promise.all(KEYS.map((key) => client.put(key, { a: 2 })));
  await readAll(client);
  deepStrictEqual([events, client.getNodes().length], [[], 3]);
  strictEqual(
    server.nodes.reduce((sum, each) => sum + each.proxiedCommands, 0),
    0,
  );
  node.resume();
  while (isActive(site) !== true) await readAll(client);
  deepStrictEqual(events, []);
});

test('a node that falls silent and leaves the cluster fails no read, and no socket to it stays open, idle or not', async (t) => {
  const proxies: FaultProxy[] = [];
  for (let i = 0; i < 3; i++) proxies.push(await FaultProxy.listen());
  t.after(() => Promise.all(proxies.map((proxy) => proxy.stop())));
  const server = await startServer(t, 3, 'silent', { advertise: proxies.map(({ address }) => address) });
  for (const [i, { port }] of server.nodes.entries()) {
    (proxies[i] as FaultProxy).target = { host: '127.0.0.1', port };
  }
  const client = await connectClient(t, { hosts: server.hosts, ...CONFIG });
  await Promise.all(KEYS.map((key) => client.put(key, { a: 1 })));
  const [silent, node] = [proxies[1] as FaultProxy, server.nodes[1] as EmbeddedNode];
  strictEqual(silent.open > 1, true);
  const removed = once(client, 'nodeRemoved');
  silent.inject({ direction: 'down', fault: { kind: 'black-hole' } });
  silent.refuses = true;
  node.isolate();
  // Not all keys: some of the connections are to be idle when the node leaves, others to wait for an answer.
  const patient = { socketTimeout: 100, totalTimeout: 10_000, timeoutDelay: 100 };
  await Promise.all(KEYS.slice(0, 3).map((key) => client.get(key, patient)));
  await removed;
  await readAll(client);
  while (silent.open > 0) await readAll(client);
  deepStrictEqual(
    client.stats().nodes.map(({ name }) => name),
    client.getNodes().map(({ name }) => name),
  );
  strictEqual(client.getNodes().length, 2);
});

test('a cut-off node with an old regime is not believed, and comes back with its rejoin', async (t) => {
  const site = await open(t, { namespaces: [{ name: NAMESPACE, regimes: true }] });
  const { client, node, server } = site;
  const tends = (): number => client.stats().cluster?.tends ?? 0;
  const failures = async (): Promise<number[]> => {
    const writes = await Promise.allSettled(KEYS.map((key) => client.put(key, { a: 2 })));
    return writes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code as number] : []));
  };
  node.isolate();
  // Until the next tend its partitions are not available.
  let failed = await failures();
  for (const code of failed) strictEqual(code, status.ERR_CLUSTER);
  while (failed.length > 0) failed = await failures();
  for (const until = tends() + 6; tends() < until; ) deepStrictEqual(await failures(), []);
  match(String(await client.infoNode('replicas', { name: node.name })), /test:1,/);
  node.rejoin();
  const proxied = (): number => server.nodes.reduce((sum, each) => sum + each.proxiedCommands, 0);
  let before = -1;
  while (before !== proxied()) {
    before = proxied();
    for (const until = tends() + 2; tends() < until; ) deepStrictEqual(await failures(), []);
  }
});

test('of two nodes that claim the same partitions without regimes, reads find the one that has them', async (t) => {
  const { client, node } = await open(t);
  node.isolate();
  const tends = (): number => client.stats().cluster?.tends ?? 0;
  for (const until = tends() + 8; tends() < until; ) await readAll(client);
  node.rejoin();
  for (const until = tends() + 3; tends() < until; ) await readAll(client);
  await Promise.all(KEYS.map((key) => client.put(key, { a: 2 })));
});
