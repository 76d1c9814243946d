import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { infoQuestion } from '../../../src/command/info/info-request.ts';
import { GET } from '../../../src/command/record/get.ts';
import { POLICY_DEFAULTS } from '../../../src/model/policies/resolve.ts';
import { status } from '../../../src/model/status.ts';
import type { NodeInfo } from '../../../src/topology/node-info.ts';
import { PARTITIONS, PartitionTable } from '../../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../../src/topology/routing-snapshot.ts';
import { node, snapshotOf } from '../../helpers/fake-cluster.ts';
import { emptyReply, infoFrame, textOf } from '../../helpers/frames.ts';
import { failureOf, RouterBench, readPolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, refusingAddress, turn, until } from '../../helpers/scripted-server.ts';

const answering = { onFrame: (peer: Peer) => peer.send(emptyReply()) };
const REPLICA = { MASTER: 0, ANY: 1, SEQUENCE: 2, PREFER_RACK: 3, RANDOM: 4 };

async function threeNodes(t: TestContext, options = {}): Promise<{ bench: RouterBench; frames(): number[] }> {
  const bench = await RouterBench.start(t, [answering, answering, answering], options);
  return { bench, frames: () => bench.servers.map((server) => server.frames) };
}

for (const [name, reads, writes] of [
  ['MASTER', [6, 0, 0], [6, 0, 0]],
  ['SEQUENCE', [6, 0, 0], [6, 0, 0]],
  ['ANY', [2, 2, 2], [6, 0, 0]],
  ['RANDOM', [2, 2, 2], [2, 2, 2]],
] as const) {
  test(`replica ${name}: six reads go to the nodes as ${reads}`, LIMIT, async (t) => {
    const { bench, frames } = await threeNodes(t);
    for (let i = 0; i < 6; i++) await bench.get({ replica: REPLICA[name] });
    assert.deepStrictEqual(frames(), reads);
  });

  test(`replica ${name}: six writes go to the nodes as ${writes}`, LIMIT, async (t) => {
    const { bench, frames } = await threeNodes(t);
    for (let i = 0; i < 6; i++) await bench.put({ replica: REPLICA[name] });
    assert.deepStrictEqual(frames(), writes);
  });
}

test('strongly consistent open read from the master', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t, { strongConsistency: true });
  for (let i = 0; i < 6; i++) await bench.get({ replica: REPLICA.ANY });
  assert.deepStrictEqual(frames(), [6, 0, 0]);
});

test('PREFER_RACK reads on the rack, and writes on the master', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t, { rackIds: [7] });
  const nodes = bench.cluster.snapshot.nodes.map((info, i) => ({
    ...info,
    rackIds: new Map([['test', i === 2 ? 7 : 1]]),
  }));
  bench.cluster.snapshot = snapshotOf(nodes);
  await bench.get({ replica: REPLICA.PREFER_RACK });
  assert.deepStrictEqual(frames(), [0, 0, 1]);
  await bench.put({ replica: REPLICA.PREFER_RACK });
  assert.deepStrictEqual(frames(), [1, 0, 1]);
});

test('each key goes to the owner of its partition', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t);
  const owners = new Uint16Array(PARTITIONS);
  for (let p = 0; p < PARTITIONS; p++) owners[p] = 1 + (p % 3);
  const regimes = new Uint32Array(PARTITIONS);
  const table = new PartitionTable({ namespace: 'test', columns: 1, strongConsistency: false, owners, regimes });
  bench.cluster.snapshot = new RoutingSnapshot('', bench.cluster.snapshot.nodes, new Map([['test', table]]));
  // Partition of "k1" in set demo: its digest starts with b7 47, so 0x7b7 = 1975, owned by the second node.
  await bench.get();
  assert.deepStrictEqual(frames(), [0, 1, 0]);
  for (const [digest, expected] of [
    ['0000', [1, 1, 0]],
    ['02f0', [1, 1, 1]],
    ['050f', [1, 1, 2]],
    // The high four bits of the second byte take no part: 0xfff % 3 = 0.
    ['ffff', [2, 1, 2]],
  ] as const) {
    const key = { ns: 'test', set: 'demo', digest: Buffer.from(digest.padEnd(40, '0'), 'hex') };
    await bench.run(GET, key, undefined, readPolicy());
    assert.deepStrictEqual(frames(), expected, digest);
  }
});

test('a partition that nobody owns ends the command at once with -8', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [answering], { columns: [-1] });
  for (const command of [bench.get({ maxRetries: 5 }), bench.put()]) {
    const error = await failureOf(command);
    assert.deepStrictEqual([error.code, error.attempts, error.inDoubt], [status.ERR_INVALID_NODE, 0, false]);
  }
  assert.strictEqual(bench.server().peers.length, 0);
});

