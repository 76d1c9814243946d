// The partition map and the racks while nodes move partitions, lie, restart and see themselves alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstMasters, masterOf, rig, threeNodes } from './cluster-rig.ts';

test('the map of a node that believes it is alone does not overwrite the others’', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  const split = servers.node('B3');
  split.peers = [];
  split.peersGeneration++;
  split.partitionGeneration++;
  split.maps.set('test', { regime: 0, columns: [new Set(Array.from({ length: 4096 }, (_, p) => p))] });
  await clock.pass(3000);
  assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
});

test('a partition that moved is fetched again from the node that lost it', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  servers.node('B1').maps.get('test')?.columns[0]?.add(1);
  servers.node('B1').partitionGeneration++;
  servers.node('B2').asked.length = 0;
  await clock.pass(1000);
  assert.strictEqual(masterOf(cluster, 1), 'B1');
  assert.strictEqual(servers.node('B2').asked.includes('replicas'), false);
  servers.node('B2').maps.get('test')?.columns[0]?.delete(1);
  await clock.pass(1000);
  assert.strictEqual(servers.node('B2').asked.includes('replicas'), true);
  assert.strictEqual(masterOf(cluster, 1), 'B1');
});

test('an unusable partition map is asked for again at the next tend, although the generation rests', async (t) => {
  const servers = threeNodes();
  servers.node('B2').values.set('replicas', 'ERROR:9:timeout');
  const { cluster, clock, log } = rig(t, servers);
  await cluster.start();
  assert.strictEqual(masterOf(cluster, 1), undefined);
  assert.strictEqual(
    log.some((line) => line.startsWith('! Node B2 sent an unusable partition map')),
    true,
  );
  servers.node('B2').values.clear();
  await clock.pass(1000);
  assert.strictEqual(masterOf(cluster, 1), 'B2');
});

test('an older regime never takes a partition over', async (t) => {
  const servers = threeNodes();
  const stale = servers.node('B3');
  for (const node of servers.nodes) (node.maps.get('test') as { regime: number }).regime = node === stale ? 4 : 5;
  const { cluster, clock } = rig(t, servers);
  await cluster.start();
  assert.strictEqual(cluster.current().namespaces.get('test')?.strongConsistency, true);
  stale.maps.set('test', { regime: 4, columns: [new Set([0, 1, 2]), new Set()] });
  stale.partitionGeneration++;
  await clock.pass(1000);
  assert.strictEqual(masterOf(cluster, 0), 'B1');
  stale.maps.set('test', { regime: 6, columns: [new Set([0]), new Set()] });
  stale.partitionGeneration++;
  await clock.pass(1000);
  assert.strictEqual(masterOf(cluster, 0), 'B3');
});

test('a cluster that starts anew counts its regimes anew', async (t) => {
  const servers = threeNodes();
  for (const node of servers.nodes) (node.maps.get('test') as { regime: number }).regime = 50;
  const { cluster, clock } = rig(t, servers);
  await cluster.start();
  servers.cut();
  for (const node of servers.nodes) node.behaviour = 'refuses';
  await clock.pass(1000);
  for (const node of servers.nodes) node.behaviour = 'up';
  servers.nodes.unshift(...servers.nodes.splice(1, 2));
  servers.form(2);
  for (const node of servers.nodes) (node.maps.get('test') as { regime: number }).regime = 1;
  await clock.pass(1000);
  assert.deepStrictEqual(firstMasters(cluster), ['B2', 'B3', 'B1']);
});

test('a node that restarted between two tends, with the same generations, is asked for its map again', async (t) => {
  const { cluster, servers, clock, log } = rig(t, threeNodes());
  await cluster.start();
  log.length = 0;
  servers.cut(servers.node('B2'));
  servers.node('B2').maps.get('test')?.columns[0]?.add(0);
  await clock.pass(1000);
  assert.strictEqual(masterOf(cluster, 0), 'B2');
  assert.deepStrictEqual(log, []);
});

test('a replication factor that shrinks is followed once every node says so', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  const columns = (): number | undefined => cluster.current().namespaces.get('test')?.columns;
  for (const node of servers.nodes.slice(0, 2)) {
    node.maps.get('test')?.columns.pop();
    node.partitionGeneration++;
  }
  await clock.pass(1000);
  assert.strictEqual(columns(), 2);
  servers.node('B3').maps.get('test')?.columns.pop();
  servers.node('B3').partitionGeneration++;
  await clock.pass(1000);
  assert.strictEqual(columns(), 1);
});

test('racks are fetched when asked for, and Community Edition’s refusal is no failure', async (t) => {
  const servers = threeNodes();
  servers.node('B2').values.set('rack-ids', 'test:7');
  const { cluster, clock, log } = rig(t, servers, { rackAware: true });
  await cluster.start();
  assert.strictEqual(cluster.current().nodeNamed('B2')?.rackIds.get('test'), 7);
  assert.strictEqual(cluster.current().nodeNamed('B1')?.rackIds.size, 0);
  servers.node('B1').asked.length = 0;
  await clock.pass(2000);
  assert.strictEqual(servers.node('B1').asked.includes('rack-ids'), false);
  servers.node('B2').values.set('rack-ids', 'test:8');
  servers.node('B2').rebalanceGeneration++;
  await clock.pass(1000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.rackIds.get('test'), 8);
  assert.strictEqual(log.length, 3);
});

test('a namespace that no node reports any more is dropped, and not before', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  for (const node of servers.nodes) node.maps.set('old', { regime: 0, columns: [new Set([0])] });
  await cluster.start();
  const forget = async (name: string): Promise<string[]> => {
    servers.node(name).maps.delete('old');
    servers.node(name).partitionGeneration++;
    await clock.pass(1000);
    return [...cluster.current().namespaces.keys()];
  };
  assert.deepStrictEqual(await forget('B1'), ['test', 'old']);
  assert.deepStrictEqual(await forget('B2'), ['test', 'old']);
  assert.deepStrictEqual(await forget('B3'), ['test']);
});

test('names of namespaces that change at every tend do not pile up', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  for (let round = 0; round < 50; round++) {
    for (const node of servers.nodes) {
      for (const name of node.maps.keys()) if (name !== 'test') node.maps.delete(name);
      for (let n = 0; n < 10; n++) node.maps.set(`${round}-${n}`, { regime: 0, columns: [new Set([n])] });
      node.partitionGeneration++;
    }
    await clock.pass(1000);
    assert.strictEqual(cluster.current().namespaces.size <= 21, true, `${cluster.current().namespaces.size}`);
  }
});

test('a namespace that one node tells wrongly stays as long as that node has not told it right', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  for (const name of ['B2', 'B3']) servers.node(name).maps.delete('test');
  servers.node('B1').values.set('replicas', 'test:0,1,broken');
  for (const node of servers.nodes) node.partitionGeneration++;
  await clock.pass(3000);
  assert.deepStrictEqual([...cluster.current().namespaces.keys()], ['test']);
});
