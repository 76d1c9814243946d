// What listens at an address: taken for a node, or refused with a cause; and which address it really has.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf, type FailureCause } from '../../src/cluster/cluster-errors.ts';
import { type ValidatedNode, type ValidationRules, validateNode } from '../../src/cluster/node-validation.ts';
import type { SeedAddress } from '../../src/topology/host-address.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/topology/snapshot-codec.ts';
import type { FakeNode } from './fakes.ts';
import { at, type NodeRig, nodeRig, RULES } from './node-rig.ts';

/** One node at 10.0.0.1, which a test makes strange. */
function oneNode(change: (node: FakeNode) => void = () => {}): NodeRig {
  const rig = nodeRig();
  change(rig.servers.add('B1', '10.0.0.1'));
  return rig;
}

/** The refusal, and that it left nothing open. */
async function refusal(rig: NodeRig, rules: ValidationRules = RULES): Promise<[FailureCause, string]> {
  try {
    await validateNode(rig.network, rules, at('10.0.0.1'), true);
  } catch (error) {
    strictEqual(rig.servers.openChannels, 0);
    return [causeOf(error), (error as Error).message];
  }
  throw new Error('it was not refused');
}

test('a node that answers everything is taken, on the connection that asked', async () => {
  const { servers, network } = oneNode((node) => node.peers.push('B1'));
  const node = await validateNode(network, RULES, { ...at('10.0.0.1'), tlsName: 'b1.example' }, true);
  strictEqual(node.channel.closed, false);
  deepStrictEqual(
    [node.name, node.address, node.addresses, node.tlsName, node.build, node.clusterName, node.peers.peers.length],
    ['B1', at('10.0.0.1'), [at('10.0.0.1')], 'b1.example', '8.1.0.1', 'fake', 1],
  );
  strictEqual(servers.connects, 1);
});

const REFUSED: readonly [fact: string, change: (node: FakeNode) => void, cause: FailureCause, reason: RegExp][] = [
  ['its name is none', (node) => node.values.set('node', 'B1\u001b[2J'), 'answer', /^Bad node name: "B1\\u001b\[2J"$/],
  ['its name is too long', (node) => node.values.set('node', 'B'.repeat(17)), 'answer', /^Bad node name/],
  ['it says an error', (node) => node.values.set('node', 'ERROR:4:no'), 'answer', /^Server refused node/],
  [
    'it has no balance yet',
    (node) => node.values.set('partition-generation', '-1'),
    'node',
    /B1 is not yet initialized/,
  ],
  ['it is too old', (node) => (node.build = '4.9.0.2'), 'node', /B1 runs server 4\.9\.0\.2, at least 4\.9\.0\.3/],
  ['its build is no version', (node) => (node.build = 'new'), 'node', /B1 runs server new/],
  ['its peers are none', (node) => node.values.set('peers-clear-std', '1,3000,['), 'answer', /^Peers list has no/],
  ['its peers are refused', (node) => node.values.set('peers-clear-std', 'ERROR:4:no'), 'answer', /^Server refused/],
  ['its services are none', (node) => (node.services = '10.0.0.1:x'), 'answer', /^Bad service address/],
];

for (const [fact, change, cause, reason] of REFUSED) {
  test(`it is refused when ${fact}, and nothing stays open`, async () => {
    const [found, message] = await refusal(oneNode(change));
    strictEqual(found, cause);
    strictEqual(reason.test(message), true, message);
  });
}

test('nothing that listens is a failure of the connection', async () => {
  deepStrictEqual(await refusal(oneNode((node) => (node.behaviour = 'refuses'))), ['connection', 'connection refused']);
});

test('what connects and stays silent is a failure of the connection', async () => {
  const rig = oneNode((node) => (node.behaviour = 'mute'));
  const refused = refusal(rig);
  await rig.clock.pass(1000);
  deepStrictEqual(await refused, ['connection', 'info request to 10.0.0.1 took longer than 1000 ms']);
});

test('a node of another cluster is refused as such, whatever else is wrong', async () => {
  const rules = { ...RULES, clusterName: 'mine' };
  const [cause, message] = await refusal(oneNode(), rules);
  deepStrictEqual([cause, message], ['cluster', 'node B1 belongs to cluster "fake", not "mine"']);
  const [nameless] = await refusal(
    oneNode((node) => node.values.set('cluster-name', 'ERROR:4:no')),
    rules,
  );
  strictEqual(nameless, 'answer');
});

test('without a name to compare, a server that tells none has the empty one', async () => {
  const { network } = oneNode((node) => node.values.set('cluster-name', 'ERROR:4:no'));
  strictEqual((await validateNode(network, RULES, at('10.0.0.1'), true)).clusterName, '');
});