test('a missing master is passed over by SEQUENCE, not by MASTER', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t, { columns: [-1, 1, 2] });
  await bench.get();
  assert.deepStrictEqual(frames(), [0, 1, 0]);
  assert.strictEqual((await failureOf(bench.get({ replica: REPLICA.MASTER }))).code, status.ERR_INVALID_NODE);
});

test('an unknown namespace ends the command at once with 20', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [answering], { namespace: 'other' });
  const error = await failureOf(bench.get({ maxRetries: 5 }));
  assert.deepStrictEqual([error.code, error.attempts], [status.ERR_NAMESPACE_NOT_FOUND, 0]);
  assert.strictEqual(bench.router.inFlight, 0);
});

test('without any node a command ends at once', LIMIT, async (t) => {
  const bench = RouterBench.at(t, []);
  bench.cluster.snapshot = RoutingSnapshot.EMPTY;
  assert.strictEqual((await failureOf(bench.get())).isServerError(), true);
});

test('the very next command after a new map goes to the new node', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t, { columns: [0] });
  const { nodes } = bench.cluster.snapshot;
  await bench.get();
  for (const [owner, expected] of [
    [1, [1, 1, 0]],
    [2, [1, 1, 1]],
    [0, [2, 1, 1]],
  ] as const) {
    bench.cluster.snapshot = snapshotOf(nodes, [owner]);
    await bench.get();
    assert.deepStrictEqual(frames(), expected);
  }
  assert.deepStrictEqual(
    bench.servers.map((server) => server.peers.length),
    [1, 1, 1],
    'connections outlive maps',
  );
});

test('a retry is routed by the map of its own time', LIMIT, async (t) => {
  const bench: RouterBench = await RouterBench.start(
    t,
    [
      {
        onFrame: (peer) => {
          bench.cluster.snapshot = snapshotOf(bench.cluster.snapshot.nodes, [1]);
          peer.send(emptyReply(11));
        },
      },
      answering,
    ],
    { columns: [0] },
  );
  await bench.put({ maxRetries: 1 });
  assert.deepStrictEqual([bench.server(0).frames, bench.server(1).frames], [1, 1]);
});

test('a node that left: its idle connections are closed, those in use after their replies', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}, answering], { columns: [0] });
  const [first, second] = bench.cluster.snapshot.nodes as [NodeInfo, NodeInfo];
  const early = [bench.get(), bench.get()];
  const peer = await bench.server().nextPeer();
  await until(peer, 'frame', () => peer.frames === 2);
  await until(bench.server(), 'peer', () => bench.server().peers.length === 2);
  while (bench.router.stats().get(first.name)?.connecting !== 0) await turn();
  bench.cluster.snapshot = snapshotOf([second], [0]);
  await bench.get();
  assert.strictEqual(bench.server(1).frames, 1);
  assert.strictEqual(bench.router.stats().has(first.name), false);
  await (bench.server().peers[1] as Peer).gone();
  assert.strictEqual(peer.closed, false);
  peer.send(Buffer.concat([emptyReply(0, 5), emptyReply(0, 6)]));
  assert.deepStrictEqual(
    (await Promise.all(early)).map(({ gen }) => gen),
    [5, 6],
  );
  await peer.gone();
});

test('closing reaches the connections of nodes that left before', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}, answering], { columns: [0] });
  const [, second] = bench.cluster.snapshot.nodes as [NodeInfo, NodeInfo];
  const put = failureOf(bench.put());
  const peer = await bench.server().nextPeer();
  await peer.nextFrame();
  bench.cluster.snapshot = snapshotOf([second], [0]);
  await bench.get();
  bench.router.close();
  const error = await put;
  assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_CLIENT, true]);
  await peer.gone();
});

test('what waits for a node that left is sent to the new owner, a write too', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }, answering], { columns: [0], maxConnsPerNode: 1 });
  const [, second] = bench.cluster.snapshot.nodes as [NodeInfo, NodeInfo];
  const sent = Array.from({ length: 256 }, () => bench.get());
  const peer = await bench.server().nextPeer();
  await until(peer, 'frame', () => peer.frames === 256);
  const waiting = [bench.put(), bench.get({ maxRetries: 0 })];
  bench.cluster.snapshot = snapshotOf([second], [0]);
  await bench.get();
  await Promise.all(waiting);
  assert.strictEqual(bench.server(1).frames, 3);
  for (let i = 0; i < 256; i++) peer.send(emptyReply());
  await Promise.all(sent);
});

