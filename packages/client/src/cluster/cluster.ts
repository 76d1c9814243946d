// The cluster as commands see it: one current snapshot, kept new by this process or by the owner of the segment.
// Owns the choice between tending and following. Sends no commands and keeps no command connections.

import { EventEmitter } from 'node:events';
import { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import type { ClusterEvents, ClusterOptions, ClusterRole, ClusterStats } from './cluster-options.ts';

export class Cluster extends EventEmitter<ClusterEvents> {
  readonly options: ClusterOptions;
  #snapshot: RoutingSnapshot = RoutingSnapshot.EMPTY;
  #role: ClusterRole = 'private';

  constructor(options: ClusterOptions) {
    super();
    this.options = options;
  }

  get role(): ClusterRole {
    return this.#role;
  }

  /** Resolves when commands can be routed. Rejects with ClusterConnectError or ClusterClosedError. */
  async start(): Promise<void> {}

  /** The newest snapshot; with shared memory one atomic load, otherwise a field. Call it for every attempt. */
  current(): RoutingSnapshot {
    return this.#snapshot;
  }

  isConnected(): boolean {
    return this.current().nodes.some((node) => node.active);
  }

  /** Asks for a tend sooner than due, for example because a node refuses connections. Cheap, may be called often. */
  requestTend(): void {}

  stats(): ClusterStats {
    throw new Error('not started');
  }

  /** Idempotent; never throws and never waits. */
  close(): void {}
}
