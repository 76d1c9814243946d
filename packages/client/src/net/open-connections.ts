// The open connections of a node: what is on them, and which is the best for one more request. The one with the fewest
// requests; among equals the oldest, so that the younger ones fall idle and are reaped. Where many connections are all
// busy, the best of a few will do: see #pickOfFew.

import type { Connection } from './connection.ts';

/** Connections looked at for one request where all of more than this many are busy. */
const SAMPLE = 4;

export class OpenConnections {
  /** Oldest first. */
  readonly all: Connection[] = [];
  #requests = 0;
  #commands = 0;
  #leased = 0;
  /** The one that was read from last. */
  #lastRead: Connection | undefined;
  /** Where the next sample starts. */
  #sampleAt = 0;

  get count(): number {
    return this.all.length;
  }

  /** Requests on them, tombstones included. */
  get requests(): number {
    return this.#requests;
  }

  /** Commands on them; those that share a request count each. */
  get commands(): number {
    return this.#commands;
  }

  /** How many of them are leased. */
  get leased(): number {
    return this.#leased;
  }

  /** Takes account of what was sent on it, or ended, since the last time. */
  recount(connection: Connection): void {
    const { depth, unanswered } = connection;
    this.#requests += depth - connection.countedDepth;
    connection.countedDepth = depth;
    this.#commands += unanswered - connection.countedCommands;
    connection.countedCommands = unanswered;
    if (this.#leased > 0 || connection.leased) {
      this.#leased = this.all.reduce((sum, { leased }) => sum + (leased ? 1 : 0), 0);
    }
  }

  onRead(connection: Connection): void {
    this.recount(connection);
    this.#lastRead = connection;
  }

  remove(connection: Connection): void {
    const index = this.all.indexOf(connection);
    if (index !== -1) this.all.splice(index, 1);
    if (this.#lastRead === connection) this.#lastRead = undefined;
    this.recount(connection);
  }

  pick(): Connection | undefined {
    const { length } = this.all;
    if (length > SAMPLE && this.#requests > length) return this.#pickOfFew() ?? this.pickOf(0, length);
    return this.pickOf(0, length);
  }

  /** Of `count` connections from the index `first` on, in a ring, the one with the fewest requests. */
  pickOf(first: number, count: number, start?: Connection): Connection | undefined {
    const { all } = this;
    let best = start;
    let bestDepth = start === undefined ? Number.POSITIVE_INFINITY : start.depth;
    for (let i = first; i < first + count; i++) {
      const connection = all[i % all.length] as Connection;
      const { depth } = connection;
      if (depth >= bestDepth || !connection.accepts) continue;
      if (depth === 0) return connection;
      best = connection;
      bestDepth = depth;
    }
    return best;
  }

  /**
   * The least busy of a few in turn and the one read last: replies have just made room there, and what follows them
   * goes out in one write. That balances almost as well as looking at all of them.
   */
  #pickOfFew(): Connection | undefined {
    const first = this.#sampleAt;
    this.#sampleAt = (first + SAMPLE) % this.all.length;
    return this.pickOf(first, SAMPLE, this.#lastRead?.accepts === true ? this.#lastRead : undefined);
  }

  /** Those that carry nothing and were not used since then, but for the oldest ones. */
  unused(sinceMs: number, kept: number): Connection[] {
    return this.all.slice(kept).filter(({ depth, lastUsedAtMs }) => depth === 0 && lastUsedAtMs < sinceMs);
  }
}
