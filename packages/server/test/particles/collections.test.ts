// Lists and maps as they are written and read back (docs/protocol/msgpack.md, "Formats" and "Order flags": what is
// measured there came from a real server). `undefined` = refused with result code 1.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalCollection } from '../../src/particles/cdt-canonical.ts';
import { ParticleError } from '../../src/particles/particle-error.ts';
import { bytes } from '../helpers/raw-client.ts';

const LIST = 20;
const MAP = 19;

const CASES: readonly (readonly [string, number, string, string | undefined])[] = [
  ['a list stays as it is', LIST, '93 01 a20361 c0', '9301a20361c0'],
  ['a wide integer becomes small', LIST, '91 d3 0000000000000005', '9105'],
  ['a positive int8 becomes a fixint', LIST, '91 d07f', '917f'],
  ['a negative int64 becomes a fixint', LIST, '91 d3 ffffffffffffffff', '91ff'],
  ['an integer above the signed range stays unsigned', LIST, '91 cf8000000000000000', '91cf8000000000000000'],
  ['a float32 stays a float32', LIST, '91 ca3f800000', '91ca3f800000'],
  ['the bin family becomes the str family', LIST, '91 c4020361', '91a20361'],
  ['a string without a type byte is kept', LIST, '91 a0', '91a0'],
  ['wide headers become small', LIST, 'dd 00000001 dc 0001 05', '919105'],
  ['an ext inside a list is kept', LIST, '92 01 d60000000000', '9201d60000000000'],
  ['an ordered list keeps its flag', LIST, '93 c70001 01 02', '93c700010102'],
  ['an ordered list may repeat elements', LIST, '94 c70001 01 01 02', '94c70001010102'],
  ['unknown list flags are dropped', LIST, '92 c70008 01', '9101'],
  ['the persist flag does not show', LIST, '93 c70011 01 02', '93c700010102'],
  ['an ordered list must be sorted', LIST, '93 c70001 02 01', undefined],
  [
    'the order of types: nil, booleans, integers, string, list, map, bytes, double',
    LIST,
    '9b c70001 c0 c2 c3 ff 01 a20361 90 80 a20401 cb3ff0000000000000',
    '9bc70001c0c2c3ff01a203619080a20401cb3ff0000000000000',
  ],
  ['a map is stored by ascending keys', MAP, '82 02 02 01 01', '8201010202'],
  ['integer keys before string keys before blob keys', MAP, '83 a20361 01 02 03 a20462 04', '830203a2036101a2046204'],
  ['an ordered map keeps its flag', MAP, '82 c70001c0 a20378 01', '82c70001c0a2037801'],
  ['the value behind the map flags becomes nil', MAP, '82 c70001 05 01 01', '82c70001c00101'],
  ['the value-ordered flag is kept', MAP, '82 c70003c0 01 01', '82c70003c00101'],
  ['the flag "preserve order" is dropped', MAP, '82 c70008c0 01 02', '810102'],
  ['an ordered map must be sorted', MAP, '83 c70001c0 02 02 01 01', undefined],
  ['a map key may not come twice', MAP, '82 01 01 01 02', undefined],
  ['a map key may not come twice, however written', MAP, '83 05 01 06 02 cc05 03', undefined],
  [
    'nested containers are normalised too',
    LIST,
    '91 82 02 c0 01 d90 20361'.replace('d90 2', 'd902'),
    '918201a2036102c0',
  ],
  ['nil is no map key', MAP, '81 c0 01', undefined],
  ['a float is no map key', MAP, '81 cb3ff0000000000000 01', undefined],
  ['a list is no map key', MAP, '81 9101 01', undefined],
  ['a wildcard is not stored', LIST, '92 01 d4ff00', undefined],
  ['infinity is not stored', MAP, '81 01 d4ff01', undefined],
  ['a list particle holds a list', LIST, '81 01 01', undefined],
  ['a map particle holds a map', MAP, '91 01', undefined],
  ['bytes may not follow', LIST, '91 01 02', undefined],
  ['it may not end early', LIST, '92 01', undefined],
  ['a count beyond the bytes costs nothing', LIST, 'ddffffffff01', undefined],
  ['the unused byte is refused', LIST, '91 c1', undefined],
  ['nothing is no list', LIST, '', undefined],
];

for (const [fact, type, input, stored] of CASES) {
  test(fact, () => {
    const source = bytes(input);
    if (stored === undefined) {
      assert.throws(
        () => canonicalCollection(type, source, 0, source.length),
        (error) => {
          return error instanceof ParticleError && error.resultCode === 1;
        },
      );
      return;
    }
    const once = canonicalCollection(type, source, 0, source.length);
    assert.strictEqual(once.toString('hex'), stored);
    assert.strictEqual(canonicalCollection(type, once, 0, once.length).toString('hex'), stored);
  });
}

test('deep nesting is refused instead of overflowing the stack', () => {
  const source = Buffer.alloc(1_000_000, 0x91);
  assert.throws(() => canonicalCollection(LIST, source, 0, source.length), ParticleError);
});

test('every truncation and every changed byte of a map is stored or refused, never worse', () => {
  const whole = bytes('84 c70001c0 01 93c700010102 a20361 82c70001c0a2037801 a20462 cb3ff0000000000000');
  for (let end = 0; end < whole.length; end++) {
    assert.throws(() => canonicalCollection(MAP, whole, 0, end), ParticleError);
  }
  for (let at = 0; at < whole.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      try {
        canonicalCollection(MAP, changed, 0, changed.length);
      } catch (error) {
        assert.ok(error instanceof ParticleError, `byte ${at} = ${byte}: ${error}`);
      }
    }
  }
});

test('64 lists or maps within each other are stored, 65 are not', () => {
  for (const [type, opening] of [
    [LIST, '91'],
    [MAP, '8101'],
  ] as const) {
    const deepest = bytes(`${opening.repeat(64)}01`);
    assert.strictEqual(canonicalCollection(type, deepest, 0, deepest.length).toString('hex'), deepest.toString('hex'));
    const deeper = bytes(`${opening.repeat(65)}01`);
    assert.throws(() => canonicalCollection(type, deeper, 0, deeper.length), isError(1));
  }
});

test('what no record can hold is refused before it takes memory', () => {
  const MIB = 1024 * 1024;
  for (const element of [0xc0, 0x80, 0x90, 0x01]) {
    const source = Buffer.alloc(100 * MIB, element);
    source[0] = 0xdd;
    source.writeUInt32BE(source.length - 5, 1);
    const { arrayBuffers } = process.memoryUsage();
    assert.throws(() => canonicalCollection(LIST, source, 0, source.length), isError(13));
    assert.ok(process.memoryUsage().arrayBuffers - arrayBuffers < MIB);
  }
  // Many lists of a few elements each, so that no single count says it.
  const source = Buffer.alloc(5 + 2 * 20 * MIB, Buffer.from([0x01, 0x91]));
  source[0] = 0xdd;
  source.writeUInt32BE(20 * MIB, 1);
  assert.throws(() => canonicalCollection(LIST, source, 0, source.length), isError(13));
});

function isError(resultCode: number): (error: unknown) => boolean {
  return (error) => error instanceof ParticleError && error.resultCode === resultCode;
}
