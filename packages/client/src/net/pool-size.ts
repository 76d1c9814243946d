// How many connections a pool has: opens one more where the load wants it, closes what is idle or too many. What the load
// wants: one for each request while those are few, so that none waits behind another, then one for several.

import type { Connection } from './connection.ts';
import type { Connects } from './connects.ts';
import { NetError } from './net-error.ts';
import type { OpenConnections } from './open-connections.ts';

/** Up to here every request gets a connection of its own. */
const PRIVATE_CONNECTIONS = 4;
const REQUESTS_PER_CONNECTION = 16;

export class PoolSize {
  /** Requests for which one more connection is opened. */
  readonly depthPerConnection: number;
  readonly #open: OpenConnections;
  readonly #connects: Connects;
  readonly #min: number;
  #max: number;
  /** Whether an open connection may owe replies. */
  #mayOwe = false;

  constructor(open: OpenConnections, connects: Connects, min: number, max: number, maxDepth: number) {
    this.#open = open;
    this.#connects = connects;
    this.#min = min;
    this.#max = max;
    this.depthPerConnection = Math.min(maxDepth, REQUESTS_PER_CONNECTION);
  }

  get max(): number {
    return this.#max;
  }

  /** Those that are connecting included. */
  get total(): number {
    return this.#open.count + this.#connects.count;
  }

  get isFull(): boolean {
    return this.total >= this.#max;
  }

  /** An open connection may owe replies from now on: it counts for less. */
  noteDebt(): void {
    this.#mayOwe = true;
  }

  /** Opens what is missing to the minimum. */
  openMinimum(): void {
    const minimum = Math.min(this.#min, this.#max);
    for (let i = this.total; i < minimum; i++) this.#connects.start();
  }

  /** Of the connections beyond, the youngest take no more requests and close once their replies are in. */
  limit(max: number): void {
    this.#max = max;
    const surplus = [...this.#open.all, ...this.#connects.all].slice(max);
    for (const connection of surplus) connection.retire(new NetError('shutdown', 'Fewer connections are allowed'));
  }

  /** Closes what has carried nothing since then, but for the minimum if that is to stay. */
  closeIdle(sinceMs: number, keepsMinimum: boolean): void {
    for (const connection of this.#open.unused(sinceMs, keepsMinimum ? this.#min : 0)) {
      connection.destroy(new NetError('shutdown', 'Idle connection closed'));
    }
  }

  /**
   * Opens a connection if the load wants it. So many requests found no room; `isForAMoment` if that is because one
   * connection is to fall empty.
   */
  grow(waiting: number, isForAMoment: boolean): void {
    const { isFull } = this;
    // Who waits found no room: the connections may be blocked or about to close, however few requests they carry.
    if (waiting > 0 && this.#connects.count === 0 && !isFull && !isForAMoment) {
      this.#connects.start();
      return;
    }
    const { requests, leased } = this.#open;
    const isEnough = this.#wanted(waiting + requests - leased) <= this.total - leased;
    if ((isEnough || isFull) && !this.#mayOwe) return;
    if (this.#connects.mustWait) return;
    let load = waiting;
    let usable = this.#connects.count;
    let owing = 0;
    let expendable: Connection | undefined;
    for (const connection of this.#open.all) {
      if (connection.owes) {
        owing++;
        if (connection.expendable) expendable ??= connection;
      } else if (!connection.leased) {
        usable++;
        load += connection.depth;
      }
    }
    this.#mayOwe = owing > 0;
    if (usable >= this.#wanted(load)) return;
    if (!isFull) this.#connects.start();
    // With every place taken, one that owes must not keep out one that may answer.
    else if (expendable !== undefined) expendable.destroy(new NetError('closed', 'Connection was silent'));
  }

  #wanted(load: number): number {
    return Math.max(Math.min(load, PRIVATE_CONNECTIONS), Math.ceil(load / this.depthPerConnection));
  }
}
