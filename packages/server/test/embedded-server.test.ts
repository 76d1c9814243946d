import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Membership } from '../src/cluster/membership.ts';
import { NodeState } from '../src/cluster/node-state.ts';
import { EmbeddedServer } from '../src/index.ts';
import { Log } from '../src/log.ts';
import { connectRaw } from './helpers/raw-client.ts';
import { DELETE, digest, parseReply, READ_ALL, request, WRITE, writeInt } from './helpers/request.ts';
import { startServer } from './helpers/server.ts';

const ONE = [writeInt('i', 1)];

/** The names of the nodes that claim the partition, by column. */
async function claims(
  clients: readonly { info(command: string): Promise<string> }[],
  partition: number,
): Promise<number[][]> {
  const columns: number[][] = [];
  for (const [node, client] of clients.entries()) {
    const bitmaps = (await client.info('replicas')).split(':')[1]?.split(',').slice(2) ?? [];
    for (const [column, bitmap] of bitmaps.entries()) {
      const bits = Buffer.from(bitmap, 'base64');
      columns[column] ??= [];
      if (((bits[partition >> 3] as number) & (0x80 >> (partition & 7))) !== 0) columns[column].push(node);
    }
  }
  return columns;
}

test('a server is usable by the address it names, and gone after stop', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  assert.strictEqual(server.hosts, `127.0.0.1:${server.port}`);
  const client = await connectRaw(t, server.port);
  assert.strictEqual(await client.info('service-clear-std'), server.hosts);
  await server.stop();
  await server.stop();
  await assert.rejects(connectRaw(t, server.port), { code: 'ECONNREFUSED' });
});

test('a server can be disposed of', async (t) => {
  const server = await EmbeddedServer.start();
  const { port } = server;
  await server[Symbol.asyncDispose]();
  await assert.rejects(connectRaw(t, port), { code: 'ECONNREFUSED' });
});

test('several servers in one process know nothing of each other', async (t) => {
  const first = await startServer(t);
  const second = await startServer(t);
  await first.run({ ...WRITE, ops: ONE });
  assert.strictEqual((await second.run(READ_ALL)).resultCode, 2);
  assert.strictEqual((await first.run(READ_ALL)).resultCode, 0);
});

test('nodes of one server know each other and divide the partitions', async (t) => {
  const { server } = await startServer(t, { nodes: 3, clusterName: 'trio' });
  const clients = await Promise.all(server.nodes.map((node) => connectRaw(t, node.port)));
  for (const [i, client] of clients.entries()) {
    assert.strictEqual(await client.info('node'), server.nodes[i]?.name);
    assert.strictEqual(await client.info('cluster-name'), 'trio');
    const peers = await client.info('peers-clear-std');
    for (const [j, peer] of server.nodes.entries()) {
      assert.strictEqual(peers.includes(`[${peer.name},,[${peer.address}]]`), i !== j);
    }
    assert.strictEqual(await client.info('cluster-stable:size=3'), await clients[0]?.info('cluster-stable:'));
  }
  for (let partition = 0; partition < 4096; partition += 511) {
    const [masters, replicas] = await claims(clients, partition);
    assert.deepStrictEqual([masters?.length, replicas?.length], [1, 1]);
    assert.notStrictEqual(masters?.[0], replicas?.[0]);
  }
});

test('a command at the wrong node is passed on and counted there', async (t) => {
  const { server } = await startServer(t, { nodes: 3 });
  const clients = await Promise.all(server.nodes.map((node) => connectRaw(t, node.port)));
  const hash = digest('demo', 'k1');
  const [masters, replicas] = await claims(clients, hash.readUInt16LE(0) & 0x0fff);
  const master = masters?.[0] as number;
  const replica = replicas?.[0] as number;
  const outsider = [0, 1, 2].find((node) => node !== master && node !== replica) as number;
  const proxied = () => server.nodes.map((node) => node.proxiedCommands);

  for (const node of [0, 1, 2]) await clients[node]?.exchange(request({ ...WRITE, ops: ONE }));
  const afterWrites = [1, 1, 1];
  afterWrites[master] = 0;
  assert.deepStrictEqual(proxied(), afterWrites);
  // A replica serves reads itself; the third node passes them on.
  for (const node of [0, 1, 2]) {
    assert.strictEqual(parseReply(await clients[node]?.exchange(request(READ_ALL))).generation, 3);
  }
  afterWrites[outsider] = 2;
  assert.deepStrictEqual(proxied(), afterWrites);
  const statistics = (await clients[outsider]?.info('namespace/test')) ?? '';
  assert.match(statistics, /;client_proxy_complete=2;/);
  assert.match(statistics, /;client_read_success=0;/);
});

