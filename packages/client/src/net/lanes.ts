// Which connections the unfinished requests of a record took, so that they take effect in the order of the calls: a
// connection answers in order, two do not. A write follows whatever is before it, a read the write before it; reads
// among themselves are free to go to a few connections, and a write after those waits until one is left.
//
// Records share lanes by some bits of their digest; that two meet in one costs a less well chosen connection and nothing
// else. No request is remembered, and none is signed off: a connection counts what it has sent and what was answered.
//
//   lane := up to SLOTS of (connection · count of the lane's last request there) · slot and count of the last write

import type { Connection } from './connection.ts';

/**
 * A power of two. With 128 commands in flight, one in 30 meets another record's; with 1024 lanes it was one in 8, and
 * writes that followed strangers cost a tenth of their rate. The tables take 200 KB for each node.
 */
export const LANES = 4096;
/** Connections that the reads of one lane may be on at a time. */
const SLOTS = 4;
const NO_SLOT = SLOTS;
/** Requests for which a lane stays hot. */
const HOT = 255;

/** What `Lanes.next` answers where a request has to wait until fewer connections have requests of its lane. */
export const BUSY = Symbol('busy');

export class Lanes {
  readonly #connections: (Connection | null)[] = new Array<Connection | null>(LANES * SLOTS).fill(null);
  /** Counts of requests, as unsigned 32-bit numbers. */
  readonly #turns = new Uint32Array(LANES * SLOTS);
  /** Slots of a lane that may hold something unfinished. */
  readonly #used = new Uint8Array(LANES);
  readonly #writeTurns = new Uint32Array(LANES);
  readonly #writeSlots = new Uint8Array(LANES).fill(NO_SLOT);
  readonly #parked = new Uint32Array(LANES);
  readonly #heat = new Uint8Array(LANES);

  /** The connection that the lane's next request has to take; undefined where any will do. */
  next(lane: number, isWrite: boolean): Connection | typeof BUSY | undefined {
    return this.#used[lane] === 0 ? undefined : this.#nextOfUsed(lane, isWrite);
  }

  #nextOfUsed(lane: number, isWrite: boolean): Connection | typeof BUSY | undefined {
    const used = this.#used[lane] as number;
    const at = lane * SLOTS;
    let unfinished = 0;
    let first: Connection | undefined;
    for (let slot = 0; slot < used; slot++) {
      const connection = this.#unfinished(at + slot, this.#turns[at + slot] as number);
      if (connection === undefined) continue;
      unfinished++;
      first ??= connection;
    }
    if (first === undefined) {
      this.#used[lane] = 0;
      this.#writeSlots[lane] = NO_SLOT;
      return undefined;
    }
    if (isWrite) return unfinished === 1 ? first : BUSY;
    const slot = this.#writeSlots[lane] as number;
    const written = slot === NO_SLOT ? undefined : this.#unfinished(at + slot, this.#writeTurns[lane] as number);
    return written ?? (unfinished === SLOTS ? first : undefined);
  }

  /** The lane's last request is the one that was sent last on this connection. */
  note(lane: number, isWrite: boolean, connection: Connection): void {
    const at = lane * SLOTS;
    const slot = this.#used[lane] === 0 ? this.#firstSlot(lane) : this.#slotFor(lane, connection);
    this.#connections[at + slot] = connection;
    this.#turns[at + slot] = connection.sent;
    if (!isWrite) return;
    this.#writeSlots[lane] = slot;
    this.#writeTurns[lane] = connection.sent;
  }

  /** Requests of a lane that are parked: none of it may overtake them. */
  parked(lane: number): number {
    return this.#parked[lane] as number;
  }

  park(lane: number): void {
    (this.#parked[lane] as number)++;
  }

  unpark(lane: number): void {
    (this.#parked[lane] as number)--;
  }

  /** Several of it waited for one: a record that many want, whose commands had better follow one another. */
  heat(lane: number): void {
    this.#heat[lane] = HOT;
  }

  /** Whether it was heated, and asked for not too often since. */
  isHot(lane: number): boolean {
    const heat = this.#heat[lane] as number;
    if (heat > 0) this.#heat[lane] = heat - 1;
    return heat > 0;
  }

  /** A closed connection need not be kept in memory. */
  forget(connection: Connection): void {
    for (let at = 0; at < LANES * SLOTS; at++) if (this.#connections[at] === connection) this.#connections[at] = null;
  }

  #firstSlot(lane: number): number {
    this.#used[lane] = 1;
    return 0;
  }

  /** The slot that the connection has already, else one that is free or done with. */
  #slotFor(lane: number, connection: Connection): number {
    const at = lane * SLOTS;
    const used = this.#used[lane] as number;
    let free = used;
    for (let slot = used - 1; slot >= 0; slot--) {
      if (this.#connections[at + slot] === connection) return slot;
      if (this.#unfinished(at + slot, this.#turns[at + slot] as number) === undefined) free = slot;
    }
    if (free === SLOTS) free = 0;
    if (free === used) this.#used[lane] = used + 1;
    else if (this.#writeSlots[lane] === free) this.#writeSlots[lane] = NO_SLOT;
    return free;
  }

  /** The connection in a slot, unless that request is done or the connection owes replies: then nobody waits for it. */
  #unfinished(at: number, turn: number): Connection | undefined {
    const connection = this.#connections[at] as Connection | null;
    if (connection === null || connection.owes) return undefined;
    // So many were sent after it. The counts wrap, and a lane may not have been asked for while they went half round: only
    // the newest ones can be unfinished.
    const later = (connection.sent - turn) >>> 0;
    return later < connection.unanswered ? connection : undefined;
  }
}
