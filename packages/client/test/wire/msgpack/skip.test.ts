// Values are stepped over and measured before they are made: nothing that a server sends may take memory or time that is
// not its due, whatever it is made of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PARTICLE } from '../../../src/wire/codes/particles.ts';
import { DecodeBudget, MAX_DECODED_BYTES, skipValue } from '../../../src/wire/msgpack/skip.ts';
import { unpackValue } from '../../../src/wire/msgpack/unpack.ts';
import { readParticle } from '../../../src/wire/particles.ts';
import { WireError } from '../../../src/wire/wire-error.ts';
import { hex, vendorParticles } from '../fixtures.ts';

const MIB = 1024 * 1024;

/** A list of `count` times the same bytes. */
function listOf(count: number, element: string): Buffer {
  const pattern = hex(element);
  const bytes = Buffer.allocUnsafe(5 + count * pattern.length).fill(pattern, 5);
  bytes[0] = 0xdd;
  bytes.writeUInt32BE(count, 1);
  return bytes;
}

const collections = vendorParticles.filter(
  ({ hex: bytes, particle }) => bytes !== undefined && (particle === PARTICLE.LIST || particle === PARTICLE.MAP),
);

test('a value is stepped over to its last byte, whatever follows', () => {
  assert.ok(collections.length > 5);
  for (const { name, hex: text } of collections) {
    const bytes = hex(text as string);
    const within = Buffer.concat([Buffer.from([0xff]), bytes, Buffer.from([0xff])]);
    assert.strictEqual(skipValue(within, 1, within.length), 1 + bytes.length, name);
    for (let end = 0; end < bytes.length; end++) assert.throws(() => skipValue(bytes, 0, end), WireError, name);
  }
});

test('every first byte is stepped over as it is read', () => {
  for (let first = 0; first < 256; first++) {
    // Enough zeros for whatever the first byte announces; a length of 0 where there is one.
    const bytes = Buffer.alloc(40);
    bytes[0] = first;
    if (first === 0xc1) {
      assert.throws(() => skipValue(bytes, 0, bytes.length), WireError);
      continue;
    }
    const end = skipValue(bytes, 0, bytes.length);
    unpackValue(bytes, 0, end);
    if (end > 1) assert.throws(() => unpackValue(bytes, 0, end - 1), WireError, first.toString(16));
  }
});

const HOSTILE: readonly [what: string, bytes: () => Buffer][] = [
  ['133 million nils', () => listOf(127 * MIB, 'c0')],
  ['8 million empty maps', () => listOf(8 * MIB, '80')],
  ['8 million empty lists', () => listOf(8 * MIB, '90')],
  ['lists that hold an empty list each', () => listOf(4 * MIB, '9190')],
  ['empty maps with order flags', () => listOf(1.6 * MIB, '81c70001c0')],
  ['empty strings', () => listOf(20 * MIB, 'a103')],
  ['strings without a type byte', () => listOf(20 * MIB, 'a0')],
  ['empty blobs', () => listOf(4 * MIB, 'a104')],
  ['extensions', () => listOf(20 * MIB, 'c70001')],
  ['fixed extensions', () => listOf(20 * MIB, 'd4ff00')],
  ['floats', () => listOf(17 * MIB, 'ca00000000')],
  ['integers of 64 bits', () => listOf(6 * MIB, 'cfffffffffffffffff')],
  [
    'a map of one key many times',
    () => {
      const bytes = Buffer.alloc(5 + 8 * MIB);
      bytes[0] = 0xdf;
      bytes.writeUInt32BE(4 * MIB, 1);
      return bytes;
    },
  ],
];

for (const [what, make] of HOSTILE) {
  test(`${what} are an error, in bounded time and memory`, () => {
    const bytes = make();
    const { heapUsed } = process.memoryUsage();
    const before = process.cpuUsage();
    assert.throws(
      () => readParticle(bytes[0] === 0xdf ? PARTICLE.MAP : PARTICLE.LIST, bytes, 0, bytes.length),
      (error) => error instanceof WireError && /more than the 134217728 bytes of memory/.test(error.message),
    );
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 500_000, `${(user + system) / 1000} ms`);
    assert.ok(process.memoryUsage().heapUsed - heapUsed < 8 * MIB);
  });
}

test('the largest list of small integers that a record can hold is read', () => {
  const bytes = listOf(8 * MIB - 5, '07');
  assert.strictEqual((unpackValue(bytes, 0, bytes.length) as number[]).length, 8 * MIB - 5);
});

test('the values of a record share one budget', () => {
  const bytes = listOf(6 * MIB, '01');
  const budget = new DecodeBudget();
  budget.spend(bytes, 0, bytes.length);
  assert.ok(budget.left < MAX_DECODED_BYTES - 48 * MIB);
  budget.spend(bytes, 0, bytes.length);
  assert.throws(() => budget.spend(bytes, 0, bytes.length), WireError);
});

test('small values are measured too when there is a budget', () => {
  assert.throws(() => unpackValue(hex('93010203'), 0, 4, new DecodeBudget(10)), WireError);
});

test('nesting without end is given up early', () => {
  for (const opening of [0x91, 0x81]) {
    const bytes = Buffer.alloc(MIB, opening);
    assert.throws(() => skipValue(bytes, 0, bytes.length), /nested deeper/);
    assert.throws(() => unpackValue(bytes, 0, bytes.length), WireError);
  }
});
