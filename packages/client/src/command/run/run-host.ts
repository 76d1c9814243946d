// What one running command needs of the router, as an interface, so that the run knows nothing of how routing is done.

import type { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { NodePool } from '../../net/node-pool.ts';
import type { DeadlineWheel } from '../../time/deadlines.ts';
import type { CircuitBreaker } from '../routing/circuit-breaker.ts';
import type { AbortListeners } from './abort-listeners.ts';

/** Where an attempt goes. */
export interface Route {
  readonly pool: NodePool;
  /** `host:port`, for messages. */
  readonly name: string;
  readonly nodeIndex: number;
  readonly breaker: CircuitBreaker;
}

/** What routing needs of a command. */
export interface RoutedCommand {
  readonly isWrite: boolean;
  readonly ns: string;
  readonly digest: Buffer;
  readonly policy: CommandPolicy;
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
  /** Column that the first attempt of a command tries first. */
  firstReplica(command: RoutedCommand): number;
  /** Where an attempt goes, or why it can go nowhere. */
  route(command: RoutedCommand, replicaIndex: number, previousNode: number): Route | AerospikeError;
  /** Whether a read must see the latest write of all clients: it then keeps to its node where it can. */
  isLinearized(command: RoutedCommand): boolean;
  /** Starts the next attempt after a pause; with none, once the current turn is over. */
  retryLater(run: RetriedRun, pauseMs: number): void;
  /** A connection failed: the cluster may have changed. */
  requestTend(): void;
  onSettled(): void;
}