/** The seed is a load balancer at 10.0.0.9 in front of B1. */
async function throughBalancer(services: string, change: (rig: NodeRig) => void = () => {}): Promise<Balanced> {
  const rig = nodeRig();
  rig.servers.add('B1', '10.0.0.9').services = services;
  change(rig);
  return { ...rig, node: await validateNode(rig.network, RULES, at('10.0.0.9'), true) };
}
interface Balanced extends NodeRig {
  readonly node: ValidatedNode;
}

test('behind a load balancer the address is the one by which the node itself answers', async () => {
  const { node, servers, warnings } = await throughBalancer('10.0.0.7:3000,10.0.0.1:3000', ({ servers }) => {
    servers.add('B2', '10.0.0.7');
    servers.add('B1', '10.0.0.1');
  });
  deepStrictEqual([node.address, node.addresses], [at('10.0.0.1'), [at('10.0.0.1')]]);
  strictEqual(servers.openChannels, 1);
  deepStrictEqual(warnings, []);
});

test('a published name is resolved to find the node behind it', async () => {
  const { node } = await throughBalancer('b1.example:3000', ({ servers }) => {
    servers.names.set('b1.example', ['10.0.0.6', '10.0.0.1']);
    servers.add('B1', '10.0.0.1');
  });
  deepStrictEqual(node.address, at('10.0.0.1'));
});

test('when no published address leads to the node, the address of the seed has to do, with a warning', async () => {
  const { node, servers, warnings } = await throughBalancer('10.0.0.7:3000,nowhere.example:3000');
  deepStrictEqual(node.address, at('10.0.0.9'));
  strictEqual(servers.openChannels, 1);
  deepStrictEqual(warnings, [
    'Node B1 publishes addresses that do not lead to it (10.0.0.7:3000, nowhere.example:3000); using 10.0.0.9:3000',
  ]);
});

test('a node that publishes the address it was reached at keeps it, with the others behind it', async () => {
  const { node, servers } = await throughBalancer('10.0.1.9:3000,10.0.0.9:3000');
  deepStrictEqual([node.address, node.addresses], [at('10.0.0.9'), [at('10.0.0.9'), at('10.0.1.9')]]);
  strictEqual(servers.connects, 1);
});

test('neither a peer nor a seed on loopback is asked for its services', async () => {
  for (const [host, isSeed] of [
    ['10.0.0.1', false],
    ['127.0.0.1', true],
  ] as const) {
    const { network, servers } = nodeRig();
    const node = servers.add('B1', host);
    await validateNode(network, RULES, at(host), isSeed);
    strictEqual(node.asked.includes('service-clear-std'), false);
  }
});

/** Texts of a peer or seed that could be too long to be told to other processes. */
const LONG = 'x'.repeat(2000);
const ADDRESSES: readonly [what: string, address: SeedAddress, reason: RegExp][] = [
  ['a TLS name', { ...at('10.0.0.1'), tlsName: LONG }, /^TLS name is 2000 bytes long, the limit is 255 \("xxx/],
  ['a TLS name, measured in bytes,', { ...at('10.0.0.1'), tlsName: 'ä'.repeat(128) }, /^TLS name is 256 bytes long/],
  ['a host name', at(LONG), /^host name is 2000 bytes long, the limit is 255/],
  ['an empty host name', at(''), /^host name is empty$/],
];

for (const [what, address, reason] of ADDRESSES) {
  test(`${what} that does not fit a snapshot is refused before anything is connected`, async () => {
    const { servers, network } = oneNode();
    await rejects(validateNode(network, RULES, address, false), (error: Error) => {
      deepStrictEqual([causeOf(error), reason.test(error.message)], ['node', true], error.message);
      return true;
    });
    strictEqual(servers.connects, 0);
  });
}

test('what is let in can be told to other processes, however long the texts of the server are', async () => {
  for (const bytes of [16, 64, 255, 256, 1024, 1025, 2000, 70_000]) {
    const text = 'ü'.repeat(bytes / 2);
    const services = [LONG, 'a'.repeat(255), ...Array.from({ length: 60 }, (_, n) => `10.1.0.${n}`)];
    const { network } = oneNode((node) => {
      node.build = `8.1.0.1-${text}`;
      node.clusterName = text;
      node.services = ['10.0.0.1', ...services].map((host) => `${host}:3000`).join(',');
    });
    const { channel, clusterName, peers, ...node } = await validateNode(network, RULES, at('10.0.0.1'), true);
    const info = { ...node, rackIds: new Map(), active: true };
    const back = decodeSnapshot(encodeSnapshot(new RoutingSnapshot(clusterName, [info], new Map())));
    deepStrictEqual([back.clusterName, back.nodes], [clusterName, [info]]);
  }
});

test('a cluster name that was asked for and does not fit is refused', async () => {
  const [cause, message] = await refusal(
    oneNode((node) => (node.clusterName = LONG)),
    { ...RULES, clusterName: LONG },
  );
  deepStrictEqual([cause, message.slice(0, 53)], ['cluster', 'cluster name is 2000 bytes long, the limit is 255 ("x']);
});
