// Searching for a node: side by side, the first good one, at most one connection kept, every failure with its cause.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { findPeer, findSeed, type SearchResult } from '../../src/cluster/node-search.ts';
import type { Peer } from '../../src/topology/peers-text.ts';
import { at, type NodeRig, nodeRig, RULES } from './node-rig.ts';

/** B1, B2 and B3 at 10.0.0.1 to 10.0.0.3, all peers. */
function three(): NodeRig {
  const rig = nodeRig();
  for (const i of [1, 2, 3]) rig.servers.add(`B${i}`, `10.0.0.${i}`);
  rig.servers.form();
  return rig;
}

const found = ({ found: node }: SearchResult) => node && `${node.name}@${node.address.host}`;
const causes = ({ failures }: SearchResult) => failures.map(({ address, cause }) => `${address} ${cause}`);
const peer = (name: string, ...hosts: string[]): Peer => ({ name, hosts: hosts.map((host) => at(host)) });

test('the first seed that answers and has peers wins; those before it tell why they did not', async () => {
  const { servers, network } = three();
  servers.node('B1').behaviour = 'refuses';
  const seeds = [at('gone.example'), at('10.0.0.1'), at('10.0.0.2')];
  const result = await findSeed(network, RULES, seeds);
  strictEqual(found(result), 'B2@10.0.0.2');
  deepStrictEqual(causes(result).sort(), ['10.0.0.1:3000 connection', 'gone.example:3000 name']);
  strictEqual(servers.openChannels, 1);
});

test('a lonely node is taken only when no other is found, and then the first in the order of the seeds', async () => {
  const lonely = nodeRig();
  for (const i of [1, 2, 3]) lonely.servers.add(`B${i}`, `10.0.0.${i}`);
  const seeds = [at('10.0.0.3'), at('10.0.0.1'), at('10.0.0.2')];
  strictEqual(found(await findSeed(lonely.network, RULES, seeds)), 'B3@10.0.0.3');
  strictEqual(lonely.servers.openChannels, 1);

  const mixed = three();
  mixed.servers.node('B3').peers = [];
  strictEqual(found(await findSeed(mixed.network, RULES, seeds)), 'B1@10.0.0.1');
  strictEqual(mixed.servers.openChannels, 1);
});

test('a seed that hangs does not hold up the others, and is closed when it opens at last', async () => {
  const { servers, network, clock } = three();
  servers.node('B1').behaviour = 'hangs';
  const result = await findSeed(network, RULES, [at('10.0.0.1'), at('10.0.0.2')]);
  strictEqual(found(result), 'B2@10.0.0.2');
  await clock.pass(5000);
  strictEqual(servers.openChannels, 1);
});

test('what a round has no time for is not begun, and fails all the same', async () => {
  const { servers, network, clock } = nodeRig();
  const seeds = Array.from({ length: 100 }, (_, i) => at(`10.0.0.${i}`));
  for (const [i, { host }] of seeds.entries()) servers.add(`B${i}`, host).behaviour = 'hangs';
  network.beginRound();
  let result: SearchResult | undefined;
  findSeed(network, RULES, [...seeds, at('late.example')]).then((end) => {
    result = end;
  });
  await clock.pass(10_000);
  const late = result?.failures.filter(({ reason }) => reason === 'the round had no time left for it') ?? [];
  strictEqual(servers.connects + late.length, 101);
  strictEqual(late.length > 50, true);
  deepStrictEqual(late.at(-1), {
    seed: 'late.example:3000',
    address: 'late.example:3000',
    cause: 'name',
    reason: 'the round had no time left for it',
  });
});

test('all addresses of a name are tried, and each only once', async () => {
  const { servers, network } = three();
  servers.names.set('db.example', ['10.0.0.9', '10.0.0.8', '10.0.0.9']);
  const result = await findSeed(network, RULES, [at('db.example'), at('10.0.0.8')]);
  strictEqual(found(result), undefined);
  deepStrictEqual(causes(result).sort(), ['10.0.0.8:3000 connection', '10.0.0.9:3000 connection']);
  strictEqual(servers.connects, 2);
});

test('the address map applies before names are resolved', async () => {
  const { servers, network } = nodeRig(new Map([['db.example', '10.0.0.1']]));
  servers.add('B1', '10.0.0.1');
  strictEqual(found(await findSeed(network, RULES, [at('db.example')])), 'B1@10.0.0.1');
});

test('without seeds nothing is found', async () => {
  const { network } = nodeRig();
  deepStrictEqual(await findSeed(network, RULES, []), { found: undefined, failures: [] });
});

test('a peer is the node with its name; another one that answers at its address is let go', async () => {
  const { servers, network } = three();
  const result = await findPeer(network, RULES, peer('B2', '10.0.0.1', '10.0.0.2'));
  strictEqual(found(result), 'B2@10.0.0.2');
  strictEqual(servers.openChannels, 1);
  const other = await findPeer(network, RULES, peer('B9', '10.0.0.3'));
  deepStrictEqual(other.failures, [
    {
      seed: '10.0.0.3:3000',
      address: '10.0.0.3:3000',
      cause: 'node',
      reason: 'node B3 answered where B9 was expected',
    },
  ]);
  strictEqual(servers.openChannels, 1);
});

test('a lonely peer is as good as any', async () => {
  const { servers, network } = nodeRig();
  servers.add('B1', '10.0.0.1');
  strictEqual(found(await findPeer(network, RULES, peer('B1', '10.0.0.1'))), 'B1@10.0.0.1');
});

test("the peer's TLS name goes with each of its addresses", async () => {
  const { servers, network } = nodeRig();
  servers.add('B1', '10.0.0.1');
  const { found: node } = await findPeer(network, RULES, { ...peer('B1', '10.0.0.1'), tlsName: 'b1.example' });
  strictEqual(node?.tlsName, 'b1.example');
});

test('with TLS a host that was given no name keeps its own, and without TLS it has none', async (t) => {
  for (const [tls, tlsName] of [
    [true, '10.0.0.1'],
    [false, undefined],
  ] as const) {
    const { servers, network } = nodeRig();
    servers.add('B1', '10.0.0.1');
    const { mock } = t.mock.method(network, 'connect');
    await findPeer(network, { ...RULES, kind: { ...RULES.kind, tls } }, peer('B1', '10.0.0.1'));
    strictEqual(mock.calls[0]?.arguments[0]?.tlsName, tlsName);
  }
});
