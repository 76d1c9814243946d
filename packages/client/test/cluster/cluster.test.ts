// The cluster from outside: what start() promises, what the snapshot and the events say while servers come, go, move
// and lie. Fake servers, fake clock.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterClosedError, ClusterConnectError } from '../../src/cluster/cluster-errors.ts';
import type { ClusterOptions } from '../../src/cluster/cluster-options.ts';
import { FakeServers, FakeTimers, turns } from './fakes.ts';

interface Rig {
  readonly cluster: Cluster;
  readonly servers: FakeServers;
  readonly timers: FakeTimers;
  readonly log: string[];
}

function rig(t: TestContext, servers: FakeServers, options: Partial<ClusterOptions> = {}): Rig {
  const timers = new FakeTimers();
  const cluster = new Cluster({
    seeds: [{ host: '10.0.0.1', port: 3000 }],
    connect: servers.connect,
    resolve: servers.resolve,
    timers,
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
    assert.strictEqual(timers.pending, 0, 'close() leaves no timer behind');
  });
  return { cluster, servers, timers, log };
}

function threeNodes(): FakeServers {
  const servers = new FakeServers();
  for (const i of [1, 2, 3]) servers.add(`B${i}`, `10.0.0.${i}`);
  servers.form(2);
  return servers;
}

function names(cluster: Cluster): string[] {
  return cluster
    .current()
    .nodes.map((node) => node.name)
    .sort();
}

function masterOf(cluster: Cluster, partition: number, namespace = 'test'): string | undefined {
  const snapshot = cluster.current();
  return snapshot.nodes[snapshot.namespaces.get(namespace)?.owner(partition, 0) ?? -1]?.name;
}

test('one round discovers the whole cluster and its map', async (t) => {
  const { cluster, servers, log } = rig(t, threeNodes());
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual([masterOf(cluster, 0), masterOf(cluster, 1), masterOf(cluster, 2)], ['B1', 'B2', 'B3']);
  assert.strictEqual(cluster.current().clusterName, 'fake');
  assert.strictEqual(cluster.current().namespaces.get('test')?.columns, 2);
  assert.strictEqual(cluster.isConnected(), true);
  assert.deepStrictEqual(log, ['+B1@10.0.0.1', '+B2@10.0.0.2', '+B3@10.0.0.3']);
  assert.strictEqual(servers.openChannels, 3);
  assert.strictEqual(cluster.role, 'private');
});

test('a quiet tend costs one exchange per node and makes no snapshot', async (t) => {
  const { cluster, servers, timers } = rig(t, threeNodes());
  await cluster.start();
  await timers.advance(1000);
  const before = cluster.current();
  for (const node of servers.nodes) node.asked.length = 0;
  const connects = servers.connects;
  await timers.advance(3000);
  assert.strictEqual(cluster.current(), before);
  assert.strictEqual(servers.connects, connects);
  assert.deepStrictEqual(servers.node('B2').asked.slice(0, 3), ['node', 'peers-generation', 'partition-generation']);
  assert.strictEqual(servers.node('B2').asked.length, 9);
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
  const { cluster, timers } = rig(t, servers, { seeds });
  const failed = assert.rejects(cluster.start(), /longer than 1000 ms/);
  await timers.advance(999);
  assert.strictEqual(timers.pending > 0, true);
  await timers.advance(1);
  await failed;
});

test('a name server that never answers fails the start after its deadline', async (t) => {
  const { cluster, timers } = rig(t, new FakeServers(), {
    seeds: [{ host: 'slow.example', port: 3000 }],
    resolve: () => new Promise(() => {}),
  });
  const failed = assert.rejects(cluster.start(), /resolving slow\.example took longer/);
  await timers.advance(2000);
  await failed;
});

test('a dead seed does not delay a start that another seed satisfies', async (t) => {
  const servers = threeNodes();
  servers.add('B9', '10.0.0.9').behaviour = 'hangs';
  const seeds = ['10.0.0.9', '10.0.0.2'].map((host) => ({ host, port: 3000 }));
  const { cluster, timers } = rig(t, servers, { seeds });
  await cluster.start();
  assert.strictEqual(timers.now(), 0);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  await timers.advance(1000);
});

