// The clock of the machine. A test that replaces timers or Date (jest, sinon, node:test) means those of the program, not
// those by which a client keeps its connections and its cluster alive: the functions are taken once, when this file is
// loaded, and when a test was faster, from under what it has put in their place.

import { performance } from 'node:perf_hooks';
import timers from 'node:timers';
import type { Clock } from './clock.ts';

/** A test may have put fakes on fakes; not often. */
const MAX_FAKES = 8;

/** `@sinonjs/fake-timers`, which jest, sinon and vitest use, leaves on each fake the clock that keeps the original. */
interface Fake {
  readonly clock?: { readonly [original: `_${string}`]: unknown };
}

function original<F>(found: F, name: string): F {
  let real = found;
  for (let depth = 0; depth < MAX_FAKES; depth++) {
    const under = (real as Fake).clock?.[`_${name}`];
    if (typeof under !== 'function') break;
    real = under as F;
  }
  return real;
}

const setTimeout = original(timers.setTimeout, 'setTimeout');
const clearTimeout = original(timers.clearTimeout, 'clearTimeout');
const setImmediate = original(timers.setImmediate, 'setImmediate');
const clearImmediate = original(timers.clearImmediate, 'clearImmediate');
const RealDate = original(Date, 'Date');
// Fakes are put on the object; its prototype keeps the original.
const elapsed: () => number = (Object.getPrototypeOf(performance)?.now ?? performance.now).bind(performance);
const hrtime = original(process.hrtime, 'hrtime');

/** From the start of this thread, by which `performance` counts, to the start of the host's monotonic clock. */
const [seconds, nanoseconds] = hrtime.call(process);
const originMs = seconds * 1000 + nanoseconds / 1e6 - elapsed();

const realNextTick = original(process.nextTick, 'nextTick');

/** Runs the callback before the event loop goes on. */
export const nextTick: typeof process.nextTick = realNextTick.bind(process);

/** Whether a test has put something in the place of `process.nextTick`. */
export function isTimeStopped(): boolean {
  return process.nextTick !== realNextTick;
}

/** Calls with the real `process.nextTick` in its place: Node.js itself looks there for it. */
export function inRealTime<T>(call: () => T): T {
  const { nextTick: fake } = process;
  process.nextTick = realNextTick;
  try {
    return call();
  } finally {
    process.nextTick = fake;
  }
}

/** Runs the callback after all sockets that are readable now were read. */
export const afterReads: (callback: () => void) => void = setImmediate;

export const systemClock: Clock = {
  now: () => originMs + elapsed(),
  wallMs: () => RealDate.now(),
  after(ms, callback, keepAlive) {
    const timer = setTimeout(callback, ms);
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  afterReads(callback) {
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  },
};
