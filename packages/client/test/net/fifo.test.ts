import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fifo } from '../../src/net/fifo.ts';
import { Random } from '../helpers/random.ts';
import { TestRequest } from '../helpers/test-request.ts';

const FRAME = Buffer.alloc(0);

test('a buried request leaves a tombstone in its place', () => {
  const fifo = new Fifo();
  const [a, b, c] = [new TestRequest(FRAME), new TestRequest(FRAME), new TestRequest(FRAME)];
  for (const request of [a, b, c]) fifo.push(request);
  assert.strictEqual(fifo.bury(b), true);
  assert.strictEqual(fifo.bury(b), false);
  assert.strictEqual(fifo.length, 3);
  assert.deepStrictEqual([fifo.shift(), fifo.shift(), fifo.shift()], [a, null, c]);
  assert.strictEqual(fifo.length, 0);
});

test('a request that was never here, or has left, cannot be buried', () => {
  const fifo = new Fifo();
  const a = new TestRequest(FRAME);
  assert.strictEqual(fifo.bury(a), false);
  fifo.push(a);
  fifo.shift();
  assert.strictEqual(fifo.bury(a), false);
});

test('one is replaced by another, or by several, in its place', () => {
  const fifo = new Fifo();
  const [a, b, c, d] = Array.from({ length: 4 }, () => new TestRequest(FRAME)) as [
    TestRequest,
    TestRequest,
    TestRequest,
    TestRequest,
  ];
  for (let i = 0; i < 13; i++) fifo.push(a);
  for (let i = 0; i < 12; i++) fifo.shift();
  fifo.push(b);
  fifo.replaceLast(c);
  fifo.push(d);
  const many = Array.from({ length: 40 }, (_, i) => (i === 7 ? null : new TestRequest(FRAME)));
  fifo.spread(c, many);
  assert.strictEqual(fifo.length, 42);
  assert.deepStrictEqual(
    Array.from({ length: 42 }, () => fifo.shift()),
    [a, ...many, d],
  );
});

test('a random history gives what an array gives', () => {
  Random.run((random) => {
    const fifo = new Fifo();
    const model: (TestRequest | null)[] = [];
    for (let step = 0; step < 20_000; step++) {
      // Phases of growth and of decline, so that the ring wraps while full and while nearly empty.
      const pushes = Math.floor(step / 1000) % 2 === 0 ? 5 : 3;
      const choice = random.below(8);
      if (choice < pushes) {
        const request = new TestRequest(FRAME);
        fifo.push(request);
        model.push(request);
      } else if (choice < 7) {
        if (model.length > 0) assert.strictEqual(fifo.shift(), model.shift());
      } else if (model.length > 0) {
        const at = random.below(model.length);
        const request = model[at] as TestRequest | null;
        if (request === null) continue;
        assert.strictEqual(fifo.bury(request), true);
        model[at] = null;
      }
      assert.strictEqual(fifo.length, model.length);
    }
    while (model.length > 0) assert.strictEqual(fifo.shift(), model.shift());
  });
});