test('a node of another cluster is refused by name', async (t) => {
  const { cluster } = rig(t, threeNodes(), { clusterName: 'other' });
  await assert.rejects(cluster.start(), /belongs to cluster "fake", not "other"/);
});

test('peers of another cluster are not let in', async (t) => {
  const servers = threeNodes();
  servers.node('B3').clusterName = 'stranger';
  const { cluster } = rig(t, servers, { clusterName: 'fake' });
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2']);
});

test('a node that joins and a node that leaves show up at the next tend', async (t) => {
  const { cluster, servers, timers, log } = rig(t, threeNodes());
  await cluster.start();
  servers.add('B4', '10.0.0.4');
  servers.form(2);
  log.length = 0;
  await timers.advance(1000);
  assert.deepStrictEqual(log, ['+B4@10.0.0.4']);
  assert.strictEqual(masterOf(cluster, 3), 'B4');
  servers.node('B2').behaviour = 'refuses';
  servers.form(2);
  await timers.advance(1000);
  assert.deepStrictEqual(log, ['+B4@10.0.0.4', '-B2@10.0.0.2']);
  assert.deepStrictEqual(names(cluster), ['B1', 'B3', 'B4']);
  await timers.advance(2000);
  assert.deepStrictEqual(
    [0, 1, 2].map((p) => masterOf(cluster, p)),
    ['B1', 'B3', 'B4'],
  );
  assert.strictEqual(servers.openChannels, 3);
});

test('a node that hangs stays while its peers still list it, and is inactive after five tends', async (t) => {
  const { cluster, servers, timers, log } = rig(t, threeNodes());
  await cluster.start();
  servers.node('B2').behaviour = 'mute';
  await timers.advance(4 * 2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, true);
  await timers.advance(2 * 2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, false);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  servers.node('B2').behaviour = 'up';
  await timers.advance(2000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.active, true);
  assert.strictEqual(log.includes('disconnected'), false);
});

test('the same node at a new address replaces itself', async (t) => {
  const { cluster, servers, timers, log } = rig(t, threeNodes());
  await cluster.start();
  log.length = 0;
  servers.node('B3').host = '10.0.9.3';
  servers.node('B1').peersGeneration++;
  await timers.advance(1000);
  assert.deepStrictEqual(log, ['-B3@10.0.0.3', '+B3@10.0.9.3']);
  assert.strictEqual(masterOf(cluster, 2), 'B3');
});

test('a cluster that changed all its addresses is found through the names of the seeds', async (t) => {
  const servers = threeNodes();
  servers.names.set('db.example', ['10.0.0.1', '10.0.0.2']);
  const { cluster, timers, log } = rig(t, servers, { seeds: [{ host: 'db.example', port: 3000 }] });
  await cluster.start();
  log.length = 0;
  for (const node of servers.nodes) node.host = node.host.replace('10.0.0.', '10.7.7.');
  servers.names.set('db.example', ['10.7.7.3']);
  await timers.advance(1000);
  assert.strictEqual(log.includes('disconnected'), false);
  assert.deepStrictEqual(
    cluster
      .current()
      .nodes.map((node) => node.address.host)
      .sort(),
    ['10.7.7.1', '10.7.7.2', '10.7.7.3'],
  );
  assert.deepStrictEqual(
    [0, 1, 2].map((p) => masterOf(cluster, p)),
    ['B1', 'B2', 'B3'],
  );
});

test('a lost cluster is reported once, then looked for until it is back', async (t) => {
  const servers = threeNodes();
  const { cluster, timers, log } = rig(t, servers);
  await cluster.start();
  log.length = 0;
  for (const node of servers.nodes) node.behaviour = 'refuses';
  await timers.advance(4000);
  assert.strictEqual(cluster.isConnected(), true);
  await timers.advance(1000);
  assert.deepStrictEqual(log, ['-B1@10.0.0.1', '-B2@10.0.0.2', '-B3@10.0.0.3', 'disconnected']);
  assert.strictEqual(cluster.isConnected(), false);
  await timers.advance(60_000);
  assert.strictEqual(log.length, 4);
  for (const node of servers.nodes) node.behaviour = 'up';
  await timers.advance(1000);
  assert.strictEqual(cluster.isConnected(), true);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  assert.deepStrictEqual(
    [0, 1, 2].map((p) => masterOf(cluster, p)),
    ['B1', 'B2', 'B3'],
  );
});

