// A clock driven by hand for the deadline wheel. Time stands still until a test moves it; sockets stay real.
// It never waits and never looks at the system's clock.

import type { DeadlineClock } from '../../src/time/deadlines.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class FakeClock implements DeadlineClock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();
  readonly #afterReads: (() => void)[] = [];

  constructor(startMs = 1_000_000) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  afterReads(callback: () => void): void {
    this.#afterReads.push(callback);
  }

  /** Timers set and not yet fired. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Moves time on while the event loop is free: each timer fires when it is due. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#earliest(); next !== undefined && next.dueMs <= endMs; next = this.#earliest()) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#timers.delete(next);
      next.callback();
      this.runAfterReads();
    }
    this.#nowMs = endMs;
  }

  /** Moves time on while the event loop is blocked: no timer fires. */
  block(ms: number): void {
    this.#nowMs += ms;
  }

  /** Fires the timers that are due; what they put off until after the socket reads stays put off. */
  fireTimers(): void {
    for (const timer of [...this.#timers]) {
      if (timer.dueMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
  }

  runAfterReads(): void {
    for (const callback of this.#afterReads.splice(0)) callback();
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) if (earliest === undefined || timer.dueMs < earliest.dueMs) earliest = timer;
    return earliest;
  }
}
