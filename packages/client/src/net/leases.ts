// Connections of a pool that are given to one request each, until the last frame of its reply, and the requests that wait
// for one.

import type { Connection } from './connection.ts';
import type { Connects } from './connects.ts';
import { NetError } from './net-error.ts';
import type { OpenConnections } from './open-connections.ts';
import type { PoolSize } from './pool-size.ts';
import type { Request } from './request.ts';
import { WaitQueue } from './wait-queue.ts';

export class Leases {
  readonly queue = new WaitQueue();
  readonly #open: OpenConnections;
  readonly #connects: Connects;
  readonly #size: PoolSize;

  constructor(open: OpenConnections, connects: Connects, size: PoolSize) {
    this.#open = open;
    this.#connects = connects;
    this.#size = size;
  }

  /** A connection that may be leased to somebody who did not wait. */
  find(): Connection | undefined {
    if (this.queue.length > 0 || this.#isFull) return undefined;
    return this.#open.all.find(({ leasable }) => leasable);
  }

  /** Throws what the request's encoder throws. */
  begin(connection: Connection, request: Request): void {
    connection.lease(request);
    this.#open.recount(connection);
  }

  /** Gives a connection to the first that waits, if it may be leased. */
  serve(connection: Connection): void {
    if (!connection.leasable || this.#isFull) return;
    const request = this.queue.shift();
    if (request === null) return;
    try {
      this.begin(connection, request);
    } catch (error) {
      request.onFailure(new NetError('encode', (error as Error).message, error), false);
    }
    this.onLeft();
  }

  /** Somebody waits no more: with nobody left, no connection is kept for them. */
  onLeft(): void {
    if (this.queue.length > 0) return;
    for (const connection of this.#open.all) connection.reserved = false;
  }

  /** Opens connections for those that wait; in a full pool, lets as many fall idle as are wanted. */
  grow(): void {
    const size = this.#size;
    let wanted = Math.min(this.queue.length, this.#max - this.#open.leased) - this.#connects.count;
    while (wanted > 0 && !size.isFull && !this.#connects.mustWait) {
      this.#connects.start();
      wanted--;
    }
    if (!size.isFull) return;
    wanted -= this.#open.all.reduce((sum, { reserved }) => sum + (reserved ? 1 : 0), 0);
    for (; wanted > 0; wanted--) {
      const connection = this.#open.pickOf(0, this.#open.count);
      if (connection === undefined) return;
      connection.reserved = true;
    }
  }

  /** How many there may be: where there are several connections, one is left to commands. */
  get #max(): number {
    return Math.max(1, this.#size.max - 1);
  }

  get #isFull(): boolean {
    return this.#open.leased >= this.#max;
  }
}
