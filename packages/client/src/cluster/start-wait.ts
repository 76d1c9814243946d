// The wait of Cluster.start(): from the call until commands can be routed, or it is certain that they cannot. It ends once;
// whoever sees it end after that is not heard.

import { afterSilence, type Cancel, type Clock } from '../time/clock.ts';

/** Rounds a start waits for a first partition map before it settles for the list of nodes. */
const START_ROUNDS = 3;

export class StartWait {
  readonly promise: Promise<void>;
  readonly #clock: Clock;
  readonly #onFailed: () => void;
  #settle: ((error?: Error) => void) | undefined;
  #cancel: Cancel | undefined;
  #rounds = 0;

  /** `onFailed` is called before the promise rejects. */
  constructor(clock: Clock, onFailed: () => void) {
    this.#clock = clock;
    this.#onFailed = onFailed;
    this.promise = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
  }

  get isOver(): boolean {
    return this.#settle === undefined;
  }

  succeed(): void {
    this.#end()?.();
  }

  fail(error: Error): void {
    const settle = this.#end();
    if (settle === undefined) return;
    this.#onFailed();
    settle(error);
  }

  /** A tend has reached somebody. Whether that is enough: there is a map, or it has been waited for. */
  onRound(hasMap: boolean): boolean {
    this.#rounds++;
    return hasMap || this.#rounds >= START_ROUNDS;
  }

  /** Calls back after so long, unless it is over by then. */
  after(ms: number, callback: () => void): void {
    this.#cancel = this.#clock.after(ms, callback, true);
  }

  /** The same, for a limit on what another process takes. */
  limit(ms: number, callback: () => void): void {
    this.#cancel?.();
    this.#cancel = afterSilence(this.#clock, ms, callback, true);
  }

  #end(): ((error?: Error) => void) | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#cancel?.();
    return settle;
  }
}
