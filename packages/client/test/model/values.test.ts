import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Bin } from '../../src/model/bin.ts';
import { Double } from '../../src/model/double.ts';
import { GeoJSON } from '../../src/model/geojson.ts';
import { HyperLogLog } from '../../src/model/hyperloglog.ts';
import { Record } from '../../src/model/record.ts';
import { recorded } from './recorded-module.ts';

test('Double holds a number, or text that is one', () => {
  const double = new Double(2.75);
  deepStrictEqual([double.Double, double.value(), double instanceof Double], [2.75, 2.75, true]);
  strictEqual(new Double('2.5').Double, 2.5);
  strictEqual(new Double(Number.NEGATIVE_INFINITY).Double, Number.NEGATIVE_INFINITY);
  deepStrictEqual(Object.keys(double), ['Double']);
  strictEqual(inspect(double), 'Double { Double: 2.75 }');
});

test('Double refuses anything but a number, and a call without new', () => {
  throws(() => new Double('four point nine'), { name: 'TypeError', message: 'Not a valid Double value' });
  throws(() => new Double(Number.NaN), { name: 'TypeError' });
  throws(() => (Double as unknown as (value: number) => void)(2.75), {
    name: 'Error',
    message: 'Invalid use of Double constructor - use `new Double(...)` instead.',
  });
});

test('GeoJSON takes text or an object, with and without new', () => {
  const point = { type: 'Point', coordinates: [103.913, 1.308] };
  for (const made of [new GeoJSON(point), GeoJSON(point), new GeoJSON(JSON.stringify(point))]) {
    strictEqual(made instanceof GeoJSON, true);
    deepStrictEqual(made.value(), point);
    deepStrictEqual(made.toJSON(), point);
    strictEqual(made.toString(), '{"type":"Point","coordinates":[103.913,1.308]}');
    strictEqual(JSON.stringify({ made }), '{"made":{"type":"Point","coordinates":[103.913,1.308]}}');
  }
  throws(() => new GeoJSON(45 as never), { name: 'TypeError', message: 'Not a valid GeoJSON value' });
});

test('points, polygons and circles are made with and without new', () => {
  strictEqual(String(GeoJSON.Point(1, 2)), '{"type":"Point","coordinates":[1,2]}');
  deepStrictEqual(new GeoJSON.Point(1, 2), GeoJSON.Point(1, 2));
  strictEqual(
    String(new GeoJSON.Polygon([0, 0], [1, 0], [1, 1], [0, 0])),
    '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}',
  );
  strictEqual(String(new GeoJSON.Circle(1, 2, 300)), '{"type":"AeroCircle","coordinates":[[1,2],300]}');
});

test('a key-ordered Bin turns its object into a Map', () => {
  deepStrictEqual({ ...new Bin('b', { a: 1 }) }, { name: 'b', value: { a: 1 } });
  deepStrictEqual(new Bin('b', { a: 1 }, 1).value, new Map([['a', 1]]));
});

test('HyperLogLog holds bytes and nothing else', () => {
  const buffer = Buffer.from([1]);
  strictEqual(new HyperLogLog(buffer).buffer, buffer);
  throws(() => new HyperLogLog('x' as never), { name: 'TypeError', message: 'buffer must be a Buffer' });
});

test('a record has the recorded fields, absent ones undefined', () => {
  const record = new Record({ ns: 'test' }, { a: 1 }, { ttl: 5, gen: 2 });
  deepStrictEqual(Object.keys(record), recorded.recordKeys);
  deepStrictEqual([record.bins, record.ttl, record.gen, record.type], [{ a: 1 }, 5, 2, undefined]);
  const row = new Record({ ns: 'test' }, {}, null, 1, { readAllBins: true, ops: [] });
  deepStrictEqual([row.ttl, row.type, row.readAllBins, row.ops], [undefined, 1, true, []]);
});
