// Where nodes are reached: over IPv6, by their alternate addresses only, and not at all when they are of another cluster.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { EmbeddedServer } from 'tendril-server';
import { type Client, Key } from '../../src/index.ts';
import { FaultProxy } from '../helpers/fault-proxy.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const key = (n: number): Key => new Key(NAMESPACE, 'addresses', n);
const KEYS = Array.from({ length: 200 }, (_, n) => n);

async function putAll(client: Client): Promise<void> {
  await Promise.all(KEYS.map((n) => client.put(key(n), { n })));
}

async function getAll(client: Client): Promise<void> {
  const records = await Promise.all(KEYS.map((n) => client.get(key(n))));
  deepStrictEqual(
    records.map(({ bins }) => bins.n),
    KEYS,
  );
}

const addressesOf = (server: EmbeddedServer): string[] =>
  server.nodes.flatMap(({ isRunning, address }) => (isRunning ? [address] : [])).sort();

const addressesSeen = (client: Client): string[] =>
  client
    .getNodes()
    .map(({ address }) => address)
    .sort();

async function listensOn(host: string): Promise<boolean> {
  const probe = createServer();
  const outcome = Promise.race([once(probe, 'listening'), once(probe, 'error')]);
  probe.listen(0, host);
  const works = await outcome.then(
    () => true,
    () => false,
  );
  if (works) await new Promise((resolve) => probe.close(resolve));
  return works;
}

test('a cluster of IPv6 addresses is found from one, followed and worked with', async (t) => {
  if (!(await listensOn('::1'))) return t.skip('this host has no IPv6');
  const server = await startServer(t, 3, 'six', { host: '::1' });
  const client = await connectClient(t, { hosts: `[::1]:${server.port}`, tenderInterval: 250 });
  deepStrictEqual(addressesSeen(client), addressesOf(server));
  strictEqual(addressesSeen(client)[0]?.startsWith('[::1]:'), true);
  await putAll(client);
  const added = once(client, 'nodeAdded');
  await server.addNode();
  await added;
  await getAll(client);
  const removed = once(client, 'nodeRemoved');
  await server.nodes[0]?.kill();
  await removed;
  await getAll(client);
  deepStrictEqual(addressesSeen(client), addressesOf(server));
});

async function listen(t: TestContext, count: number): Promise<FaultProxy[]> {
  const proxies: FaultProxy[] = [];
  for (let i = 0; i < count; i++) proxies.push(await FaultProxy.listen());
  t.after(() => Promise.all(proxies.map((proxy) => proxy.stop())));
  return proxies;
}

function aim(proxies: readonly FaultProxy[], server: EmbeddedServer): void {
  for (const [i, { port }] of server.nodes.entries()) {
    const proxy = proxies[i];
    if (proxy !== undefined) proxy.target = { host: '127.0.0.1', port };
  }
}

test('with alternate addresses every connection leads to one, and nodes without one are not there', async (t) => {
  const proxies = await listen(t, 3);
  const alternate = proxies.map(({ address }) => address);
  const server = await startServer(t, 2, 'alternate', { alternate });
  aim(proxies, server);
  const hosts = `127.0.0.1:${alternate[0]?.port}`;
  const client = await connectClient(t, { hosts, tenderInterval: 250, useAlternateAccessAddress: true });
  const expected = alternate.map(({ port }) => `127.0.0.1:${port}`);
  deepStrictEqual(addressesSeen(client), expected.slice(0, 2).sort());
  await putAll(client);
  await getAll(client);
  const connections = server.nodes.reduce((sum, node) => sum + node.connections, 0);
  strictEqual(
    proxies.reduce((sum, { open }) => sum + open, 0),
    connections,
  );
  const added = once(client, 'nodeAdded');
  await server.addNode();
  aim(proxies, server);
  await added;
  await server.addNode();
  await getAll(client);
  deepStrictEqual(addressesSeen(client), expected.sort());
  strictEqual(server.nodes[3]?.connections, 0);

  const direct = await connectClient(t, { hosts: `127.0.0.1:${server.port}`, tenderInterval: 250 });
  deepStrictEqual(addressesSeen(direct), addressesOf(server));
});

test('a peer behind whose address a node of another cluster answers is not let in, and the rest goes on', async (t) => {
  const [proxy] = await listen(t, 1);
  const blue = await startServer(t, 1, 'blue');
  const advertise = [(proxy as FaultProxy).address, { host: '127.0.0.1', port: blue.port }];
  const green = await startServer(t, 1, 'green', { advertise });
  aim([proxy as FaultProxy], green);
  const client = await connectClient(t, { hosts: green.hosts, tenderInterval: 250, clusterName: 'green' });
  await putAll(client);
  const events: string[] = [];
  client.on('event', ({ name }) => events.push(name));
  // Its peer is to be found where a node of the other cluster listens.
  await green.addNode();
  const refusals = (): number => client.stats().cluster?.invalidHosts ?? 0;
  while (refusals() < 3) await getAll(client);
  deepStrictEqual([events, client.getNodes().length], [[], 1]);
  strictEqual(blue.nodes[0]?.records, 0);
});
