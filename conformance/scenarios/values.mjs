// Every value type, there and back.

const VALUES = (A) => ({
  zero: 0,
  'minus zero': -0,
  one: 1,
  'minus one': -1,
  'int32 border': 2147483648,
  'largest safe integer': Number.MAX_SAFE_INTEGER,
  'smallest safe integer': Number.MIN_SAFE_INTEGER,
  'integer beyond safe': 2 ** 60,
  'integer beyond int64': 2 ** 70,
  'small bigint': 5n,
  'largest bigint': 2n ** 63n - 1n,
  'smallest bigint': -(2n ** 63n),
  'bigint just beyond safe': 2n ** 53n,
  fraction: 1.5,
  tiny: 5e-324,
  'largest double': Number.MAX_VALUE,
  infinity: Number.POSITIVE_INFINITY,
  'minus infinity': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
  'Double of an integer': new A.Double(3),
  'Double of a fraction': new A.Double(3.14),
  'Double of minus zero': new A.Double(-0),
  'empty string': '',
  string: 'hello',
  'non-ASCII string': 'äöü€𝄞',
  'string with NUL': 'a\u0000b',
  'lone surrogate': 'x\ud800y',
  'long string': 'x'.repeat(70000),
  true: true,
  false: false,
  'empty buffer': Buffer.alloc(0),
  buffer: Buffer.from([0, 1, 127, 128, 255]),
  'long buffer': Buffer.alloc(70000, 3),
  Uint8Array: new Uint8Array([1, 2, 3]),
  'empty list': [],
  list: [1, 'a', 1.5, true, false, null],
  'list of everything': [
    2n ** 62n,
    -1,
    300,
    70000,
    2 ** 40,
    Buffer.from([9]),
    new A.Double(4),
    [1, [2, [3]]],
    { a: { b: [] } },
  ],
  'list with undefined': [1, undefined, 2],
  'sparse list': Object.assign(new Array(3), { 0: 1, 2: 2 }),
  'long list': Array.from({ length: 1000 }, (_, i) => i),
  'list with geo': [new A.GeoJSON.Point(1, 2)],
  'list with special numbers': [Number.NaN, Number.POSITIVE_INFINITY, -0],
  'empty map': {},
  map: { b: 1, a: 2, c: 'x' },
  'nested map': { a: { b: { c: [1, { d: null }] } }, t: true, f: 1.5, buf: Buffer.from([1]) },
  'map with undefined': { a: undefined, b: 1 },
  'map with numeric names': { 1: 'one', 10: 'ten', 2: 'two' },
  'large map': Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])),
  'Map with string keys': new Map([
    ['b', 1],
    ['a', 2],
  ]),
  'Map with integer keys': new Map([
    [2, 'two'],
    [1, 'one'],
  ]),
  'Map with bigint and buffer keys': new Map([
    [5n, 'five'],
    [Buffer.from([1]), 'buf'],
  ]),
  'empty Map': new Map(),
  point: new A.GeoJSON.Point(103.9, 1.3),
  circle: new A.GeoJSON.Circle(10, 20, 5000),
  polygon: new A.GeoJSON.Polygon([0, 0], [0, 1], [1, 1], [1, 0], [0, 0]),
  'object with toJSON': { toJSON: () => 'x', a: 1 },
  Date: new Date(0),
  RegExp: /x/,
  'String object': Object('s'),
  'Number object': Object(5),
  'Boolean object': Object(true),
  'class instance': new (class Point {
    x = 1;
    y = 2;
  })(),
  'null prototype': Object.assign(Object.create(null), { a: 1 }),
  Set: new Set([1, 2]),
  Error: new Error('x'),
});

