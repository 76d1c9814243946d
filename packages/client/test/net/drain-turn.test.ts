import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { DrainTurn, MAX_DRAIN_INTERVAL_MS, MIN_DRAIN_INTERVAL_MS } from '../../src/net/drain-turn.ts';

/** How long it may be busy after falling empty has taken so long. */
function intervalAfter(drainMs: number): number {
  const turn = new DrainTurn(0);
  turn.begin(0);
  turn.onEmpty(drainMs);
  let busyMs = 0;
  while (!turn.isDue(drainMs + busyMs)) busyMs++;
  return busyMs - 1;
}

for (const [drainMs, intervalMs] of [
  [0, MIN_DRAIN_INTERVAL_MS],
  [7, MIN_DRAIN_INTERVAL_MS],
  [20, 640],
  [80, MAX_DRAIN_INTERVAL_MS],
  [5000, MAX_DRAIN_INTERVAL_MS],
] as const) {
  test(`a connection that took ${drainMs} ms to fall empty does so again after ${intervalMs} ms`, () => {
    strictEqual(intervalAfter(drainMs), intervalMs);
  });
}