test('a node that restarts under another name at the same address replaces the old one without a gap', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1');
  servers.form(1);
  const { cluster, timers, log } = rig(t, servers);
  await cluster.start();
  log.length = 0;
  servers.node('B1').name = 'BB';
  await timers.advance(1000);
  assert.deepStrictEqual(log, ['-B1@10.0.0.1', '+BB@10.0.0.1']);
  assert.strictEqual(masterOf(cluster, 77), 'BB');
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

test('the map of a node that believes it is alone does not overwrite the others’', async (t) => {
  const { cluster, servers, timers } = rig(t, threeNodes());
  await cluster.start();
  const split = servers.node('B3');
  split.peers = [];
  split.peersGeneration++;
  split.partitionGeneration++;
  split.maps.set('test', { regime: 0, columns: [new Set(Array.from({ length: 4096 }, (_, p) => p))] });
  await timers.advance(3000);
  assert.deepStrictEqual(
    [0, 1, 2].map((p) => masterOf(cluster, p)),
    ['B1', 'B2', 'B3'],
  );
});

test('a partition that moved is fetched again from the node that lost it', async (t) => {
  const { cluster, servers, timers } = rig(t, threeNodes());
  await cluster.start();
  servers.node('B1').maps.get('test')?.columns[0]?.add(1);
  servers.node('B1').partitionGeneration++;
  servers.node('B2').asked.length = 0;
  await timers.advance(1000);
  assert.strictEqual(masterOf(cluster, 1), 'B1');
  assert.strictEqual(servers.node('B2').asked.includes('replicas'), false);
  servers.node('B2').maps.get('test')?.columns[0]?.delete(1);
  await timers.advance(1000);
  assert.strictEqual(servers.node('B2').asked.includes('replicas'), true);
  assert.strictEqual(masterOf(cluster, 1), 'B1');
});

test('an unusable partition map is asked for again at the next tend, although the generation rests', async (t) => {
  const servers = threeNodes();
  servers.node('B2').values.set('replicas', 'ERROR:9:timeout');
  const { cluster, timers, log } = rig(t, servers);
  await cluster.start();
  assert.strictEqual(masterOf(cluster, 1), undefined);
  assert.strictEqual(
    log.some((line) => line.startsWith('! Node B2 sent an unusable partition map')),
    true,
  );
  servers.node('B2').values.clear();
  await timers.advance(1000);
  assert.strictEqual(masterOf(cluster, 1), 'B2');
});

test('an older regime never takes a partition over', async (t) => {
  const servers = threeNodes();
  for (const node of servers.nodes) (node.maps.get('test') as { regime: number }).regime = 5;
  const { cluster, timers } = rig(t, servers);
  await cluster.start();
  assert.strictEqual(cluster.current().namespaces.get('test')?.strongConsistency, true);
  const stale = servers.node('B3');
  stale.maps.set('test', { regime: 4, columns: [new Set([0, 1, 2]), new Set()] });
  stale.partitionGeneration++;
  await timers.advance(1000);
  assert.strictEqual(masterOf(cluster, 0), 'B1');
  stale.maps.set('test', { regime: 6, columns: [new Set([0]), new Set()] });
  stale.partitionGeneration++;
  await timers.advance(1000);
  assert.strictEqual(masterOf(cluster, 0), 'B3');
});

test('a replication factor that shrinks is followed once every node says so', async (t) => {
  const { cluster, servers, timers } = rig(t, threeNodes());
  await cluster.start();
  const columns = (): number | undefined => cluster.current().namespaces.get('test')?.columns;
  for (const node of servers.nodes.slice(0, 2)) {
    node.maps.get('test')?.columns.pop();
    node.partitionGeneration++;
  }
  await timers.advance(1000);
  assert.strictEqual(columns(), 2);
  servers.node('B3').maps.get('test')?.columns.pop();
  servers.node('B3').partitionGeneration++;
  await timers.advance(1000);
  assert.strictEqual(columns(), 1);
});

test('a load balancer in front is seen through', async (t) => {
  const servers = threeNodes();
  const balancer = servers.add('B1', '192.0.2.10');
  Object.assign(balancer, { services: '10.0.0.1:3000', peers: ['B2', 'B3'] });
  servers.nodes.reverse();
  const seeds = [{ host: '192.0.2.10', port: 3000 }];
  const { cluster } = rig(t, servers, { seeds });
  await cluster.start();
  assert.strictEqual(cluster.current().nodeNamed('B1')?.address.host, '10.0.0.1');
});

test('published addresses that lead nowhere are reported and the seed’s address is kept', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '192.0.2.10').services = '172.17.0.2:3000';
  servers.form();
  const { cluster, log } = rig(t, servers, { seeds: [{ host: '192.0.2.10', port: 3000 }] });
  await cluster.start();
  assert.strictEqual(cluster.current().nodes[0]?.address.host, '192.0.2.10');
  assert.strictEqual(
    log.some((line) => line.includes('publishes addresses that do not lead to it')),
    true,
  );
});

