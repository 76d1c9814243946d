// Removes expired records every `nsup-period` seconds, per namespace. The timers keep no process alive and follow the
// setting when it changes.

import type { NamespaceGroup } from '../storage/namespace-group.ts';

/** The longest delay that a timer takes. */
const MAX_DELAY_MS = 0x7fffffff;

export class NsupTimer {
  readonly #timers = new Map<NamespaceGroup, { readonly periodSeconds: number; readonly timer: NodeJS.Timeout }>();
  readonly #namespaces: readonly NamespaceGroup[];

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
      const timer = setInterval(() => namespace.reapExpired(), Math.min(nsupPeriod * 1000, MAX_DELAY_MS));
      this.#timers.set(namespace, { periodSeconds: nsupPeriod, timer: timer.unref() });
    }
  }

  stop(): void {
    for (const namespace of this.#namespaces) this.#clear(namespace);
  }

  #clear(namespace: NamespaceGroup): void {
    clearInterval(this.#timers.get(namespace)?.timer);
    this.#timers.delete(namespace);
  }
}
