// The clock of the machine. A test that replaces timers or Date (jest, sinon, node:test) means those of the program, not
// those by which a client keeps its connections and its cluster alive: the functions are taken once, when this file is
// loaded, and when a test was faster, from under what it has put in their place.

import type { Cancel, Clock } from './clock.ts';
import { elapsed, OriginalDate, original, originalNextTick, originalTimers } from './originals.ts';

const { setTimeout, clearTimeout, setImmediate, clearImmediate } = originalTimers();
const hrtime = original(process.hrtime, 'hrtime');

/** From the start of this thread, by which `performance` counts, to the start of the host's monotonic clock. */
const [seconds, nanoseconds] = hrtime.call(process);
const originMs = seconds * 1000 + nanoseconds / 1e6 - elapsed();

/** Runs the callback before the event loop goes on. */
export const nextTick: typeof process.nextTick = originalNextTick.bind(process);

/** Whether a test has put something in the place of `process.nextTick`. */
export function isTimeStopped(): boolean {
  return process.nextTick !== originalNextTick;
}

/** Calls with the real `process.nextTick` in its place: Node.js itself looks there for it. */
export function inRealTime<T>(call: () => T): T {
  const { nextTick: fake } = process;
  process.nextTick = originalNextTick;
  try {
    return call();
  } finally {
    process.nextTick = fake;
  }
}

/** Runs the callback after all sockets that are readable now were read. */
export const afterReads: (callback: () => void) => void = setImmediate;

/** What a timer of Node.js can count, some 25 days; it calls back at once where it should wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Waits as long as one timer can, and then for the rest. */
function afterLong(ms: number, callback: () => void, keepAlive: boolean): Cancel {
  const goOn = (): void => {
    cancel = systemClock.after(ms - MAX_TIMER_MS, callback, keepAlive);
  };
  let cancel = systemClock.after(MAX_TIMER_MS, goOn, keepAlive);
  return () => cancel();
}

export const systemClock: Clock = {
  now: () => originMs + elapsed(),
  wallMs: () => OriginalDate.now(),
  after(ms, callback, keepAlive) {
    if (ms > MAX_TIMER_MS) return afterLong(ms, callback, keepAlive);
    const timer = setTimeout(callback, ms);
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  afterReads(callback) {
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  },
};
