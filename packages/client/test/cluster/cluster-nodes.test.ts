// The list of nodes while servers come, go, move, fall silent and change their names. Fake servers, fake clock.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstMasters, masterOf, names, rig, threeNodes } from './cluster-rig.ts';
import { FakeServers } from './fakes.ts';

test('peers of another cluster are not let in', async (t) => {
  const servers = threeNodes();
  servers.node('B3').clusterName = 'stranger';
  const { cluster } = rig(t, servers, { clusterName: 'fake' });
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2']);
});

test('a node that joins and a node that leaves show up at the next tend', async (t) => {
  const { cluster, servers, clock, log } = rig(t, threeNodes());
  await cluster.start();
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  log.length = 0;
  await clock.pass(1000);
  assert.deepStrictEqual(log, ['+B4@10.0.0.4']);
  assert.strictEqual(masterOf(cluster, 3), 'B4');
  servers.node('B2').behaviour = 'refuses';
  servers.form(2);
  await clock.pass(1000);
  assert.deepStrictEqual(log, ['+B4@10.0.0.4', '-B2@10.0.0.2']);
  assert.deepStrictEqual(names(cluster), ['B1', 'B3', 'B4']);
  await clock.pass(2000);
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B3', 'B4']);
  assert.strictEqual(servers.openChannels, 3);
});

test('a node that hangs stays while its peers still list it, and is inactive after five tends', async (t) => {
  const { cluster, servers, clock, log } = rig(t, threeNodes());
  await cluster.start();
  servers.node('B2').behaviour = 'mute';
  await clock.pass(4 * 2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, true);
  await clock.pass(2 * 2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, false);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  servers.node('B2').behaviour = 'up';
  await clock.pass(2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, true);
  assert.strictEqual(log.includes('disconnected'), false);
});

test('the same node at a new address replaces itself', async (t) => {
  const { cluster, servers, clock, log } = rig(t, threeNodes());
  await cluster.start();
  log.length = 0;
  servers.node('B3').host = '10.0.9.3';
  servers.node('B1').peersGeneration++;
  await clock.pass(1000);
  assert.deepStrictEqual(log, ['-B3@10.0.0.3', '+B3@10.0.9.3']);
  assert.strictEqual(masterOf(cluster, 2), 'B3');
});

test('a cluster that changed all its addresses is found through the names of the seeds', async (t) => {
  const servers = threeNodes();
  servers.names.set('db.example', ['10.0.0.1', '10.0.0.2']);
  const { cluster, clock, log } = rig(t, servers, { seeds: [{ host: 'db.example', port: 3000 }] });
  await cluster.start();
  log.length = 0;
  for (const node of servers.nodes) node.host = node.host.replace('10.0.0.', '10.7.7.');
  servers.names.set('db.example', ['10.7.7.3']);
  await clock.pass(1000);
  assert.strictEqual(log.includes('disconnected'), false);
  assert.deepStrictEqual(
    cluster
      .current()
      .nodes.map((node) => node.address.host)
      .sort(),
    ['10.7.7.1', '10.7.7.2', '10.7.7.3'],
  );
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
});

test('a lost cluster is reported once, then looked for until it is back', async (t) => {
  const servers = threeNodes();
  const { cluster, clock, log } = rig(t, servers);
  await cluster.start();
  log.length = 0;
  for (const node of servers.nodes) node.behaviour = 'refuses';
  await clock.pass(4000);
  assert.strictEqual(cluster.isConnected(), true);
  await clock.pass(1000);
  assert.deepStrictEqual(log, ['-B1@10.0.0.1', '-B2@10.0.0.2', '-B3@10.0.0.3', 'disconnected']);
  assert.strictEqual(cluster.isConnected(), false);
  await clock.pass(60_000);
  assert.strictEqual(log.length, 4);
  for (const node of servers.nodes) node.behaviour = 'up';
  await clock.pass(1000);
  assert.strictEqual(cluster.isConnected(), true);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
});

test('a node that restarts under another name at the same address replaces the old one without a gap', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1');
  servers.form(1);
  const { cluster, clock, log } = rig(t, servers);
  await cluster.start();
  log.length = 0;
  servers.node('B1').name = 'BB';
  await clock.pass(1000);
  assert.deepStrictEqual(log, ['-B1@10.0.0.1', '+BB@10.0.0.1']);
  assert.strictEqual(masterOf(cluster, 77), 'BB');
});

test('two nodes that exchanged their addresses are known by their names again', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  const [second, third] = [servers.node('B2'), servers.node('B3')];
  [second.host, third.host] = [third.host, second.host];
  for (const node of servers.nodes) node.peersGeneration++;
  await clock.pass(2000);
  assert.deepStrictEqual(
    ['B1', 'B2', 'B3'].map((name) => cluster.current().nodeNamed(name)?.address.host),
    ['10.0.0.1', '10.0.0.3', '10.0.0.2'],
  );
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
});

test('a lost cluster whose seeds lead to another one is replaced by it whole, with a warning', async (t) => {
  const servers = threeNodes();
  servers.names.set('db.example', ['10.0.0.1']);
  for (const node of servers.nodes) (node.maps.get('test') as { regime: number }).regime = 50;
  const { cluster, clock, log } = rig(t, servers, { seeds: [{ host: 'db.example', port: 3000 }] });
  await cluster.start();
  for (const node of servers.nodes) node.behaviour = 'refuses';
  for (const i of [1, 2, 3]) servers.add(`C${i}`, `10.1.0.${i}`).clusterName = 'other';
  servers.form(2);
  for (const node of servers.nodes.slice(3)) (node.maps.get('test') as { regime: number }).regime = 2;
  servers.names.set('db.example', ['10.1.0.1']);
  await clock.pass(1000);
  assert.deepStrictEqual(names(cluster), ['C1', 'C2', 'C3']);
  assert.deepStrictEqual(firstMasters(cluster), ['C1', 'C2', 'C3']);
  assert.deepStrictEqual(
    log.filter((line) => line.startsWith('!')),
    ['! Node C1 belongs to cluster "other", the nodes before it to "fake"'],
  );
  assert.strictEqual(log.includes('disconnected'), false);
});
