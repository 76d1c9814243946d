// Which points are within which regions; the verdicts are a real server's (8.1.2.0). And that coverings cover.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { geoCompare, geometryOf } from '../../../src/particles/geo/geometry.ts';

type Position = readonly [number, number];

const GEOJSON = 23;
const HEADER = Buffer.alloc(3);
const geometry = (shape: object) =>
  geometryOf({ type: GEOJSON, value: Buffer.concat([HEADER, Buffer.from(JSON.stringify(shape))]) });
const point = (coordinates: Position) => geometry({ type: 'Point', coordinates });
const circle = (centre: Position, radius: number) => ({ type: 'AeroCircle', coordinates: [centre, radius] });
const polygon = (...coordinates: Position[][]) => ({ type: 'Polygon', coordinates });
const square = (x: number, y: number, side: number): Position[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];

const TEN_DEGREES = square(0, 0, 10);
const HOLE = square(4, 4, 2).reverse();
const HIGH_NORTH: Position[] = [
  [0, 80],
  [120, 80],
  [-120, 80],
  [0, 80],
];
const ACROSS_THE_DATE_LINE: Position[] = [
  [170, -10],
  [-170, -10],
  [-170, 10],
  [170, 10],
  [170, -10],
];

const REGIONS: { name: string; region: object; within: Position[]; outside: Position[] }[] = [
  {
    name: 'a circle of a kilometre',
    region: circle([10, 50], 1000),
    within: [
      [10, 50],
      [10, 50.0089],
      [10.0139, 50],
    ],
    outside: [
      [10, 50.009],
      [10.014, 50],
    ],
  },
  { name: 'a circle of a metre', region: circle([10, 50], 1), within: [[10, 50]], outside: [[10, 50.00001]] },
  {
    name: 'a polygon, whose sides are the shortest lines',
    region: polygon(TEN_DEGREES),
    within: [
      [5, 5],
      [5, 10.01],
      [0.001, 5],
      [5, 0.001],
    ],
    outside: [
      [5, 10.05],
      [-0.001, 5],
      [5, -0.001],
    ],
  },
  {
    name: 'a polygon that runs clockwise',
    region: polygon(TEN_DEGREES.toReversed()),
    within: [[5, 5]],
    outside: [[11, 5]],
  },
  {
    name: 'a polygon with a hole',
    region: polygon(TEN_DEGREES, HOLE),
    within: [
      [3.9, 5],
      [6.1, 5],
      [5, 6.003],
    ],
    outside: [
      [5, 5],
      [5, 6.0005],
      [11, 11],
    ],
  },
  {
    name: 'two polygons',
    region: { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(5, 5, 1)]] },
    within: [
      [0.5, 0.5],
      [5.5, 5.5],
    ],
    outside: [[3, 3]],
  },
  {
    name: 'a polygon across the date line',
    region: polygon(ACROSS_THE_DATE_LINE),
    within: [
      [180, 0],
      [-179, 5],
      [175, 0],
    ],
    outside: [[0, 0]],
  },
  {
    name: 'a polygon around the pole',
    region: polygon(HIGH_NORTH),
    within: [
      [45, 90],
      [60, 85.1],
    ],
    outside: [
      [60, 82],
      [60, 84.9],
      [0, 79],
    ],
  },
];

for (const { name, region, within, outside } of REGIONS) {
  describe(name, () => {
    const shape = geometry(region);
    for (const at of [...within, ...outside]) {
      const isWithin = within.includes(at);
      test(`${at.join(', ')} is ${isWithin ? 'within' : 'outside'}, in either order`, () => {
        assert.deepStrictEqual([geoCompare(point(at), shape), geoCompare(shape, point(at))], [isWithin, isWithin]);
      });
    }

    test('its ranges of cells ascend, do not touch and have every point within', () => {
      const ranges = shape.region?.cover() ?? [];
      for (const at of within) {
        const cell = point(at).cell;
        assert.ok(cell !== undefined && ranges.some(({ first, last }) => first <= cell && cell <= last), at.join(', '));
      }
      for (const [i, { first, last }] of ranges.entries()) {
        assert.ok(first <= last);
        assert.ok(i === 0 || (ranges[i - 1]?.last ?? 0n) + 2n < first);
      }
    });
  });
}

test('a covering is narrow: it leaves out what is far away', () => {
  const ranges = geometry(circle([10, 50], 1000)).region?.cover() ?? [];
  const isCovered = (at: Position) => {
    const { cell } = point(at);
    return cell !== undefined && ranges.some(({ first, last }) => first <= cell && cell <= last);
  };
  assert.deepStrictEqual(
    [isCovered([10, 50.02]), isCovered([10.05, 50]), isCovered([-170, -50])],
    [false, false, false],
  );
});

test('two points, and two regions, are never within each other', () => {
  const [here, area] = [point([1, 2]), geometry(polygon(TEN_DEGREES))];
  assert.deepStrictEqual([geoCompare(here, here), geoCompare(area, area)], [false, false]);
});
