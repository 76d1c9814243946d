// Strongly consistent namespaces: which partitions may be served, from which copies, and what the roster has to do with
// it. The rules of availability are the documented ones of the real server.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EmbeddedNode } from '../src/index.ts';
import { connectRaw, infoFrame, type RawClient } from './helpers/raw-client.ts';
import { PARTITIONS, replicasOf } from './helpers/replicas.ts';
import {
  digest,
  int,
  parseReply,
  READ_ALL,
  type ReplyParts,
  type RequestParts,
  request,
  WRITE,
  writeInt,
} from './helpers/request.ts';
import { startServer, type TestServer } from './helpers/server.ts';

const UNAVAILABLE = 11;
const CONSISTENT = [{ name: 'test', strongConsistency: true }];
const LINEARIZE = { info3: 0x40 } as const;
const ALLOW_REPLICA = { info3: 0x80 } as const;
const ALLOW_UNAVAILABLE = { info3: 0xc0 } as const;
const keys = Array.from({ length: 60 }, (_, i) => `k${i}`);

interface Cluster extends TestServer {
  /** Asks a node of that number. */
  ask(node: number, parts: RequestParts): Promise<ReplyParts>;
  info(node: number, command: string): Promise<string>;
  statistic(node: number, name: string): Promise<number>;
}

async function start(t: TestContext, nodes: number, options = {}): Promise<Cluster> {
  const started = await startServer(t, { nodes, namespaces: CONSISTENT, ...options });
  // A node that was restarted has closed the connection to what it was before.
  const clients = new Map<number, RawClient>();
  const connect = async (node: number): Promise<RawClient> => {
    const client = await connectRaw(t, (started.server.nodes[node] as EmbeddedNode).port);
    clients.set(node, client);
    return client;
  };
  const exchange = async (node: number, hex: string): Promise<string | undefined> => {
    const known = clients.get(node);
    return (await known?.exchange(hex)) ?? (await (await connect(node)).exchange(hex));
  };
  const info = async (node: number, command: string): Promise<string> => {
    await exchange(node, infoFrame('node\n'));
    return (clients.get(node) as RawClient).info(command);
  };
  return {
    ...started,
    ask: async (node, parts) => parseReply(await exchange(node, request(parts))),
    info,
    statistic: async (node, name) => {
      const pairs = (await info(node, 'namespace/test')).split(';');
      return Number(pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1));
    },
  };
}

const write = (key: string, value: number): RequestParts => ({ ...WRITE, key, ops: [writeInt('i', value)] });

/** Which of the keys the node answers, and with what. */
async function served({ ask }: Cluster, node: number, read: RequestParts = READ_ALL): Promise<string[]> {
  const answers: string[] = [];
  for (const key of keys) {
    const { resultCode, ops } = await ask(node, { ...read, key });
    if (resultCode !== UNAVAILABLE)
      answers.push(`${key}=${ops[0] === undefined ? `result ${resultCode}` : Number(`0x${ops[0].value}`)}`);
  }
  return answers;
}

const partitionOf = (key: string): number => digest('demo', key).readUInt16LE(0) & (PARTITIONS - 1);

test('a strongly consistent namespace says so, and numbers its maps', async (t) => {
  const { client } = await startServer(t, { namespaces: [...CONSISTENT, 'other'] });
  assert.match(await client.info('namespace/test'), /;strong-consistency=true;/);
  assert.match(await client.info('namespace/other'), /;strong-consistency=false;/);
  assert.match(await client.info('replicas'), /^test:1,1,[^;]+;other:0,1,/);
});

test('one node of three may be missing, two may not', async (t) => {
  const cluster = await start(t, 3);
  for (const key of keys) await cluster.ask(0, write(key, 1));
  await cluster.server.nodes[2]?.kill();
  assert.strictEqual((await served(cluster, 0)).length, keys.length);
  assert.strictEqual(await cluster.statistic(0, 'unavailable_partitions'), 0);
  for (const key of keys) assert.strictEqual((await cluster.ask(1, write(key, 2))).resultCode, 0);
  await cluster.server.nodes[1]?.kill();
  assert.deepStrictEqual(await served(cluster, 0), []);
  assert.strictEqual(await cluster.statistic(0, 'unavailable_partitions'), PARTITIONS);
  assert.strictEqual(await cluster.statistic(0, 'dead_partitions'), 0);
  for (const key of keys) assert.strictEqual((await cluster.ask(0, write(key, 3))).resultCode, UNAVAILABLE);
  assert.strictEqual((await replicasOf(await connectRaw(t, cluster.server.port))).claims[0]?.includes(1), false);
  await cluster.server.nodes[2]?.restart();
  assert.deepStrictEqual(
    await served(cluster, 2),
    keys.map((key) => `${key}=2`),
  );
});

