// Where metrics go: to the listeners of the application, or to files. Whatever goes wrong there rejects, and is logged by
// who calls; it never touches a command.

import type { Cluster, MetricsListenersOptions, Node } from './listeners.ts';

export interface MetricsSink {
  enable(): Promise<void>;
  snapshot(cluster: Cluster): Promise<void>;
  nodeClosed(node: Node): Promise<void>;
  disable(cluster: Cluster): Promise<void>;
}

/**
 * Calls listeners, each in a turn of the event loop of its own. What they return is not waited for: one that never comes
 * to an end must not hold up the others.
 */
export class ListenerSink implements MetricsSink {
  readonly #listeners: MetricsListenersOptions;
  readonly #nextTurn: () => Promise<void>;
  readonly #warn: (error: unknown) => void;

  /** `warn` gets what an asynchronous listener was rejected with. */
  constructor(listeners: MetricsListenersOptions, nextTurn: () => Promise<void>, warn: (error: unknown) => void) {
    this.#listeners = listeners;
    this.#nextTurn = nextTurn;
    this.#warn = warn;
  }

  enable(): Promise<void> {
    // The vendor's are given null.
    return this.#call(() => (this.#listeners.enableListener as (none: null) => unknown)(null));
  }

  snapshot(cluster: Cluster): Promise<void> {
    return this.#call(() => this.#listeners.snapshotListener(cluster));
  }

  nodeClosed(node: Node): Promise<void> {
    return this.#call(() => this.#listeners.nodeCloseListener(node));
  }

  disable(cluster: Cluster): Promise<void> {
    return this.#call(() => this.#listeners.disableListener(cluster));
  }

  async #call(listener: () => unknown): Promise<void> {
    await this.#nextTurn();
    Promise.resolve(listener()).catch(this.#warn);
  }
}
