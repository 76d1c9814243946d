// Time as a seam. Everything in cluster/ that waits or measures does it through this interface.

import { performance } from 'node:perf_hooks';

export interface TimerHandle {
  readonly cancel: () => void;
}

export interface Timers {
  /** Monotonic milliseconds. */
  now(): number;
  /** `keepAlive` false: the timer does not keep the process running. */
  after(ms: number, callback: () => void, keepAlive: boolean): TimerHandle;
}

/** A timer that fires late, because the event loop was blocked, lets what has arrived meanwhile be read first. */
export const SYSTEM_TIMERS: Timers = {
  now: () => performance.now(),
  after(ms, callback, keepAlive) {
    let turn: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      turn = setImmediate(callback);
      if (!keepAlive) turn.unref();
    }, ms);
    if (!keepAlive) timer.unref();
    return {
      cancel() {
        clearTimeout(timer);
        clearImmediate(turn);
      },
    };
  },
};
