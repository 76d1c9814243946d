// A cluster that moves, followed by real processes under load: by each for itself, and by one that tends for all.
// One body for both. Writes are retried as an application would that can repeat them; reads have the default policy.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { EmbeddedNode, EmbeddedServer, EmbeddedServerOptions } from 'tendril-server';
import { type Client, type ConfigOptions, Key } from '../../src/index.ts';
import { FaultProxy } from '../helpers/fault-proxy.ts';
import { skip as noSharedMemory } from '../shm/helpers.ts';
import { ChildClient } from './child-client.ts';
import { connectClient, NAMESPACE, startServer, uniqueSegmentKey } from './topologies.ts';

interface World {
  readonly server: EmbeddedServer;
  /** Tends, for the children as well where memory is shared. */
  readonly client: Client;
  readonly children: readonly ChildClient[];
}

const CHILDREN = 2;
const RETRIED = { maxRetries: 20, totalTimeout: 10_000 };
const SHARINGS: { readonly [name: string]: { readonly shares: boolean; readonly skip: string | false } } = {
  'each process by itself': { shares: false, skip: false },
  'one process for all': { shares: true, skip: noSharedMemory },
};

async function open(t: TestContext, shares: boolean, options: EmbeddedServerOptions): Promise<World> {
  const server = await startServer(t, 3, 'moving', options);
  const config: ConfigOptions = {
    hosts: server.hosts,
    tenderInterval: 250,
    policies: { write: RETRIED },
    ...(shares && { sharedMemory: { key: uniqueSegmentKey() } }),
  };
  const client = await connectClient(t, config);
  const children = Array.from({ length: CHILDREN }, () => new ChildClient(t, config));
  for (const child of children) strictEqual((await child.connected()).role, shares ? 'follower' : 'private');
  return { server, client, children };
}

/** Every child goes on for that many commands; none of all its commands so far has failed. */
async function workOn({ children }: World, commands = 200): Promise<void> {
  for (const { failures } of await Promise.all(children.map((child) => child.more(commands)))) {
    deepStrictEqual(failures, []);
  }
}

/** Resolves when every child sees that many nodes, and no command has failed until then. */
async function untilAllSee(world: World, nodes: number): Promise<void> {
  for (const child of world.children) {
    let seen = 0;
    while (seen !== nodes) {
      const { failures, nodes: now } = await child.more(20);
      deepStrictEqual(failures, []);
      seen = now;
    }
  }
}

/** Resolves when every process has made a whole batch of writes without a failure: its map is right again. */
async function untilAllWork(children: readonly ChildClient[]): Promise<void> {
  for (const child of children) {
    let failed = -1;
    for (let now = (await child.report()).failures.length; now !== failed; ) {
      failed = now;
      now = (await child.once(50)).failures.length;
    }
  }
}

const proxied = (server: EmbeddedServer): number => server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0);
const node = (server: EmbeddedServer, index: number): EmbeddedNode => server.nodes[index] as EmbeddedNode;

/** What happens to the cluster while the children work. */
const EVENTS: { readonly [event: string]: (world: World) => Promise<void> } = {
  'a node that joins, and partitions that move in steps without a master for a turn each': async (world) => {
    await world.server.addNode();
    await untilAllSee(world, 4);
    await world.server.rebalance({ steps: 10, withoutMaster: true });
  },
  'a node that leaves cleanly, and comes back elsewhere': async (world) => {
    await node(world.server, 1).stop();
    await untilAllSee(world, 2);
    await node(world.server, 1).restart({ port: 0 });
    await untilAllSee(world, 3);
    await world.server.rebalance({ steps: 3 });
  },
  'a node that dies, and comes back empty': async (world) => {
    await node(world.server, 2).kill();
    await untilAllSee(world, 2);
    await world.server.rebalance();
    await node(world.server, 2).restart({ keepData: false });
    await untilAllSee(world, 3);
    await world.server.rebalance({ steps: 3 });
  },
};

