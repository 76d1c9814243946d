// A clock driven by hand. Time stands still until a test moves it; sockets stay real. It never waits, and of the
// system's clock it knows only what time it was when it was made.

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Lets everything that is ready run: a chain of promises settles within a few turns of the event loop. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets promises that are settled have their consequences, without a turn of the event loop. */
async function microtasks(count = 10): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}

/** What time/clock.ts of the client asks of a clock, and the means to move it. */
export class FakeClock {
  readonly #startMs: number;
  readonly #startWallMs = Date.now();
  #nowMs: number;
  #order = 0;
  readonly #timers = new Set<Timer>();
  readonly #afterReads = new Set<() => void>();

  constructor(startMs = 1_000_000) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs - this.#startMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  afterReads(callback: () => void): () => void {
    // Of its own, so that the same callback can be asked for twice.
    const once = (): void => callback();
    this.#afterReads.add(once);
    return () => this.#afterReads.delete(once);
  }

  /** Timers set and not yet fired, and callbacks put off until the reads are done. */
  get pending(): number {
    return this.#timers.size + this.#afterReads.size;
  }

  /** How long until each timer is due, the next one first. */
  get delays(): number[] {
    return Array.from(this.#timers, ({ dueMs }) => dueMs - this.#nowMs).sort((a, b) => a - b);
  }

  /** Moves time on while the event loop is free: each timer fires when it is due. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#earliest(); next !== undefined && next.dueMs <= endMs; next = this.#earliest()) {
      this.#fire(next);
      this.runAfterReads();
    }
    this.#nowMs = endMs;
  }

  /**
   * The same, with turns of the event loop before, after, and behind all timers that are due at the same moment, in which
   * promises settle.
   */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await turns();
    for (let next = this.#earliest(); next !== undefined && next.dueMs <= endMs; next = this.#earliest()) {
      for (const moment = next.dueMs; next !== undefined && next.dueMs <= moment; next = this.#earliest()) {
        this.#fire(next);
        await microtasks();
      }
      this.runAfterReads();
      await turns();
    }
    this.#nowMs = endMs;
    await turns();
  }

  /** Moves time on while the event loop is blocked: no timer fires. */
  block(ms: number): void {
    this.#nowMs += ms;
  }

  /** Fires the timers that are due; what they put off until after the socket reads stays put off. */
  fireTimers(): void {
    for (const timer of [...this.#timers]) {
      if (timer.dueMs <= this.#nowMs && this.#timers.delete(timer)) timer.callback();
    }
  }

  /** Fires every timer, due or not. */
  fireAll(): void {
    for (const timer of [...this.#timers]) if (this.#timers.delete(timer)) timer.callback();
  }

  runAfterReads(): void {
    const callbacks = [...this.#afterReads];
    this.#afterReads.clear();
    for (const callback of callbacks) callback();
  }

  #fire(timer: Timer): void {
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    this.#timers.delete(timer);
    timer.callback();
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      const isEarlier =
        earliest === undefined ||
        timer.dueMs < earliest.dueMs ||
        (timer.dueMs === earliest.dueMs && timer.order < earliest.order);
      if (isEarlier) earliest = timer;
    }
    return earliest;
  }
}
