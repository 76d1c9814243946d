// Processes of one host that share a fake segment and a fake cluster, each with a Cluster of its own.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { Cluster } from '../../src/cluster/cluster.ts';
import type { ClusterOptions } from '../../src/cluster/cluster-options.ts';
import type { SegmentHooks } from '../../src/cluster/snapshot-segment.ts';
import { type FakeSegment, FakeServers, FakeSharedMemory } from './fakes.ts';

export interface Member {
  readonly cluster: Cluster;
  readonly log: string[];
  /** Undefined before the start and without shared memory. */
  segment: () => FakeSegment;
}

export interface Host {
  readonly servers: FakeServers;
  readonly clock: FakeClock;
  readonly memory: FakeSharedMemory;
  member(options?: Partial<ClusterOptions>): Member;
}

export function host(t: TestContext): Host {
  const servers = new FakeServers();
  for (const i of [1, 2, 3]) servers.add(`B${i}`, `10.0.0.${i}`);
  servers.form(2);
  const clock = new FakeClock();
  const memory = new FakeSharedMemory();
  const clusters: Cluster[] = [];
  t.after(() => {
    for (const cluster of clusters) cluster.close();
    assert.strictEqual(servers.openChannels, 0);
    assert.strictEqual(clock.pending, 0);
    assert.strictEqual(
      memory.participants.every((segment) => segment.closed),
      true,
    );
  });
  const member = (options: Partial<ClusterOptions> = {}): Member => {
    let segment: FakeSegment | undefined;
    const cluster = new Cluster({
      seeds: [{ host: '10.0.0.1', port: 3000 }],
      connect: servers.connect,
      resolve: servers.resolve,
      clock,
      segment: (hooks: SegmentHooks) => {
        segment = memory.attach(hooks);
        return segment;
      },
      ...options,
    });
    clusters.push(cluster);
    const log: string[] = [];
    cluster.on('nodeAdded', (node) => log.push(`+${node.name}`));
    cluster.on('nodeRemoved', (node) => log.push(`-${node.name}`));
    cluster.on('disconnected', () => log.push('disconnected'));
    cluster.on('role', (role) => log.push(`role ${role}`));
    cluster.on('warning', (message) => log.push(`! ${message}`));
    return { cluster, log, segment: () => segment as FakeSegment };
  };
  return { servers, clock, memory, member };
}

export function names(cluster: Cluster): string[] {
  return cluster
    .current()
    .nodes.map((node) => node.name)
    .sort();
}
