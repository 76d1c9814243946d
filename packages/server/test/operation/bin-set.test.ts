import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from 'tendril-testing/random';
import { BinSet } from '../../src/operation/bin-set.ts';
import type { Bin } from '../../src/storage/record.ts';

const NOTHING = Buffer.alloc(0);
const bin = (name: string, type = 1): Bin => ({ name, type, op: NOTHING });

test('new bins go to the end, and a removal moves the last one into the freed place, however many there are', () => {
  Random.run((random) => {
    const names = Array.from({ length: 100 }, (_, at) => `b${at}`);
    const expected: Bin[] = names.slice(0, random.below(100)).map((name) => bin(name));
    const bins = new BinSet(expected);
    for (let step = 0; step < 2000; step++) {
      const name = names[random.below(names.length)] as string;
      const at = expected.findIndex((one) => one.name === name);
      assert.equal(bins.get(name), expected[at]);
      // Now there are more and more of them, now fewer and fewer.
      if (random.next() < (step % 400 < 200 ? 0.8 : 0.2)) {
        const value = bin(name, step);
        bins.set(value);
        expected[at === -1 ? expected.length : at] = value;
      } else if (at !== -1) {
        bins.remove(name);
        const last = expected.pop() as Bin;
        if (at < expected.length) expected[at] = last;
      } else bins.remove(name);
      assert.deepEqual(bins.bins, expected);
    }
    bins.clear();
    assert.equal(bins.get('b1'), undefined);
  });
});

test('what a bin costs does not grow with their number', () => {
  let looks = 0;
  const watched = (at: number): Bin => ({
    type: 1,
    op: NOTHING,
    get name() {
      looks++;
      return `b${at}`;
    },
  });
  const bins = new BinSet([]);
  const count = 10_000;
  for (let at = 0; at < count; at++) bins.set(watched(at));
  for (let at = 0; at < count; at++) bins.get(`b${at}`);
  for (let at = 0; at < count; at++) bins.remove(`b${at}`);
  assert.ok(looks < 40 * count, `${looks} looks at names for ${count} bins`);
});
