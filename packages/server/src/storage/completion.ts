// A change that is carried out but not yet safe: what is asked of a store that has to wait for something, a disk or
// another process. Whoever answers for the change holds the answer back until the completion is settled. A store that
// is done at once gives out none, and then nothing of this costs anything.

/** Hears that a completion is settled. */
export interface Waiter {
  onSettled(): void;
}

export class Completion {
  #result: number | undefined;
  #waiters: Waiter[] = [];

  /** The result code of what was waited for; undefined while it is under way. */
  get result(): number | undefined {
    return this.#result;
  }

  /** Settles it; only the first result counts. */
  settle(result: number): void {
    if (this.#result !== undefined) return;
    this.#result = result;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.onSettled();
  }

  /** Tells the waiter once, unless it is settled already. */
  tell(waiter: Waiter): void {
    if (this.#result === undefined) this.#waiters.push(waiter);
  }

  /** The waiter does not want to know any more. */
  forget(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
  }
}
