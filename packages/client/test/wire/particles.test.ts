import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { BinValue } from '../../src/model/bin-value.ts';
import { Double } from '../../src/model/double.ts';
import { GeoJSON } from '../../src/model/geojson.ts';
import { PARTICLE } from '../../src/wire/codes/particles.ts';
import { readParticle, writeParticle } from '../../src/wire/particles.ts';
import { UnsupportedValueError, WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { hex, vendorParticles } from './fixtures.ts';

function evaluate(expression: string): BinValue {
  return new Function('Double', 'GeoJSON', `return (${expression});`)(Double, GeoJSON);
}

function particle(value: BinValue): { type: number; bytes: Buffer } {
  const w = new Writer(8);
  const type = writeParticle(w, value);
  return { type, bytes: w.take() };
}

for (const vector of vendorParticles) {
  test(`writes ${vector.name} as the vendor's client does`, () => {
    const { type, bytes } = particle(evaluate(vector.value));
    assert.strictEqual(type, vector.particle);
    if (vector.hex !== undefined) assert.strictEqual(bytes.toString('hex'), vector.hex);
    else assert.strictEqual(createHash('sha256').update(bytes).digest('hex'), vector.sha256);
  });
}

/** What the vendor's client reads back for the bytes it wrote, where that is not the value itself. */
const READ_BACK: { readonly [name: string]: BinValue } = {
  'small bigint': 5,
  'integral float': 123,
  '2 ** 62': 4611686018427387904n,
  'Double 2': 2,
  GeoJSON: '{"type":"Point","coordinates":[103.913,1.308]}',
  'list of kinds': ['a', '', true, false, null, 1.5, 3, Buffer.from([9]), 90, -(2n ** 63n), 2n ** 63n - 1n],
  'list with GeoJSON': ['{"type":"Point","coordinates":[1,2]}'],
  'list with undefined': [null, 1],
  'Map with integer keys': { '1': 'a', '2': 'b', '-5': 'm' },
  'Map with mixed keys': { '7': 2, k: 1, '\x01': 3 },
};

for (const vector of vendorParticles) {
  if (vector.hex === undefined) continue;
  const bytes = hex(vector.hex);
  test(`reads ${vector.name} as the vendor's client does`, () => {
    const expected = READ_BACK[vector.name] ?? evaluate(vector.value);
    assert.deepStrictEqual(readParticle(vector.particle, bytes, 0, bytes.length), expected);
  });

  if (vector.particle === PARTICLE.LIST || vector.particle === PARTICLE.MAP) {
    test(`refuses ${vector.name} when bytes are missing or left over`, () => {
      for (let end = 0; end < bytes.length; end++) {
        assert.throws(() => readParticle(vector.particle, bytes, 0, end), WireError);
      }
      const longer = Buffer.concat([bytes, Buffer.from([0])]);
      assert.throws(() => readParticle(vector.particle, longer, 0, longer.length), WireError);
    });
  }
}

test('keeps __proto__ an ordinary map key', () => {
  const value = evaluate('JSON.parse(\'{"__proto__": {"polluted": 1}}\')');
  const { type, bytes } = particle(value);
  const back = readParticle(type, bytes, 0, bytes.length) as object;
  assert.deepStrictEqual(Object.keys(back), ['__proto__']);
  assert.strictEqual(Object.getPrototypeOf(back), Object.prototype);
});

const cyclic: unknown[] = [];
cyclic.push([{ self: cyclic }]);

const UNSUPPORTED: readonly [name: string, value: unknown, message: RegExp][] = [
  ['undefined', undefined, /cannot be undefined/],
  ['a function', () => 1, /cannot be function/],
  ['a symbol', Symbol('s'), /cannot be symbol/],
  ['a date', new Date(0), /type Date is not an Aerospike value/],
  ['a date in a map', { a: { b: [1, new Date(0)] } }, /at \.a\.b\[1\]/],
  ['a set', new Set([1]), /type Set/],
  ['a BigInt over 64 bits', 2n ** 63n, /does not fit 64 bits/],
  ['a BigInt under 64 bits in a list', [-(2n ** 63n) - 1n], /does not fit 64 bits \(at \[0\]\)/],
  ['a cycle', cyclic, /nested deeper than 64 lists and maps, which is the limit, or contains itself/],
  ['a map with a fraction as key', new Map([[1.5, 1]]), /map key/],
];

for (const [name, value, message] of UNSUPPORTED) {
  test(`refuses ${name} and says where it stands`, () => {
    assert.throws(
      () => particle(value as BinValue),
      (error) => error instanceof UnsupportedValueError && message.test(error.message),
    );
  });
}

const HOSTILE: readonly [name: string, type: number, bytes: string][] = [
  ['an integer of 7 bytes', PARTICLE.INTEGER, '00000000000001'],
  ['a float of 4 bytes', PARTICLE.FLOAT, '3ff80000'],
  ['a boolean of 2 bytes', PARTICLE.BOOL, '0100'],
  ['a list that announces 4 billion items', PARTICLE.LIST, 'ddffffffff01'],
  ['a map that announces 4 billion pairs', PARTICLE.MAP, 'dfffffffff01'],
  ['text that is longer than the value', PARTICLE.LIST, '91dbffffffff03'],
  ['a reserved byte', PARTICLE.LIST, '91c1'],
  ['300 nested lists', PARTICLE.LIST, `${'91'.repeat(300)}01`],
  ['GeoJSON with more cells than bytes', PARTICLE.GEOJSON, '00ffff7b7d'],
  ['GeoJSON without header', PARTICLE.GEOJSON, '0000'],
];

for (const [name, type, bytes] of HOSTILE) {
  test(`refuses ${name}`, () => {
    const buffer = hex(bytes);
    assert.throws(() => readParticle(type, buffer, 0, buffer.length), WireError);
  });
}

test('skips order flags, wildcard and infinity in what it reads', () => {
  const ordered = hex('93c700010102');
  assert.deepStrictEqual(readParticle(PARTICLE.LIST, ordered, 0, ordered.length), [1, 2]);
  const wildcard = hex('9201d4ff00');
  assert.deepStrictEqual(readParticle(PARTICLE.LIST, wildcard, 0, wildcard.length), [1, null]);
});

test('gives the bytes of every other particle type', () => {
  const bytes = hex('000c0400ff');
  for (const type of [PARTICLE.HLL, PARTICLE.PYTHON_BLOB, PARTICLE.VECTOR, 99]) {
    assert.deepStrictEqual(readParticle(type, bytes, 0, bytes.length), bytes);
  }
});

test('text is what its bytes say on both sides of where ASCII ends, at every length', () => {
  for (let length = 1; length <= 20; length++) {
    for (let at = 0; at < length; at++) {
      const ascii = Buffer.alloc(length, 'a');
      ascii[at] = 0x7f;
      assert.strictEqual(readParticle(PARTICLE.STRING, ascii, 0, length), ascii.toString('latin1'));
      const other = Buffer.concat([Buffer.alloc(at, 'a'), Buffer.from('\u0080'), Buffer.alloc(length - at - 1, 'a')]);
      const expected = `${'a'.repeat(at)}\u0080${'a'.repeat(length - at - 1)}`;
      assert.strictEqual(readParticle(PARTICLE.STRING, other, 0, other.length), expected);
      assert.deepStrictEqual(particle(expected).bytes, other);
      assert.deepStrictEqual(particle(ascii.toString('latin1')).bytes, ascii);
      // A lone byte above ASCII is no character.
      ascii[at] = 0x80;
      assert.strictEqual(
        readParticle(PARTICLE.STRING, ascii, 0, length),
        `${'a'.repeat(at)}\ufffd${'a'.repeat(length - at - 1)}`,
      );
    }
  }
});

test('bytes are copied, and can be kept when the buffer is used again', () => {
  const buffer = hex('0102030405');
  const bytes = readParticle(PARTICLE.BLOB, buffer, 1, 4) as Buffer;
  const inList = readParticle(PARTICLE.LIST, hex('91a3040203'), 0, 5) as Buffer[];
  buffer.fill(0);
  assert.deepStrictEqual([bytes, inList], [hex('020304'), [hex('0203')]]);
});
