import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AggregatorRegistry, Registry } from 'prom-client';
import { collectMetrics } from '../../../src/observe/prometheus/index.ts';
import { connectedClient } from '../../api/fake-link.ts';

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

async function measured(t: { after(fn: () => void): void }) {
  const { client, link } = await connectedClient(t);
  const register = new Registry();
  const forget = await collectMetrics(client, register, { latencyColumns: 3, labels: { client: 'a' } });
  const counts = link.nodeCounts.of('test');
  Object.assign(counts, { errors: 1, bytesOut: 50 });
  for (const us of [500, 1_500, 2_000, 9_000]) link.meter?.add(counts, 2, us);
  return { client, link, register, forget };
}

test('a histogram is told in seconds, each column with those before it', async (t) => {
  const { register } = await measured(t);
  const lines = linesOf(await register.metrics());
  const labels = 'client="a",node="BB9",namespace="test",kind="read"';
  deepStrictEqual(
    lines.filter((line) => line.startsWith('aerospike_client_latency_seconds')),
    [
      `aerospike_client_latency_seconds_bucket{client="a",node="BB9",namespace="test",kind="read",le="0.001"} 1`,
      `aerospike_client_latency_seconds_bucket{client="a",node="BB9",namespace="test",kind="read",le="0.002"} 3`,
      `aerospike_client_latency_seconds_bucket{client="a",node="BB9",namespace="test",kind="read",le="+Inf"} 4`,
      `aerospike_client_latency_seconds_sum{${labels}} 0.013`,
      `aerospike_client_latency_seconds_count{${labels}} 4`,
    ],
  );
});

test('counts are told by node and namespace, connections by node, use and state', async (t) => {
  const { register } = await measured(t);
  const lines = linesOf(await register.metrics());
  for (const line of [
    'aerospike_client_commands_total{client="a"} 7',
    'aerospike_client_retries_total{client="a"} 2',
    'aerospike_client_commands_waiting{client="a"} 4',
    'aerospike_client_errors_total{client="a",node="BB9",namespace="test"} 1',
    'aerospike_client_sent_bytes_total{client="a",node="BB9",namespace="test"} 50',
    'aerospike_client_connections{client="a",node="BB9",use="commands",state="in_use"} 1',
    'aerospike_client_connections{client="a",node="BB9",use="commands",state="idle"} 2',
    'aerospike_client_connections_opened_total{client="a",node="BB9",use="tending"} 3',
    'aerospike_client_connections_aborted_total{client="a",node="BB9",use="commands"} 1',
  ]) {
    strictEqual(lines.includes(line), true, line);
  }
});

test('clients share the series of a register, and leave them one by one', async (t) => {
  const { register, forget } = await measured(t);
  const { client: other } = await connectedClient(t);
  const forgetOther = await collectMetrics(other, register, { labels: { client: 'b' } });
  const waiting = async () =>
    linesOf(await register.metrics()).filter((line) => line.startsWith('aerospike_client_commands_waiting'));
  strictEqual((await waiting()).length, 2);
  forget();
  deepStrictEqual(await waiting(), ['aerospike_client_commands_waiting{client="b"} 4']);
  forgetOther();
  strictEqual(await register.metrics(), '\n');
});

test('metrics that are enabled already stay as they are', async (t) => {
  const { client } = await connectedClient(t);
  const nothing = (): void => {};
  const metricsListeners = {
    ...{ enableListener: nothing, snapshotListener: nothing, nodeCloseListener: nothing, disableListener: nothing },
  };
  await client.enableMetrics({ metricsListeners, latencyColumns: 2 });
  await collectMetrics(client, new Registry());
  deepStrictEqual(client.metricsReport()?.latencyBoundsMs, [1]);
});

test('what several workers tell is summed up by prom-client', async (t) => {
  const { register } = await measured(t);
  const part = await register.getMetricsAsJSON();
  const sum = linesOf(await AggregatorRegistry.aggregate([part, part]).metrics());
  strictEqual(sum.includes('aerospike_client_commands_total{client="a"} 14'), true);
  const inf = 'aerospike_client_latency_seconds_bucket{client="a",node="BB9",namespace="test",kind="read",le="+Inf"} 8';
  strictEqual(sum.includes(inf), true);
});
