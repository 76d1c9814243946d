import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BinValue, MapKey } from '../../../src/model/bin-value.ts';
import { packListHeader, packMapHeader } from '../../../src/wire/msgpack/headers.ts';
import { packValue } from '../../../src/wire/msgpack/pack.ts';
import { unpackValue } from '../../../src/wire/msgpack/unpack.ts';
import { UnsupportedValueError, WireError } from '../../../src/wire/wire-error.ts';
import { Writer } from '../../../src/wire/writer.ts';

function packed(value: BinValue): Buffer {
  const w = new Writer(4);
  packValue(w, value);
  return w.take();
}

function nested(depth: number, wrap: (inner: BinValue) => BinValue): BinValue {
  let value: BinValue = 1;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

const WRAPS: readonly [kind: string, wrap: (inner: BinValue) => BinValue, opening: string][] = [
  ['lists', (inner) => [inner], '91'],
  ['maps', (inner) => ({ a: inner }), '82c70001c0a20361'],
  ['Map objects', (inner) => new Map<MapKey, BinValue>([['a', inner]]), '82c70001c0a20361'],
];

for (const [kind, wrap, opening] of WRAPS) {
  test(`64 ${kind} within each other are written and read, 65 are neither`, () => {
    const bytes = packed(nested(64, wrap));
    assert.strictEqual(bytes.toString('hex'), `${opening.repeat(64)}01`);
    unpackValue(bytes, 0, bytes.length);
    assert.throws(() => packed(nested(65, wrap)), UnsupportedValueError);
    const deeper = Buffer.from(`${opening.repeat(65)}01`, 'hex');
    assert.throws(
      () => unpackValue(deeper, 0, deeper.length),
      (error) => error instanceof WireError && /nested deeper than 64/.test(error.message),
    );
  });
}

test('text has the shortest header that fits, also where not all of it is ASCII', () => {
  // Heads by the size of type byte and UTF-8: fixstr to 31, str8 to 255, str16 to 65535, str32.
  const expected = (bytes: number): string => {
    if (bytes < 32) return (0xa0 + bytes).toString(16);
    if (bytes < 256) return `d9${bytes.toString(16).padStart(2, '0')}`;
    return bytes < 65536 ? `da${bytes.toString(16).padStart(4, '0')}` : `db${bytes.toString(16).padStart(8, '0')}`;
  };
  for (const letter of ['a', '\u007f', '\u0080', 'ä', '€', '😀']) {
    for (const length of [
      0, 1, 7, 10, 15, 29, 30, 31, 32, 63, 64, 84, 85, 127, 128, 254, 255, 21845, 32767, 65534, 65535,
    ]) {
      for (const prefix of ['', 'x'.repeat(25)]) {
        const text = prefix + letter.repeat(length);
        const utf8 = Buffer.from(text);
        const bytes = packed(text);
        assert.strictEqual(bytes.toString('hex'), `${expected(1 + utf8.length)}03${utf8.toString('hex')}`);
        assert.strictEqual(unpackValue(bytes, 0, bytes.length), text);
      }
    }
  }
});

test('keys are sorted by their bytes, few and many', () => {
  // U+FF61 is below U+1F600 as UTF-8 and above it as UTF-16.
  const few = packed({ '😀': 1, '｡': 2, b: 3, a: 4, '': 5 });
  assert.strictEqual(few.toString('hex'), '86c70001c0a10305a2036104a2036203a403efbda102a503f09f988001');
  const names = Array.from({ length: 100 }, (_, i) => `k${(i * 37) % 100}`);
  const many = packed(Object.fromEntries(names.map((name) => [name, 0])));
  const sorted = [...names]
    .sort()
    .map((name) => `${(0xa1 + name.length).toString(16)}03${Buffer.from(name).toString('hex')}00`);
  assert.strictEqual(many.toString('hex'), `de0065c70001c0${sorted.join('')}`);
});

test('a Map is sorted whatever order it has', () => {
  const entries: [MapKey, BinValue][] = [
    [-1, 1],
    [2, 161],
    ['', 0],
    [Buffer.from([1]), 12],
  ];
  assert.strictEqual(packed(new Map(entries)).toString('hex'), '85c70001c0ff0102cca1a10300a204010c');
  assert.strictEqual(packed(new Map(entries.reverse())).toString('hex'), '85c70001c0ff0102cca1a10300a204010c');
});

test('heads of lists and maps are the shortest, with their flags counted', () => {
  const head = (write: (w: Writer) => void): string => {
    const w = new Writer(1);
    write(w);
    return w.take().toString('hex');
  };
  assert.strictEqual(
    head((w) => packListHeader(w, 15)),
    '9f',
  );
  assert.strictEqual(
    head((w) => packListHeader(w, 15, 1)),
    'dc0010c70001',
  );
  assert.strictEqual(
    head((w) => packListHeader(w, 0xffff)),
    'dcffff',
  );
  assert.strictEqual(
    head((w) => packListHeader(w, 0xffff, 1)),
    'dd00010000c70001',
  );
  assert.strictEqual(
    head((w) => packMapHeader(w, 0, 1)),
    '81c70001c0',
  );
  assert.strictEqual(
    head((w) => packMapHeader(w, 15, 3)),
    'de0010c70003c0',
  );
  assert.strictEqual(
    head((w) => packMapHeader(w, 0x10000)),
    'df00010000',
  );
});

test('a map whose entries have an order of their own is read as keys and values in turn', () => {
  // Answers of a real server to selections with return type KEY_VALUE; the values are what the vendor makes of them.
  const read = (bytes: string): BinValue => unpackValue(Buffer.from(bytes, 'hex'), 0, bytes.length / 2);
  assert.deepStrictEqual(read('83c70008c0a2036101a2036303'), ['a', 1, 'c', 3]);
  assert.deepStrictEqual(read('81c70008c0'), []);
  assert.deepStrictEqual(read('82c70008c00582c70001c00102'), [5, { 1: 2 }]);
  assert.deepStrictEqual(read('82c70001c0a2036101'), { a: 1 });
  assert.deepStrictEqual(read('82c70011c0a2036101'), { a: 1 });
  const whole = '83c70008c0a2036101a2036303';
  for (let cut = 2; cut < whole.length; cut += 2) assert.throws(() => read(whole.slice(0, cut)), WireError);
});
