// A cluster over fake servers and a fake clock, with a log of what it announces. Owns starting it and the check that
// close() leaves nothing behind.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { Cluster } from '../../src/cluster/cluster.ts';
import type { ClusterOptions } from '../../src/cluster/cluster-options.ts';
import { FakeServers } from './fakes.ts';

export interface Rig {
  readonly cluster: Cluster;
  readonly servers: FakeServers;
  readonly clock: FakeClock;
  /** Nodes that came (`+`) and left (`-`), `disconnected`, and warnings (`!`). */
  readonly log: string[];
}

export function rig(t: TestContext, servers: FakeServers, options: Partial<ClusterOptions> = {}): Rig {
  const clock = new FakeClock();
  const cluster = new Cluster({
    seeds: [{ host: '10.0.0.1', port: 3000 }],
    connect: servers.connect,
    resolve: servers.resolve,
    clock,
    ...options,
  });
  const log: string[] = [];
  cluster.on('nodeAdded', (node) => log.push(`+${node.name}@${node.address.host}`));
  cluster.on('nodeRemoved', (node) => log.push(`-${node.name}@${node.address.host}`));
  cluster.on('disconnected', () => log.push('disconnected'));
  cluster.on('warning', (message) => log.push(`! ${message}`));
  t.after(() => {
    cluster.close();
    assert.strictEqual(servers.openChannels, 0, 'close() leaves no connection open');
    assert.strictEqual(clock.pending, 0, 'close() leaves no timer behind');
  });
  return { cluster, servers, clock, log };
}

/** B1, B2 and B3 at 10.0.0.1 to 10.0.0.3: partition p has the master p modulo 3. */
export function threeNodes(): FakeServers {
  const servers = new FakeServers();
  for (const i of [1, 2, 3]) servers.add(`B${i}`, `10.0.0.${i}`);
  servers.form(2);
  return servers;
}

export function names(cluster: Cluster): string[] {
  return cluster
    .current()
    .nodes.map((node) => node.name)
    .sort();
}

export function masterOf(cluster: Cluster, partition: number, namespace = 'test'): string | undefined {
  const snapshot = cluster.current();
  return snapshot.nodes[snapshot.namespaces.get(namespace)?.owner(partition, 0) ?? -1]?.name;
}

/** Masters of the partitions 0, 1, 2. */
export function firstMasters(cluster: Cluster): (string | undefined)[] {
  return [0, 1, 2].map((partition) => masterOf(cluster, partition));
}
