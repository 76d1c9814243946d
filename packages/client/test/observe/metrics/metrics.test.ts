import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { connect } from '../../../src/api/aerospike.ts';
import type { Client } from '../../../src/api/client.ts';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { type Cluster, MetricsListeners, type Node } from '../../../src/observe/metrics/listeners.ts';
import { fakeClient, NODE } from '../../api/fake-link.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

type Told = [name: string, given: unknown];

/** Listeners that note what they are told. */
function noting(told: Told[], throwing: readonly string[] = []): MetricsListeners {
  const note = (name: string) => (given?: unknown) => {
    told.push([name, given]);
    if (throwing.includes(name)) throw new Error(`${name} threw`);
  };
  return new MetricsListeners({
    enableListener: note('enable'),
    snapshotListener: note('snapshot'),
    nodeCloseListener: note('nodeClose'),
    disableListener: note('disable'),
  });
}

const namesOf = (told: readonly Told[]): string[] => told.map(([name]) => name);

async function measured(t: TestContext, config = {}) {
  const clock = new FakeClock();
  const { client, link } = fakeClient({ tenderInterval: 250, appId: 'shop', ...config }, undefined, clock);
  t.after(() => client.close());
  await client.connect();
  return { client, link: link(), clock };
}

/** The listeners have been called. */
async function settled(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise(setImmediate);
}

test('listeners are told at the beginning, after every interval, when a node leaves, and at the end', async (t) => {
  const { client, link, clock } = await measured(t);
  const told: Told[] = [];
  strictEqual(await client.enableMetrics({ metricsListeners: noting(told), interval: 2 }), null);
  deepStrictEqual(told, [['enable', null]]);
  clock.advance(499);
  await settled();
  deepStrictEqual(namesOf(told), ['enable']);
  clock.advance(501);
  await settled();
  link.change('nodeRemoved', NODE);
  await settled();
  strictEqual(await client.disableMetrics(), null);
  clock.advance(1000);
  await settled();
  deepStrictEqual(namesOf(told), ['enable', 'snapshot', 'snapshot', 'nodeClose', 'disable']);
  const [, left] = told[3] as [string, Node];
  strictEqual(left.name, 'BB9');
  strictEqual(link.meter, null);
});

test('a cluster is told as the vendor tells it', async (t) => {
  const { client, link } = await measured(t);
  const told: Told[] = [];
  await client.enableMetrics({ metricsListeners: noting(told), latencyColumns: 3, labels: { region: 'eu' } });
  const counts = link.nodeCounts.of('test');
  Object.assign(counts, { errors: 1, timeouts: 2, keyBusy: 3, bytesIn: 40, bytesOut: 50 });
  link.meter?.add(counts, 2, 1_500);
  await client.disableMetrics();
  deepStrictEqual(told[1]?.[1], {
    appId: 'shop',
    clusterName: '',
    commandCount: 7,
    invalidNodeCount: 0,
    transactionCount: 7,
    retryCount: 2,
    delayQueueTimeoutCount: 1,
    labels: { region: 'eu' },
    latencyBoundsMs: [1, 2],
    eventLoop: { processSize: 0, queueSize: 4 },
    nodes: [
      {
        name: 'BB9',
        address: '192.0.2.1',
        port: 3000,
        conns: { inUse: 1, inPool: 2, opened: 5, closed: 2, recovered: 1, aborted: 1 },
        syncConns: { inUse: 0, inPool: 1, opened: 3, closed: 2, recovered: 0, aborted: 0 },
        metrics: [
          {
            connLatency: [0, 0, 0],
            writeLatency: [0, 0, 0],
            readLatency: [0, 1, 0],
            batchLatency: [0, 0, 0],
            queryLatency: [0, 0, 0],
            ns: 'test',
            bytesIn: 40,
            bytesOut: 50,
            errorCount: 1,
            timeoutCount: 2,
            keyBusyCount: 3,
            latencySeconds: { conn: 0, write: 0, read: 0.0015, batch: 0, query: 0 },
          },
        ],
      },
    ],
  });
});

test('enabling anew ends what was enabled, and closing ends it too', async (t) => {
  const { client } = await measured(t);
  const [first, second]: [Told[], Told[]] = [[], []];
  await client.enableMetrics({ metricsListeners: noting(first) });
  await client.enableMetrics({ metricsListeners: noting(second) });
  deepStrictEqual([namesOf(first), namesOf(second)], [['enable', 'disable'], ['enable']]);
  client.close();
  await settled();
  deepStrictEqual(namesOf(second), ['enable', 'disable']);
  const [, last] = second;
  strictEqual((last as [string, Cluster])[1].nodes.length, 1);
});

test('a listener that throws is logged, and ends nothing', async (t) => {
  const { client, clock } = await measured(t, { log: { level: -1 } });
  const told: Told[] = [];
  const all = ['enable', 'snapshot', 'disable'];
  await client.enableMetrics({ metricsListeners: noting(told, all), interval: 1 });
  clock.advance(250);
  await settled();
  await client.disableMetrics();
  deepStrictEqual(namesOf(told), all);
});

test('a policy that cannot be leaves what is enabled as it is', async (t) => {
  const { client } = await measured(t);
  const told: Told[] = [];
  await client.enableMetrics({ metricsListeners: noting(told) });
  await rejects(client.enableMetrics({ interval: 0 }), { code: status.ERR_PARAM });
  await rejects(client.enableMetrics(10 as never), TypeError);
  deepStrictEqual(namesOf(told), ['enable']);
});

test('without connection nothing is enabled', async (t) => {
  const { client } = fakeClient();
  t.after(() => client.close());
  await rejects(client.enableMetrics(), { code: status.ERR_CLIENT, message: 'Not connected.' });
});

test('without a policy that of the configuration counts', async (t) => {
  const told: Told[] = [];
  const { client } = await measured(t, { policies: { metrics: { metricsListeners: noting(told) } } });
  await new Promise<void>((resolve) => client.enableMetrics(() => resolve()));
  await client.disableMetrics();
  deepStrictEqual(namesOf(told), ['enable', 'disable']);
});

async function commandsOn(client: Client): Promise<void> {
  const key = new Key('test', 'demo', 'metrics');
  await client.put(key, { a: 1 });
  await client.get(key);
  await client.batchRead([{ key, readAllBins: true }]);
  await client.batchRead([1, 2, 3].map((n) => ({ key: new Key('test', 'demo', n), readAllBins: true })));
  await client.query('test', 'demo').results();
}

test('each kind of command has its histogram, and a file what the vendor would write', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const reportDir = mkdtempSync(join(tmpdir(), 'tendril-metrics-'));
  t.after(() => rmSync(reportDir, { recursive: true }));
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  await client.enableMetrics({ reportDir, latencyColumns: 1 });
  await commandsOn(client);
  await client.disableMetrics();
  const [name] = readdirSync(reportDir);
  const text = readFileSync(join(reportDir, name as string), 'utf8');
  // One row of a batch travels by itself and is a read.
  match(text, /\[?test,0,0,0,\d+,\d+,\[conn\[0\],write\[1\],read\[2\],batch\[0\],query\[1\]\]/);
  match(text, /,0,0,0,\d+,\d+,\[conn\[[1-9]\],write\[0\],read\[0\],batch\[1\],query\[0\]\]/);
  const [node] = client.stats().nodes;
  deepStrictEqual([node?.syncConnections.opened, node?.errorCount], [1, 0]);
});
