// A node that its clients reach and the other nodes do not, and the regimes by which clients tell its map is old.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmbeddedNode } from '../src/index.ts';
import { connectRaw } from './helpers/raw-client.ts';
import { replicasOf } from './helpers/replicas.ts';
import { int, parseReply, READ_ALL, request, WRITE, writeInt } from './helpers/request.ts';
import { startServer } from './helpers/server.ts';

const UNAVAILABLE = 11;
const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);
const NUMBERED = [{ name: 'test', regimes: true }];

test('an isolated node tells what it knew and carries out nothing, while the others take its place', async (t) => {
  const { server, run } = await startServer(t, { nodes: 3 });
  for (const key of keys) await run({ ...WRITE, key, ops: [writeInt('i', 1)] });
  const node = server.nodes[1] as EmbeddedNode;
  const isolated = await connectRaw(t, node.port);
  const known = [await isolated.info('replicas'), await isolated.info('peers-clear-std')];
  node.isolate();
  assert.deepStrictEqual([await isolated.info('replicas'), await isolated.info('peers-clear-std')], known);
  for (const key of keys) {
    for (const parts of [READ_ALL, { ...WRITE, ops: [writeInt('i', 9)] }]) {
      const reply = parseReply(await isolated.exchange(request({ ...parts, key })));
      assert.strictEqual(reply.resultCode, UNAVAILABLE);
    }
    assert.strictEqual((await run({ ...WRITE, key, ops: [writeInt('i', 2)] })).resultCode, 0);
  }
  node.rejoin();
  node.rejoin();
  await server.nodes[0]?.kill();
  for (const key of keys) {
    assert.strictEqual(parseReply(await isolated.exchange(request({ ...READ_ALL, key }))).ops[0]?.value, int(2));
  }
});

test('an isolation that nobody has noticed leaves its partitions without a master', async (t) => {
  const { server, run } = await startServer(t, { nodes: 3, failureDetectionMs: Number.POSITIVE_INFINITY });
  server.nodes[1]?.isolate();
  const results = new Set<number>();
  for (const key of keys) results.add((await run({ ...WRITE, key, ops: [writeInt('i', 1)] })).resultCode);
  assert.deepStrictEqual([...results].sort(), [0, UNAVAILABLE]);
  server.nodes[1]?.rejoin();
  for (const key of keys) {
    assert.strictEqual((await run({ ...WRITE, key, ops: [writeInt('i', 1)] })).resultCode, 0);
  }
});

test('an isolated node can be stopped, or killed and restarted, like any other', async (t) => {
  const { server, client, run } = await startServer(t, { nodes: 3 });
  const [, second, third] = server.nodes;
  for (const key of keys) await run({ ...WRITE, key, ops: [writeInt('i', 1)] });
  second?.isolate();
  await second?.kill();
  second?.rejoin();
  assert.match(await client.info('statistics'), /^(?:.*;)?cluster_size=2;/);
  await second?.restart();
  third?.isolate();
  await third?.stop();
  await third?.restart();
  assert.match(await client.info('statistics'), /^(?:.*;)?cluster_size=3;/);
  for (const key of keys) assert.strictEqual((await run({ ...READ_ALL, key })).ops[0]?.value, int(1));
  third?.isolate();
  assert.match(await client.info('statistics'), /^(?:.*;)?cluster_size=2;/);
});

test('regimes rise with every change of members, and an isolated node keeps the one it knew', async (t) => {
  const { server, client } = await startServer(t, { nodes: 3, namespaces: NUMBERED });
  const node = server.nodes[2] as EmbeddedNode;
  const other = await connectRaw(t, node.port);
  const regimes = async (): Promise<number[]> => [(await replicasOf(client)).regime, (await replicasOf(other)).regime];
  assert.deepStrictEqual(await regimes(), [1, 1]);
  await server.addNode();
  assert.deepStrictEqual(await regimes(), [2, 2]);
  node.isolate();
  assert.deepStrictEqual(await regimes(), [3, 2]);
  await server.nodes[1]?.kill();
  await server.nodes[1]?.restart();
  assert.deepStrictEqual(await regimes(), [5, 2]);
  node.rejoin();
  assert.deepStrictEqual(await regimes(), [6, 6]);
  const stopped = (await replicasOf(client)).claims;
  await server.rebalance();
  assert.deepStrictEqual(await replicasOf(client), { regime: 6, claims: stopped });
});

test('without the option the regime is 0, whatever happens', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2 });
  await server.addNode();
  assert.strictEqual((await replicasOf(client)).regime, 0);
});
