// Several processes on one snapshot: who tends, who follows, and what happens when that changes. The segment is a fake
// in this process; the real one has its own tests and is used in real-servers.test.ts.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterConnectError } from '../../src/cluster/cluster-errors.ts';
import type { ClusterOptions } from '../../src/cluster/cluster-options.ts';
import type { SegmentHooks } from '../../src/cluster/snapshot-segment.ts';
import { SharedMemoryBusy, SharedMemoryUnavailable } from '../../src/shm/types.ts';
import { SnapshotFormatError } from '../../src/topology/snapshot-codec.ts';
import { type FakeSegment, FakeServers, FakeSharedMemory } from './fakes.ts';

/** As the module exports them, so that a test can put something else in their place. */
const codec = require('../../src/topology/snapshot-codec.js') as typeof import('../../src/topology/snapshot-codec.ts');

interface Member {
  readonly cluster: Cluster;
  readonly log: string[];
  /** Undefined before the start and without shared memory. */
  segment: () => FakeSegment;
}

interface Host {
  readonly servers: FakeServers;
  readonly clock: FakeClock;
  readonly memory: FakeSharedMemory;
  member(options?: Partial<ClusterOptions>): Member;
}

function host(t: TestContext): Host {
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

function names(cluster: Cluster): string[] {
  return cluster
    .current()
    .nodes.map((node) => node.name)
    .sort();
}

test('the owner tends, the follower opens no connection and sees the same nodes', async (t) => {
  const { servers, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  const { connects } = servers;
  await follower.cluster.start();
  assert.deepStrictEqual([owner.cluster.role, follower.cluster.role], ['owner', 'follower']);
  assert.strictEqual(servers.connects, connects);
  assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual(follower.log.slice(0, 3), ['+B1', '+B2', '+B3']);
  assert.deepStrictEqual(
    follower.cluster.current().namespaces.get('test'),
    owner.cluster.current().namespaces.get('test'),
  );
});

test('nothing is published while nothing changes, and each round counts as progress', async (t) => {
  const { clock, memory, member } = host(t);
  const owner = member();
  await owner.cluster.start();
  const { generation } = memory;
  const { progress } = owner.segment();
  await clock.pass(5000);
  assert.strictEqual(memory.generation, generation);
  assert.strictEqual(owner.segment().progress, progress + 5);
});

test('a follower reads a change with its next command, or from the segment’s tick', async (t) => {
  const { servers, clock, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  const before = follower.cluster.current();
  assert.strictEqual(follower.cluster.current(), before);
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  await clock.pass(1000);
  assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3', 'B4']);
  assert.strictEqual(follower.log.at(-1), '+B4');
  assert.strictEqual(follower.cluster.stats().snapshotsAdopted, 2);
});

test('a follower that starts first waits for the owner’s snapshot', async (t) => {
  const { servers, member } = host(t);
  let release: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const owner = member({ connect: async (address, ms) => gate.then(() => servers.connect(address, ms)) });
  const follower = member();
  const starting = owner.cluster.start();
  let isStarted = false;
  const following = follower.cluster.start().then(() => {
    isStarted = true;
  });
  await turns();
  assert.strictEqual(isStarted, false);
  release?.();
  await starting;
  await following;
  assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3']);
});

test('a follower whose owner finds nothing fails with a clear error instead of starting without nodes', async (t) => {
  const { clock, member } = host(t);
  const owner = member({ connect: () => new Promise(() => {}), tendTimeoutMs: 60_000 });
  const follower = member({ startTimeoutMs: 3000 });
  const starting = assert.rejects(owner.cluster.start());
  const following = assert.rejects(follower.cluster.start(), (error: unknown) => {
    assert.ok(error instanceof ClusterConnectError);
    assert.match(error.message, /10\.0\.0\.1:3000.*found no node within 3000 ms/);
    return true;
  });
  await clock.pass(3000);
  await following;
  owner.cluster.close();
  await starting;
});

test('a follower that waits becomes owner when the owner gives up, and reports its own reasons', async (t) => {
  const { servers, memory, member } = host(t);
  for (const node of servers.nodes) node.behaviour = 'mute';
  const owner = member();
  const follower = member();
  const starting = assert.rejects(owner.cluster.start());
  const following = assert.rejects(follower.cluster.start(), /connection reset|connection refused/);
  await turns();
  for (const node of servers.nodes) node.behaviour = 'refuses';
  owner.cluster.close();
  memory.elect();
  await starting;
  await following;
});

test('a follower that takes over tends from where the owner was, without a node event', async (t) => {
  const { servers, clock, memory, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  follower.log.length = 0;
  owner.cluster.close();
  assert.strictEqual(servers.openChannels, 0);
  memory.elect();
  await clock.pass(0);
  assert.strictEqual(follower.cluster.role, 'owner');
  assert.deepStrictEqual(follower.log, ['role owner']);
  assert.strictEqual(servers.openChannels, 3);
  assert.strictEqual(follower.cluster.stats().takeovers, 1);
  servers.node('B2').behaviour = 'refuses';
  servers.form(2);
  await clock.pass(1000);
  assert.deepStrictEqual(names(follower.cluster), ['B1', 'B3']);
});

test('an owner that was replaced while it stalled closes its tend connections and follows', async (t) => {
  const { servers, clock, memory, member } = host(t);
  const first = member();
  const second = member();
  await first.cluster.start();
  await second.cluster.start();
  first.segment().role = 'follower';
  second.segment().become('owner', 'owner stalled');
  await clock.pass(0);
  assert.strictEqual(servers.openChannels, 6);
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  await clock.pass(1000);
  assert.deepStrictEqual([first.cluster.role, second.cluster.role], ['follower', 'owner']);
  assert.deepStrictEqual(
    [names(first.cluster), names(second.cluster)],
    [
      ['B1', 'B2', 'B3', 'B4'],
      ['B1', 'B2', 'B3', 'B4'],
    ],
  );
  assert.strictEqual(servers.openChannels, 4);
  const { generation } = memory;
  await clock.pass(5000);
  assert.strictEqual(memory.generation, generation);
});

test('a fenced snapshot never becomes current in the process that made it', async (t) => {
  const { servers, clock, member } = host(t);
  const owner = member();
  await owner.cluster.start();
  owner.segment().role = 'follower';
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  await clock.pass(1000);
  assert.deepStrictEqual(names(owner.cluster), ['B1', 'B2', 'B3']);
  assert.strictEqual(owner.cluster.role, 'follower');
});

test('a publication that cannot be written is tried again after the next round', async (t) => {
  const { servers, clock, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  owner.segment().failNextPublish = true;
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  await clock.pass(1000);
  assert.strictEqual(
    owner.log.some((line) => line.includes('no space left')),
    true,
  );
  assert.strictEqual(names(owner.cluster).length, 4);
  assert.strictEqual(owner.cluster.role, 'owner');
  await clock.pass(1000);
  assert.strictEqual(names(follower.cluster).length, 4);
});

test('an owner that loses the whole cluster leaves the followers the nodes, marked inactive', async (t) => {
  const { servers, clock, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  const { progress } = owner.segment();
  for (const node of servers.nodes) node.behaviour = 'refuses';
  await clock.pass(6000);
  assert.strictEqual(owner.segment().progress, progress, 'an owner that reaches nobody makes no progress');
  assert.deepStrictEqual([names(owner.cluster).length, owner.cluster.isConnected()], [0, false]);
  assert.deepStrictEqual([names(follower.cluster).length, follower.cluster.isConnected()], [3, false]);
  const lost = ['-B1', '-B2', '-B3', 'disconnected'];
  assert.deepStrictEqual([owner.log.slice(-4), follower.log.slice(-4)], [lost, lost], 'both tell the same');
  owner.log.length = 0;
  follower.log.length = 0;
  follower.segment().become('owner', 'owner makes no progress');
  owner.segment().become('follower', 'replaced');
  await clock.pass(2000);
  assert.deepStrictEqual([owner.log, follower.log], [['role follower'], ['role owner']], 'a lost cluster is lost once');
  for (const node of servers.nodes) node.behaviour = 'up';
  await clock.pass(1000);
  assert.deepStrictEqual([owner.cluster.isConnected(), follower.cluster.isConnected()], [true, true]);
  assert.deepStrictEqual(owner.log.slice(1), ['+B1', '+B2', '+B3']);
});

test('without shared memory the process tends for itself and says so once', async (t) => {
  const { member } = host(t);
  const lonely = member({
    segment: () => {
      throw new SharedMemoryUnavailable('koffi is not installed');
    },
  });
  await lonely.cluster.start();
  assert.strictEqual(lonely.cluster.role, 'private');
  assert.deepStrictEqual(names(lonely.cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual(
    lonely.log.filter((line) => line.startsWith('!')),
    ['! Shared memory is not available, this process tends for itself: koffi is not installed'],
  );
});

test('a process whose segment vanishes goes on by itself, with the nodes it knows', async (t) => {
  const { clock, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  follower.log.length = 0;
  follower.segment().become('detached', 'directory was removed');
  await clock.pass(0);
  assert.strictEqual(follower.cluster.role, 'private');
  assert.deepStrictEqual(follower.log, [
    '! Shared memory was lost, this process tends for itself: directory was removed',
    'role private',
  ]);
  assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3']);
});

for (const [what, body] of [
  ['garbage', Buffer.from('not a snapshot at all')],
  ['nothing', Buffer.alloc(0)],
] as const) {
  test(`${what} in shared memory is ignored and the last good snapshot stays`, async (t) => {
    const { memory, member } = host(t);
    const owner = member();
    const follower = member();
    await owner.cluster.start();
    await follower.cluster.start();
    memory.body = body;
    memory.generation++;
    assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3']);
    assert.deepStrictEqual(names(follower.cluster), ['B1', 'B2', 'B3']);
    const warnings = follower.log.filter((line) => line.startsWith('! Ignored an unreadable snapshot'));
    assert.strictEqual(warnings.length, what === 'garbage' ? 1 : 0);
  });
}

test('a snapshot of another cluster in shared memory is not adopted', async (t) => {
  const { clock, member } = host(t);
  const owner = member();
  await owner.cluster.start();
  const follower = member({ clusterName: 'other', startTimeoutMs: 100 });
  const failing = assert.rejects(follower.cluster.start(), ClusterConnectError);
  await clock.pass(100);
  await failing;
  assert.strictEqual(
    follower.log.some((line) => line.includes('snapshot of cluster "fake"')),
    true,
  );
});

test('an owner that begins with a dead owner’s snapshot does not count it as connected', async (t) => {
  const { servers, memory, member } = host(t);
  const first = member();
  await first.cluster.start();
  first.cluster.close();
  memory.participants.length = 0;
  for (const node of servers.nodes) node.behaviour = 'refuses';
  const next = member();
  await assert.rejects(next.cluster.start(), /connection refused/);
});

test('the number of participants is that of the segment, and 1 without one', async (t) => {
  const { member } = host(t);
  const { cluster, segment } = member();
  const told: number[] = [];
  cluster.on('participants', (participants) => told.push(participants));
  await cluster.start();
  segment().participants = 3;
  segment().hooks.onParticipants(3);
  assert.strictEqual(cluster.stats().participants, 3);
  segment().become('detached', 'the directory vanished');
  assert.deepStrictEqual([told, cluster.participants], [[3, 1], 1]);
});

test('a follower that wants a tend gets one of the owner', async (t) => {
  const { clock, member } = host(t);
  const owner = member();
  const follower = member();
  await owner.cluster.start();
  await follower.cluster.start();
  await clock.pass(500);
  const { tends } = owner.cluster.stats();
  follower.cluster.requestTend();
  await clock.pass(1);
  assert.deepStrictEqual([owner.cluster.stats().tends, follower.cluster.stats().tends], [tends + 1, 0]);
});

/** Ways in which an owner cannot tell the others what it knows. */
const MUTE: { readonly [cause: string]: (t: TestContext, owner: Member) => { restore(): void } } = {
  'the segment takes nothing': (t, owner) => {
    const broken = t.mock.method(owner.segment(), 'publish', () => {
      throw new Error('no space left');
    });
    return broken.mock;
  },
  'the state cannot be written down': (t) => {
    const broken = t.mock.method(codec, 'encodeSnapshot', () => {
      throw new SnapshotFormatError('it does not fit');
    });
    return broken.mock;
  },
};

for (const [cause, mute] of Object.entries(MUTE)) {
  test(`an owner makes no progress while ${cause}, and makes some once it can publish`, async (t) => {
    const { servers, clock, member } = host(t);
    const owner = member();
    await owner.cluster.start();
    const follower = member();
    await follower.cluster.start();
    const broken = mute(t, owner);
    servers.add('B4', '10.0.0.4');
    servers.form(2);
    const { progress } = owner.segment();
    await clock.pass(20_000);
    assert.strictEqual(owner.segment().progress, progress);
    assert.deepStrictEqual([names(owner.cluster).length, names(follower.cluster).length], [4, 3]);
    broken.restore();
    await clock.pass(1000);
    assert.strictEqual(owner.segment().progress > progress, true);
    assert.strictEqual(names(follower.cluster).length, 4);
  });
}

test('a start waits, without blocking, for a process that holds the segment, and joins when it lets go', async (t) => {
  const { clock, memory, member } = host(t);
  let busy = 3;
  const { cluster } = member({
    segment: (hooks) => {
      if (busy-- > 0) throw new SharedMemoryBusy('held');
      return memory.attach(hooks);
    },
  });
  const started = cluster.start();
  await clock.pass(59);
  assert.strictEqual(memory.participants.length, 0);
  await clock.pass(1);
  await started;
  assert.strictEqual(cluster.role, 'owner');
});

test('a start that waits in vain tends for itself after a second, and says so', async (t) => {
  const { clock, member } = host(t);
  const busy = (): never => {
    throw new SharedMemoryBusy('held by a process that does not go on');
  };
  const { cluster, log } = member({ segment: busy });
  const started = cluster.start();
  await clock.pass(999);
  assert.deepStrictEqual([cluster.role, log], ['private', []]);
  await clock.pass(21);
  await started;
  assert.deepStrictEqual(log.slice(0, 1), [
    '! Shared memory is not available, this process tends for itself: held by a process that does not go on',
  ]);
});

test('closing a start that waits for the segment ends it at once', async (t) => {
  const { clock, member } = host(t);
  const busy = (): never => {
    throw new SharedMemoryBusy('held');
  };
  const { cluster } = member({ segment: busy });
  const started = assert.rejects(cluster.start(), { name: 'ClusterClosedError' });
  await clock.pass(100);
  cluster.close();
  await started;
});
