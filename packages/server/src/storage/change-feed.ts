// Who hears of changes: replication, and whatever is derived from records. A change is told after it is made, as
// arguments instead of an object, so that nothing is allocated for it; without listeners it costs one comparison.

import type { StoredRecord } from './record.ts';

/** Why a record changed. */
export const CAUSE = {
  /** A command stored or removed it. */
  COMMAND: 0,
  /** It became what it is on another node: replication or migration. */
  COPY: 1,
  /** The node gives its copy of the partition up. */
  DROP: 2,
  TRUNCATE: 3,
  EXPIRE: 4,
} as const;

export type Cause = (typeof CAUSE)[keyof typeof CAUSE];

export interface ChangeListener {
  /**
   * Hears of one change: `before` is undefined for a record that is new, `after` for one that is gone. Must not throw,
   * and must not change the namespace it hears of.
   */
  onChange(
    namespace: string,
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
    cause: Cause,
  ): void;
}

export class ChangeFeed {
  /** Replaced, never changed: who is added or removed while a change is told hears of the next one, or not. */
  #listeners: readonly ChangeListener[] = [];

  /** Tells the listener of every change from now on, after those that were there before. */
  add(listener: ChangeListener): void {
    if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
  }

  remove(listener: ChangeListener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  emit(
    namespace: string,
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
    cause: Cause,
  ): void {
    const listeners = this.#listeners;
    for (let i = 0; i < listeners.length; i++)
      (listeners[i] as ChangeListener).onChange(namespace, digest, before, after, cause);
  }
}