test('alternate and TLS addresses are asked for by their own commands', async (t) => {
  const servers = new FakeServers();
  const node = servers.add('B1', '10.0.0.1');
  servers.form();
  node.values.set('peers-tls-alt', '1,3000,[]');
  node.values.set('service-tls-alt', '10.0.0.1:3000');
  const { cluster } = rig(t, servers, { tls: true, useAlternateAccessAddress: true });
  await cluster.start();
  assert.strictEqual(node.asked.includes('service-tls-alt'), true);
  assert.strictEqual(
    node.asked.some((command) => command.includes('-std')),
    false,
  );
});

test('an address map applies to seeds and to what servers publish', async (t) => {
  const servers = threeNodes();
  for (const node of servers.nodes) node.host = node.host.replace('10.0.0.', '203.0.113.');
  const hidden = ['1', '2', '3'].map((i): [string, string] => [`10.0.0.${i}`, `203.0.113.${i}`]);
  for (const [i, node] of servers.nodes.entries()) {
    node.services = `10.0.0.${i + 1}:3000`;
    const others = [1, 2, 3].filter((n) => n !== i + 1).map((n) => `[B${n},,[10.0.0.${n}]]`);
    node.values.set('peers-clear-std', `1,3000,[${others.join(',')}]`);
  }
  const { cluster } = rig(t, servers, { ipMap: new Map(hidden) });
  await cluster.start();
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.address.host, '203.0.113.2');
});

test('racks are fetched when asked for, and Community Edition’s refusal is no failure', async (t) => {
  const servers = threeNodes();
  servers.node('B2').values.set('rack-ids', 'test:7');
  const { cluster, timers, log } = rig(t, servers, { rackAware: true });
  await cluster.start();
  assert.strictEqual(cluster.current().nodeNamed('B2')?.rackIds.get('test'), 7);
  assert.strictEqual(cluster.current().nodeNamed('B1')?.rackIds.size, 0);
  servers.node('B1').asked.length = 0;
  await timers.advance(2000);
  assert.strictEqual(servers.node('B1').asked.includes('rack-ids'), false);
  servers.node('B2').values.set('rack-ids', 'test:8');
  servers.node('B2').rebalanceGeneration++;
  await timers.advance(1000);
  assert.strictEqual(cluster.current().nodeNamed('B2')?.rackIds.get('test'), 8);
  assert.strictEqual(log.length, 3);
});

test('servers from 8.1 on are told the user agent once per connection, within their limit', async (t) => {
  const servers = threeNodes();
  servers.node('B2').build = '8.0.0.5';
  const userAgent = `1,nodejs-0.1.0,${'application'.repeat(20)}`;
  const { cluster, timers } = rig(t, servers, { userAgent });
  await cluster.start();
  await timers.advance(3000);
  const told = (name: string): string[] => servers.node(name).asked.filter((c) => c.startsWith('user-agent-set'));
  assert.strictEqual(told('B1').length, 1);
  assert.strictEqual(told('B2').length, 0);
  const value = told('B1')[0]?.split('value=')[1] ?? '';
  assert.strictEqual(value.length <= 84, true);
  assert.strictEqual(Buffer.from(value, 'base64').toString(), userAgent.slice(0, 63));
});

