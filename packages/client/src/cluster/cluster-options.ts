// What a Cluster is told and what it reports: options with defaults, statistics, and the seams for tests
// (connections, name resolution, time). Owns no behaviour.
// Specification: docs/protocol/tending.md, "Parameters".

import type { Clock } from '../time/clock.ts';
import type { SeedAddress } from '../topology/host-address.ts';
import type { NodeInfo } from '../topology/node-info.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import type { InfoConnector, Resolver } from './info-channel.ts';
import type { SegmentFactory } from './snapshot-segment.ts';

/** @internal */
export const DEFAULT_TEND_INTERVAL_MS = 1000;
/** @internal */
export const MIN_TEND_INTERVAL_MS = 250;
/** @internal */
export const DEFAULT_TEND_TIMEOUT_MS = 1000;

/** @internal */
export interface ClusterOptions {
  readonly seeds: readonly SeedAddress[];
  /** Opens one info connection; the Cluster owns and closes it. */
  readonly connect: InfoConnector;
  /** Nodes with another cluster name are refused. */
  readonly clusterName?: string;
  /** Ask for `-tls-` addresses; `connect` does the handshake. With `'login'`, only the login travels encrypted. */
  readonly tls?: boolean | 'login';
  /** Ask for `-alt` addresses. */
  readonly useAlternateAccessAddress?: boolean;
  /** Fetch rack ids; servers without racks are tolerated. */
  readonly rackAware?: boolean;
  /** Pause between two tends. Default 1000, at least 250. */
  readonly tendIntervalMs?: number;
  /** Limit of each connect and of each info exchange. Default 1000; 0 means the default. */
  readonly tendTimeoutMs?: number;
  /** How much longer a connect that logs in may take; default 0. */
  readonly loginTimeoutMs?: number;
  /**
   * Longest a start as follower waits for a node in the owner's snapshots. Default: five tends, 10000 with other
   * defaults.
   */
  readonly startTimeoutMs?: number;
  /** Replaces host names given by seeds and servers, whole string by whole string. */
  readonly ipMap?: ReadonlyMap<string, string>;
  /** Told to servers from 8.1 on: `1,<client>-<version>,<application>`. */
  readonly userAgent?: string;
  /** Attaches to shared memory; throws when there is none, then this process tends for itself. */
  readonly segment?: SegmentFactory;
  /** Whether a tend that is due keeps the process alive. Default true; a follower never does. */
  readonly keepAlive?: boolean;
  readonly resolve?: Resolver;
  readonly clock?: Clock;
}

/**
 * How a process keeps the state of the cluster: as `owner` it tends for all processes that share its segment, as
 * `follower` it reads what the owner publishes, and as `private` it shares nothing and tends for itself.
 */
export type ClusterRole = 'owner' | 'follower' | 'private';

/** The state of the cluster as one client keeps it. Counters count from its `connect` on. */
export interface ClusterStats {
  /** How this process keeps it, now. */
  readonly role: ClusterRole;
  /** Whether a node has answered within its last five tends. */
  readonly connected: boolean;
  /** Processes and threads that share the segment now, this one included; 1 if none is shared. */
  readonly participants: number;
  /** Nodes that are known now. */
  readonly nodes: number;
  /** Nodes that answer now. */
  readonly activeNodes: number;
  /** Tends that this process has finished. */
  readonly tends: number;
  /** How long its last finished tend took, in ms; 0 for a follower. */
  readonly lastTendMs: number;
  /** Addresses that answered wrongly or not at all during validation. */
  readonly invalidHosts: number;
  /** Snapshots made by this process. */
  readonly snapshotsMade: number;
  /** Snapshots made by others and adopted from shared memory. */
  readonly snapshotsAdopted: number;
  /** How often this process became the owner after having been a follower. */
  readonly takeovers: number;
}

/** @internal Connections by which this process tends one node, since the Cluster was made. */
export interface TendChannels {
  readonly opened: number;
  readonly closed: number;
}

/** @internal */
export interface ClusterEvents {
  nodeAdded: [node: NodeInfo];
  nodeRemoved: [node: NodeInfo];
  disconnected: [];
  snapshot: [snapshot: RoutingSnapshot];
  role: [role: ClusterRole];
  /** How many processes share the segment now, this one included. */
  participants: [participants: number];
  warning: [message: string];
}
