// A round of tending from outside: its cost, its limits, and what garbage or a bad listener can do to it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstMasters, masterOf, names, rig, threeNodes } from './cluster-rig.ts';
import { FakeServers } from './fakes.ts';

test('a quiet tend costs one exchange per node and makes no snapshot', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  await clock.pass(1000);
  const before = cluster.current();
  for (const node of servers.nodes) node.asked.length = 0;
  const connects = servers.connects;
  await clock.pass(3000);
  assert.strictEqual(cluster.current(), before);
  assert.strictEqual(servers.connects, connects);
  assert.deepStrictEqual(servers.node('B2').asked.slice(0, 3), ['node', 'peers-generation', 'partition-generation']);
  assert.strictEqual(servers.node('B2').asked.length, 9);
});

test('another pause between tends counts from the end of the next one on', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  cluster.tendEvery(3000);
  await clock.pass(1000);
  servers.node('B2').asked.length = 0;
  await clock.pass(2900);
  assert.strictEqual(servers.node('B2').asked.length, 0);
  await clock.pass(100);
  assert.strictEqual(servers.node('B2').asked.length, 3);
});

test('servers from 8.1 on are told the user agent once per connection, within their limit', async (t) => {
  const servers = threeNodes();
  servers.node('B2').build = '8.0.0.5';
  const userAgent = `1,nodejs-0.1.0,${'application'.repeat(20)}`;
  const { cluster, clock } = rig(t, servers, { userAgent });
  await cluster.start();
  await clock.pass(3000);
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
    const { cluster, servers, clock } = rig(t, threeNodes());
    await cluster.start();
    servers.node('B2').values.set(command, value);
    servers.node('B1').peersGeneration++;
    await clock.pass(3000);
    assert.strictEqual(masterOf(cluster, 0), 'B1');
    assert.strictEqual(cluster.isConnected(), true);
    servers.node('B2').values.clear();
    await clock.pass(2000);
    assert.deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
    assert.deepStrictEqual(firstMasters(cluster), ['B1', 'B2', 'B3']);
  });
}

test('an early tend can be asked for, and a burst causes one', async (t) => {
  const { cluster, servers, clock } = rig(t, threeNodes());
  await cluster.start();
  servers.add('B4', '10.0.0.4');
  servers.form(1);
  const { tends } = cluster.stats();
  for (let i = 0; i < 1000; i++) cluster.requestTend();
  await clock.pass(100);
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
  const { cluster, clock } = rig(t, threeNodes(), { tendIntervalMs: 1 });
  await cluster.start();
  await clock.pass(1000);
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
