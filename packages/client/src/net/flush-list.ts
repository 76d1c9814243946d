// Who has unsent bytes, flushed together at a moment chosen once for each list, so that all that is written during one
// turn of the event loop leaves in one system call per connection.

import { afterReads, nextTick } from '../time/system-clock.ts';

export interface Flushable {
  flush(): void;
}

export class FlushList {
  readonly #schedule: (callback: () => void) => void;
  #waiting: Flushable[] = [];
  #scheduled = false;
  readonly #run = (): void => {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) each.flush();
  };

  constructor(schedule: (callback: () => void) => void) {
    this.#schedule = schedule;
  }

  add(each: Flushable): void {
    this.#waiting.push(each);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#run);
  }
}

export const flushNow = new FlushList(nextTick);
export const flushAfterReads = new FlushList(afterReads);
/** A turn later still: for what follows others that were sent before, whose replies bring the next write with them. */
export const flushNextTurn = new FlushList((callback) => afterReads(() => afterReads(callback)));
