// Statistics of a client in their documented shape, plus what Tendril knows beyond it.
// Counts the failures of commands per node; connection numbers come from the pools.

import type { ClusterStats } from '../cluster/cluster-options.ts';
import type { ClusterLink, SegmentState } from '../command/routing/cluster-link.ts';
import type { AerospikeError } from '../model/error.ts';
import { status } from '../model/status.ts';
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
  recovered: number;
  aborted: number;
}

/** Numbers of one node. */
export interface NodeStats {
  name: string;
  /** Zero: Tendril has no such connections. */
  syncConnections: ConnectionStats;
  /** All connections that carry commands. */
  asyncConnections: ConnectionStats;
  /** Zero: every connection is a pipeline, counted above. */
  pipelineConnections: ConnectionStats;
  /**
   * Commands that this node refused since the client connected; not for timeouts, busy records, records that are not
   * there, and lost connections.
   */
  errorCount: number;
  /** Commands that timed out at this node. */
  timeoutCount: number;
  /** Commands refused because the record was too busy. */
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
  commands: EventLoopStats;
  nodes: NodeStats[];
  /** How commands travelled together; undefined without connection. Not in `aerospike`. */
  merged?: MergedStats;
  /** How the state of the cluster is kept, and what it is; undefined without connection. Not in `aerospike`. */
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

interface FailureCounts {
  errors: number;
  timeouts: number;
  keyBusy: number;
}

/** @internal Failures by node address. Nodes that left the cluster are forgotten once there are too many. */
export class FailureCounter {
  readonly #byAddress = new Map<string, FailureCounts>();

  /** What the node itself reported, and its silence; a record that is not there is an answer. */
  count(error: AerospikeError): void {
    if (error.node === null || error.code <= 0 || error.code === status.ERR_RECORD_NOT_FOUND) return;
    const counts = this.#byAddress.get(error.node) ?? { errors: 0, timeouts: 0, keyBusy: 0 };
    if (error.code === status.ERR_TIMEOUT) counts.timeouts++;
    else if (error.code === status.ERR_RECORD_BUSY) counts.keyBusy++;
    else counts.errors++;
    if (this.#byAddress.size >= MAX_ADDRESSES) this.#byAddress.clear();
    this.#byAddress.set(error.node, counts);
  }

  of(address: string): Readonly<FailureCounts> {
    return this.#byAddress.get(address) ?? { errors: 0, timeouts: 0, keyBusy: 0 };
  }
}

const MAX_ADDRESSES = 1_024;

/** @internal The numbers of a link, or of a client without one. */
export function collectStats(link: ClusterLink | undefined, failures: FailureCounter): Stats {
  if (link === undefined) return { commands: { inFlight: 0, queued: 0 }, nodes: [] };
  const pools = link.poolStats();
  let queued = 0;
  const merged = { commands: 0, requests: 0 };
  for (const pool of pools.values()) {
    queued += pool.waiting;
    merged.commands += pool.mergedCommands;
    merged.requests += pool.mergedRequests;
  }
  return {
    commands: { inFlight: link.inFlight, queued },
    merged,
    nodes: link.nodes.map(({ name, address }) => {
      const { errors, timeouts, keyBusy } = failures.of(formatAddress(address));
      return {
        name,
        syncConnections: connectionStats(undefined),
        asyncConnections: connectionStats(pools.get(name)),
        pipelineConnections: connectionStats(undefined),
        errorCount: errors,
        timeoutCount: timeouts,
        keyBusyCount: keyBusy,
      };
    }),
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

function connectionStats(pool: NodePoolStats | undefined): ConnectionStats {
  const inUse = Math.min(pool?.inFlight ?? 0, pool?.open ?? 0);
  return {
    inPool: (pool?.open ?? 0) - inUse,
    inUse,
    opened: pool?.opened ?? 0,
    closed: pool?.closed ?? 0,
    recovered: 0,
    aborted: 0,
  };
}
