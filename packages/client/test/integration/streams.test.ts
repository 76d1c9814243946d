// Scans and queries of a cluster whose nodes die, come back and hand partitions over: every record that was there all
// the time comes, and none comes twice.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import type { EmbeddedServer } from 'tendril-server';
import { type Client, filter, Key, operations, type Record } from '../../src/index.ts';
import { runSeed } from '../streams/run-streams.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const RECORDS = 3000;
const SEEDS = 4;

interface Site {
  readonly server: EmbeddedServer;
  readonly client: Client;
  readonly set: string;
}

async function open(t: TestContext, set: string, nodes = 3): Promise<Site> {
  const server = await startServer(t, nodes, set, { failureDetectionMs: 50 });
  const client = await connectClient(t, { hosts: server.hosts, tenderInterval: 250 });
  for (let at = 0; at < RECORDS; at += 500) {
    const keys = Array.from({ length: 500 }, (_, i) => at + i);
    await Promise.all(keys.map((i) => client.put(new Key(NAMESPACE, set, i), { i, half: Math.floor(i / 2) })));
  }
  return { server, client, set };
}

const numbers = (records: readonly Record[]): number[] =>
  records.map(({ bins }) => bins.i as number).sort((a, b) => a - b);
const ALL = Array.from({ length: RECORDS }, (_, i) => i);

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`scans, queries and pages lose and repeat nothing while nodes come and go (seed ${seed})`, async () => {
    deepStrictEqual(await runSeed(seed), []);
  });
}

test('a query on an index loses and repeats nothing while a node dies', async (t) => {
  const { server, client, set } = await open(t, 'stream-index');
  const job = await client.createIntegerIndex({ ns: NAMESPACE, set, bin: 'half', index: `${set}_half` });
  await job.wait(20);
  const query = client.query(NAMESPACE, set);
  query.where(filter.range('half', 100, 1099));
  const records: Record[] = [];
  for await (const record of query.records({ maxRetries: 30 })) {
    records.push(record);
    if (records.length !== 300) continue;
    await server.nodes[1]?.kill();
    await server.rebalance();
  }
  deepStrictEqual(numbers(records), ALL.slice(200, 2200));
});

test('pages are full on every number of nodes, and the last one is known', async (t) => {
  const { client, set } = await open(t, 'stream-pages');
  const scan = client.scan(NAMESPACE, set, { paginate: true, concurrent: true });
  const sizes: number[] = [];
  const records: Record[] = [];
  do {
    const page = await scan.results({ maxRecords: 700 });
    sizes.push(page.length);
    records.push(...page);
  } while (scan.hasNextPage());
  deepStrictEqual(sizes, [700, 700, 700, 700, 200]);
  deepStrictEqual(numbers(records), ALL);
});

test('a state goes on in another client, through JSON', async (t) => {
  const { server, client, set } = await open(t, 'stream-state');
  const cursor = client.scan(NAMESPACE, set).records();
  const first: Record[] = [];
  for await (const record of cursor) if (first.push(record) === 1234) break;
  const text = JSON.stringify(cursor.saveState());
  const other = await connectClient(t, { hosts: server.hosts });
  const scan = other.scan(NAMESPACE, set);
  scan.nextPage(JSON.parse(text));
  deepStrictEqual(numbers([...first, ...(await scan.results())]), ALL);
});

test('a stream of Node.js reads at the pace of its consumer', async (t) => {
  const { client, set } = await open(t, 'stream-readable', 1);
  let records = 0;
  for await (const record of Readable.from(client.scan(NAMESPACE, set), { highWaterMark: 4 })) {
    strictEqual(typeof (record as Record).bins.i, 'number');
    records++;
  }
  strictEqual(records, RECORDS);
});

test('a signal ends a scan, and its job at the nodes', async (t) => {
  const { client, set } = await open(t, 'stream-signal', 1);
  const controller = new AbortController();
  const stream = client.scan(NAMESPACE, set).foreach({ recordsPerSecond: 50, signal: controller.signal });
  const failed = new Promise<unknown>((resolve) => stream.on('error', resolve));
  stream.on('data', () => controller.abort());
  strictEqual(((await failed) as { code: number }).code, -5);
  for (;;) {
    const [reply] = await client.infoAll(`query-show:trid=${stream.job?.jobID}`);
    if (/status=done\(/.test(reply?.info ?? '')) break;
  }
});

test('a stream that is given up ends once, and says nothing of where a page would go on', async (t) => {
  const { client, set } = await open(t, 'stream-abort', 1);
  const stream = client.scan(NAMESPACE, set).foreach();
  const ends: unknown[][] = [];
  stream.on('end', (...given: unknown[]) => ends.push(given));
  stream.once('data', () => stream.abort());
  await new Promise<void>((resolve) => stream.once('end', () => resolve()));
  deepStrictEqual(ends, [[]]);
});

test('what a listener throws is an uncaught exception and harms no stream', async (t) => {
  const { client, set } = await open(t, 'stream-throws', 1);
  const thrown: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => thrown.push(error));
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  const stream = client.scan(NAMESPACE, set).foreach();
  let records = 0;
  stream.on('data', () => {
    records++;
    if (records === 10) throw new Error('mine');
  });
  await new Promise((resolve) => stream.on('end', resolve));
  deepStrictEqual([records, thrown.length], [RECORDS, 1]);
});

test('work in the background reaches the records of all nodes', async (t) => {
  const { client, set } = await open(t, 'stream-background');
  const job = await client.scan(NAMESPACE, set).operate([operations.incr('i', RECORDS)]);
  await job.waitUntilDone(20);
  deepStrictEqual(
    numbers(await client.scan(NAMESPACE, set).results()),
    ALL.map((i) => i + RECORDS),
  );
  await rejects(client.scan(NAMESPACE, set).operate([operations.read('i')]), { code: -2 });
});

test('the filter of replication to other datacenters is refused as by the Community Edition', async (t) => {
  const server = await startServer(t, 1, 'stream-xdr');
  const client = await connectClient(t, { hosts: server.hosts });
  await rejects(client.setXDRFilter(null, 'dc1', NAMESPACE), { code: 25, message: /enterprise only/ });
  const given = new Promise<unknown>((resolve) => client.setXDRFilter(null, 'dc1', NAMESPACE, resolve));
  strictEqual(((await given) as { code: number }).code, 25);
});
