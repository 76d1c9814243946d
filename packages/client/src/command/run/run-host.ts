// What a run needs of the router, as an interface, so that runs know nothing of how routing is done.

import type { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { NodePool } from '../../net/node-pool.ts';
import type { DeadlineWheel } from '../../time/deadlines.ts';
import type { BuildVersion } from '../../topology/build-version.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import type { CircuitBreaker } from '../routing/circuit-breaker.ts';
import type { AbortListeners } from './abort-listeners.ts';
import type { Meter } from './meter.ts';
import type { NodeCounts, RequestTotals } from './node-counts.ts';

/** Where an attempt goes. */
export interface Route {
  readonly pool: NodePool;
  /** `host:port`, for messages. */
  readonly name: string;
  readonly nodeIndex: number;
  readonly breaker: CircuitBreaker;
  readonly counts: NodeCounts;
  /** Whether the node takes batches that write, and so whatever a merged request may hold. */
  readonly takesMerged: boolean;
  /** What the node says of its version, as text and as numbers; undefined where these are not understood. */
  readonly build: string;
  readonly version: BuildVersion | undefined;
}

/** What routing needs to know of what is routed to a partition. */
export interface RoutedPartition {
  readonly isWrite: boolean;
  readonly ns: string;
  readonly policy: CommandPolicy;
  /** What only some servers can do; undefined for nothing. */
  readonly needs?: ServerNeed | undefined;
}

/** The same of what is routed by a record. */
export interface RoutedCommand extends RoutedPartition {
  readonly digest: Buffer;
}

/** A run between two attempts. */
export interface RetriedRun {
  attempt(nowMs: number): void;
  /** Ends it because the client closes. */
  cancel(): void;
}

export interface RunHost {
  readonly deadlines: DeadlineWheel;
  readonly closed: boolean;
  readonly abortListeners: AbortListeners;
  /** Measures requests; null costs nothing. */
  readonly meter: Meter | null;
  readonly totals: RequestTotals;
  /** Column that the first attempt of a command tries first. */
  firstReplica(command: RoutedPartition): number;
  /** Where an attempt goes, or why it can go nowhere. */
  route(command: RoutedCommand, replicaIndex: number, previousNode: number): Route | AerospikeError;
  /** The same for whatever is in a partition, for many of them by the map of now. */
  routePartitions(command: RoutedPartition): (partition: number, replicaIndex: number) => Route | AerospikeError;
  /** Why not all nodes can do something, if so; undefined if they can. */
  lacking(need: ServerNeed): AerospikeError | undefined;
  /** Whether a read must see the latest write of all clients: it then keeps to its node where it can. */
  isLinearized(command: RoutedPartition): boolean;
  /** Starts the next attempt after a pause; with none, once the current turn is over. */
  retryLater(run: RetriedRun, pauseMs: number): void;
  /** Whether a namespace is strongly consistent: its commands travel by themselves. */
  isStronglyConsistent(ns: string): boolean;
  /** A connection failed: the cluster may have changed. */
  requestTend(): void;
  /** Tells a node that nobody reads what a job of it sends; as good as it goes. */
  abandonJob(route: Route, jobId: number): void;
  onStarted(): void;
  onSettled(): void;
}
