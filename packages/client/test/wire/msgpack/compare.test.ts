// The order of collection elements as a real server (8.1.2.0) has it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareElements, compareValues } from '../../../src/wire/msgpack/compare.ts';
import { ElementReader } from '../../../src/wire/msgpack/element-reader.ts';

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

test('a wildcard at the head of a list is an element, not order flags', () => {
  assert.strictEqual(compareValues(hex('91 d4ff00'), hex('91 05')), 0);
  assert.ok(compareValues(hex('91 d4ff01'), hex('91 05')) > 0);
  assert.ok(compareValues(hex('91 d4ff01'), hex('92 05 05')) > 0);
});

for (const [what, element, isUnordered] of [
  ['a map without order flags', '81 01 02', true],
  ['a map in a list', '92 05 81 01 02', true],
  ['a map that is ordered by value only', '82 c70002 c0 01 02', true],
  ['a map that is ordered by key', '82 c70001 c0 01 02', false],
  ['an empty map', '80', false],
  ['a list', '92 05 06', false],
] as const) {
  test(`a comparison ${isUnordered ? 'tells of' : 'has nothing to tell of'} ${what}`, () => {
    const bytes = hex(element);
    const [a, b] = [new ElementReader(bytes, 0, bytes.length), new ElementReader(bytes, 0, bytes.length)];
    assert.strictEqual(compareElements(a, b), 0);
    assert.deepStrictEqual([a.hasUnorderedMap, b.hasUnorderedMap], [isUnordered, isUnordered]);
  });
}

// Other clients write a fraction in 32 bits where it fits.
test('numbers of 32 and 64 bits compare by their value', () => {
  const [one, two] = [hex('ca 3f800000'), hex('ca 40000000')];
  assert.strictEqual(compareValues(one, hex('cb 3ff0000000000000')), 0);
  assert.strictEqual(compareValues(hex('cb 4000000000000000'), two), 0);
  assert.ok(compareValues(one, two) < 0);
  assert.ok(compareValues(two, hex('cb 3ff8000000000000')) > 0);
  assert.ok(compareValues(hex('ca bf800000'), one) < 0);
});

test('a comparison that is decided before a map does not tell of it', () => {
  const [first, second] = [hex('92 01 81 01 02'), hex('92 02 81 01 02')];
  const [a, b] = [new ElementReader(first, 0, first.length), new ElementReader(second, 0, second.length)];
  assert.ok(compareElements(a, b) < 0);
  assert.deepStrictEqual([a.hasUnorderedMap, b.hasUnorderedMap], [false, false]);
});
