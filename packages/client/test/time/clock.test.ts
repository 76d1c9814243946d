// What is made of the four calls of a clock.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { afterSilence, every } from '../../src/time/clock.ts';

test('silence is over only when what has arrived meanwhile was read', () => {
  const clock = new FakeClock();
  const order: string[] = [];
  afterSilence(clock, 10, () => order.push('silence'), true);
  clock.block(10);
  clock.fireTimers();
  deepStrictEqual(order, []);
  clock.runAfterReads();
  deepStrictEqual(order, ['silence']);
});

test('silence that is taken back is never over, even between its time and its turn', () => {
  const clock = new FakeClock();
  let count = 0;
  const cancelEarly = afterSilence(clock, 10, () => count++, true);
  const cancelLate = afterSilence(clock, 10, () => count++, true);
  cancelEarly();
  clock.block(10);
  clock.fireTimers();
  cancelLate();
  clock.runAfterReads();
  strictEqual(count, 0);
  strictEqual(clock.pending, 0);
});

test('a repeated callback is called until it is taken back, also by itself', () => {
  const clock = new FakeClock();
  let count = 0;
  const stop = every(
    clock,
    10,
    () => {
      if (++count === 3) stop();
    },
    false,
  );
  clock.advance(25);
  strictEqual(count, 2);
  clock.advance(100);
  strictEqual(count, 3);
  strictEqual(clock.pending, 0);
});
