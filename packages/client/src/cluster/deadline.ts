// A limit on how long anything that waits for the network may take, whatever the thing itself promises.

import type { Timers } from './timers.ts';

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Settles as `work` does, or rejects after `ms`. `late` gets the result of work that succeeded too late. */
export function withDeadline<T>(
  timers: Timers,
  ms: number,
  what: string,
  work: Promise<T>,
  late?: (result: T) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let expired = false;
    const timer = timers.after(
      ms,
      () => {
        expired = true;
        reject(new DeadlineError(`${what} took longer than ${ms} ms`));
      },
      true,
    );
    work.then(
      (result) => {
        timer.cancel();
        if (expired) late?.(result);
        else resolve(result);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
