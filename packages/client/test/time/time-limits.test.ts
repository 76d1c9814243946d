// Limits of tend exchanges: work in time, work too late, work that throws, the end of everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { DeadlineError, TimeLimits } from '../../src/time/time-limits.ts';

test('work in time wins and leaves no timer', async () => {
  const clock = new FakeClock();
  assert.strictEqual(await new TimeLimits(clock).limit(10, 'work', async () => 7), 7);
  assert.strictEqual(clock.pending, 0);
});

test('work that fails or throws rejects with its own error and leaves no timer', async () => {
  const clock = new FakeClock();
  const limits = new TimeLimits(clock);
  const broken = (): never => {
    throw new Error('thrown');
  };
  await assert.rejects(limits.limit(10, 'work', broken), /thrown/);
  await assert.rejects(
    limits.limit(10, 'work', () => Promise.reject(new Error('rejected'))),
    /rejected/,
  );
  assert.strictEqual(clock.pending, 0);
});

test('work that is late rejects on time, and its result is handed over to be thrown away', async () => {
  const clock = new FakeClock();
  const late: number[] = [];
  let finish: ((value: number) => void) | undefined;
  const work = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const limited = new TimeLimits(clock).limit(
    10,
    'work',
    () => work,
    (result) => late.push(result),
  );
  const failed = assert.rejects(limited, /^DeadlineError: work took longer than 10 ms$/);
  await clock.pass(10);
  await failed;
  finish?.(7);
  await turns();
  assert.deepStrictEqual(late, [7]);
});

test('the end rejects what runs and what comes later', async () => {
  const clock = new FakeClock();
  const limits = new TimeLimits(clock);
  const running = assert.rejects(
    limits.limit(10, 'work', () => new Promise(() => {})),
    DeadlineError,
  );
  limits.end();
  limits.end();
  await running;
  await assert.rejects(
    limits.limit(10, 'work', async () => 7),
    DeadlineError,
  );
  assert.strictEqual(clock.pending, 0);
});
