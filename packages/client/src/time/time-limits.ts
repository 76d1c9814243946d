// A limit on how long anything that waits for the network may take, whatever the thing itself promises.

import { afterSilence, type Clock } from './clock.ts';

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Limits that are running; ending them all lets go of every timer at once. */
export class TimeLimits {
  readonly #clock: Clock;
  readonly #running = new Set<(error: Error) => void>();
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
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
        cancelTimer();
        this.#running.delete(expire);
      };
      const onSilence = (): void => expire(new DeadlineError(`${what} took longer than ${ms} ms`));
      const cancelTimer = afterSilence(this.#clock, ms, onSilence, true);
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
