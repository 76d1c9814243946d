// Starting where a segment is shared: waiting for the owner, or for a process that holds the segment.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from 'tendril-testing/fake-clock';
import { ClusterConnectError } from '../../src/cluster/cluster-errors.ts';
import { SharedMemoryBusy } from '../../src/shm/types.ts';
import { host, names } from './shared-host.ts';

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
