// A limit on how long anything that waits for the network may take, whatever the thing itself promises.

import type { Timers } from './timers.ts';

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Deadlines that are running; ending them all lets go of every timer at once. */
export class Deadlines {
  readonly #timers: Timers;
  readonly #running = new Set<(error: Error) => void>();
  #ended = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Settles as `work` does, or rejects after `ms`. `late` gets the result of work that succeeded too late. */
  limit<T>(ms: number, what: string, work: () => Promise<T>, late?: (result: T) => void): Promise<T> {
    if (this.#ended) return Promise.reject(new DeadlineError('tending has stopped'));
    return new Promise<T>((resolve, reject) => {
      let expired = false;
      const expire = (error: Error): void => {
        expired = true;
        finish();
        reject(error);
      };
      const finish = (): void => {
        timer.cancel();
        this.#running.delete(expire);
      };
      const timer = this.#timers.after(ms, () => expire(new DeadlineError(`${what} took longer than ${ms} ms`)), true);
      this.#running.add(expire);
      call(work).then(
        (result) => {
          finish();
          if (expired) late?.(result);
          else resolve(result);
        },
        (error: unknown) => {
          finish();
          reject(error);
        },
      );
    });
  }

  /** Rejects what is running and everything that is asked for later. Idempotent. */
  end(): void {
    this.#ended = true;
    for (const expire of [...this.#running]) expire(new DeadlineError('tending has stopped'));
  }
}

// An injected function that throws instead of rejecting must not escape either.
async function call<T>(work: () => Promise<T>): Promise<T> {
  return await work();
}
