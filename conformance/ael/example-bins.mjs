// Records for the examples of the language: the bins that they read, with values that some of them select.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Double, GeoJSON } = require('../../packages/client');

const PLACES = [GeoJSON.Point(-122.3, 47.6), GeoJSON.Point(10, 20)];

/** Values of each bin; a record has one of them, or none. */
const VALUES = {
  age: [17, 22, 52],
  status: ['active', 'gone'],
  aelbin: [
    42,
    [1, [3], 2, 3, 4, 5, 6],
    { 10: 1, 20: 2, 30: 3 },
    new Map([
      [2, 'b'],
      [10, 1],
      [20, 2],
    ]),
    [3, 1],
  ],
  price: [0, 3, 900],
  qty: [1, 2, 1000],
  binA: [1, 5],
  binB: [3, 0],
  A: [0, 1],
  D: [1, 2],
  x: [10, 11, 999, 98],
  y: [new Double(2.5), new Double(9.9), new Double(0)],
  name: ['ael', 'no', 'Bob', 'Mary'],
  missing: [1, 2],
  allowedTiers: [['gold', 'new'], ['new'], []],
  email: ['a@b.example', 'nobody', ''],
  n: ['ann', 'Ann', 'x', 'bob'],
  v: [2, 3],
  f: [new Double(11), new Double(2)],
  flags: [1, 0x101, 2],
  bits: [-8, 8, 1],
  i: [-1, 1, 10],
  a: [1, 6, 4, 'text'],
  b: [Buffer.from('cafe', 'hex'), Buffer.from('01', 'hex')],
  'my bin': [5, 6],
  numbers: [[10, 50], [1]],
  profile: [{ name: 'x' }, { name: 'y' }],
  info: [
    { age: 31, city: 'NYC' },
    { age: 3, city: 'LA' },
  ],
  values: [[30, 200], [1, 2, 3], []],
  data: [{ users: [{ name: 'b' }, {}, { name: 'a' }] }, {}],
  rooms: [{ room1: 1, room2: 2, room3: 3 }, { a: 1 }],
  scores: [{ ann: 1, bob: 2, cid: 3 }],
  m: [{ a: 1, b: 20, gamma: 30 }, { k: 1 }, { b: 1, a: 2 }, { a: 99, k: [1, 2] }, { e: 5 }],
  l: [[1, 2], [100, 200, 300, 400, 500], [[1], [3]], [1, 'a', new Double(2), [true]], [5]],
  xs: [
    [99, 2],
    [1, 2, 3],
  ],
  blob: [Buffer.from([99, 1]), Buffer.from([1])],
  loc: PLACES,
  amount: [3, 4],
  tier: [1, 2],
};

export function exampleBins(random) {
  const bins = {};
  for (const [name, values] of Object.entries(VALUES)) {
    if (random.next() < 0.75) bins[name] = values[random.below(values.length)];
  }
  return bins;
}
