// A growing ring of requests in the order they were sent. A request that gave up leaves its tombstone in its place, so
// that the reply that is still to come is counted and dropped: null for a reply of one frame, else whoever knows its end.
//
//          head                tail
//    ┌───┬───┬───┬───┬───┬───┬───┐
//    │   │ a │ b │ ✝ │ c │   │   │       capacity is a power of two
//    └───┴───┴───┴───┴───┴───┴───┘

import type { Request } from './request.ts';

const FIRST_CAPACITY = 16;

export class Fifo {
  #ring: (Request | null)[] = new Array<Request | null>(FIRST_CAPACITY).fill(null);
  #head = 0;
  #length = 0;

  /** Requests and tombstones. */
  get length(): number {
    return this.#length;
  }

  /** The oldest; null for a tombstone. Only when length > 0. */
  get first(): Request | null {
    return this.#ring[this.#head] as Request | null;
  }

  push(request: Request | null): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = request;
    this.#length++;
  }

  /** Takes the oldest; null for a tombstone. Only when length > 0. */
  shift(): Request | null {
    const ring = this.#ring;
    const first = ring[this.#head] as Request | null;
    ring[this.#head] = null;
    this.#head = (this.#head + 1) & (ring.length - 1);
    this.#length--;
    return first;
  }

  /** Turns a request into a tombstone; false when it is not here. Rare, so it may search. */
  bury(request: Request): boolean {
    const mask = this.#ring.length - 1;
    for (let i = 0; i < this.#length; i++) {
      const at = (this.#head + i) & mask;
      if (this.#ring[at] === request) {
        this.#ring[at] = request.tombstone();
        return true;
      }
    }
    return false;
  }

  /** Puts another in the place of the youngest. Only when length > 0. */
  replaceLast(request: Request): void {
    this.#ring[(this.#head + this.#length - 1) & (this.#ring.length - 1)] = request;
  }

  /** Puts several, of which null is a tombstone, in the place of one that is here. Rare, so it may copy all of them. */
  spread(request: Request, others: readonly (Request | null)[]): void {
    const all: (Request | null)[] = [];
    while (this.#length > 0) {
      const each = this.shift();
      if (each === request) all.push(...others);
      else all.push(each);
    }
    for (const each of all) this.push(each);
  }

  #grow(): void {
    const { length } = this.#ring;
    const grown = new Array<Request | null>(length * 2).fill(null);
    for (let i = 0; i < length; i++) grown[i] = this.#ring[(this.#head + i) & (length - 1)] as Request | null;
    this.#ring = grown;
    this.#head = 0;
  }
}