test('of two nodes, the one that is left serves the partitions of which it was the first replica', async (t) => {
  const cluster = await start(t, 2);
  const before = (await replicasOf(await connectRaw(t, cluster.server.port))).claims[0] as Uint8Array;
  for (const key of keys) await cluster.ask(0, write(key, 1));
  await cluster.server.nodes[1]?.kill();
  const expected = keys.filter((key) => before[partitionOf(key)] === 1).map((key) => `${key}=1`);
  assert.deepStrictEqual(await served(cluster, 0), expected);
  assert.strictEqual(
    await cluster.statistic(0, 'unavailable_partitions'),
    PARTITIONS - before.filter((bit) => bit === 1).length,
  );
  await cluster.server.nodes[1]?.restart();
  assert.strictEqual((await served(cluster, 1)).length, keys.length);
});

test('a node with old records does not serve them before one with the newest is back', async (t) => {
  const cluster = await start(t, 3);
  for (const key of keys) await cluster.ask(0, write(key, 1));
  const [first, second, third] = cluster.server.nodes as [EmbeddedNode, EmbeddedNode, EmbeddedNode];
  await third.kill();
  for (const key of keys) await cluster.ask(0, write(key, 2));
  await second.kill();
  await first.kill();
  await second.restart();
  await third.restart();
  // Two of three are a majority, but what the first has was written without the third.
  const answers = await served(cluster, 1);
  assert.deepStrictEqual(
    answers.filter((answer) => answer.endsWith('=1')),
    [],
  );
  await first.restart();
  assert.deepStrictEqual(
    await served(cluster, 1),
    keys.map((key) => `${key}=2`),
  );
});

test('what was acknowledged before a death was noticed is not answered with something older', async (t) => {
  const cluster = await start(t, 3, { failureDetectionMs: Number.POSITIVE_INFINITY });
  const [first, second, third] = cluster.server.nodes as [EmbeddedNode, EmbeddedNode, EmbeddedNode];
  for (const key of keys) await cluster.ask(0, write(key, 1));
  await third.kill();
  await cluster.server.rebalance();
  await second.kill();
  const acknowledged: string[] = [];
  for (const key of keys) if ((await cluster.ask(0, write(key, 2))).resultCode === 0) acknowledged.push(key);
  assert.strictEqual(acknowledged.length > 0, true);
  await first.kill();
  await second.restart();
  await third.restart();
  const answers = await served(cluster, 1);
  assert.deepStrictEqual(
    answers.filter((answer) => acknowledged.includes(answer.split('=')[0] as string)),
    [],
  );
  await first.restart();
  assert.deepStrictEqual(
    await served(cluster, 1),
    keys.map((key) => `${key}=${acknowledged.includes(key) ? 2 : 1}`),
  );
});

test('partitions whose records are lost on all nodes are dead until they are revived', async (t) => {
  const cluster = await start(t, 3);
  for (const key of keys) await cluster.ask(0, write(key, 1));
  const nodes = cluster.server.nodes;
  for (const node of nodes) await node.kill();
  for (const node of nodes) await node.restart({ keepData: false });
  assert.deepStrictEqual(await served(cluster, 0), []);
  assert.strictEqual(await cluster.statistic(0, 'dead_partitions'), PARTITIONS);
  assert.strictEqual(await cluster.statistic(0, 'unavailable_partitions'), 0);
  assert.strictEqual(await cluster.info(0, 'revive:namespace=test'), 'ok');
  assert.deepStrictEqual(await served(cluster, 0), []);
  assert.strictEqual(await cluster.info(0, 'recluster:'), 'ok');
  assert.deepStrictEqual(
    await served(cluster, 0),
    keys.map((key) => `${key}=result 2`),
  );
  assert.strictEqual(await cluster.statistic(0, 'dead_partitions'), 0);
  for (const key of keys) assert.strictEqual((await cluster.ask(0, write(key, 7))).resultCode, 0);
});

test("reads are the master's, unless they allow a replica", async (t) => {
  const { server, ask } = await start(t, 2);
  for (const key of keys) await ask(0, write(key, 1));
  const proxied = (): number => server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0);
  const before = proxied();
  for (const key of keys) await ask(1, { ...READ_ALL, ...ALLOW_REPLICA, key });
  assert.strictEqual(proxied(), before);
  for (const read of [READ_ALL, { ...READ_ALL, ...LINEARIZE }]) {
    const start = proxied();
    for (const node of [0, 1])
      for (const key of keys) assert.strictEqual((await ask(node, { ...read, key })).ops[0]?.value, int(1));
    assert.strictEqual(proxied() - start, keys.length);
  }
});

