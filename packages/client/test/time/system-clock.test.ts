// The clock of the machine, and that no test tool can stop it.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type FakeMethod, install } from '@sinonjs/fake-timers';
import { turns } from 'tendril-testing/fake-clock';
import { afterSilence, every } from '../../src/time/clock.ts';
import { systemClock } from '../../src/time/system-clock.ts';

const MODULE = require.resolve('../../src/time/system-clock.js');
const ORIGINALS = require.resolve('../../src/time/originals.js');
type Exports = typeof import('../../src/time/system-clock.ts');

/** The module as a program gets it that loads it now. */
function loadAnew(): Exports {
  delete require.cache[MODULE];
  delete require.cache[ORIGINALS];
  return require(MODULE) as Exports;
}

test('a timer that is late lets what has arrived go first', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    afterSilence(systemClock, 1, () => resolve(void order.push('timer')), true);
    const start = systemClock.now();
    while (systemClock.now() - start < 5);
    setImmediate(() => order.push('what was waiting'));
  });
  deepStrictEqual(order, ['what was waiting', 'timer']);
});

test('a cancelled timer never fires, even between its time and its turn', async () => {
  let fired = false;
  const cancel = afterSilence(systemClock, 0, () => (fired = true), false);
  await new Promise<void>((resolve) => {
    afterSilence(systemClock, 0, resolve, true);
    setTimeout(() => cancel(), 0);
    // All three are due when timers are looked at next, so none gets its turn before the last has fired.
    const start = systemClock.now();
    while (systemClock.now() - start < 5);
  });
  await turns();
  strictEqual(fired, false);
});

test('it counts as every process of the host counts, and dates as the machine does', () => {
  const [seconds, nanoseconds] = process.hrtime();
  ok(Math.abs(systemClock.now() - (seconds * 1000 + nanoseconds / 1e6)) < 50);
  ok(Math.abs(systemClock.wallMs() - Date.now()) < 50);
});

const ALL: FakeMethod[] = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'hrtime',
  'performance',
];

/** Whether time passes on that clock by itself. */
async function goesOn({ systemClock: clock, nextTick }: Exports): Promise<void> {
  const startMs = clock.now();
  ok(clock.wallMs() > 1_600_000_000_000, 'the date is that of the machine');
  await new Promise<void>((resolve) => {
    clock.after(5, () => clock.afterReads(() => nextTick(resolve)), true);
  });
  ok(clock.now() - startMs >= 4, 'time has passed');
}

/** The ways in which tests stop the time of a program. */
const STOPPED: { readonly [how: string]: (t: TestContext) => void } = {
  'fake timers of sinon, jest and vitest': (t) => {
    const fake = install({ now: 0, toFake: ALL });
    t.after(() => fake.uninstall());
  },
  'globals that are replaced, as the older fake timers of jest do': (t) => {
    for (const name of ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const) {
      t.mock.method(globalThis, name, () => 0);
    }
  },
  'the mocked timers of node:test': (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'], now: 0 });
  },
  'the mocked timeouts of node:test alone': (t) => t.mock.timers.enable({ apis: ['setTimeout'] }),
  'the mocked immediates of node:test alone': (t) => t.mock.timers.enable({ apis: ['setImmediate'] }),
};

for (const [how, stop] of Object.entries(STOPPED)) {
  test(`${how} do not stop it when they come later`, { timeout: 10_000 }, async (t) => {
    const before = loadAnew();
    stop(t);
    await goesOn(before);
  });

  test(`${how} do not stop it when they were there before it`, { timeout: 10_000 }, async (t) => {
    stop(t);
    await goesOn(loadAnew());
  });
}

test('what was cancelled does not come, found under fakes or not', async (t) => {
  const clocks = [loadAnew().systemClock];
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  clocks.push(loadAnew().systemClock);
  for (const clock of clocks) {
    let came = 0;
    const cancels = [clock.after(1, () => came++, true), clock.afterReads(() => came++)];
    for (const cancel of cancels) cancel();
    await new Promise<void>((resolve) => clock.after(5, () => clock.afterReads(resolve), true));
    strictEqual(came, 0);
  }
});

test('a replaced process.nextTick is not used', async (t) => {
  const before = loadAnew();
  t.mock.method(process, 'nextTick', () => {});
  let ran = false;
  before.nextTick(() => (ran = true));
  await Promise.resolve();
  await new Promise((resolve) => systemClock.after(1, () => resolve(undefined), true));
  strictEqual(ran, true);
});

test('waits longer than a timer of Node.js can count do not end at once, and can be taken back', async () => {
  const called: number[] = [];
  const longMs = [2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, 1e300];
  const cancels = longMs.map((ms) => systemClock.after(ms, () => called.push(ms), true));
  const stopEvery = every(systemClock, 2 ** 31, () => called.push(-1), true);
  await new Promise<void>((resolve) => void systemClock.after(5, resolve, true));
  for (const cancel of [...cancels, stopEvery]) cancel();
  deepStrictEqual(called, []);
});