test('being sent on to the new owner is no attempt', LIMIT, async (t) => {
  const refusing = { onFrame: (peer: Peer) => peer.send(emptyReply(2)) };
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }, refusing], { columns: [0], maxConnsPerNode: 1 });
  const [, second] = bench.cluster.snapshot.nodes as [NodeInfo, NodeInfo];
  const waiting = failureOf(bench.put());
  bench.cluster.snapshot = snapshotOf([second], [0]);
  await failureOf(bench.get());
  assert.deepStrictEqual([(await waiting).code, (await waiting).attempts], [2, 1]);
});

test('a node that moved is reached at its new address', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t, { columns: [0] });
  const [first, second] = bench.cluster.snapshot.nodes as [NodeInfo, NodeInfo];
  await bench.get();
  bench.cluster.snapshot = snapshotOf([node(first.name, second.address)], [0]);
  await bench.get();
  assert.deepStrictEqual(frames(), [1, 1, 0]);
  await (await bench.server(0).nextPeer()).gone();
});

test('another order of the same addresses keeps the connections', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [answering]);
  const other = await refusingAddress();
  const { address } = bench.server();
  bench.cluster.snapshot = snapshotOf([node('N0', address, other)]);
  await bench.get();
  bench.cluster.snapshot = snapshotOf([node('N0', other, address)]);
  await bench.get();
  assert.strictEqual(bench.server().peers.length, 1);
});

test('warming up opens the minimum of connections to every node', LIMIT, async (t) => {
  const { bench } = await threeNodes(t, { minConnsPerNode: 2 });
  bench.router.warmUp();
  for (const server of bench.servers) await until(server, 'peer', () => server.peers.length === 2);
  while ([...bench.router.stats().values()].some(({ connecting }) => connecting > 0)) await turn();
  assert.deepStrictEqual(
    [...bench.router.stats().values()].map(({ open }) => open),
    [2, 2, 2],
  );
});

test('after closing, commands are refused and closing again does nothing', LIMIT, async (t) => {
  const { bench, frames } = await threeNodes(t);
  await bench.get();
  bench.router.close();
  bench.router.close();
  const error = await failureOf(bench.get());
  assert.deepStrictEqual([error.code, error.attempts, error.inDoubt], [status.ERR_CLIENT, 0, false]);
  await failureOf(bench.router.ask('N0', infoQuestion(['node']), POLICY_DEFAULTS.info));
  assert.deepStrictEqual(frames(), [1, 0, 0]);
  assert.strictEqual(bench.router.inFlight, 0);
});

for (const [name, key] of [
  ['neither user key nor digest', { ns: 'test', set: 'demo' }],
  ['a digest of two bytes', { ns: 'test', digest: Buffer.alloc(2) }],
  ['a user key of a wrong type', { ns: 'test', key: true as unknown as string }],
] as const) {
  test(`a key with ${name} rejects and leaves nothing under way`, LIMIT, async (t) => {
    const bench = await RouterBench.start(t, [answering]);
    await failureOf(bench.run(GET, key, undefined, readPolicy()));
    assert.strictEqual(bench.router.inFlight, 0);
  });
}

test('info goes to the node of that name', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}, {}]);
  const text = bench.router.ask('N1', infoQuestion(['node', 'build']), POLICY_DEFAULTS.info);
  const peer = await bench.server(1).nextPeer();
  assert.strictEqual(textOf(await peer.nextFrame()), 'node\nbuild\n');
  peer.send(infoFrame('node\tN1\nbuild\t8.1\n'));
  assert.strictEqual(await text, 'node\tN1\nbuild\t8.1\n');
});

test('info fails for an unknown node, a wrong reply, a lost connection and after its time', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}]);
  const request = (name = 'N0') => failureOf(bench.router.ask(name, infoQuestion(['node']), POLICY_DEFAULTS.info));
  assert.strictEqual((await request('N9')).code, status.ERR_INVALID_NODE);
  const wrong = request();
  const first = await bench.server().nextPeer();
  await first.nextFrame();
  first.send(emptyReply());
  assert.strictEqual((await wrong).code, status.ERR_CLIENT);
  const lost = request();
  const second = await bench.server().nextPeer();
  await second.nextFrame();
  second.reset();
  assert.strictEqual((await lost).code, status.ERR_ASYNC_CONNECTION);
  const late = request();
  await bench.passUntil(late);
  assert.strictEqual((await late).code, status.ERR_TIMEOUT);
  const third = await bench.server().nextPeer();
  assert.strictEqual(third.frames, 1);
  third.send(infoFrame('too late'));
  const next = bench.router.ask('N0', infoQuestion(['build']), POLICY_DEFAULTS.info);
  await third.nextFrame();
  await third.nextFrame();
  third.send(infoFrame('in time'));
  assert.strictEqual(await next, 'in time');
});
