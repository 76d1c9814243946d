// Listeners of extended metrics, and what they are given. Not there yet; see missing.ts.

import type { Untyped } from '../../model/untyped.ts';
import type { Node } from '../lifecycle/events.ts';

/** Commands under way in an event loop of `aerospike`. */
export interface EventLoop {
  processSize: number;
  queueSize: number;
}

/** The state of a cluster as listeners of metrics are given it. */
export interface Cluster {
  appId?: string | undefined;
  clusterName: string;
  commandCount: number;
  delayQueueTimeoutCount: number;
  eventLoop: EventLoop;
  invalidNodeCount: number;
  labels?: { [key: string]: string } | undefined;
  transactionCount: number;
  retryCount: number;
  nodes: Node[];
}

export type enableListener = () => void;
/** Receives a `Cluster`. */
export type snapshotListener = (cluster: Untyped) => void;
/** Receives a `Node`. */
export type nodeCloseListener = (node: Untyped) => void;
/** Receives a `Cluster`. */
export type disableListener = (cluster: Untyped) => void;

export interface MetricsListenersOptions {
  enableListener: enableListener;
  snapshotListener: snapshotListener;
  nodeCloseListener: nodeCloseListener;
  disableListener: disableListener;
}

/** Listeners of extended metrics. */
export interface MetricsListeners extends MetricsListenersOptions {}

/** The type of `MetricsListeners` as a class. */
export interface MetricsListenersClass {
  new (options: MetricsListenersOptions): MetricsListeners;
  readonly prototype: MetricsListeners;
}
