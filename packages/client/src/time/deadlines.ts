// Deadlines for any number of requests with one timer: a wheel of slots, each a linked list threaded through the
// entries themselves, so adding and removing one costs a few assignments and allocates nothing. It knows neither
// connections nor commands.
//
//            slot = floor(deadline / TICK) mod SLOTS
//   ┌─────┬─────┬─────┬─────┬─────┬─ …
//   │  a  │     │ b→c │     │  d  │        the timer walks one slot a tick; an entry whose deadline is a whole
//   └─────┴─────┴─────┴─────┴─────┴─ …     turn of the wheel or more away stays in its slot
//                  ↑ tick
//
// A timer that fires late, because the event loop was blocked or a debugger held the process, must not fail commands
// whose replies already lie in the kernel: due entries expire from setImmediate, after the sockets have been read.

import type { Cancel, Clock } from './clock.ts';
import { systemClock } from './system-clock.ts';

/** What waits for its deadline. The three link fields belong to the wheel. */
export interface DeadlineEntry {
  /** When it is due, in milliseconds of the wheel's clock. */
  deadlineMs: number;
  deadlineNext: DeadlineEntry | null;
  deadlinePrevious: DeadlineEntry | null;
  /** The slot it stands in, or -1. */
  deadlineSlot: number;
  onDeadline(nowMs: number): void;
}

/** How late, at most, a deadline is noticed on an idle event loop. */
export const TICK_MS = 8;
const SLOTS = 512;

export class DeadlineWheel {
  readonly #clock: Clock;
  readonly #slots: (DeadlineEntry | null)[] = new Array<DeadlineEntry | null>(SLOTS).fill(null);
  #count = 0;
  #stopTimer: Cancel | undefined;
  /**
   * The time of the last look at the clock, in microseconds, as a whole number of 32 bits that wraps: for measuring what
   * is not worth a look of its own, and makes no number in memory.
   */
  recentUs = 0;
  /** The last tick whose slot has been walked. */
  #tick = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  now(): number {
    const nowMs = this.#clock.now();
    this.recentUs = (nowMs * 1000) | 0;
    return nowMs;
  }

  /** Entries waiting. */
  get size(): number {
    return this.#count;
  }

  /** Adds an entry; one that is already in moves to its new deadline. An infinite deadline is not added. */
  add(entry: DeadlineEntry, deadlineMs: number): void {
    if (entry.deadlineSlot !== -1) this.remove(entry);
    entry.deadlineMs = deadlineMs;
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    if (this.#stopTimer === undefined) {
      this.#tick = Math.floor(this.#clock.now() / TICK_MS);
      this.#arm();
    }
    // A deadline in the past still gets a tick: expiry never happens inside add().
    const tick = Math.max(Math.ceil(deadlineMs / TICK_MS), this.#tick + 1);
    const slot = tick & (SLOTS - 1);
    const head = this.#slots[slot] as DeadlineEntry | null;
    entry.deadlineSlot = slot;
    entry.deadlinePrevious = null;
    entry.deadlineNext = head;
    if (head !== null) head.deadlinePrevious = entry;
    this.#slots[slot] = entry;
    this.#count++;
  }

  /** Takes an entry out; one that is not in stays out. */
  remove(entry: DeadlineEntry): void {
    const slot = entry.deadlineSlot;
    if (slot === -1) return;
    const { deadlinePrevious: previous, deadlineNext: next } = entry;
    if (previous === null) this.#slots[slot] = next;
    else previous.deadlineNext = next;
    if (next !== null) next.deadlinePrevious = previous;
    entry.deadlineSlot = -1;
    entry.deadlineNext = null;
    entry.deadlinePrevious = null;
    this.#count--;
  }

  /** Stops the timer. Entries still in are forgotten without being told. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    for (const head of this.#slots) {
      for (let entry = head; entry !== null; ) {
        const next = entry.deadlineNext;
        this.remove(entry);
        entry = next;
      }
    }
  }

  #arm(): void {
    // Not kept alive: what a deadline belongs to keeps the process running by its socket, or does not.
    this.#stopTimer = this.#clock.after(TICK_MS, this.#onTimer, false);
  }

  readonly #onTimer = (): void => {
    this.#stopTimer = undefined;
    if (this.#count === 0) return;
    this.#arm();
    const tick = Math.floor(this.#clock.now() / TICK_MS);
    if (this.#due(tick).length > 0) this.#clock.afterReads(() => this.#expire(tick));
    else this.#tick = tick;
  };

  #expire(tick: number): void {
    const due = this.#due(tick);
    this.#tick = tick;
    const now = this.#clock.now();
    for (const entry of due) {
      // A handler before this one, or a reply that was read meanwhile, may have taken it out or moved it.
      if (entry.deadlineSlot === -1 || entry.deadlineMs > tick * TICK_MS) continue;
      this.remove(entry);
      entry.onDeadline(now);
    }
  }

  #due(tick: number): DeadlineEntry[] {
    const due: DeadlineEntry[] = [];
    for (let t = this.#firstTick(tick); t <= tick; t++) {
      for (let entry = this.#slots[t & (SLOTS - 1)] ?? null; entry !== null; entry = entry.deadlineNext) {
        if (entry.deadlineMs <= tick * TICK_MS) due.push(entry);
      }
    }
    return due;
  }

  /** The first slot not walked yet; after a long pause one turn of the wheel covers them all. */
  #firstTick(tick: number): number {
    return Math.max(this.#tick + 1, tick - SLOTS + 1);
  }
}
