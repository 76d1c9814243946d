// The commands of a client that are under way, and who waits for the last of them: a client that was closed lets them end
// before it disconnects, for a while.

import type { Clock } from '../../time/clock.ts';

/** How long close() waits for commands under way that have no time limit of their own. */
const CLOSE_GRACE_MS = 5_000;

export class UnderWay {
  readonly #clock: Clock;
  #count = 0;
  #onDrained: (() => void) | undefined;
  #drained: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#count;
  }

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count === 0) this.#onDrained?.();
  }

  /** Resolves once what was under way at the last `drain` has ended. */
  get drained(): Promise<void> {
    return this.#drained;
  }

  /** Calls back when nothing is under way any more, or when that has taken too long. */
  drain(onDrained: () => void): void {
    if (this.#count === 0) {
      onDrained();
      return;
    }
    this.#drained = new Promise((resolve) => {
      // Keeps the process alive, for a command may be waiting for its next attempt, with no socket open.
      const cancel = this.#clock.after(CLOSE_GRACE_MS, () => this.#onDrained?.(), true);
      this.#onDrained = () => {
        cancel();
        this.#onDrained = undefined;
        onDrained();
        resolve();
      };
    });
  }
}
