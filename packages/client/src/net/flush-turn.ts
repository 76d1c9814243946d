// When what was written to a connection leaves in one write: with what the code that runs now writes to it, or a little
// later where company is likely and nobody loses by it.

import { type Flushable, flushAfterReads, flushNextTurn, flushNow } from './flush-list.ts';

/**
 * Up to this depth a connection is flushed as soon as the code that runs now is done, so that few commands lose no
 * time. A deeper one, which awaits replies anyway, is flushed after all sockets that are readable now were read: the
 * requests of an HTTP server arrive by one callback each, and would cost a system call each. With 64 of them in flight
 * this took 20 % off the CPU of a request; at depth 1 it would add 5 %.
 */
const GATHER_DEPTH = 4;

/** Whether there is something to flush: nothing, something that may wait for company, something that may not. */
const CLEAN = 0;
const WAITING = 1;
const DIRTY = 2;

export class FlushTurn {
  readonly #connection: Flushable;
  #state: 0 | 1 | 2 = CLEAN;

  constructor(connection: Flushable) {
    this.#connection = connection;
  }

  /**
   * A request was written, the last of so many. `follows`: it is here for its order, and on a busy connection may wait
   * for company, where it would cost a system call alone. `merges`: it may become one with those to come.
   */
  onWritten(depth: number, follows: boolean, merges: boolean): void {
    if (follows && depth > GATHER_DEPTH) {
      if (this.#state !== CLEAN) return;
      this.#state = WAITING;
      flushNextTurn.add(this.#connection);
    } else if (this.#state !== DIRTY) {
      this.#state = DIRTY;
      (merges || depth > GATHER_DEPTH ? flushAfterReads : flushNow).add(this.#connection);
    }
  }

  /** All that was written has left. */
  onFlushed(): void {
    this.#state = CLEAN;
  }
}
