// The cluster over real sockets, the embedded server's nodes and a real segment: that the parts fit together.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer, type EmbeddedServerOptions } from 'tendril-server';
import { Cluster } from '../../src/cluster/cluster.ts';
import type { ClusterOptions } from '../../src/cluster/cluster-options.ts';
import type { SegmentHooks } from '../../src/cluster/snapshot-segment.ts';
import { Dialer } from '../../src/net/dialer.ts';
import { InfoConnection } from '../../src/net/info-connection.ts';
import { Segment } from '../../src/shm/segment.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { parseSeeds } from '../../src/topology/seed-text.ts';
import { skip, temporaryParent } from '../shm/helpers.ts';

async function startServer(
  t: TestContext,
  nodes: number,
  options: EmbeddedServerOptions = {},
): Promise<EmbeddedServer> {
  const server = await EmbeddedServer.start({ nodes, clusterName: 'real', namespaces: ['test'], ...options });
  t.after(() => server.stop());
  return server;
}

/**
 * A scenario in which a second server takes the port of a first. In between the system may give that port to a client of
 * another test: then once more, with another port.
 */
async function onOnePort(scenario: () => Promise<void>): Promise<void> {
  for (let attempts = 3; ; attempts--) {
    try {
      return await scenario();
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EADDRINUSE' || attempts === 1) throw error;
    }
  }
}

function newCluster(t: TestContext, hosts: string, options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({
    seeds: parseSeeds(hosts),
    connect: (address, timeoutMs) => InfoConnection.connect(new Dialer(new DeadlineWheel()), address, timeoutMs),
    clusterName: 'real',
    tendIntervalMs: 250,
    ...options,
  });
  t.after(() => cluster.close());
  return cluster;
}

/** Resolves with the first snapshot, the current one included, that satisfies the test. */
async function snapshotWith(cluster: Cluster, isWanted: () => boolean): Promise<void> {
  while (!isWanted()) await once(cluster, 'snapshot');
}

function names(cluster: Cluster): string[] {
  return cluster
    .current()
    .nodes.map((node) => node.name)
    .sort();
}

/** Every partition has a master, and each node is master of some. */
function isBalanced(cluster: Cluster, nodes: number): boolean {
  const table = cluster.current().namespaces.get('test');
  const masters = new Set(table?.owners.subarray(0, 4096));
  return masters.size === nodes && !masters.has(0);
}

test('three embedded nodes are found from one seed, and joins and crashes are followed', async (t) => {
  const server = await startServer(t, 3);
  const cluster = newCluster(t, `127.0.0.1:${server.port}`);
  await cluster.start();
  assert.deepStrictEqual(names(cluster), server.nodes.map((node) => node.name).sort());
  assert.strictEqual(isBalanced(cluster, 3), true);
  await server.addNode();
  await snapshotWith(cluster, () => isBalanced(cluster, 4));
  const victim = server.nodes[1];
  await victim?.kill();
  await snapshotWith(cluster, () => cluster.current().nodes.length === 3 && isBalanced(cluster, 3));
  assert.strictEqual(names(cluster).includes(victim?.name ?? ''), false);
  await victim?.restart();
  await snapshotWith(cluster, () => isBalanced(cluster, 4));
});

test('a whole cluster that restarts is found again', async (t) => {
  const server = await startServer(t, 2);
  const cluster = newCluster(t, server.hosts);
  await cluster.start();
  const disconnected = once(cluster, 'disconnected');
  for (const node of server.nodes) await node.kill();
  await disconnected;
  assert.strictEqual(cluster.isConnected(), false);
  for (const node of server.nodes) await node.restart();
  await snapshotWith(cluster, () => isBalanced(cluster, 2));
  assert.strictEqual(cluster.isConnected(), true);
});

test('a cluster that starts anew, and counts its regimes anew, is believed', (t) =>
  onOnePort(async () => {
    const namespaces = [{ name: 'test', regimes: true }];
    const before = await startServer(t, 1, { namespaces });
    const { port } = before;
    const cluster = newCluster(t, `127.0.0.1:${port}`);
    await cluster.start();
    const regime = (): number => cluster.current().namespaces.get('test')?.regimes[0] ?? 0;
    for (let round = 0; round < 3; round++) await (await before.addNode()).stop();
    await snapshotWith(cluster, () => regime() > 2);
    await before.stop();
    const after = await startServer(t, 1, { namespaces, port });
    await after.addNode();
    await snapshotWith(cluster, () => isBalanced(cluster, 2));
    assert.strictEqual(regime(), 2);
  }));

test('a cluster that moved to other addresses is found where its name leads now', {
  skip: process.platform === 'linux' ? false : 'only 127.0.0.1 is loopback here',
}, async (t) => {
  const before = await startServer(t, 3);
  const { port } = before;
  let address = '127.0.0.1';
  const cluster = newCluster(t, `db.example:${port}`, {
    resolve: async (host) => {
      assert.strictEqual(host, 'db.example');
      return [address];
    },
  });
  await cluster.start();
  const known = names(cluster);
  address = '127.0.0.2';
  await before.stop();
  const after = await startServer(t, 1, { host: address, port });
  for (let i = 0; i < 2; i++) await after.addNode();
  await snapshotWith(cluster, () => cluster.current().nodes.every((node) => node.address.host === address));
  await snapshotWith(cluster, () => isBalanced(cluster, 3));
  assert.deepStrictEqual(names(cluster), known);
});

test('a port where nobody listens fails the start with its reason', async (t) => {
  const server = await startServer(t, 1);
  const { port } = server;
  await server.stop();
  await assert.rejects(newCluster(t, `127.0.0.1:${port}`).start(), /ECONNREFUSED/);
});

test('one of two clusters tends and the other takes over from it', { skip }, async (t) => {
  const server = await startServer(t, 2);
  const directory = temporaryParent(t);
  const segment = (hooks: SegmentHooks): Segment => Segment.attach({ identity: server.hosts, directory, ...hooks });
  const owner = newCluster(t, server.hosts, { segment });
  await owner.start();
  const follower = newCluster(t, server.hosts, {
    segment,
    connect: (address, timeoutMs) => {
      assert.strictEqual(owner.stats().connected, false, 'a follower opens no connection');
      return InfoConnection.connect(new Dialer(new DeadlineWheel()), address, timeoutMs);
    },
  });
  await follower.start();
  assert.deepStrictEqual([owner.role, follower.role], ['owner', 'follower']);
  await server.addNode();
  await snapshotWith(follower, () => isBalanced(follower, 3));
  const promoted = once(follower, 'role');
  owner.close();
  assert.deepStrictEqual(await promoted, ['owner']);
  await server.nodes[0]?.kill();
  await snapshotWith(follower, () => isBalanced(follower, 2));
});
