// Sharing that fails: no shared memory, a segment that vanishes, snapshots that cannot be written, read or believed.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ClusterConnectError } from '../../src/cluster/cluster-errors.ts';
import { SharedMemoryUnavailable } from '../../src/shm/types.ts';
import { SnapshotFormatError } from '../../src/topology/snapshot-codec.ts';
import { host, type Member, names } from './shared-host.ts';

/** As the module exports them, so that a test can put something else in their place. */
const codec = require('../../src/topology/snapshot-codec.js') as typeof import('../../src/topology/snapshot-codec.ts');

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
