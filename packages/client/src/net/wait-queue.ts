// The requests that wait for a connection, oldest first, as a linked list threaded through the requests themselves: one
// that gives up leaves at once and without a search, since under overload all of them do.

import type { Request, RequestQueue } from './request.ts';

export class WaitQueue implements RequestQueue {
  #first: Request | null = null;
  #last: Request | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(request: Request): void {
    request.queue = this;
    request.queueNext = null;
    request.queuePrevious = this.#last;
    if (this.#last === null) this.#first = request;
    else this.#last.queueNext = request;
    this.#last = request;
    this.#length++;
  }

  /** The oldest, left where it is; null when none waits. What follows it is its `queueNext`. */
  get first(): Request | null {
    return this.#first;
  }

  /** Takes the oldest; null when none waits. */
  shift(): Request | null {
    const first = this.#first;
    if (first !== null) this.remove(first);
    return first;
  }

  /** Takes a request out; one that is not in stays out. */
  remove(request: Request): void {
    if (request.queue !== this) return;
    const { queuePrevious: previous, queueNext: next } = request;
    if (previous === null) this.#first = next;
    else previous.queueNext = next;
    if (next === null) this.#last = previous;
    else next.queuePrevious = previous;
    request.queue = null;
    request.queueNext = null;
    request.queuePrevious = null;
    this.#length--;
  }
}
