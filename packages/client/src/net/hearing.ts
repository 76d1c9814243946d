// Whether a connection can be written to: what its peer has sent meanwhile, its end above all, must have been read before.
// The process may have been frozen, or the machine suspended, and the peer have closed the connection: what is sent then
// is lost, and a write in doubt. So after a pause those who want to send wait until the sockets have been looked at, which
// costs an idle client one turn of the loop.

import { afterReads } from '../time/system-clock.ts';
import type { Connection } from './connection.ts';

/** A connection not heard of for so long is read before it is written to. */
export const HEARING_MS = 50;
/** The wall clock being so far ahead of the other means that the machine was suspended, or the clock was set. */
const SUSPENDED_MS = 1000;

export interface HearingOwner {
  /** Closes what was not used since then. */
  closeUnused(sinceMs: number): void;
  /** The sockets have been read. */
  onHeard(): void;
}

export class Hearing {
  readonly #owner: HearingOwner;
  /** Longest that a connection may have been idle. */
  maxIdleMs: number;
  readonly #wallClock: () => number;
  /** How far the wall clock is ahead of the other one. */
  #wallAheadMs: number;
  /**
   * When a socket was read last: then the event loop has looked at all of them. A whole number of 32 bits, see
   * Connection.heardMs.
   */
  #heardMs = 0;
  #isOn = false;

  constructor(owner: HearingOwner, maxIdleMs: number, wallClock: () => number, nowMs: number) {
    this.#owner = owner;
    this.maxIdleMs = maxIdleMs;
    this.#wallClock = wallClock;
    this.#wallAheadMs = wallClock() - nowMs;
  }

  /** Whether the sockets are waited for at the moment. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** A socket was read. */
  note(heardMs: number): void {
    this.#heardMs = heardMs;
  }

  /**
   * Whether nothing can wait to be read on that connection, and it was not idle for too long. If something may, those who
   * want to send wait until the sockets have been read: what has ended is gone then. What was idle for longer than it may
   * be goes at once.
   */
  has(connection: Connection, nowMs: number): boolean {
    const isFresh = (((nowMs | 0) - this.#heardMs) | 0) <= HEARING_MS;
    return (isFresh && (connection.depth > 0 || this.#isUsable(connection, nowMs))) || this.#start(nowMs);
  }

  #start(nowMs: number): false {
    const wallAheadMs = this.#wallClock() - nowMs;
    const suspendedMs = Math.max(wallAheadMs - this.#wallAheadMs, 0);
    this.#wallAheadMs = wallAheadMs;
    this.#owner.closeUnused(nowMs + suspendedMs - this.maxIdleMs);
    if (this.#isOn) return false;
    this.#isOn = true;
    // Two turns: the first may come without a look at the sockets, when one of them is being read now.
    afterReads(() =>
      afterReads(() => {
        this.#isOn = false;
        this.#owner.onHeard();
      }),
    );
    return false;
  }

  /**
   * Whether an idle connection was used lately, and the machine awake all the time: the clock of the deadlines may stand
   * still while it is suspended.
   */
  #isUsable(connection: Connection, nowMs: number): boolean {
    if (nowMs - connection.lastUsedAtMs > this.maxIdleMs) return false;
    const jumpMs = this.#wallClock() - nowMs - this.#wallAheadMs;
    return jumpMs < SUSPENDED_MS && jumpMs > -SUSPENDED_MS;
  }
}
