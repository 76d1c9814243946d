// Reads of the preferred racks, counted where they arrive: in the statistics of the nodes.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { EmbeddedServer } from 'tendril-server';
import { type Client, type ConfigOptions, Key, policy } from '../../src/index.ts';
import { connectClient, countOf, NAMESPACE, startServer } from './topologies.ts';

const KEYS = Array.from({ length: 300 }, (_, n) => new Key(NAMESPACE, 'racks', n));
const RACKS = [1, 2, 1, 2];

interface Site {
  readonly server: EmbeddedServer;
  readonly client: Client;
}

async function open(t: TestContext, config: ConfigOptions): Promise<Site> {
  const server = await startServer(t, RACKS.length, 'racks', { racks: RACKS, migration: 'manual' });
  const client = await connectClient(t, {
    hosts: server.hosts,
    tenderInterval: 250,
    policies: {
      read: { replica: policy.replica.PREFER_RACK },
      batch: { replica: policy.replica.PREFER_RACK },
    },
    ...config,
  });
  await Promise.all(KEYS.map((key) => client.put(key, { a: 1 })));
  return { server, client };
}

/** Reads that each running node has carried out for clients, by themselves or merged, by name of the node. */
async function readsByNode(client: Client): Promise<Map<string, number>> {
  const replies = await client.infoAll(`namespace/${NAMESPACE}`);
  return new Map(
    replies.map(({ host, info }) => [
      host.node_id,
      countOf(info, 'client_read_success') + countOf(info, 'batch_sub_read_success'),
    ]),
  );
}

/** Reads all records. */
type Read = (client: Client) => Promise<unknown>;
const getAll: Read = (client) => Promise.all(KEYS.map((key) => client.get(key)));

/** How many of the reads of all keys each rack gets. */
async function readAll({ server, client }: Site, read = getAll): Promise<{ [rack: number]: number }> {
  const before = await readsByNode(client);
  await read(client);
  const racks: { [rack: number]: number } = {};
  for (const [name, reads] of await readsByNode(client)) {
    const rack = RACKS[server.nodes.findIndex((node) => node.name === name)] as number;
    racks[rack] = (racks[rack] ?? 0) + reads - (before.get(name) ?? 0);
  }
  return racks;
}

const PREFERENCES: readonly [what: string, config: ConfigOptions, expected: { readonly [rack: number]: number }][] = [
  ['rackIds', { rackIds: [2] }, { 1: 0, 2: KEYS.length }],
  ['a rackId', { rackId: 1 }, { 1: KEYS.length, 2: 0 }],
  ['a rack without nodes before another', { rackIds: [9, 2, 1] }, { 1: 0, 2: KEYS.length }],
];
for (const [what, config, expected] of PREFERENCES) {
  test(`with ${what} all reads go to that rack, and all writes to the masters`, async (t) => {
    const site = await open(t, { rackAware: true, ...config });
    deepStrictEqual(await readAll(site), expected);
    strictEqual(
      site.server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0),
      0,
    );
  });
}

test('the rows of a batch go to the preferred rack as well', async (t) => {
  const site = await open(t, { rackAware: true, rackIds: [2] });
  deepStrictEqual(await readAll(site, (client) => client.batchGet(KEYS)), { 1: 0, 2: KEYS.length });
});

test('without rackAware the racks are not known, and reads go to the masters', async (t) => {
  const racks = await readAll(await open(t, { rackIds: [2] }));
  strictEqual((racks[1] ?? 0) > 0 && (racks[2] ?? 0) > 0, true);
});

test('while a rack has lost a node the other one is read as well, and no longer once it has copies again', async (t) => {
  const site = await open(t, { rackAware: true, rackIds: [2] });
  const { server, client } = site;
  const removed = once(client, 'nodeRemoved');
  await server.nodes[1]?.kill();
  await removed;
  const meanwhile = await readAll(site);
  strictEqual((meanwhile[1] ?? 0) > 0 && (meanwhile[2] ?? 0) > 0, true);
  strictEqual((meanwhile[1] ?? 0) + (meanwhile[2] ?? 0), KEYS.length);
  strictEqual(await server.rebalance(), 0);
  let racks = meanwhile;
  while (racks[1] !== 0) racks = await readAll(site);
  strictEqual(racks[2], KEYS.length);
});
