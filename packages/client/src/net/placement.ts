// Which connection of a node a request takes, and whether it shares a request with others there. It never lets anybody
// wait, and opens nothing: who finds no place is told so.
//
// The place is where the request before it in its lane went, if the order wants that (lanes.ts); else where commands of
// this turn gather to be sent as one (merge-policy.ts); else the best connection (open-connections.ts).

import type { Connection } from './connection.ts';
import { BUSY, Lanes } from './lanes.ts';
import type { MergePolicy } from './merge-policy.ts';
import type { OpenConnections } from './open-connections.ts';
import type { Request } from './request.ts';

/** BUSY where the request has to wait for others of its lane, undefined where no connection has room. */
export type Place = Connection | typeof BUSY | undefined;

export class Placement {
  readonly #open: OpenConnections;
  readonly #merging: MergePolicy;
  readonly #lanes = new Lanes();
  #follows = false;

  constructor(open: OpenConnections, merging: MergePolicy) {
    this.#open = open;
    this.#merging = merging;
  }

  /** Whether the place that `next` found last is that of its lane. */
  get follows(): boolean {
    return this.#follows;
  }

  /** The place of a request: `any`, or the best one, unless its lane wants another. */
  next(request: Request, any?: Connection): Place {
    const { lane } = request;
    this.#follows = false;
    if (lane !== -1) {
      if (this.#lanes.parked(lane) > 0) return BUSY;
      const wanted = this.#lanes.next(lane, request.isWrite);
      if (wanted !== undefined) {
        if (wanted === BUSY || !wanted.accepts) return BUSY;
        // It would leave by itself, and is done sooner among the next ones; unless it waits already, and others with it.
        if (any === undefined && this.#joins(request) && !this.#lanes.isHot(lane)) return BUSY;
        this.#follows = true;
        return wanted;
      }
    }
    return any ?? this.#pickFor(request);
  }

  /** The same for one that is parked. `follows`: one of its lane was sent just now, and it goes behind that. */
  nextOfParked(request: Request, follows: boolean): Place {
    const wanted = this.#lanes.next(request.lane, request.isWrite);
    if (wanted === undefined) return this.#pickFor(request);
    if (wanted === BUSY || !wanted.accepts) return BUSY;
    return follows || !this.#joins(request) ? wanted : BUSY;
  }

  /** Sends a request at the place found for it. Throws what its encoder throws. See Connection.send for the others. */
  send(connection: Connection, request: Request, follows: boolean, isFirst: boolean, nowMs: number): void {
    const merging = this.#merging;
    const merges = request.isMergeable && merging.applies(this.#open.commands) && merging.isAllowed(nowMs);
    connection.send(request, follows, merges, isFirst);
    const { lane } = request;
    if (lane !== -1) this.#lanes.note(lane, request.isWrite, connection);
    this.#open.recount(connection);
    if (merges && merging.isEnough(connection, this.#open.commands)) connection.flush();
  }

  /** A request of that lane waits for others of it: none may overtake it. */
  park(lane: number): void {
    this.#lanes.park(lane);
  }

  unpark(lane: number): void {
    this.#lanes.unpark(lane);
  }

  /** Several of that lane waited for one. */
  heat(lane: number): void {
    this.#lanes.heat(lane);
  }

  /** An open connection is closed. */
  forget(connection: Connection): void {
    this.#lanes.forget(connection);
  }

  /** Whether it is to share a request with others. */
  #joins(request: Request): boolean {
    return request.isMergeable && this.#merging.applies(this.#open.commands);
  }

  /** The best connection; where commands of this turn wait already to be sent as one, that, or where the first waits best. */
  #pickFor(request: Request): Connection | undefined {
    if (!this.#joins(request)) return this.#open.pick();
    const connection = this.#merging.gathering ?? this.#open.pick();
    this.#merging.gathering = connection;
    return connection;
  }
}
