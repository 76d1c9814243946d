// Which connections the unfinished requests of a record took, so that they take effect in the order of the calls: a
// connection answers in order, two do not. A write follows whatever is before it, a read the write before it; reads
// among themselves are free to go to a few connections, and a write after those waits until one is left.
//
// Records share lanes by some bits of their digest; that two meet in one costs a less well chosen connection and nothing
// else. No request is remembered, and none is signed off: a connection counts what it has sent and what is unanswered.
//
// Every command looks at a lane, and each is somewhere else. So a lane is 32 bytes in one place:
//
//    word │ 0          │ 1        │ 2 … 5               │ 6, 7
//         │ its state  │ the last │ the last request of │ the connections of the slots by their
//         │            │ write    │ each slot           │ numbers, of 16 bits each; 0 for none
//
//    state := slots in use : 3 bits · slot of the last write + 1, or 0 : 3 bits · heat : from bit 8 on
//    a request is how many the connection had sent, as an unsigned number of 32 bits

import type { Connection } from './connection.ts';

/**
 * A power of two. With 128 commands in flight, one in 30 meets another record's; with 1024 lanes it was one in 8, and
 * writes that followed strangers cost a tenth of their rate. They take 128 KB for each node.
 */
export const LANES = 4096;
/** Connections that the reads of one lane may be on at a time. */
const SLOTS = 4;
/** Requests for which a lane stays hot. */
const HOT = 255;

const LANE_WORDS = 8;
const WRITE_AT = 1;
const SLOTS_AT = 2;
/** In units of 16 bits. */
const NUMBERS_AT = 12;

const USED = 0b111;
const WRITTEN = 0b111_000;
const WRITTEN_SHIFT = 3;
const HEAT_SHIFT = 8;

/** What `Lanes.next` answers where a request has to wait until fewer connections have requests of its lane. */
export const BUSY = Symbol('busy');

export class Lanes {
  readonly #words = new Int32Array(LANES * LANE_WORDS);
  /** The same memory. */
  readonly #numbers = new Uint16Array(this.#words.buffer);
  /** By number. */
  readonly #connections: (Connection | undefined)[] = [undefined];
  readonly #parked = new Uint32Array(LANES);

  /** The connection that the lane's next request has to take; undefined where any will do. */
  next(lane: number, isWrite: boolean): Connection | typeof BUSY | undefined {
    const at = lane * LANE_WORDS;
    const used = (this.#words[at] as number) & USED;
    if (used === 0) return undefined;
    if (used > 1) return this.#nextOfMany(at, used, isWrite);
    const only = this.#unfinished(at, 0, SLOTS_AT);
    if (only === undefined) {
      this.#empty(at);
      return undefined;
    }
    return isWrite ? only : this.#unfinishedWrite(at);
  }

  #nextOfMany(at: number, used: number, isWrite: boolean): Connection | typeof BUSY | undefined {
    let unfinished = 0;
    let first: Connection | undefined;
    for (let slot = 0; slot < used; slot++) {
      const connection = this.#unfinished(at, slot, SLOTS_AT + slot);
      if (connection === undefined) continue;
      unfinished++;
      first ??= connection;
    }
    if (first === undefined) {
      this.#empty(at);
      return undefined;
    }
    if (isWrite) return unfinished === 1 ? first : BUSY;
    return this.#unfinishedWrite(at) ?? (unfinished === SLOTS ? first : undefined);
  }

  /** The lane's last request is the one that was sent last on this connection. */
  note(lane: number, isWrite: boolean, connection: Connection): void {
    const words = this.#words;
    const at = lane * LANE_WORDS;
    const number = connection.laneNumber === 0 ? this.#numberOf(connection) : connection.laneNumber;
    const slot = ((words[at] as number) & USED) === 0 ? 0 : this.#slotFor(at, number);
    const { sent } = connection;
    this.#numbers[at * 2 + NUMBERS_AT + slot] = number;
    words[at + SLOTS_AT + slot] = sent;
    let state = words[at] as number;
    if ((state & USED) <= slot) state = (state & ~USED) | (slot + 1);
    if (isWrite) {
      state = (state & ~WRITTEN) | ((slot + 1) << WRITTEN_SHIFT);
      words[at + WRITE_AT] = sent;
    }
    words[at] = state;
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
    this.#setHeat(lane * LANE_WORDS, HOT);
  }

  /** Whether it was heated, and asked for not too often since. */
  isHot(lane: number): boolean {
    const at = lane * LANE_WORDS;
    const heat = (this.#words[at] as number) >> HEAT_SHIFT;
    if (heat > 0) this.#setHeat(at, heat - 1);
    return heat > 0;
  }

  /** A closed connection is in no lane any more, and its number another's. */
  forget(connection: Connection): void {
    const { laneNumber } = connection;
    if (laneNumber === 0) return;
    for (let at = 0; at < this.#words.length; at += LANE_WORDS) {
      const first = at * 2 + NUMBERS_AT;
      for (let i = first; i < first + SLOTS; i++) if (this.#numbers[i] === laneNumber) this.#numbers[i] = 0;
    }
    this.#connections[laneNumber] = undefined;
    connection.laneNumber = 0;
  }

  #numberOf(connection: Connection): number {
    const free = this.#connections.indexOf(undefined, 1);
    const number = free === -1 ? this.#connections.length : free;
    this.#connections[number] = connection;
    connection.laneNumber = number;
    return number;
  }

  #setHeat(at: number, heat: number): void {
    this.#words[at] = ((this.#words[at] as number) & (USED | WRITTEN)) | (heat << HEAT_SHIFT);
  }

  /** Of an empty lane only the heat stays. */
  #empty(at: number): void {
    (this.#words[at] as number) &= ~(USED | WRITTEN);
  }

  /** The slot that the connection has already, else one that is free or done with. */
  #slotFor(at: number, number: number): number {
    const state = this.#words[at] as number;
    const used = state & USED;
    let free = used;
    for (let slot = used - 1; slot >= 0; slot--) {
      if (this.#numbers[at * 2 + NUMBERS_AT + slot] === number) return slot;
      if (this.#unfinished(at, slot, SLOTS_AT + slot) === undefined) free = slot;
    }
    if (free === SLOTS) free = 0;
    // What was written there is done with as well.
    if ((state & WRITTEN) >> WRITTEN_SHIFT === free + 1) this.#words[at] = state & ~WRITTEN;
    return free;
  }

  #unfinishedWrite(at: number): Connection | undefined {
    const slot = (((this.#words[at] as number) & WRITTEN) >> WRITTEN_SHIFT) - 1;
    return slot === -1 ? undefined : this.#unfinished(at, slot, WRITE_AT);
  }

  /**
   * The connection in a slot, unless the request in that word is done or the connection owes replies: then nobody waits
   * for it.
   */
  #unfinished(at: number, slot: number, word: number): Connection | undefined {
    const connection = this.#connections[this.#numbers[at * 2 + NUMBERS_AT + slot] as number];
    if (connection === undefined || connection.owes) return undefined;
    // So many were sent after it. The counts wrap, and a lane may not have been asked for while they went half round: only
    // the newest ones can be unfinished.
    const later = (connection.sent - (this.#words[at + word] as number)) >>> 0;
    return later < connection.unanswered ? connection : undefined;
  }
}