test('a read that allows unavailability gets what the node has', async (t) => {
  const cluster = await start(t, 3);
  for (const key of keys) await cluster.ask(0, write(key, 1));
  await cluster.server.nodes[1]?.kill();
  await cluster.server.nodes[2]?.kill();
  assert.deepStrictEqual(await served(cluster, 0), []);
  assert.deepStrictEqual(await served(cluster, 0, { ...READ_ALL, ...ALLOW_REPLICA }), []);
  const relaxed = { ...READ_ALL, ...ALLOW_UNAVAILABLE };
  assert.deepStrictEqual(
    await served(cluster, 0, relaxed),
    keys.map((key) => `${key}=1`),
  );
});

test('a write is replicated before it is answered, whatever commit level it asks for', async (t) => {
  const cluster = await start(t, 3);
  for (const key of keys) await cluster.ask(0, { ...write(key, 1), info3: 0x02 });
  await cluster.server.nodes[1]?.kill();
  assert.deepStrictEqual(
    await served(cluster, 0),
    keys.map((key) => `${key}=1`),
  );
});

test('the roster is what is started together; others have to be put into it', async (t) => {
  const cluster = await start(t, 2);
  const [first, second] = cluster.server.nodes.map(({ name }) => name) as [string, string];
  const two = `${second},${first}`;
  assert.strictEqual(
    await cluster.info(0, 'roster:namespace=test'),
    `roster=${two}:pending_roster=${two}:observed_nodes=${two}`,
  );
  const third = (await cluster.server.addNode()).name;
  const three = `${third},${two}`;
  assert.strictEqual(
    await cluster.info(0, 'roster:'),
    `ns=test:roster=${two}:pending_roster=${two}:observed_nodes=${three}`,
  );
  assert.strictEqual(await cluster.statistic(0, 'ns_cluster_size'), 2);
  assert.strictEqual(await cluster.statistic(2, 'master_partitions'), 0);
  for (const key of keys) assert.strictEqual((await cluster.ask(2, write(key, 1))).resultCode, 0);
  assert.strictEqual(await cluster.info(1, `roster-set:namespace=test;nodes=${three}`), 'ok');
  assert.strictEqual(await cluster.statistic(2, 'master_partitions'), 0);
  assert.strictEqual(await cluster.info(1, 'recluster:'), 'ok');
  assert.strictEqual(
    await cluster.info(0, 'roster:namespace=test'),
    `roster=${three}:pending_roster=${three}:observed_nodes=${three}`,
  );
  assert.strictEqual((await cluster.statistic(2, 'master_partitions')) > 1000, true);
  assert.deepStrictEqual(
    await served(cluster, 2),
    keys.map((key) => `${key}=1`),
  );
  await cluster.server.nodes[0]?.kill();
  assert.deepStrictEqual(
    await served(cluster, 2),
    keys.map((key) => `${key}=1`),
  );

  const rest = `${third},${second}`;
  await cluster.info(1, `roster-set:namespace=test;nodes=${rest}`);
  await cluster.info(1, 'recluster:');
  await cluster.server.nodes[0]?.restart();
  assert.strictEqual(await cluster.statistic(0, 'master_partitions'), 0);
  assert.deepStrictEqual(
    await served(cluster, 0),
    keys.map((key) => `${key}=1`),
  );
});

test('a node that is taken out of the roster hands over what it has', async (t) => {
  const cluster = await start(t, 3, { namespaces: [{ ...CONSISTENT[0], replicationFactor: 1 }] });
  for (const key of keys) await cluster.ask(0, write(key, 1));
  const rest = cluster.server.nodes.slice(1).map(({ name }) => name);
  await cluster.info(0, `roster-set:namespace=test;nodes=${rest.join()}`);
  await cluster.info(0, 'recluster:');
  assert.strictEqual(cluster.server.nodes[0]?.records, 0);
  await cluster.server.nodes[0]?.kill();
  assert.deepStrictEqual(
    await served(cluster, 1),
    keys.map((key) => `${key}=1`),
  );
});

test('rosters that cannot be used are refused, and all of them without strong consistency', async (t) => {
  const { client } = await startServer(t, { namespaces: [...CONSISTENT, 'other'] });
  for (const nodes of ['', 'XYZ', 'BB9,BB9', 'BB9@x', 'BB9,', 'M1|BB9'])
    assert.match(await client.info(`roster-set:namespace=test;nodes=${nodes}`), /^ERROR:4:/, nodes);
  assert.match(await client.info('roster-set:namespace=none;nodes=BB9'), /^ERROR:20:/);
  assert.match(await client.info('roster-set:namespace=other;nodes=BB9'), /^ERROR:4:/);
  assert.strictEqual(
    await client.info('roster:namespace=other'),
    'roster=null:pending_roster=null:observed_nodes=null',
  );
  const plain = await startServer(t);
  for (const command of ['roster:', 'roster-set:namespace=test;nodes=BB9', 'revive:'])
    assert.strictEqual(await plain.client.info(command), 'ERROR:25:enterprise only');
});
