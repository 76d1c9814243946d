import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromWorker } from '../../src/process/messages.ts';
import { gatherMetrics } from '../../src/process/metrics-gathering.ts';
import { twoWorkers } from './two-workers.ts';

/** Two workers that listen, and what they are told. */
function setup() {
  const { timers, says, ends, told } = twoWorkers(gatherMetrics);
  const say = (worker: number, message: FromWorker) => says[worker - 1]?.(message);
  return { timers, told, say, ends };
}

test('who wants the metrics of all gets them once all have answered', () => {
  const { told, say } = setup();
  say(2, { type: 'metrics-wanted', id: 7 });
  assert.deepStrictEqual(told.splice(0), [
    [1, { type: 'metrics-asked', id: 1 }],
    [2, { type: 'metrics-asked', id: 1 }],
  ]);
  say(1, { type: 'metrics-part', id: 1, part: [{ name: 'a' }] });
  assert.deepStrictEqual(told, []);
  say(2, { type: 'metrics-part', id: 1, part: [{ name: 'b' }] });
  assert.deepStrictEqual(told, [[2, { type: 'metrics', id: 7, parts: [[{ name: 'a' }], [{ name: 'b' }]] }]]);
  say(1, { type: 'metrics-part', id: 1, part: [] });
  assert.strictEqual(told.length, 1);
});

test('a worker that does not answer is left out after a second', () => {
  const { timers, told, say } = setup();
  say(1, { type: 'metrics-wanted', id: 1 });
  say(1, { type: 'metrics-part', id: 1, part: [] });
  told.length = 0;
  timers.advance(1_000);
  assert.deepStrictEqual(told, [[1, { type: 'metrics', id: 1, parts: [[]] }]]);
});

test('a worker that has ended is not waited for', () => {
  const { told, say, ends } = setup();
  ends[1]?.('SIGKILL');
  say(1, { type: 'metrics-wanted', id: 1 });
  told.length = 0;
  say(1, { type: 'metrics-part', id: 1, part: [] });
  assert.deepStrictEqual(told, [[1, { type: 'metrics', id: 1, parts: [[]] }]]);
});

test('there is a limit to what is under way', () => {
  const { told, say } = setup();
  for (let id = 1; id <= 20; id++) say(1, { type: 'metrics-wanted', id });
  assert.strictEqual(told.filter(([slot]) => slot === 2).length, 16);
});
