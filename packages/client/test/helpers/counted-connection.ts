// A connection that only counts: what is sent on it stays until the test says that it was answered.

import type { Connection } from '../../src/net/connection.ts';
import type { Request } from '../../src/net/request.ts';

export class CountedConnection {
  sent = 0;
  unanswered = 0;
  owes = false;
  leased = false;
  leasable = false;
  reserved = false;
  closed = false;
  /** Requests for which it has room. */
  room = Number.POSITIVE_INFINITY;
  countedDepth = 0;
  countedCommands = 0;
  laneNumber = 0;
  gathers = false;
  gathered = 0;
  flushes = 0;
  /** What each of them was sent as. */
  readonly requests: Request[] = [];
  readonly ways: { readonly follows: boolean; readonly merges: boolean; readonly isFirst: boolean }[] = [];

  get depth(): number {
    return this.unanswered;
  }

  get accepts(): boolean {
    return this.unanswered < this.room;
  }

  /** It, where the code under test wants a real one. */
  get real(): Connection {
    return this as unknown as Connection;
  }

  note(): void {
    this.sent = (this.sent + 1) >>> 0;
    this.unanswered++;
  }

  send(request: Request, follows: boolean, merges: boolean, isFirst: boolean): void {
    this.note();
    this.requests.push(request);
    this.ways.push({ follows, merges, isFirst });
  }

  answer(requests = 1): void {
    this.unanswered -= requests;
  }

  flush(): void {
    this.flushes++;
  }
}
