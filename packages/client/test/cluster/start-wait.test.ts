// How the wait of start() ends. With clusters: cluster-start.test.ts and shared-cluster.test.ts.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { StartWait } from '../../src/cluster/start-wait.ts';

function world() {
  const clock = new FakeClock();
  const told: string[] = [];
  const start = new StartWait(clock, () => {
    told.push('failed');
    // Whoever closes because of that has nothing to add.
    start.fail(new Error('closed'));
  });
  return { clock, told, start };
}

test('a wait ends once, well or badly', async () => {
  const well = world();
  well.start.succeed();
  well.start.fail(new Error('late'));
  await well.start.promise;
  deepStrictEqual([well.told, well.start.isOver], [[], true]);

  const badly = world();
  badly.start.fail(new Error('no node'));
  badly.start.succeed();
  await rejects(badly.start.promise, { message: 'no node' });
  deepStrictEqual([badly.told, badly.start.isOver], [['failed'], true]);
});

test('a start waits for a map, but not longer than three rounds', () => {
  deepStrictEqual([world().start.onRound(true), world().start.isOver], [true, false]);
  const { start } = world();
  deepStrictEqual([start.onRound(false), start.onRound(false), start.onRound(false)], [false, false, true]);
});

test('what is to be done later is not done once the wait is over', async () => {
  for (const after of ['after', 'limit'] as const) {
    const { clock, start } = world();
    let calls = 0;
    start[after](20, () => void calls++);
    await clock.pass(19);
    start.succeed();
    await clock.pass(100);
    strictEqual(calls, 0, after);
    const again = world();
    again.start[after](20, () => void calls++);
    await again.clock.pass(20);
    await turns();
    strictEqual(calls, 1, after);
  }
});

test('a new limit is in the place of the one before', async () => {
  const { clock, start } = world();
  const told: string[] = [];
  start.limit(20, () => told.push('first'));
  start.limit(40, () => told.push('second'));
  await clock.pass(100);
  await turns();
  deepStrictEqual(told, ['second']);
  start.succeed();
});
