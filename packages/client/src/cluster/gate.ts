// Lets a limited number of pieces of work run at a time; the others wait in turn. Knows nothing of what they do.

interface Waiting {
  readonly start: () => void;
  readonly giveUp: (reason: Error) => void;
}

export class Gate {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #closed: Error | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Settles as `work` does, which begins in its turn. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise<T>((resolve, reject) => {
      const start = (): void => {
        this.#running++;
        work()
          .then(resolve, reject)
          .finally(() => {
            this.#running--;
            this.#next();
          });
      };
      this.#waiting.push({ start, giveUp: reject });
      this.#next();
    });
  }

  /** Turns away those who wait and those who come later; what runs goes on. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(reason);
  }

  #next(): void {
    if (this.#running < this.#limit) this.#waiting.shift()?.start();
  }
}
