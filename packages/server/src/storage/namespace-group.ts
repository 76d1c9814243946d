// One namespace of a cluster: what its nodes have in common, which is everything but the records. Settings, set names
// and truncate thresholds are changed on one node and hold on all; a node that is down learns of them as well, as it
// would from its peers when it comes back.

import type { Clock } from '../clock.ts';
import { MemoryStore } from './memory-store.ts';
import { Namespace } from './namespace.ts';
import type { NamespaceConfig } from './namespace-config.ts';
import { SetRegistry } from './set-table.ts';

export class NamespaceGroup {
  readonly name: string;
  readonly config: NamespaceConfig;
  readonly sets = new SetRegistry();
  /** Milliseconds since Aerospike's epoch. */
  truncateLutMs = 0;
  readonly #clock: Clock;
  readonly #namespaces: Namespace[] = [];

  constructor(name: string, config: NamespaceConfig, clock: Clock) {
    this.name = name;
    this.config = config;
    this.#clock = clock;
  }

  /** The namespace on one more node, without records. */
  create(): Namespace {
    const namespace = new Namespace(this, new MemoryStore(), this.#clock);
    this.#namespaces.push(namespace);
    return namespace;
  }

  /** On all nodes: see {@link Namespace.truncate}. */
  truncate(setName: string | undefined, lutMs?: number): void {
    for (const namespace of this.#namespaces) namespace.removeTruncated(setName, lutMs);
  }

  /** On all nodes: removes the expired records of a partition. */
  reapExpiredOf(partition: number): void {
    for (const namespace of this.#namespaces) namespace.reapExpiredOf(partition);
  }
}
