// Nodes that come, die, fall silent, leave and return, while commands go on: what clients see of the maps, and that no
// acknowledged write is lost at replication factor 2 when any one node dies.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EmbeddedNode, EmbeddedServer } from '../src/index.ts';
import { connectRaw, type RawClient } from './helpers/raw-client.ts';
import { PARTITIONS, replicasOf } from './helpers/replicas.ts';
import { DELETE, int, parseReply, READ_ALL, request, WRITE, writeInt } from './helpers/request.ts';
import { startServer } from './helpers/server.ts';

const KEYS = 60;
const SEEDS = [1, 2, 3, 4, 5, 6];

/** A small generator of numbers that are the same for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function running(server: EmbeddedServer): EmbeddedNode[] {
  return server.nodes.filter((node) => node.isRunning);
}

async function clientOf(t: TestContext, server: EmbeddedServer): Promise<RawClient> {
  return connectRaw(t, running(server)[0]?.port as number);
}

async function put(client: RawClient, key: string, value: number): Promise<number> {
  return parseReply(await client.exchange(request({ ...WRITE, key, ops: [writeInt('i', value)] }))).resultCode;
}

async function get(client: RawClient, key: string): Promise<string | undefined> {
  return parseReply(await client.exchange(request({ ...READ_ALL, key }))).ops[0]?.value;
}

/** How many masters and how many claims of any column each partition has, by the running nodes' own words. */
async function countMasters(t: TestContext, server: EmbeddedServer): Promise<Uint8Array> {
  const masters = new Uint8Array(PARTITIONS);
  for (const node of running(server)) {
    const client = await connectRaw(t, node.port);
    const claims = (await replicasOf(client)).claims[0];
    for (let p = 0; p < PARTITIONS; p++) masters[p] = (masters[p] as number) + (claims?.[p] ?? 0);
    client.socket.destroy();
  }
  return masters;
}

for (const seed of SEEDS) {
  test(`acknowledged writes survive joins, leaves, deaths and returns of seed ${seed}`, async (t) => {
    const random = generator(seed);
    const { server } = await startServer(t, { nodes: 3, migration: seed % 2 === 0 ? 'manual' : 'immediate' });
    const expected = new Map<string, number>();
    for (let round = 0; round < 40; round++) {
      const client = await clientOf(t, server);
      for (let i = 0; i < 20; i++) {
        const key = `k${random(KEYS)}`;
        if (random(5) === 0) {
          const { resultCode } = parseReply(await client.exchange(request({ ...DELETE, key })));
          assert.strictEqual(resultCode, expected.delete(key) ? 0 : 2);
        } else {
          assert.strictEqual(await put(client, key, round * 100 + i), 0);
          expected.set(key, round * 100 + i);
        }
      }
      const alive = running(server);
      const victim = alive[random(alive.length)] as EmbeddedNode;
      const dead = server.nodes.find((node) => !node.isRunning);
      const action = random(5);
      if (action === 0 && server.nodes.length < 6) await server.addNode();
      else if (action === 1 && alive.length > 2) {
        // One death at a time: what it left is replicated again before the next.
        await victim.kill();
        await server.rebalance({ steps: 3 });
      } else if (action === 2 && alive.length > 2) await victim.stop();
      else if (action === 3 && dead !== undefined) await dead.restart({ port: 0, keepData: random(2) === 0 });
      else await server.rebalance({ partitions: 1000, withoutMaster: random(2) === 0 });
      const masters = await countMasters(t, server);
      assert.deepStrictEqual(masters, new Uint8Array(PARTITIONS).fill(1));
      const reader = await clientOf(t, server);
      const keys = Array.from({ length: KEYS }, (_, key) => `k${key}`);
      reader.send(keys.map((key) => request({ ...READ_ALL, key })).join(''));
      for (const key of keys) {
        const value = expected.get(key);
        const found = parseReply(await reader.frame()).ops[0]?.value;
        assert.strictEqual(found, value === undefined ? undefined : int(value), `${key} in round ${round}`);
      }
    }
    assert.strictEqual(await server.rebalance(), 0);
    const copies = Math.min(2, running(server).length);
    const records = running(server).reduce((sum, node) => sum + node.records, 0);
    assert.strictEqual(records, copies * expected.size);
  });
}

