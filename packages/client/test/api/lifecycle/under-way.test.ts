// Who waits for the last command. With clients: client-lifecycle.test.ts and waiting.test.ts.

import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { UnderWay } from '../../../src/api/lifecycle/under-way.ts';

function draining(commands: number) {
  const clock = new FakeClock();
  const underWay = new UnderWay(clock);
  for (let i = 0; i < commands; i++) underWay.begin();
  const world = { clock, underWay, drains: 0, resolved: false };
  underWay.drain(() => void world.drains++);
  underWay.drained.then(() => {
    world.resolved = true;
  });
  return world;
}

test('with nothing under way there is nothing to wait for', async () => {
  const world = draining(0);
  strictEqual(world.drains, 1);
  await turns();
  strictEqual(world.resolved, true);
});

test('the last command that ends is the end of the wait, which is told once', async () => {
  const world = draining(2);
  world.underWay.end();
  await turns();
  strictEqual(world.drains, 0);
  strictEqual(world.resolved, false);
  world.underWay.end();
  await turns();
  strictEqual(world.drains, 1);
  strictEqual(world.resolved, true);
  strictEqual(world.clock.pending, 0);
  world.underWay.begin();
  world.underWay.end();
  strictEqual(world.drains, 1);
});

test('who waits does so for five seconds at most', async () => {
  const world = draining(1);
  await world.clock.pass(4_999);
  strictEqual(world.drains, 0);
  await world.clock.pass(1);
  strictEqual(world.drains, 1);
  world.underWay.end();
  await turns();
  strictEqual(world.drains, 1);
  strictEqual(world.underWay.count, 0);
});
