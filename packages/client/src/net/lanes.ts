// Which connection the last request of a record took, so that the next one follows it there while it is unfinished: a
// connection answers in order, two do not. Records share lanes by some bits of their digest; that two of different
// records meet in one costs a less well chosen connection and nothing else. No request is remembered, and none has to be
// signed off: a connection counts what it has sent and what was answered.

import type { Connection } from './connection.ts';

/** A power of two. */
export const LANES = 4096;

export class Lanes {
  readonly #connections: (Connection | null)[] = new Array<Connection | null>(LANES).fill(null);
  /** The count of the request on its connection, as an unsigned 32-bit number. */
  readonly #turns = new Uint32Array(LANES);

  /** The connection that the lane's last request is still on; undefined when it is done or was given up. */
  holder(lane: number): Connection | undefined {
    const connection = this.#connections[lane] as Connection | null;
    if (connection === null || connection.owes) return undefined;
    const behind = ((this.#turns[lane] as number) - connection.answered) | 0;
    return behind > 0 ? connection : undefined;
  }

  /** The lane's last request is the one that was sent last on this connection. */
  note(lane: number, connection: Connection): void {
    this.#connections[lane] = connection;
    this.#turns[lane] = connection.sent;
  }

  /** A closed connection need not be kept in memory. */
  forget(connection: Connection): void {
    for (let lane = 0; lane < LANES; lane++) {
      if (this.#connections[lane] === connection) this.#connections[lane] = null;
    }
  }
}
