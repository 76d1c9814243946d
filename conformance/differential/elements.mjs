// Random values of collections. The range is small on purpose: what is equal, or equal up to a point, is where servers
// differ. Elements are hex.
import fc from 'fast-check';
import { double, INFINITE, int, list, map, NIL, text, WILDCARD } from './msgpack.mjs';

const small = fc.integer({ min: -2, max: 5 }).map(int);
const wide = fc
  .constantFrom(-33, -129, -32769, 127, 128, 255, 256, 65536, 2 ** 32, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 63n)
  .map(int);
/** Forms that a server has to shorten. */
const longForms = fc.constantFrom(
  'd07f',
  'cc01',
  'cd0001',
  'd30000000000000002',
  'd0ff',
  'c4020361',
  'd9020361',
  `c421${'04'.repeat(33)}`,
  'c5000204ff',
);
const doubles = fc.constantFrom(0, -0, 1, 1.5, -2.5, 1e300).map(double);
const floats = fc.constantFrom('ca3fc00000', 'ca00000000');
const letters = fc.constantFrom('', 'a', 'b', 'ab', 'z'.repeat(40));
const strings = letters.map((value) => text(3, value));
const blobs = letters.map((value) => text(4, value));
/** No extensions: as the first of a list they are taken for its flags, wherever that comes to be. */
const others = fc.constantFrom(text(23, '{"type":"Point","coordinates":[1,1]}'), text(7, 'j'));
const plain = fc.constantFrom(NIL, 'c2', 'c3');

/** Numbers, text and the like, in canonical form. */
export const scalars = fc.oneof(
  { arbitrary: small, weight: 8 },
  { arbitrary: strings, weight: 3 },
  { arbitrary: doubles, weight: 2 },
  { arbitrary: plain, weight: 2 },
  { arbitrary: blobs, weight: 1 },
  { arbitrary: wide, weight: 1 },
  { arbitrary: fc.oneof(others, floats), weight: 1 },
);

export const keys = fc.oneof(
  { arbitrary: small, weight: 4 },
  { arbitrary: strings, weight: 4 },
  { arbitrary: blobs, weight: 1 },
  { arbitrary: wide, weight: 1 },
);

const { values: nested } = fc.letrec((tie) => ({
  values: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { arbitrary: scalars, weight: 5 },
    { arbitrary: fc.array(tie('values'), { maxLength: 4 }).map((items) => list(items)), weight: 1 },
    { arbitrary: fc.array(tie('values'), { maxLength: 4 }).map((items) => list(items)), weight: 1 },
    { arbitrary: entriesOf(tie('values')).map((entries) => map(entries)), weight: 1 },
  ),
}));

export const values = fc.oneof({ arbitrary: nested, weight: 20 }, { arbitrary: longForms, weight: 1 });

/** Values to compare with: some are above all others, or equal to any. */
export const comparands = fc.oneof(
  { arbitrary: values, weight: 20 },
  { arbitrary: fc.constantFrom(WILDCARD, INFINITE), weight: 1 },
  {
    arbitrary: fc.array(fc.oneof(scalars, fc.constant(WILDCARD)), { maxLength: 3 }).map((items) => list(items)),
    weight: 2,
  },
);

/** Keys to look for. */
export const soughtKeys = fc.oneof(
  { arbitrary: keys, weight: 20 },
  { arbitrary: fc.constantFrom(WILDCARD, INFINITE, NIL, double(1)), weight: 1 },
);

export function entriesOf(value, maxLength = 5) {
  return fc.uniqueArray(fc.tuple(keys, value), { maxLength, selector: ([key]) => key });
}

const lengths = fc.oneof({ arbitrary: fc.constant(6), weight: 4 }, { arbitrary: fc.constant(24), weight: 1 });

/** Elements of a list: often many equal ones. */
export const manyValues = lengths.chain((maxLength) =>
  fc.oneof(
    fc.array(values, { maxLength }),
    fc.array(small, { maxLength }),
    fc.array(fc.oneof(small, strings, doubles), { maxLength }),
  ),
);
export const manyEntries = lengths.chain((maxLength) =>
  fc.oneof(entriesOf(values, maxLength), entriesOf(small, maxLength)),
);

export const indexes = fc.oneof(
  { arbitrary: fc.integer({ min: -4, max: 6 }), weight: 10 },
  { arbitrary: fc.constantFrom(-30, 30, 2 ** 31 - 1, -(2n ** 63n), 2n ** 63n - 1n), weight: 1 },
);
export const counts = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 5 }), weight: 10 },
  { arbitrary: fc.constantFrom(-1, 30, 2n ** 63n - 1n), weight: 1 },
);
