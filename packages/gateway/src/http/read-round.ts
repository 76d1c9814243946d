// Requests that arrived in one round of socket reads, handed over together at its end. Node.js reads one connection
// after the other and hands over each request by itself; what they ask of the database would then leave one by one, a
// system call each, where the client can write all of them at once. Numbers: docs/decisions/0008.

/** What is added while a round is handed over belongs to the next one. */
export class ReadRound<T> {
  readonly #take: (item: T) => void;
  #items: T[] = [];
  readonly #end = (): void => {
    const items = this.#items;
    this.#items = [];
    for (const item of items) this.#take(item);
  };

  /** @param take - Gets each item; must not throw. */
  constructor(take: (item: T) => void) {
    this.#take = take;
  }

  add(item: T): void {
    if (this.#items.push(item) === 1) setImmediate(this.#end);
  }
}