for (const [what, command, value] of [
  ['garbage instead of peers', 'peers-clear-std', 'x[[['],
  ['garbage instead of a generation', 'peers-generation', 'NaN'],
  ['a whole refusal', 'node', 'ERROR:80:not authenticated'],
] as const) {
  test(`${what} from one node leaves the others working`, async (t) => {
    const { cluster, servers, timers } = rig(t, threeNodes());
    await cluster.start();
    servers.node('B2').values.set(command, value);
    servers.node('B1').peersGeneration++;
    await timers.advance(3000);
    assert.strictEqual(masterOf(cluster, 0), 'B1');
    assert.strictEqual(cluster.isConnected(), true);
    servers.node('B2').values.clear();
    await timers.advance(2000);
    assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
    assert.deepStrictEqual(
      [0, 1, 2].map((p) => masterOf(cluster, p)),
      ['B1', 'B2', 'B3'],
    );
  });
}

test('close() during start rejects it, at once and only once', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1').behaviour = 'mute';
  const { cluster, timers } = rig(t, servers);
  const starting = assert.rejects(cluster.start(), ClusterClosedError);
  await turns();
  cluster.close();
  cluster.close();
  await starting;
  await assert.rejects(cluster.start(), ClusterClosedError);
  await timers.advance(1000);
});

test('start() after close() rejects', async (t) => {
  const { cluster } = rig(t, threeNodes());
  cluster.close();
  await assert.rejects(cluster.start(), ClusterClosedError);
});

test('nothing that arrives after close() opens or keeps a connection', async (t) => {
  const servers = threeNodes();
  const waiting: (() => void)[] = [];
  const { cluster, timers } = rig(t, servers, {
    connect: (address, timeoutMs) =>
      new Promise((resolve, reject) => waiting.push(() => servers.connect(address, timeoutMs).then(resolve, reject))),
  });
  const starting = assert.rejects(cluster.start(), ClusterClosedError);
  await turns();
  assert.strictEqual(waiting.length, 1);
  cluster.close();
  await starting;
  for (const go of waiting) go();
  await turns();
  assert.strictEqual(servers.openChannels, 0);
  await timers.advance(5000);
});

test('an early tend can be asked for, and a burst causes one', async (t) => {
  const { cluster, servers, timers } = rig(t, threeNodes());
  await cluster.start();
  servers.add('B4', '10.0.0.4');
  servers.form(1);
  const { tends } = cluster.stats();
  for (let i = 0; i < 1000; i++) cluster.requestTend();
  await timers.advance(100);
  assert.strictEqual(cluster.stats().tends, tends + 1);
  assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3', 'B4']);
});

test('a listener that throws breaks nothing', async (t) => {
  const { cluster } = rig(t, threeNodes());
  const warned = new Promise((resolve) => process.once('warning', resolve));
  cluster.on('nodeAdded', () => {
    throw new Error('listener bug');
  });
  await cluster.start();
  assert.strictEqual(cluster.isConnected(), true);
  assert.strictEqual(String(await warned).includes('listener bug'), true);
});

test('the tend interval has a floor of 250 ms', async (t) => {
  const { cluster, timers } = rig(t, threeNodes(), { tendIntervalMs: 1 });
  await cluster.start();
  await timers.advance(1000);
  assert.strictEqual(cluster.stats().tends, 5);
});

test('a server that lists thousands of peers cannot cause more connections than the limit in one round', async (t) => {
  const servers = new FakeServers();
  const node = servers.add('B1', '10.0.0.1');
  servers.form();
  const peers = Array.from({ length: 4000 }, (_, i) => `[${(i + 100).toString(16).toUpperCase()},,[10.1.0.1]]`);
  node.values.set('peers-clear-std', `9,3000,[${peers.join(',')}]`);
  const { cluster } = rig(t, servers);
  await cluster.start();
  assert.strictEqual(servers.connects <= 1 + 1024, true);
  assert.deepStrictEqual(names(cluster), ['B1']);
});
