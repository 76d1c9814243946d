// Closes connections on which nothing has been asked for `proto-fd-idle-ms`, as the real server does: it looks once a
// second, and not at all while the setting is 0. The timer keeps no process alive.

import type { Clock } from '../clock.ts';

const CHECK_INTERVAL_MS = 1000;

/** A connection that may have been idle for too long. */
export interface IdleConnection {
  /** When it was last used; undefined while something is under way on it. */
  readonly idleSinceMs: number | undefined;
  destroy(): void;
}

export class IdleReaper {
  readonly #connections: Iterable<IdleConnection>;
  readonly #clock: Clock;
  readonly #limitMs: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** `limitMs` gives the setting of now. */
  constructor(connections: Iterable<IdleConnection>, clock: Clock, limitMs: () => number) {
    this.#connections = connections;
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** Starts or stops according to the setting of now. */
  update(): void {
    if (this.#limitMs() === 0) this.stop();
    else this.#timer ??= setInterval(() => this.reap(), CHECK_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Closes what is idle for longer than the setting of now allows. */
  reap(): void {
    const limitMs = this.#limitMs();
    if (limitMs === 0) return;
    const now = this.#clock.now();
    for (const connection of this.#connections) {
      const since = connection.idleSinceMs;
      if (since !== undefined && since + limitMs < now) connection.destroy();
    }
  }
}
