// Waiting for something inside a command, under the command's own limit of time and its signal.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { afterSilence, type Clock } from '../../time/clock.ts';
import { AbortListeners } from '../run/abort-listeners.ts';

const listeners = new AbortListeners();

/** The time that a command has, and who may end it before. */
export class TimeLimit {
  readonly #clock: Clock;
  readonly #policy: CommandPolicy;
  readonly #signal: AbortSignal | undefined;
  readonly #endMs: number;

  constructor(clock: Clock, policy: CommandPolicy, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#policy = policy;
    this.#signal = signal;
    this.#endMs = policy.totalTimeout === 0 ? Number.POSITIVE_INFINITY : clock.now() + policy.totalTimeout;
  }

  get endMs(): number {
    return this.#endMs;
  }

  /** The policy for what is left of the time. @throws AerospikeError `ERR_TIMEOUT`, `ERR_CLIENT_ABORT` */
  get policy(): CommandPolicy {
    const policy = this.#policy;
    this.check();
    if (policy.totalTimeout === 0) return policy;
    const leftMs = Math.max(1, Math.ceil(this.#endMs - this.#clock.now()));
    const socketTimeout = policy.socketTimeout === 0 ? 0 : Math.min(policy.socketTimeout, leftMs);
    return { ...policy, totalTimeout: leftMs, socketTimeout };
  }

  /** @throws AerospikeError `ERR_TIMEOUT`, `ERR_CLIENT_ABORT` */
  check(): void {
    if (this.#signal?.aborted) throw aborted(this.#signal);
    if (this.#clock.now() >= this.#endMs) throw timedOut();
  }

  /** Waits for a promise. @throws AerospikeError `ERR_TIMEOUT`, `ERR_CLIENT_ABORT`, and what the promise rejects with. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    // Nobody else listens to it: should the time be over by now, a failure of it must not end the process.
    promise.catch(() => {});
    this.check();
    const signal = this.#signal;
    let stop = (): void => {};
    const limit = new Promise<never>((_, reject) => {
      const listener = { abort: (by: AbortSignal) => reject(aborted(by)) };
      if (signal !== undefined) listeners.add(signal, listener);
      const leftMs = this.#endMs - this.#clock.now();
      const cancel =
        leftMs === Number.POSITIVE_INFINITY
          ? () => {}
          : afterSilence(this.#clock, Math.ceil(leftMs), () => reject(timedOut()), true);
      stop = () => {
        cancel();
        if (signal !== undefined) listeners.remove(signal, listener);
      };
    });
    try {
      return await Promise.race([promise, limit]);
    } finally {
      stop();
    }
  }
}

function timedOut(): AerospikeError {
  const message = 'Client timeout: the commands before it in its transaction took all of totalTimeout';
  return AerospikeError.fromCode({ code: status.ERR_TIMEOUT, message });
}

function aborted({ reason }: AbortSignal): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT_ABORT, message: 'The command was aborted', cause: reason });
}
