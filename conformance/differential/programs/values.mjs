// Values, bins, keys and filters as plain data, and what a client is given for them.
import fc from 'fast-check';

const int64 = fc.oneof(
  fc.integer({ min: -3, max: 300 }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, -(2n ** 53n) - 1n, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 65_535),
);
const doubles = fc
  .constantFrom(0, -0, 1, 1.5, -2.25, 1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 1e18)
  .map((double) => ({ double }));
const strings = fc.oneof(
  fc.constantFrom('', 'x', 'abc', 'ABC', 'žluť ☃', '12', '1.5', 'a,b;c=d', '𝄞'),
  fc.string({ maxLength: 6, unit: 'grapheme-ascii' }),
  fc.constantFrom(30, 31, 32, 255, 256, 70_000).map((length) => 'y'.repeat(length)),
);
const bytes = fc.oneof(
  fc.constantFrom('', '00', 'ff', '0102', 'deadbeef').map((hex) => ({ hex })),
  fc.uint8Array({ maxLength: 9 }).map((one) => ({ hex: Buffer.from(one).toString('hex') })),
);
const SOUND = new Set(['{"type":"Point","coordinates":[1.5,2.5]}', '{"type":"Point","coordinates":[-122.0,37.5]}']);
export const shapes = fc
  .constantFrom(
    '{"type":"Point","coordinates":[1.5,2.5]}',
    '{"type":"Point","coordinates":[181,2]}',
    '{"type":"Point","coordinates":[-122.0,37.5]}',
    '{ "coordinates": [0, 0], "type": "Point" }',
    '{"type":"AeroCircle","coordinates":[[1.5,2.5],1000]}',
    '{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10],[0,0]]]}',
    '{"type":"Polygon","coordinates":[[[0,0],[10,0]]]}',
    '{"type":"Nonsense"}',
    '',
  )
  .map((geo) => ({ geo }));

const leaf = fc.oneof({ arbitrary: int64, weight: 4 }, doubles, strings, bytes, fc.boolean(), fc.constant(null));
const { value: nested } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: leaf, weight: 5 },
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }).map((list) => ({ list })),
  map: fc
    .uniqueArray(fc.tuple(fc.oneof(strings, int64, bytes), tie('value')), {
      maxLength: 4,
      selector: ([key]) => JSON.stringify(key, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)),
    })
    .map((map) => ({ map })),
}));
const lists = fc.array(nested, { maxLength: 5 }).map((list) => ({ list }));
const maps = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.constantFrom('a', 'b', 'c'), int64, bytes), nested), {
    maxLength: 4,
    selector: ([key]) => JSON.stringify(key, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)),
  })
  .map((map) => ({ map }));

export const integers = int64;
export const texts = strings;
export const blobs = bytes;
export const floats = doubles;
export const collections = fc.oneof(lists, maps);
/** What a bin can be given. */
export const values = fc.oneof(
  { arbitrary: int64, weight: 4 },
  { arbitrary: strings, weight: 3 },
  { arbitrary: lists, weight: 2 },
  { arbitrary: maps, weight: 2 },
  doubles,
  bytes,
  fc.boolean(),
  fc.constant(null),
  shapes,
);
/** What a function can be given and can store: a real server stores shapes that are none. */
export const sound = values.filter(
  (value) => !(value && typeof value === 'object' && 'geo' in value && !SOUND.has(value.geo)),
);

/** Makes what a client takes. */
export function made(A, value) {
  if (value === null || typeof value !== 'object') return value;
  if ('double' in value) return Number.isInteger(value.double) ? new A.Double(value.double) : value.double;
  if ('hex' in value) return Buffer.from(value.hex, 'hex');
  if ('geo' in value) return new A.GeoJSON(value.geo);
  if ('list' in value) return value.list.map((one) => made(A, one));
  return new Map(value.map.map(([key, one]) => [made(A, key), made(A, one)]));
}

export const binNames = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c'), weight: 12 },
  { arbitrary: fc.constantFrom('fifteen_bytes_x', 'b in', 'ž'), weight: 1 },
);
export const bins = fc
  .uniqueArray(fc.tuple(binNames, values), { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
export const madeBins = (A, all) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, made(A, one)]));

/** Filters by name: what they make of the module `exp`. */
export const FILTERS = {
  true: (e) => e.bool(true),
  'a = 1': (e) => e.eq(e.binInt('a'), e.int(1)),
  'a >= 0': (e) => e.ge(e.binInt('a'), e.int(0)),
  'a is there': (e) => e.binExists('a'),
  'a is not there': (e) => e.not(e.binExists('a')),
  'a is text': (e) => e.eq(e.binType('a'), e.int(3)),
  'a = "x"': (e) => e.eq(e.binStr('a'), e.str('x')),
  'never expires': (e) => e.eq(e.ttl(), e.int(-1)),
  'has a key': (e) => e.keyExist(),
  'is young': (e) => e.lt(e.sinceUpdate(), e.int(60_000)),
  'is empty': (e) => e.eq(e.recordSize(), e.int(0)),
  'is small': (e) => e.lt(e.recordSize(), e.int(100)),
  'a of three': (e) => e.eq(e.lists.size(e.binList('a')), e.int(1)),
  unknown: (e) => e.unknown(),
  'no boolean': (e) => e.int(1),
  mismatched: (e) => e.eq(e.int(1), e.str('x')),
  'digest is even': (e) => e.eq(e.digestModulo(2), e.int(0)),
  'regex on a': (e) => e.cmpRegex(0, '^[xa]', e.binStr('a')),
  'key is a': (e) => e.eq(e.keyStr(), e.str('k')),
};
export const filters = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 6 },
  fc.constantFrom(...Object.keys(FILTERS)),
);

/** A policy with its filter made; those that are left out are not there. */
export function madePolicy(A, { filter, ...policy } = {}) {
  const made = Object.fromEntries(Object.entries(policy).filter(([, one]) => one !== undefined));
  return filter === undefined ? made : { ...made, filterExpression: FILTERS[filter](A.exp) };
}

export const lives = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 5 },
  fc.constantFrom(0, -1, -2, -3, 1080, 500_080, 315_360_000, 315_360_001, 2 ** 31 - 1),
);
export const generations = fc.oneof({ arbitrary: fc.constantFrom(1, 2, 3), weight: 5 }, fc.constantFrom(0, 65_535, 4));

/** Keys that programs of one family share. */
export const KEYS = [
  'k',
  's p',
  7,
  -1,
  0,
  9_007_199_254_740_991,
  { hex: '00' },
  { hex: '0102' },
  { hex: '00'.repeat(20) },
  'ž☃',
  'x'.repeat(1000),
];
export const keys = fc.oneof({ arbitrary: fc.constantFrom(0, 1, 2), weight: 10 }, fc.nat({ max: KEYS.length - 1 }));
