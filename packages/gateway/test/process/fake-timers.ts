// A clock that stands still until it is advanced.
import type { Timers } from '../../src/process/supervisor.ts';

export class FakeTimers implements Timers {
  #now = 0;
  #pending: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#pending.push(timer);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== timer);
    };
  }

  get pendingDelays(): number[] {
    return this.#pending.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = next.at;
      this.#pending = this.#pending.filter((other) => other !== next);
      next.callback();
    }
    this.#now = end;
  }
}