test('a killed node leaves its data and its partitions to the others, and can come back', async (t) => {
  const { server, client } = await startServer(t, { nodes: 3 });
  for (let i = 0; i < 50; i++) await client.exchange(request({ ...WRITE, key: `k${i}`, ops: ONE }));
  const [first, second, third] = server.nodes;
  const other = await connectRaw(t, second?.port ?? 0);
  const before = {
    peers: Number(await client.info('peers-generation')),
    partitions: Number(await client.info('partition-generation')),
  };

  await second?.kill();
  await other.closed;
  assert.strictEqual(server.hosts, `${first?.address},${third?.address}`);
  assert.strictEqual(Number(await client.info('peers-generation')), before.peers + 1);
  assert.ok(Number(await client.info('partition-generation')) > before.partitions);
  assert.strictEqual((await client.info('peers-clear-std')).includes(second?.name as string), false);
  for (let i = 0; i < 50; i++) {
    assert.strictEqual(parseReply(await client.exchange(request({ ...READ_ALL, key: `k${i}` }))).resultCode, 0);
  }

  await second?.restart();
  assert.strictEqual(server.hosts.split(',').length, 3);
  assert.strictEqual(Number(await client.info('peers-generation')), before.peers + 3);
  const again = await connectRaw(t, second?.port ?? 0);
  assert.strictEqual(await again.info('node'), second?.name);
});

test('a node can be added, and takes over its share', async (t) => {
  const { server, client } = await startServer(t);
  const added = await server.addNode();
  assert.match(await client.info('peers-clear-std'), new RegExp(added.name));
  assert.strictEqual(await client.info('replicas-master').then((text) => text.includes('/'.repeat(682))), false);
  assert.match(await client.info('namespace/test'), /;effective_replication_factor=2;/);
});

test('a node outside the cluster owns nothing and says that it is not ready', () => {
  const node = new NodeState('A1', [], new Log(() => {}));
  new Membership({ clusterName: 'alone' }).join([node]);
  assert.ok(node.partitionGeneration >= 0);
  node.leave();
  assert.strictEqual(node.partitionGeneration, -1);
});

test('clear deletes every record at once', async (t) => {
  const { server, run } = await startServer(t, { namespaces: ['test', 'other'] });
  await run({ ...WRITE, ops: ONE });
  await run({ ...WRITE, namespace: 'other', ops: ONE });
  server.clear();
  assert.strictEqual((await run(READ_ALL)).resultCode, 2);
  assert.strictEqual((await run({ ...READ_ALL, namespace: 'other' })).resultCode, 2);
  assert.strictEqual((await run({ ...WRITE, ops: ONE })).generation, 1);
  assert.strictEqual((await run(DELETE)).resultCode, 0);
});

const BAD_OPTIONS = [
  { nodes: 0 },
  { nodes: 1.5 },
  { port: 65_536 },
  { host: '' },
  { host: ' ' },
  { host: '[::1]' },
  { namespaces: [] },
  { namespaces: ['a', 'a'] },
  { namespaces: ['with:colon'] },
  { namespaces: ['x'.repeat(32)] },
  { namespaces: [{ name: 'a', maxRecordSize: 1 }] },
  { namespaces: [{ name: 'a', defaultTtl: 10, nsupPeriod: 0 }] },
  { namespaces: [{ name: 'a', mrtDuration: 5 }] },
  { namespaces: [{ name: 'a', disableMrtWrites: true }] },
  { namespaces: [{ name: 'a', strongConsistency: true, mrtDuration: 121 }] },
];

for (const options of BAD_OPTIONS) {
  test(`options ${JSON.stringify(options)} are refused`, async () => {
    await assert.rejects(EmbeddedServer.start(options), RangeError);
  });
}

test('a port that is taken is the reason the start fails with', async (t) => {
  const { server } = await startServer(t);
  await assert.rejects(EmbeddedServer.start({ port: server.port }), { code: 'EADDRINUSE' });
});
