// Statistics of a client in their documented shape, plus what Tendril knows beyond it.
// It counts nothing itself: the numbers are those of the requests, the pools and the cluster.

import type { ClusterStats, TendChannels } from '../cluster/cluster-options.ts';
import type { ClusterLink, SegmentState } from '../command/routing/cluster-link.ts';
import type { NodePoolStats } from '../net/node-pool.ts';
import { formatAddress } from '../topology/host-address.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import type { PartitionsByNamespace } from './partition-counts.ts';

/** Numbers of one kind of connections to one node. */
export interface ConnectionStats {
  /** Open and idle. */
  inPool: number;
  /** Carrying at least one command. */
  inUse: number;
  /** Opened since the client connected. */
  opened: number;
  /** Closed since the client connected. */
  closed: number;
  /** In use again after the late reply to a command that had given up. */
  recovered: number;
  /** Closed because such a reply did not come. */
  aborted: number;
}

/** Numbers of one node. */
export interface NodeStats {
  /** Name of the node: its id, in hexadecimal. */
  name: string;
  /** Connections by which this process tends the cluster; none where another process of the host does. */
  syncConnections: ConnectionStats;
  /** All connections that carry commands. */
  asyncConnections: ConnectionStats;
  /** Zero: every connection is a pipeline, counted above. */
  pipelineConnections: ConnectionStats;
  /**
   * Requests that this node refused since the client connected, each attempt counted; timeouts, busy records, missing
   * records and lost connections are not among them.
   */
  errorCount: number;
  /** Requests that timed out at this node; each attempt counts. */
  timeoutCount: number;
  /** Requests refused because the record was too busy; each attempt counts. */
  keyBusyCount: number;
}

/** Commands of a client at the moment. */
export interface EventLoopStats {
  /** Commands under way, those that wait for a connection included. */
  inFlight: number;
  /** Commands that wait for a connection. */
  queued: number;
}

/** Commands that travelled together since the client connected; see `Config.mergeCommands`. */
export interface MergedStats {
  /** Commands that shared a request, each time that they were sent so. */
  commands: number;
  /** The requests that they shared. */
  requests: number;
}

/** Statistics of a client. */
export interface Stats {
  /** Commands at the moment. */
  commands: EventLoopStats;
  /** Each node of the cluster; none while the client is not connected. */
  nodes: NodeStats[];
  /** How commands travelled together; undefined while the client is not connected. Not in `aerospike`. */
  merged?: MergedStats;
  /** The state of the cluster, and how it is kept; undefined while the client is not connected. Not in `aerospike`. */
  cluster?: ClusterReport;
}

/** The cluster as this client sees it. `tendril status` shows the same from outside. */
export interface ClusterReport extends ClusterStats {
  /** The shared segment; undefined when this process tends for itself. */
  readonly segment: SegmentState | undefined;
  /** Connections to each node at most: as configured, or this process's share of `sharedMemory.maxConnsPerNode`. */
  readonly maxConnsPerNode: number;
  /** Every node, those included that do not answer at the moment. */
  readonly nodeDetails: readonly NodeDetail[];
}

/** A node, its connections from this process, and what it holds. */
export interface NodeDetail {
  /** Name of the node: its id, in hexadecimal. */
  readonly name: string;
  /** `host:port` that commands are sent to. */
  readonly address: string;
  /** Whether it answers. */
  readonly active: boolean;
  readonly connections: {
    readonly open: number;
    /** Being opened. */
    readonly connecting: number;
    /** Commands that were sent and wait for their reply; more than `open` under load, for connections are pipelines. */
    readonly inFlight: number;
    /** Commands that wait for a connection. */
    readonly waiting: number;
  };
  /** Partitions by namespace: how many the node is master of, and how many it has a replica of. */
  readonly partitions: PartitionsByNamespace;
}

/** @internal The numbers of a link, or of a client without one. */
export function collectStats(link: ClusterLink | undefined): Stats {
  if (link === undefined) return { commands: { inFlight: 0, queued: 0 }, nodes: [] };
  const pools = link.poolStats();
  const counts = link.counts();
  let queued = 0;
  for (const pool of pools.values()) queued += pool.waiting;
  return {
    commands: { inFlight: link.inFlight, queued },
    merged: { ...link.merged },
    nodes: link.nodes.map(({ name }) => ({
      name,
      syncConnections: tendConnections(link.tendChannels.get(name)),
      asyncConnections: commandConnections(pools.get(name)),
      pipelineConnections: commandConnections(undefined),
      errorCount: counts.get(name)?.sum('errors') ?? 0,
      timeoutCount: counts.get(name)?.sum('timeouts') ?? 0,
      keyBusyCount: counts.get(name)?.sum('keyBusy') ?? 0,
    })),
    cluster: {
      ...link.clusterStats(),
      segment: link.segment,
      maxConnsPerNode: link.maxConnsPerNode,
      nodeDetails: nodeDetails(link.snapshot, pools),
    },
  };
}

function nodeDetails(snapshot: RoutingSnapshot, pools: ReadonlyMap<string, NodePoolStats>): NodeDetail[] {
  // Only programs that look load what it takes.
  const { countPartitions } = require('./partition-counts.js') as typeof import('./partition-counts.ts');
  const partitions = countPartitions(snapshot);
  return snapshot.nodes.map(({ name, address, active }, index) => {
    const { open = 0, connecting = 0, inFlight = 0, waiting = 0 } = pools.get(name) ?? {};
    return {
      name,
      address: formatAddress(address),
      active,
      connections: { open, connecting, inFlight, waiting },
      partitions: partitions[index] ?? {},
    };
  });
}

/** @internal The connections to one node that carry commands. */
export function commandConnections(pool: NodePoolStats | undefined): ConnectionStats {
  const inUse = Math.min(pool?.inFlight ?? 0, pool?.open ?? 0);
  return {
    inPool: (pool?.open ?? 0) - inUse,
    inUse,
    opened: pool?.opened ?? 0,
    closed: pool?.closed ?? 0,
    recovered: pool?.recovered ?? 0,
    aborted: pool?.aborted ?? 0,
  };
}

/** @internal Those by which this process tends it: idle but for some milliseconds of each tend. */
export function tendConnections(channels: TendChannels | undefined): ConnectionStats {
  const { opened = 0, closed = 0 } = channels ?? {};
  return { inPool: opened - closed, inUse: 0, opened, closed, recovered: 0, aborted: 0 };
}
