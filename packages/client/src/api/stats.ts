// Statistics of a client in their documented shape, plus what Tendril knows beyond it.
// Counts the failures of commands per node; connection numbers come from the pools.

import type { ClusterStats } from '../cluster/cluster-options.ts';
import type { AerospikeError } from '../model/error.ts';
import { status } from '../model/status.ts';
import type { NodePoolStats } from '../net/node-pool.ts';
import { formatAddress } from '../topology/host-address.ts';
import type { Session } from './session.ts';

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
  /** Commands that failed at this node since the client connected, timeouts excluded. */
  errorCount: number;
  /** Commands that timed out at this node. */
  timeoutCount: number;
  /** Commands refused because the record was too busy. */
  keyBusyCount: number;
}

/** Statistics of a client. */
export interface Stats {
  commands: {
    /** Commands under way, those that wait for a connection included. */
    inFlight: number;
    /** Commands that wait for a connection. */
    queued: number;
  };
  nodes: NodeStats[];
  /** How the state of the cluster is kept; undefined without connection. */
  cluster?: ClusterStats;
}

interface FailureCounts {
  errors: number;
  timeouts: number;
  keyBusy: number;
}

/** Failures by node address. Nodes that left the cluster are forgotten once there are too many. */
export class FailureCounter {
  readonly #byAddress = new Map<string, FailureCounts>();

  count(error: AerospikeError): void {
    if (error.node === null) return;
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

/** The numbers of a session, or of a client without one. */
export function collectStats(session: Session | undefined, failures: FailureCounter): Stats {
  if (session === undefined) return { commands: { inFlight: 0, queued: 0 }, nodes: [] };
  const pools = session.poolStats();
  let queued = 0;
  for (const pool of pools.values()) queued += pool.waiting;
  return {
    commands: { inFlight: session.inFlight, queued },
    nodes: session.nodes.map(({ name, address }) => {
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
    cluster: session.clusterStats(),
  };
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
