// What start() promises: which seeds are used, and why it fails when it does. Fake servers, fake clock.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterConnectError } from '../../src/cluster/cluster-errors.ts';
import { firstMasters, masterOf, names, rig, threeNodes } from './cluster-rig.ts';
import { FakeServers } from './fakes.ts';

test('one round discovers the whole cluster and its map', async (t) => {
  const { cluster, servers, log } = rig(t, threeNodes());
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
  assert.strictEqual(cluster.current().clusterName, 'fake');
  assert.strictEqual(cluster.current().namespaces.get('test')?.columns, 2);
  assert.strictEqual(cluster.isConnected(), true);
  assert.deepStrictEqual(log, ['+B1@10.0.0.1', '+B2@10.0.0.2', '+B3@10.0.0.3']);
  assert.strictEqual(servers.openChannels, 3);
  assert.strictEqual(cluster.role, 'private');
});

test('start rejects with a reason for each seed and leaves nothing behind', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1').behaviour = 'refuses';
  servers.add('B2', '10.0.0.2').values.set('partition-generation', '-1');
  servers.add('B3', '10.0.0.3').build = '4.9.0.2';
  const seeds = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'nowhere.example'].map((host) => ({ host, port: 3000 }));
  const { cluster } = rig(t, servers, { seeds });
  await assert.rejects(cluster.start(), (error: unknown) => {
    assert.ok(error instanceof ClusterConnectError);
    assert.deepStrictEqual(error.failures.map((failure) => failure.seed).sort(), [
      '10.0.0.1:3000',
      '10.0.0.2:3000',
      '10.0.0.3:3000',
      'nowhere.example:3000',
    ]);
    for (const part of ['connection refused', 'not yet initialized', '4.9.0.2', 'nowhere.example is not known']) {
      assert.strictEqual(error.message.includes(part), true, part);
    }
    return true;
  });
  assert.strictEqual(cluster.isConnected(), false);
  assert.strictEqual(cluster.current().nodes.length, 0);
});

test('seeds that never answer fail the start after their deadline', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1').behaviour = 'hangs';
  servers.add('B2', '10.0.0.2').behaviour = 'mute';
  const seeds = ['10.0.0.1', '10.0.0.2'].map((host) => ({ host, port: 3000 }));
  const { cluster, clock } = rig(t, servers, { seeds });
  const failed = assert.rejects(cluster.start(), /longer than 1000 ms/);
  await clock.pass(999);
  assert.strictEqual(clock.pending > 0, true);
  await clock.pass(1);
  await failed;
});

test('a name server that never answers fails the start after its deadline', async (t) => {
  const { cluster, clock } = rig(t, new FakeServers(), {
    seeds: [{ host: 'slow.example', port: 3000 }],
    resolve: () => new Promise(() => {}),
  });
  const failed = assert.rejects(cluster.start(), /resolving slow\.example took longer/);
  await clock.pass(2000);
  await failed;
});

test('a dead seed does not delay a start that another seed satisfies', async (t) => {
  const servers = threeNodes();
  servers.add('B9', '10.0.0.9').behaviour = 'hangs';
  const seeds = ['10.0.0.9', '10.0.0.2'].map((host) => ({ host, port: 3000 }));
  const { cluster, clock } = rig(t, servers, { seeds });
  const startedMs = clock.now();
  await cluster.start();
  assert.strictEqual(clock.now(), startedMs);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  await clock.pass(1000);
});

test('a node of another cluster is refused by name', async (t) => {
  const { cluster } = rig(t, threeNodes(), { clusterName: 'other' });
  await assert.rejects(cluster.start(), /belongs to cluster "fake", not "other"/);
});

/** B1, B2, B3 of one cluster and C1, C2 of another, with a seed of each. */
function twoClusters(): { servers: FakeServers; seeds: { host: string; port: number }[] } {
  const servers = threeNodes();
  for (const node of servers.nodes) node.behaviour = 'refuses';
  for (const i of [1, 2]) servers.add(`C${i}`, `10.1.0.${i}`).clusterName = 'other';
  servers.form(2);
  for (const node of servers.nodes) node.behaviour = 'up';
  return { servers, seeds: ['10.0.0.1', '10.1.0.1'].map((host) => ({ host, port: 3000 })) };
}

test('of seeds of two clusters only those of the wanted name are used', async (t) => {
  const { servers, seeds } = twoClusters();
  const { cluster } = rig(t, servers, { seeds, clusterName: 'other' });
  await cluster.start();
  assert.deepStrictEqual([names(cluster), cluster.current().clusterName], [['C1', 'C2'], 'other']);
});

test('without a wanted name one of two clusters is used, never parts of both', async (t) => {
  const { servers, seeds } = twoClusters();
  const { cluster, clock } = rig(t, servers, { seeds });
  await cluster.start();
  await clock.pass(5000);
  const found = names(cluster).join();
  assert.strictEqual(found === 'B1,B2,B3' || found === 'C1,C2', true, found);
});

test('nodes that see different peers are all found in one round, and stay', async (t) => {
  const servers = threeNodes();
  for (const [name, peer] of [
    ['B1', 'B2'],
    ['B2', 'B3'],
    ['B3', 'B1'],
  ] as const) {
    servers.node(name).peers = [peer];
  }
  const { cluster, clock, log } = rig(t, servers);
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  for (const node of servers.nodes) node.peersGeneration++;
  await clock.pass(3000);
  assert.deepStrictEqual(log, ['+B1@10.0.0.1', '+B2@10.0.0.2', '+B3@10.0.0.3']);
});

function withLonelyNode(): FakeServers {
  const servers = threeNodes();
  const lonely = servers.add('BF', '10.0.0.8');
  lonely.maps.set('test', { regime: 0, columns: [new Set(Array.from({ length: 4096 }, (_, p) => p))] });
  return servers;
}

test('a lonely seed is passed over when another seed has peers', async (t) => {
  const seeds = ['10.0.0.8', '10.0.0.1'].map((host) => ({ host, port: 3000 }));
  const { cluster } = rig(t, withLonelyNode(), { seeds });
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
});

test('a lonely seed is used, map included, when there is nothing else', async (t) => {
  const { cluster } = rig(t, withLonelyNode(), { seeds: [{ host: '10.0.0.8', port: 3000 }] });
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['BF']);
  assert.strictEqual(masterOf(cluster, 5), 'BF');
});
