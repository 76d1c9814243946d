// Addresses that are not what they seem: load balancers, alternate and TLS addresses, maps of addresses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { names, rig, threeNodes } from './cluster-rig.ts';
import { FakeServers } from './fakes.ts';

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
