// What a connection owes: the replies to requests that gave up. While there are any it takes nothing new, for should one
// never come, every later reply would be given to the wrong request; and its silence has a limit.

import type { DeadlineEntry, DeadlineWheel } from '../time/deadlines.ts';

/** Least patience with a connection that has been heard of since, but owes the reply to a request that gave up. */
const MIN_SILENCE_MS = 1000;
/** Longest that a connection may owe: one that keeps sending other things is of no use either. */
const MAX_DEBT_MS = 30_000;

/** Who owes. */
export interface Debtor {
  /** Nothing came for too long. */
  onSilent(): void;
  /** The replies to all that gave up have come. */
  onPaid(): void;
}

export class Debt implements DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  readonly #deadlines: DeadlineWheel;
  readonly #debtor: Debtor;
  /** Replies still to come; that to a merged request counts once. */
  #replies = 0;
  /** Of these, the ones to merged requests, which others may still wait for. */
  #merged = 0;
  #sinceMs = 0;
  #silenceMs = 0;
  /** Whether one of those requests timed out, and whether nothing at all has arrived since it was sent. */
  #timedOut = false;
  #silent = false;

  constructor(deadlines: DeadlineWheel, debtor: Debtor) {
    this.#deadlines = deadlines;
    this.#debtor = debtor;
  }

  get isOwed(): boolean {
    return this.#replies > 0;
  }

  /**
   * Whether little is lost with a connection of so many requests: it owes the reply to one that timed out, and either has
   * been silent since that was sent or carries nothing else.
   */
  isAllOf(depth: number): boolean {
    return this.#timedOut && (this.#silent || (this.#replies === depth && this.#merged === 0));
  }

  note(): void {
    if (this.#replies++ === 0) this.#sinceMs = this.#deadlines.now();
  }

  noteMerged(): void {
    this.#merged++;
    this.note();
  }

  pay(): void {
    this.#replies--;
    if (this.#replies > 0) return;
    this.#timedOut = false;
    this.#debtor.onPaid();
  }

  payMerged(): void {
    this.#merged--;
    this.pay();
  }

  /** A merged request, which counted once, travels as single ones after all, of which so many gave up. */
  spreadMerged(gaveUp: number): void {
    this.#merged--;
    this.#replies += gaveUp - 1;
  }

  /** Limits the silence from now on. `heard`: whether something has arrived since that request was sent. */
  limit(silenceMs: number, heard: boolean, timedOut: boolean): void {
    this.#timedOut ||= timedOut;
    if (!heard) this.#silent = true;
    this.#silenceMs = Math.max(silenceMs, MIN_SILENCE_MS);
    const deadlineMs = this.#deadlines.now() + (heard ? this.#silenceMs : silenceMs);
    if (this.deadlineSlot === -1 || deadlineMs < this.deadlineMs) this.#deadlines.add(this, deadlineMs);
  }

  onBytes(): void {
    this.#silent = false;
  }

  /**
   * Gives it time anew, after all that has arrived was taken. `lacksAnEnd`: of a reply that was given to all who waited for
   * it, the end is still to come. It is never long in coming, and nobody would miss it.
   */
  prolong(nowMs: number, lacksAnEnd: boolean): void {
    if (this.#replies > 0) {
      this.#deadlines.add(this, Math.min(nowMs + this.#silenceMs, this.#sinceMs + MAX_DEBT_MS));
    } else if (lacksAnEnd) this.#deadlines.add(this, nowMs + MIN_SILENCE_MS);
    else this.#deadlines.remove(this);
  }

  /** The connection is closed. */
  end(): void {
    this.#deadlines.remove(this);
  }

  onDeadline(): void {
    this.#debtor.onSilent();
  }
}
