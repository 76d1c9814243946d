// Removes expired records every `nsup-period` seconds, per namespace: some at a time, because a million of them takes
// seconds, and whoever asks for one is told in the meantime that it is not there. The timers keep no process alive and
// follow the setting when it changes.

import { PARTITIONS } from 'tendril/wire';
import { REAP_STEP_MS } from '../limits.ts';
import type { NamespaceGroup } from '../storage/namespace-group.ts';

/** The longest delay that a timer takes. */
const MAX_DELAY_MS = 0x7fffffff;

export class NsupTimer {
  readonly #timers = new Map<NamespaceGroup, { readonly periodSeconds: number; readonly timer: NodeJS.Timeout }>();
  readonly #namespaces: readonly NamespaceGroup[];
  /** Those that are gone through. */
  readonly #reaping = new Set<NamespaceGroup>();
  #isStopped = false;

  constructor(namespaces: readonly NamespaceGroup[]) {
    this.#namespaces = namespaces;
    this.update();
  }

  /** Starts, stops or re-times according to the settings of now. */
  update(): void {
    for (const namespace of this.#namespaces) {
      const { nsupPeriod } = namespace.config;
      const running = this.#timers.get(namespace);
      if (running?.periodSeconds === nsupPeriod) continue;
      this.#clear(namespace);
      if (nsupPeriod === 0) continue;
      const timer = setInterval(() => this.#reap(namespace), Math.min(nsupPeriod * 1000, MAX_DELAY_MS));
      this.#timers.set(namespace, { periodSeconds: nsupPeriod, timer: timer.unref() });
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const namespace of this.#namespaces) this.#clear(namespace);
  }

  #reap(namespace: NamespaceGroup): void {
    if (this.#reaping.has(namespace)) return;
    this.#reaping.add(namespace);
    this.#step(namespace, 0);
  }

  /** Goes on from that partition. */
  #step(namespace: NamespaceGroup, from: number): void {
    if (this.#isStopped) return;
    const endMs = performance.now() + REAP_STEP_MS;
    let partition = from;
    while (partition < PARTITIONS && (partition === from || performance.now() < endMs))
      namespace.reapExpiredOf(partition++);
    if (partition < PARTITIONS) setImmediate(() => this.#step(namespace, partition));
    else this.#reaping.delete(namespace);
  }

  #clear(namespace: NamespaceGroup): void {
    clearInterval(this.#timers.get(namespace)?.timer);
    this.#timers.delete(namespace);
  }
}
