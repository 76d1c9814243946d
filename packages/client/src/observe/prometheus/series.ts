// The series of a client for Prometheus: names, what they mean, and where each number comes from. Names are part
// of the interface (docs/guide/observability.md): series are added, never renamed or removed.

import type { Cluster, NamespaceMetrics } from '../metrics/listeners.ts';
import type { ConnectionStats, Stats } from '../stats.ts';

/** Labels of one number. */
export interface Labels {
  readonly [name: string]: string;
}

/** One number, as prom-client keeps them. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Where it differs from the name of the series: of the parts of a histogram. */
  readonly metricName?: string;
}

/** What a client tells at the moment. */
export interface Numbers {
  readonly stats: Stats;
  /** Undefined while metrics are not enabled. */
  readonly cluster: Cluster | undefined;
  /** Upper ends of the columns of the histograms in seconds, the last one excepted. */
  readonly bounds: readonly number[];
}

export interface Series {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How the numbers of the workers of a host become one. */
  readonly aggregator: 'sum';
  samples(numbers: Numbers): Sample[];
}

const KINDS = ['conn', 'write', 'read', 'batch', 'query'] as const;

/** @param prefix - In front of every name. */
export function seriesOf(prefix: string): Series[] {
  const series = (
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    samples: (numbers: Numbers) => Sample[],
  ): Series => ({ name: `${prefix}${name}`, help, type, aggregator: 'sum', samples });
  const latency = `${prefix}latency_seconds`;
  return [
    series(
      'gauge',
      'commands_in_flight',
      'Commands under way, those that wait for a connection included',
      ({ stats }) => one(stats.commands.inFlight),
    ),
    series('gauge', 'commands_waiting', 'Commands that wait for a connection', ({ stats }) =>
      one(stats.commands.queued),
    ),
    series('gauge', 'connections', 'Open connections', ({ stats }) =>
      connections(stats, ({ inUse, inPool }) => [
        { labels: { state: 'in_use' }, value: inUse },
        { labels: { state: 'idle' }, value: inPool },
      ]),
    ),
    ...(['opened', 'closed', 'recovered', 'aborted'] as const).map((what) =>
      series('counter', `connections_${what}_total`, `Connections that were ${what}`, ({ stats }) =>
        connections(stats, (counts) => one(counts[what])),
      ),
    ),
    series('counter', 'commands_total', 'Commands begun', ({ cluster }) => one(cluster?.commandCount)),
    series('counter', 'retries_total', 'Attempts after the first', ({ cluster }) => one(cluster?.retryCount)),
    series('counter', 'errors_total', 'Requests that a node refused', byNamespace('errorCount')),
    series('counter', 'timeouts_total', 'Requests that timed out', byNamespace('timeoutCount')),
    series('counter', 'key_busy_total', 'Requests refused because the record was busy', byNamespace('keyBusyCount')),
    series('counter', 'received_bytes_total', 'Bytes of replies', byNamespace('bytesIn')),
    series('counter', 'sent_bytes_total', 'Bytes of requests', byNamespace('bytesOut')),
    {
      name: latency,
      help: 'Time that requests took, by kind: conn, write, read, batch, query',
      type: 'histogram',
      aggregator: 'sum',
      samples: ({ cluster, bounds }) => namespaces(cluster, (one, labels) => histograms(latency, one, labels, bounds)),
    },
  ];
}

function one(value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

function connections({ nodes }: Stats, samples: (counts: ConnectionStats) => Sample[]): Sample[] {
  return nodes.flatMap(({ name, asyncConnections, syncConnections }) =>
    [
      { use: 'commands', counts: asyncConnections },
      { use: 'tending', counts: syncConnections },
    ].flatMap(({ use, counts }) =>
      samples(counts).map(({ labels, value }) => ({ labels: { node: name, use, ...labels }, value })),
    ),
  );
}

type Counted = 'errorCount' | 'timeoutCount' | 'keyBusyCount' | 'bytesIn' | 'bytesOut';

function byNamespace(name: Counted): (numbers: Numbers) => Sample[] {
  return ({ cluster }) => namespaces(cluster, (counts, labels) => [{ labels, value: counts[name] }]);
}

function namespaces(
  cluster: Cluster | undefined,
  samples: (counts: NamespaceMetrics, labels: Labels) => Sample[],
): Sample[] {
  return (cluster?.nodes ?? []).flatMap(({ name, metrics }) =>
    metrics.flatMap((counts) => samples(counts, { node: name, namespace: counts.ns })),
  );
}

function histograms(name: string, counts: NamespaceMetrics, labels: Labels, bounds: readonly number[]): Sample[] {
  return KINDS.flatMap((kind) => {
    const columns = counts[`${kind}Latency`];
    const all = columns.reduce((sum, count) => sum + count, 0);
    if (all === 0) return [];
    const own = { ...labels, kind };
    let below = 0;
    const buckets = bounds.map((bound, column) => {
      below += columns[column] ?? 0;
      return { labels: { ...own, le: String(bound) }, value: below, metricName: `${name}_bucket` };
    });
    return [
      ...buckets,
      { labels: { ...own, le: '+Inf' }, value: all, metricName: `${name}_bucket` },
      { labels: own, value: counts.latencySeconds?.[kind] ?? 0, metricName: `${name}_sum` },
      { labels: own, value: all, metricName: `${name}_count` },
    ];
  });
}
