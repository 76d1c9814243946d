// Deadlines of tend exchanges: work in time, work too late, work that throws, the end of everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadlineError, Deadlines } from '../../src/time/time-limits.ts';
import { SYSTEM_TIMERS } from '../../src/time/timers.ts';
import { FakeTimers, turns } from '../cluster/fakes.ts';

test('work in time wins and leaves no timer', async () => {
  const timers = new FakeTimers();
  assert.strictEqual(await new Deadlines(timers).limit(10, 'work', async () => 7), 7);
  assert.strictEqual(timers.pending, 0);
});

test('work that fails or throws rejects with its own error and leaves no timer', async () => {
  const timers = new FakeTimers();
  const deadlines = new Deadlines(timers);
  const broken = (): never => {
    throw new Error('thrown');
  };
  await assert.rejects(deadlines.limit(10, 'work', broken), /thrown/);
  await assert.rejects(
    deadlines.limit(10, 'work', () => Promise.reject(new Error('rejected'))),
    /rejected/,
  );
  assert.strictEqual(timers.pending, 0);
});

test('work that is late rejects on time, and its result is handed over to be thrown away', async () => {
  const timers = new FakeTimers();
  const late: number[] = [];
  let finish: ((value: number) => void) | undefined;
  const work = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const limited = new Deadlines(timers).limit(
    10,
    'work',
    () => work,
    (result) => late.push(result),
  );
  const failed = assert.rejects(limited, /^DeadlineError: work took longer than 10 ms$/);
  await timers.advance(10);
  await failed;
  finish?.(7);
  await turns();
  assert.deepStrictEqual(late, [7]);
});

test('the end rejects what runs and what comes later', async () => {
  const timers = new FakeTimers();
  const deadlines = new Deadlines(timers);
  const running = assert.rejects(
    deadlines.limit(10, 'work', () => new Promise(() => {})),
    DeadlineError,
  );
  deadlines.end();
  deadlines.end();
  await running;
  await assert.rejects(
    deadlines.limit(10, 'work', async () => 7),
    DeadlineError,
  );
  assert.strictEqual(timers.pending, 0);
});

test('a system timer that is late lets what has arrived go first', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    SYSTEM_TIMERS.after(1, () => resolve(void order.push('timer')), true);
    const start = SYSTEM_TIMERS.now();
    while (SYSTEM_TIMERS.now() - start < 5);
    setImmediate(() => order.push('what was waiting'));
  });
  assert.deepStrictEqual(order, ['what was waiting', 'timer']);
});

test('a cancelled system timer never fires, even between its time and its turn', async () => {
  let fired = false;
  const timer = SYSTEM_TIMERS.after(0, () => (fired = true), false);
  await new Promise<void>((resolve) => {
    SYSTEM_TIMERS.after(0, resolve, true);
    setTimeout(() => timer.cancel(), 0);
    // All three are due when timers are looked at next, so none gets its turn before the last has fired.
    const start = SYSTEM_TIMERS.now();
    while (SYSTEM_TIMERS.now() - start < 5);
  });
  await turns();
  assert.strictEqual(fired, false);
});
