// Several processes on one snapshot: who tends, who follows, and what happens when that changes. The segment is a fake
// in this process; the real one has its own tests and is used in real-servers.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host, names } from './shared-host.ts';

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