for (const [sharing, { shares, skip }] of Object.entries(SHARINGS)) {
  for (const [event, happen] of Object.entries(EVENTS)) {
    test(`${sharing}: ${event}: no command fails`, { skip }, async (t) => {
      const world = await open(t, shares, { migration: 'manual' });
      for (const child of world.children) child.order({ do: 'load' });
      await workOn(world);
      await happen(world);
      await workOn(world, 500);
      for (const child of world.children) deepStrictEqual((await child.rest()).failures, []);
      // What the processes hold open is what the running nodes know of: nothing leads to a node that is gone.
      const reports = await Promise.all(world.children.map((child) => child.report()));
      const sockets = reports.reduce((sum, report) => sum + report.sockets, 0);
      world.client.close();
      const connections = (): number => world.server.nodes.reduce((sum, { connections }) => sum + connections, 0);
      while (connections() > sockets) await world.children[0]?.report();
      strictEqual(connections(), sockets);
    });
  }
}

for (const [change, happen] of [
  ['a node has joined', async (server: EmbeddedServer) => void (await server.addNode())],
  ['a node has died', (server: EmbeddedServer) => node(server, 1).kill()],
] as const) {
  test(`once ${change}, the very next commands of every process are routed by the new map`, {
    skip: noSharedMemory,
  }, async (t) => {
    const { server, client, children } = await open(t, true, {});
    for (const child of children) await child.once(100);
    const known = new Promise((resolve) => {
      client.once('event', () => resolve(proxied(server)));
    });
    await happen(server);
    const before = await known;
    const reports = await Promise.all(children.map((child) => child.once(1000)));
    deepStrictEqual(
      reports.map(({ failures }) => failures.length),
      [0, 0],
    );
    strictEqual(proxied(server), before);
    deepStrictEqual(
      reports.map(({ nodes }) => nodes),
      client.getNodes().length === 4 ? [4, 4] : [2, 2],
    );
    await client.put(new Key(NAMESPACE, 'once', 'own'), { n: 1 });
    strictEqual(proxied(server), before);
  });
}

for (const [sharing, { shares, skip }] of Object.entries(SHARINGS)) {
  test(`${sharing}: all addresses change at once, and a seed that leads to one node finds them all`, {
    skip,
  }, async (t) => {
    const seed = await FaultProxy.listen();
    t.after(() => seed.stop());
    const server = await startServer(t, 3, 'moving');
    seed.target = { host: '127.0.0.1', port: node(server, 0).port };
    const config: ConfigOptions = {
      hosts: `127.0.0.1:${seed.address.port}`,
      tenderInterval: 250,
      ...(shares && { sharedMemory: { key: uniqueSegmentKey() } }),
    };
    const client = await connectClient(t, config);
    const children = Array.from({ length: CHILDREN }, () => new ChildClient(t, config));
    for (const child of children) await child.connected();
    const old = new Set(server.nodes.map(({ address }) => address));
    for (const each of server.nodes) await each.kill();
    for (const each of server.nodes) await each.restart({ port: 0 });
    seed.target = { host: '127.0.0.1', port: node(server, 2).port };
    const isFound = (): boolean => {
      const nodes = client.getNodes();
      return nodes.length === 3 && !nodes.some(({ address }) => old.has(address));
    };
    while (!isFound()) await once(client, 'event');
    await untilAllWork(children);
  });
}

for (const [sharing, { shares, skip }] of Object.entries(SHARINGS)) {
  test(`${sharing}: nodes that come back with each other’s address are told apart`, { skip }, async (t) => {
    const { server, client, children } = await open(t, shares, {});
    const [second, third] = [node(server, 1), node(server, 2)];
    const ports = [second.port, third.port];
    for (const each of [second, third]) await each.stop();
    await second.restart({ port: ports[1] as number });
    await third.restart({ port: ports[0] as number });
    const addresses = new Map(server.nodes.map(({ name, address }) => [name, address]));
    const isKnown = (): boolean => {
      const nodes = client.getNodes();
      return nodes.length === 3 && nodes.every(({ name, address }) => addresses.get(name) === address);
    };
    while (!isKnown()) await once(client, 'event');
    await untilAllWork(children);
  });
}
