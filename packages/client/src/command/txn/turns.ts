// The order of a transaction's commands: one at a time on each record, in the order in which they were issued; on
// different records at the same time. So nothing that a transaction remembers of a record is older than what it did last.

export interface Turn {
  /** Resolves when the commands before are done; undefined if there are none. */
  readonly come: Promise<void> | undefined;
  /** It is done, or was given up. */
  leave(): void;
}

export class Turns {
  /** By record, the end of the last command on it. */
  readonly #last = new Map<string, Promise<void>>();

  /** A command on these records begins. */
  take(records: readonly string[]): Turn {
    const before = new Set<Promise<void>>();
    let end: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (const record of records) {
      const last = this.#last.get(record);
      if (last !== undefined && last !== done) before.add(last);
      this.#last.set(record, done);
    }
    const come = before.size === 0 ? undefined : Promise.all(before).then(() => {});
    const forget = (): void => {
      for (const record of records) if (this.#last.get(record) === done) this.#last.delete(record);
      end();
    };
    return {
      come,
      leave() {
        // Those behind wait for those before, whether or not this one still does.
        if (come === undefined) forget();
        else come.then(forget);
      },
    };
  }
}
