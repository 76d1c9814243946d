// Who is told of metrics, and what: the types of the listeners and of what they are given, and the class that holds
// them.

import type { Untyped } from '../../model/untyped.ts';
import type { ConnectionStats } from '../stats.ts';

/** A node of the cluster; `getNodes` tells name and address. */
export interface Node {
  /** Identifier, hexadecimal. */
  name: string;
  /** `host:port`; in what listeners of metrics are given, the host alone. */
  address: string;
  /** Only in what listeners of metrics are given. */
  port: number;
  /** Connections that carry commands. Only in what listeners of metrics are given. */
  conns: ConnectionStats;
  /** Connections by which this process tends the cluster. Only in what listeners of metrics are given. */
  syncConns: ConnectionStats;
  /** One entry per namespace that was used. Only in what listeners of metrics are given. */
  metrics: NamespaceMetrics[];
}

/**
 * Numbers of one namespace on one node, as listeners of metrics are given them. The namespace is empty for what
 * concerns several or none: batches, and the opening of connections.
 *
 * Latencies are counts by column, since the metrics were enabled; see `MetricsPolicy.latencyColumns`. All other numbers
 * are since the client connected, those of bytes while metrics were enabled.
 */
export interface NamespaceMetrics {
  /** Name of the namespace; empty for what concerns several or none. */
  ns: string;
  /** Bytes of replies, each as if it had come by itself. */
  bytesIn: number;
  /** Bytes of requests, each as if it had travelled by itself. */
  bytesOut: number;
  /** Requests that the node refused. A missing record is not a refusal. */
  errorCount: number;
  /** Requests that timed out; those which were tried again count as well. */
  timeoutCount: number;
  /** Requests that were refused because the record was too busy. */
  keyBusyCount: number;
  /** Opening a connection, login included. */
  connLatency: number[];
  /** Requests that write single records. */
  writeLatency: number[];
  /** Requests that read single records. */
  readLatency: number[];
  /** Requests of batches. */
  batchLatency: number[];
  /** Requests of scans and queries. */
  queryLatency: number[];
  /** The sum of all times of a kind, in seconds. Not in `aerospike`. */
  latencySeconds?: { [kind in 'conn' | 'write' | 'read' | 'batch' | 'query']: number } | undefined;
}

/** Commands under way; in `aerospike`, those in its event loop. */
export interface EventLoop {
  /** Commands under way. */
  processSize: number;
  /** Commands that wait for a connection. */
  queueSize: number;
}

/** The state of a cluster as listeners of metrics are given it. */
export interface Cluster {
  /** `Config.appId`; null unless given. */
  appId?: string | undefined;
  /** `Config.clusterName`; empty unless given. */
  clusterName: string;
  /** Commands begun while metrics were enabled. */
  commandCount: number;
  /** Requests that timed out before a connection was free for them. */
  delayQueueTimeoutCount: number;
  /** Commands at the moment. */
  eventLoop: EventLoop;
  /** Addresses at which no usable node was found. */
  invalidNodeCount: number;
  /** `MetricsPolicy.labels`. */
  labels?: { [key: string]: string } | undefined;
  /** The same number as `commandCount`. */
  transactionCount: number;
  /** Attempts after the first. */
  retryCount: number;
  /** Every node of the cluster. */
  nodes: Node[];
  /**
   * Upper end of each column of the histograms in ms, except the last, which has none. Not in `aerospike`.
   */
  latencyBoundsMs?: number[] | undefined;
}

/** Takes no argument. */
export type enableListener = () => void;
/** Receives a `Cluster`. */
export type snapshotListener = (cluster: Untyped) => void;
/** Receives a `Node`. */
export type nodeCloseListener = (node: Untyped) => void;
/** Receives a `Cluster`. */
export type disableListener = (cluster: Untyped) => void;

/** What {@link MetricsListeners} are made with. */
export interface MetricsListenersOptions {
  /** Metrics were enabled. */
  enableListener: enableListener;
  /** `MetricsPolicy.interval` has passed. */
  snapshotListener: snapshotListener;
  /** A node has left the cluster; these are its last numbers. */
  nodeCloseListener: nodeCloseListener;
  /** Metrics were disabled, or the client was closed. */
  disableListener: disableListener;
}

/**
 * Listeners of extended metrics, called in a turn of the event loop of their own. What they throw is logged.
 *
 * @example
 * import { connect, Key, MetricsListeners } from 'tendril';
 *
 * const client = await connect();
 * const nothing = () => {};
 * const metricsListeners = new MetricsListeners({
 *   enableListener: nothing,
 *   snapshotListener: nothing,
 *   nodeCloseListener: nothing,
 *   disableListener: ({ nodes }) => {
 *     const { readLatency } = nodes[0].metrics.find(({ ns }) => ns === 'test');
 *     console.log(readLatency.reduce((sum, count) => sum + count)); // 1
 *   },
 * });
 * await client.enableMetrics({ metricsListeners });
 * await client.exists(new Key('test', 'demo', 'measured'));
 * await client.disableMetrics();
 * client.close();
 */
export class MetricsListeners {
  enableListener: enableListener;
  snapshotListener: snapshotListener;
  nodeCloseListener: nodeCloseListener;
  disableListener: disableListener;

  constructor(options: MetricsListenersOptions) {
    this.enableListener = options.enableListener;
    this.snapshotListener = options.snapshotListener;
    this.nodeCloseListener = options.nodeCloseListener;
    this.disableListener = options.disableListener;
  }
}
