// The numbers of a client in the shape that listeners of metrics are given, from which report files are written, too.

import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import type { Meter } from '../../command/run/meter.ts';
import { LATENCY, type NamespaceCounts, type NodeCounts } from '../../command/run/node-counts.ts';
import type { NodePoolStats } from '../../net/node-pool.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { commandConnections, tendConnections } from '../stats.ts';
import type { Cluster, NamespaceMetrics, Node } from './listeners.ts';

/** What a report says of a client beside its numbers. */
export interface ClientIdentity {
  readonly appId: string | undefined;
  readonly clusterName: string | undefined;
  readonly labels: { readonly [name: string]: string };
}

export function viewCluster(link: ClusterLink, meter: Meter, { appId, clusterName, labels }: ClientIdentity): Cluster {
  const pools = link.poolStats();
  const counts = link.counts();
  const { commands, retries, unsentTimeouts } = link.totals;
  let queueSize = 0;
  for (const pool of pools.values()) queueSize += pool.waiting;
  return {
    // As in `aerospike`, contrary to the type.
    appId: (appId ?? null) as string | undefined,
    clusterName: clusterName ?? '',
    commandCount: commands,
    invalidNodeCount: link.clusterStats().invalidHosts,
    transactionCount: commands,
    retryCount: retries,
    delayQueueTimeoutCount: unsentTimeouts,
    labels: { ...labels },
    eventLoop: { processSize: link.inFlight, queueSize },
    nodes: link.nodes.map((node) => nodeOf(link, meter, node, pools.get(node.name), counts.get(node.name))),
    latencyBoundsMs: meter.boundsMs,
  };
}

export function viewNode(link: ClusterLink, meter: Meter, node: NodeInfo): Node {
  return nodeOf(link, meter, node, link.poolStats().get(node.name), link.counts().get(node.name));
}

function nodeOf(
  link: ClusterLink,
  meter: Meter,
  { name, address: { host, port } }: NodeInfo,
  pool: NodePoolStats | undefined,
  counts: NodeCounts | undefined,
): Node {
  return {
    name,
    address: host,
    port,
    conns: commandConnections(pool),
    syncConns: tendConnections(link.tendChannels.get(name)),
    metrics: (counts?.all ?? []).map((one) => namespaceOf(meter, one)),
  };
}

function namespaceOf(meter: Meter, counts: NamespaceCounts): NamespaceMetrics {
  const { ns, bytesIn, bytesOut, errors, timeouts, keyBusy } = counts;
  return {
    connLatency: meter.columnsOf(counts, LATENCY.CONN),
    writeLatency: meter.columnsOf(counts, LATENCY.WRITE),
    readLatency: meter.columnsOf(counts, LATENCY.READ),
    batchLatency: meter.columnsOf(counts, LATENCY.BATCH),
    queryLatency: meter.columnsOf(counts, LATENCY.QUERY),
    ns,
    bytesIn,
    bytesOut,
    errorCount: errors,
    timeoutCount: timeouts,
    keyBusyCount: keyBusy,
    latencySeconds: {
      conn: meter.secondsOf(counts, LATENCY.CONN),
      write: meter.secondsOf(counts, LATENCY.WRITE),
      read: meter.secondsOf(counts, LATENCY.READ),
      batch: meter.secondsOf(counts, LATENCY.BATCH),
      query: meter.secondsOf(counts, LATENCY.QUERY),
    },
  };
}
