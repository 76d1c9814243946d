// When the nodes notice that one of them has died: after a delay, as heartbeats that fail to come would have it, or only
// when they are told to. The timer keeps no process alive.

import type { Membership } from './membership.ts';

export class FailureDetection {
  readonly #membership: Membership;
  readonly #delayMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** `Infinity` waits for `noticeNow`. */
  constructor(membership: Membership, delayMs: number) {
    this.#membership = membership;
    this.#delayMs = delayMs;
  }

  /** A node has died. Deaths while one is being noticed are noticed with it. */
  suspect(): void {
    if (this.#delayMs === 0) this.noticeNow();
    else if (Number.isFinite(this.#delayMs)) this.#timer ??= setTimeout(() => this.noticeNow(), this.#delayMs).unref();
  }

  noticeNow(): void {
    this.stop();
    this.#membership.noticeDepartures();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