test('a death that nobody has noticed leaves partitions without a master until it is noticed', async (t) => {
  const { server } = await startServer(t, { nodes: 3, failureDetectionMs: Number.POSITIVE_INFINITY });
  await server.nodes[2]?.kill();
  const client = await clientOf(t, server);
  const before = await client.info('peers-generation');
  const results = new Set<number>();
  for (let i = 0; i < KEYS; i++) results.add(await put(client, `k${i}`, i));
  assert.deepStrictEqual([...results].sort(), [0, 11]);
  await server.rebalance();
  assert.strictEqual(Number(await client.info('peers-generation')), Number(before) + 1);
  for (let i = 0; i < KEYS; i++) assert.strictEqual(await put(client, `k${i}`, i), 0);
});

test('manual migration moves the maps step by step, and the cluster is unstable meanwhile', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2, migration: 'manual' });
  const added = await server.addNode();
  const remaining = server.migrationsRemaining;
  assert.ok(remaining > 0);
  assert.strictEqual(await client.info('cluster-stable:'), 'ERROR:7:unstable cluster');
  const other = await connectRaw(t, added.port);
  const [generation, rebalances] = [await other.info('partition-generation'), await other.info('rebalance-generation')];
  assert.strictEqual(await server.rebalance({ partitions: 100 }), remaining - 100);
  assert.strictEqual(Number(await other.info('partition-generation')), Number(generation) + 100);
  assert.strictEqual(await other.info('rebalance-generation'), rebalances);
  assert.strictEqual(await server.rebalance({ steps: 4 }), 0);
  assert.match(await client.info('cluster-stable:'), /^[0-9A-F]+$/);
});

test('what a stale node brings back replaces nothing', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2 });
  await put(client, 'changed', 1);
  await put(client, 'deleted', 1);
  await server.nodes[1]?.kill();
  await put(client, 'changed', 2);
  await client.exchange(request({ ...DELETE, key: 'deleted' }));
  await server.nodes[1]?.restart();
  await server.nodes[0]?.kill();
  const other = await connectRaw(t, server.nodes[1]?.port as number);
  assert.strictEqual(await get(other, 'changed'), int(2));
  assert.strictEqual(await get(other, 'deleted'), undefined);
});

test('copies with different pasts are merged by generation', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2 });
  const [first, second] = server.nodes;
  await put(client, 'k', 1);
  await second?.kill();
  for (const value of [2, 3]) await put(client, 'k', value);
  await put(client, 'only first', 4);
  await first?.kill();
  await second?.restart();
  const other = await connectRaw(t, second?.port as number);
  assert.strictEqual(await get(other, 'k'), int(1));
  await put(other, 'only second', 5);
  await first?.restart();
  for (const [key, value] of [
    ['k', 3],
    ['only first', 4],
    ['only second', 5],
  ] as const) {
    assert.strictEqual(await get(other, key), int(value));
  }
});

test('a paused node answers nothing until it goes on, then everything in order', async (t) => {
  const { server, client } = await startServer(t);
  const [node] = server.nodes;
  node?.pause('commands');
  assert.strictEqual(await client.info('status'), 'ok');
  const second = await connectRaw(t, server.port);
  client.send(request({ ...WRITE, ops: [writeInt('i', 1)] }), request(READ_ALL));
  node?.pause('info');
  assert.strictEqual(parseReply(await client.frame()).resultCode, 0);
  assert.strictEqual(parseReply(await client.frame()).generation, 1);
  const answer = second.info('status');
  node?.resume();
  assert.strictEqual(await answer, 'ok');
});
