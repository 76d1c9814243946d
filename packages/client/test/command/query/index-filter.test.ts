// The bytes are those of requests that the client of `aerospike` 6.7.1 sent to a real server.

import { strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { indexFilter } from '../../../src/command/query/index-filter.ts';
import { filter } from '../../../src/model/filter.ts';
import { GeoJSON } from '../../../src/model/geojson.ts';
import { writeIndexRange } from '../../../src/wire/query.ts';
import { Writer } from '../../../src/wire/writer.ts';

function rangeOf(made: unknown): string {
  const w = new Writer();
  writeIndexRange(w, (indexFilter([made]) as NonNullable<ReturnType<typeof indexFilter>>).range);
  // Size and type of the field come first.
  return w.take().toString('hex', 5);
}

/** `01`, the size of the name, the name, the type, and twice the size and the value. */
const BYTES = {
  integers: '01016e0100000008fffffffffffffffb00000008000000000000000a',
  text: '0101730300000002763100000002'.concat('7631'),
  bytes: '0101620400000002010200000002'.concat('0102'),
} as const;

test('a range of integers has both ends', () => {
  strictEqual(rangeOf(filter.range('n', -5, 10)), BYTES.integers);
  strictEqual(rangeOf(filter.range('n', -5n, 10n)), BYTES.integers);
});

test('one value is a range from it to itself', () => {
  strictEqual(rangeOf(filter.equal('s', 'v1')), BYTES.text);
  strictEqual(rangeOf(filter.equal('b', Buffer.from([1, 2]))), BYTES.bytes);
  strictEqual(rangeOf(filter.equal('n', 7)), rangeOf(filter.range('n', 7, 7)));
});

test('a region is its text', () => {
  const text = new GeoJSON.Point(1, 2).toString();
  const size = text.length.toString(16).padStart(8, '0');
  const hex = Buffer.from(text).toString('hex');
  strictEqual(rangeOf(filter.geoContainsPoint('g', 1, 2)), `01016717${size}${hex}${size}${hex}`);
});

test('a filter by the name of the index has no bin', () => {
  const made = filter.equal(null, 9);
  made.indexName = 'i';
  strictEqual(indexFilter([made])?.indexName, 'i');
  strictEqual(rangeOf(made).startsWith('010001'), true);
});

for (const [name, filters, text] of [
  ['two filters', [filter.equal('a', 1), filter.equal('b', 1)], /one filter, not 2/],
  ['no filter at all', [{ predicate: 0 }], /SindexFilterPredicate/],
  ['a bin and a name', [Object.assign(filter.equal('a', 1), { indexName: 'i' })], /index name is defined/],
  ['neither bin nor name', [filter.equal(null, 1)], /must have valid type/],
  ['a range of texts', [filter.range('a', 'x' as never, 'y' as never)], /must both be integers/],
  ['an integer beyond 64 bits', [filter.equal('a', 2n ** 63n)], /not an integer of 64 bits/],
] as const) {
  test(`${name} is refused`, () => {
    throws(() => indexFilter(filters), { code: -2, message: text });
  });
}
