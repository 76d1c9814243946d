import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFailure, delayMs, WORKER_BACK_OFF } from '../src/back-off.ts';

const BACK_OFF = { firstMs: 100, ceilingMs: 1_000, steadyMs: 5_000 };

test('the delay doubles with each failure in a row up to the ceiling', () => {
  const delays = [1, 2, 3, 4, 5, 6, 5_000].map((failures) => delayMs(BACK_OFF, failures));
  assert.deepStrictEqual(delays, [100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test('a life shorter than the steady time adds a failure, a longer one forgets the earlier ones', () => {
  assert.strictEqual(countFailure(BACK_OFF, 3, 4_999), 4);
  assert.strictEqual(countFailure(BACK_OFF, 3, 5_000), 1);
});

test('a worker that died once after a long life is back within 100 ms', () => {
  const failures = countFailure(WORKER_BACK_OFF, 9, 3_600_000);
  assert.strictEqual(delayMs(WORKER_BACK_OFF, failures), 100);
});