export const values = [
  {
    name: 'each value type is written and read',
    async run(t) {
      const { client } = t;
      let number = 0;
      for (const [name, value] of Object.entries(VALUES(t.A))) {
        number += 1;
        const key = `v${number}`;
        await t.step(
          `put ${name}`,
          () => client.put(t.key(key), { v: value }),
          () => 'put',
        );
        await t.step(
          `get ${name}`,
          () => client.get(t.key(key)),
          (record) => record?.bins,
        );
      }
    },
  },
  {
    name: 'several bins',
    async run(t) {
      await t.step('put', () =>
        t.client.put(t.key('k'), { z: 1, a: 'x', m: [1], b: Buffer.from([1]), d: 1.5, t: true }),
      );
      await t.step('get', () => t.client.get(t.key('k')));
      await t.step(
        'order of bins',
        () => t.client.get(t.key('k')),
        (record) => Object.keys(record.bins),
      );
      await t.step('overwrite some', () => t.client.put(t.key('k'), { a: 'y', n: 9 }));
      await t.step(
        'order after overwriting',
        () => t.client.get(t.key('k')),
        (record) => Object.entries(record.bins),
      );
      await t.step('change the type of a bin', () => t.client.put(t.key('k'), { a: 5 }));
      await t.step('get again', () => t.client.get(t.key('k')));
      await t.step('100 bins', () =>
        t.client.put(t.key('k2'), Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`bin${i}`, i]))),
      );
      await t.step('get 100 bins', () => t.client.get(t.key('k2')));
    },
  },
  {
    name: 'null bins',
    async run(t) {
      const { client } = t;
      await t.step('put three bins', () => client.put(t.key('k'), { a: 1, b: 2, c: 3 }));
      await t.step('remove one by null', () => client.put(t.key('k'), { a: null }));
      await t.step(
        'get',
        () => client.get(t.key('k')),
        (record) => [Object.entries(record.bins), record.gen],
      );
      await t.step('null for an absent bin', () => client.put(t.key('k'), { nope: null }));
      await t.step('null beside a value', () => client.put(t.key('k'), { b: null, d: 4 }));
      await t.step(
        'get again',
        () => client.get(t.key('k')),
        (record) => [Object.entries(record.bins), record.gen],
      );
      await t.step('remove the last ones', () => client.put(t.key('k'), { c: null, d: null }));
      await t.step('the record is gone', () => client.exists(t.key('k')));
      await t.step('null on an absent record', () => client.put(t.key('k'), { a: null }));
      await t.step('undefined bin', () => client.put(t.key('k3'), { a: undefined, b: 1 }));
      await t.step(
        'get undefined bin',
        () => client.get(t.key('k3')),
        (record) => record?.bins,
      );
    },
  },
  {
    name: 'Bin objects and arrays of them',
    async run(t) {
      const { client, A } = t;
      await t.step('one Bin', () => client.put(t.key('b1'), new A.Bin('a', 1)));
      await t.step(
        'get one Bin',
        () => client.get(t.key('b1')),
        (record) => record?.bins,
      );
      await t.step('array of Bins', () => client.put(t.key('b2'), [new A.Bin('a', 1), new A.Bin('b', 'x')]));
      await t.step(
        'get array of Bins',
        () => client.get(t.key('b2')),
        (record) => record?.bins,
      );
      await t.step('Bin with a map in order', () => client.put(t.key('b3'), new A.Bin('m', { z: 1, a: 2 }, 1)));
      await t.step(
        'get map in order',
        () => client.get(t.key('b3')),
        (record) => record?.bins,
      );
    },
  },
  {
    name: 'bin names',
    async run(t) {
      const { client } = t;
      for (const [label, name] of Object.entries({
        '15 bytes': 'a'.repeat(15),
        '16 bytes': 'a'.repeat(16),
        '15 bytes of UTF-8': `${'ä'.repeat(7)}x`,
        '8 characters of 2 bytes': 'ä'.repeat(8),
        empty: '',
        'with NUL': 'a\u0000b',
        'with space': 'a b',
      })) {
        await t.step(`put ${label}`, () => client.put(t.key(label), { [name]: 1 }));
        await t.step(
          `get ${label}`,
          () => client.get(t.key(label)),
          (record) => record?.bins,
        );
        await t.step(
          `select ${label}`,
          () => client.select(t.key('15 bytes'), [name]),
          (record) => record?.bins,
        );
      }
    },
  },
];
