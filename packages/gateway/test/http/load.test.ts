import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../../src/http/limits.ts';
import { Load, type Loaded } from '../../src/http/load.ts';

test('bodies are taken up to the limit, and what is given back can be taken again', () => {
  const load = new Load({ ...LIMITS, workerBodyBytes: 100 });
  assert.deepStrictEqual(
    [load.takeBody(60), load.takeBody(41), load.takeBody(40), load.takeBody(1)],
    [true, false, true, false],
  );
  load.giveBody(60);
  assert.deepStrictEqual([load.takeBody(61), load.takeBody(60)], [false, true]);
});

test('as many requests wait as the limit says, and not one more', () => {
  const load = new Load({ ...LIMITS, workerWaiting: 2 });
  assert.deepStrictEqual([load.addWaiting(), load.addWaiting(), load.addWaiting()], [false, false, true]);
  load.removeWaiting(2);
  assert.deepStrictEqual([load.waiting, load.addWaiting(), load.addWaiting()], [1, false, true]);
});

test('where too much is unsent, the connections that have stood still longest are closed', () => {
  const load = new Load({ ...LIMITS, workerUnsentBytes: 100 });
  const closed: string[] = [];
  const connection = (name: string, bytes: number): Loaded => ({
    unsentMark: 0,
    close() {
      closed.push(name);
      load.removeUnsent(this, bytes, true);
    },
  });
  const [first, second, third] = [connection('first', 50), connection('second', 50), connection('third', 60)];
  load.addUnsent(first, 50);
  load.addUnsent(second, 50);
  assert.deepStrictEqual([closed, load.unsentBytes], [[], 100]);
  load.addUnsent(third, 60);
  assert.deepStrictEqual([closed, load.unsentBytes], [['first', 'second'], 60]);
  load.removeUnsent(third, 60, true);
  assert.strictEqual(load.unsentBytes, 0);
});
