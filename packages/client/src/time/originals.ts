// What stood where a test tool has put fakes: found once, when the client is loaded. Where the tool keeps it, it is
// taken from there; node:test hides it, so that timers are made of the class that Node.js makes them of. Decides
// nothing about time and is the only place that knows such tools.

import { performance } from 'node:perf_hooks';
import timers from 'node:timers';

/** A test may have put fakes on fakes; not often. */
const MAX_FAKES = 8;

/** `@sinonjs/fake-timers`, which jest, sinon and vitest use, leaves on each fake the clock that keeps the original. */
interface Fake {
  readonly clock?: { readonly [original: `_${string}`]: unknown };
}

export function original<F>(found: F, name: string): F {
  let real = found;
  for (let depth = 0; depth < MAX_FAKES; depth++) {
    const under = (real as Fake).clock?.[`_${name}`];
    if (typeof under !== 'function') break;
    real = under as F;
  }
  return real;
}

export interface Timers {
  setTimeout(callback: () => void, ms: number): { unref(): unknown };
  clearTimeout(timer: unknown): void;
  setImmediate(callback: () => void): unknown;
  clearImmediate(turn: unknown): void;
}

/** Those of Node.js; what stands in their place where they are not to be found. */
export function originalTimers(): Timers {
  const setTimeout = original(timers.setTimeout, 'setTimeout');
  const setImmediate = original(timers.setImmediate, 'setImmediate');
  const areFound = setTimeout.name === 'setTimeout' && setImmediate.name === 'setImmediate';
  const hidden = areFound ? undefined : hiddenTimers();
  if (hidden !== undefined) return hidden;
  return {
    setTimeout,
    clearTimeout: original(timers.clearTimeout, 'clearTimeout') as Timers['clearTimeout'],
    setImmediate,
    clearImmediate: original(timers.clearImmediate, 'clearImmediate') as Timers['clearImmediate'],
  };
}

export const originalNextTick = original(process.nextTick, 'nextTick');

/** A fake date of node:test has the prototype of the real one. */
export const OriginalDate = original(Date.prototype.constructor as DateConstructor, 'Date');

/** Fakes are put on the object; its prototype keeps the original. */
export const elapsed: () => number = (Object.getPrototypeOf(performance)?.now ?? performance.now).bind(performance);

interface Timer {
  refresh(): Timer;
  unref(): Timer;
  close(): void;
}

type TimerClass = new (
  callback: () => void,
  ms: number,
  args: undefined,
  isRepeated: boolean,
  isReferenced: boolean,
) => Timer;

/** Undefined where the runtime has no such class. */
function hiddenTimers(): Timers | undefined {
  const Timer = timerClass();
  if (Timer === undefined) return undefined;
  // Not of the module's own: `scheduler` is what node:test leaves alone.
  const { scheduler } = require('node:timers/promises') as typeof import('node:timers/promises');
  return {
    setTimeout: (callback, ms) => new Timer(callback, ms, undefined, false, true).refresh(),
    clearTimeout: (timer) => (timer as Timer).close(),
    setImmediate(callback) {
      const turn = { callback };
      // Outside of the promise: what the callback throws must not become a rejection.
      void scheduler.yield().then(() => originalNextTick.call(process, () => turn.callback()));
      return turn;
    },
    clearImmediate(turn) {
      (turn as { callback: () => void }).callback = () => {};
    },
  };
}

/** Taken from a timer that Node.js itself has made: the one by which a socket knows that it is idle. */
function timerClass(): TimerClass | undefined {
  const { Socket } = require('node:net') as typeof import('node:net');
  const socket = new Socket();
  socket.setTimeout(1);
  const properties = Object.getOwnPropertySymbols(socket).map((name) => Reflect.get(socket, name) as unknown);
  const timer = properties.find((value) => typeof (value as Timer | null | undefined)?.refresh === 'function');
  socket.setTimeout(0);
  socket.destroy();
  return timer?.constructor as TimerClass | undefined;
}
