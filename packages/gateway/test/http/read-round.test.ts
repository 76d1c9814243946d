import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ReadRound } from '../../src/http/read-round.ts';

test('what came in during a round is handed over at its end, in order; what comes in then waits for the next', async () => {
  const taken: string[] = [];
  const round = new ReadRound<string>((item) => {
    taken.push(item);
    if (item === 'b') round.add('c');
  });
  round.add('a');
  await Promise.resolve();
  round.add('b');
  assert.deepStrictEqual(taken, []);
  await setImmediate();
  assert.deepStrictEqual(taken, ['a', 'b']);
  await setImmediate();
  assert.deepStrictEqual(taken, ['a', 'b', 'c']);
});
