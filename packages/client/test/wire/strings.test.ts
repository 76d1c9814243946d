// Operations on text as bytes, against those of docs/protocol/strings.md, and built by hand from its tables: what stands
// there was read in the sources of server and clients. No server and no client of 8.2 could be asked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { respondAll, TRAIT, traitsOf, writeOperation } from '../../src/command/record/operate.ts';
import { bitwise } from '../../src/model/operations/bitwise.ts';
import { CdtContext } from '../../src/model/operations/context.ts';
import { lists } from '../../src/model/operations/lists.ts';
import type { Operation } from '../../src/model/operations/operation.ts';
import { type StringOperation, strings } from '../../src/model/operations/strings.ts';
import { INFO2 } from '../../src/wire/codes/message.ts';
import { Writer } from '../../src/wire/writer.ts';

const { NO_FAIL, CREATE_ONLY, UPDATE_ONLY } = strings.writeFlags;
const { CASE_INSENSITIVE, GLOBAL } = strings.regexFlags;

/** Code, particle type and payload of an operation on the bin `s`. */
function encoded(operation: Operation): readonly [op: number, particle: number, payload: string] {
  const w = new Writer(16);
  writeOperation(w, operation);
  const bytes = w.take();
  assert.strictEqual(bytes.readUInt32BE(0), bytes.length - 4);
  assert.deepStrictEqual([...bytes.subarray(6, 9)], [0, 1, 0x73]);
  return [bytes[4] as number, bytes[5] as number, bytes.toString('hex', 9)];
}

const at = (index: number) => new CdtContext().addListIndex(index);
const hex = (text: string) => text.replaceAll(' ', '');

/** Of the payload: text for operations on text, which servers demand of those that modify, and bytes for others. */
const PARTICLES: { readonly [op: number]: number } = { 3: 4, 12: 4, 17: 3, 18: 3 };

/** The samples of docs/protocol/strings.md, and of lists and blobs in server-8.2.md. */
const SAMPLES: readonly (readonly [operation: Operation, op: number, payload: string])[] = [
  [strings.strlen('s'), 17, '91 00'],
  [strings.substr('s', 0, 5), 17, '93 01 00 05'],
  [strings.substr('s', 2), 17, '92 01 02'],
  [strings.find('s', 'll'), 17, '92 03 a3036c6c'],
  [strings.find('s', 'll', 2), 17, '93 03 a3036c6c 02'],
  [strings.split('s'), 17, '91 0e'],
  [strings.split('s', ','), 17, '92 0e a2032c'],
  [strings.regexCompare('s', '^a', CASE_INSENSITIVE), 17, '93 10 a3035e61 01'],
  [strings.insert('s', 0, 'x').withPolicy({ writeFlags: NO_FAIL }), 18, '94 32 00 a20378 04'],
  [strings.concatList('s', ['!', '?']), 18, '93 34 92 a20321 a2033f 00'],
  [strings.replace('s', 'a', 'b'), 18, '93 36 92 a20361 a20362 00'],
  [strings.upper('s'), 18, '92 38 00'],
  [strings.padStart('s', 7, '*'), 18, '94 3f 07 a2032a 00'],
  [strings.regexReplace('s', '[?]', '.', GLOBAL), 18, '94 42 92 a4035b3f5d a2032e 10 00'],
  [strings.upper('s').withContext(at(1)), 18, '93 ccff 92 10 01 92 38 00'],
  [lists.join('s'), 3, '91 1c'],
  [lists.join('s', ','), 3, '92 1c a2032c'],
  [bitwise.b64Encode('s'), 12, '91 37'],
  [bitwise.b64Encode('s', 1), 12, '92 37 01'],
  [bitwise.b64Encode('s', 1, 2), 12, '93 37 01 02'],
  [bitwise.b64EncodeRange('s', 1, 2, true), 12, '94 37 01 02 01'],
];

/** By the tables there: number, arguments in their order, flags last. */
const BY_HAND: readonly (readonly [operation: Operation, op: number, payload: string])[] = [
  [strings.substrRange('s', -2, -1), 17, '93 01 fe ff'],
  [strings.charAt('s', -5), 17, '92 02 fb'],
  [strings.findOccurrence('s', 'é', -1), 17, '93 03 a303c3a9 ff'],
  [strings.contains('s', ''), 17, '92 04 a103'],
  [strings.startsWith('s', 'a'), 17, '92 05 a20361'],
  [strings.endsWith('s', 'a'), 17, '92 06 a20361'],
  [strings.toInteger('s'), 17, '91 07'],
  [strings.toDouble('s'), 17, '91 08'],
  [strings.byteLength('s'), 17, '91 09'],
  [strings.isNumeric('s'), 17, '91 0a'],
  [strings.isNumericType('s', strings.numericType.FLOAT), 17, '92 0a 02'],
  [strings.isNumeric('s', strings.numericType.ANY), 17, '92 0a 00'],
  [strings.isUpper('s'), 17, '91 0b'],
  [strings.isLower('s'), 17, '91 0c'],
  [strings.toBlob('s'), 17, '91 0d'],
  [strings.splitSeparator('s', '|'), 17, '92 0e a2037c'],
  [strings.b64Decode('s'), 17, '91 0f'],
  [strings.regexCompare('s', 'a'), 17, '92 10 a20361'],
  [strings.regexCompareFlags('s', 'a', 3), 17, '93 10 a20361 03'],
  [strings.strlen('s').withContext((path) => path.addMapKey('k')), 17, '93 ccff 92 22 a2036b 91 00'],
  [strings.overwrite('s', 16, 'earth').withPolicy({ writeFlags: UPDATE_ONLY }), 18, '94 33 10 a6036561727468 02'],
  [strings.concat('s', '!'), 18, '93 34 91 a20321 00'],
  [strings.concatList('s', []), 18, '93 34 90 00'],
  [strings.append('s', 'a').withPolicy({ writeFlags: CREATE_ONLY }), 18, '93 43 a20361 01'],
  [strings.prepend('s', 'a'), 18, '93 44 a20361 00'],
  [strings.append('s', 'a').withPolicy({ writeMode: 2 } as object), 18, '93 43 a20361 00'],
  [strings.snip('s', 1, 4), 18, '94 35 01 04 00'],
  [strings.snipRange('s', 1, 4).withPolicy({ writeFlags: NO_FAIL }), 18, '94 35 01 04 04'],
  [strings.snip('s', 1), 18, '92 35 01'],
  [strings.snipStart('s', 1), 18, '92 35 01'],
  // Flags in second place would be taken for the end: the largest end there is stands for that of the text.
  [strings.snipStart('s', 1).withPolicy({ writeFlags: NO_FAIL }), 18, '94 35 01 ce08000000 04'],
  [strings.snip('s', 1).withPolicy({ writeFlags: 0 }), 18, '92 35 01'],
  [strings.replaceAll('s', 'a', ''), 18, '93 37 92 a20361 a103 00'],
  [strings.lower('s'), 18, '92 39 00'],
  [strings.caseFold('s'), 18, '92 3a 00'],
  [strings.normalizeNfc('s'), 18, '92 3b 00'],
  [strings.trimStart('s'), 18, '92 3c 00'],
  [strings.trimEnd('s'), 18, '92 3d 00'],
  [strings.trim('s').withPolicy({ writeFlags: NO_FAIL }), 18, '92 3e 04'],
  [strings.padEnd('s', 9, '.'), 18, '94 40 09 a2032e 00'],
  [strings.repeat('s', 2), 18, '93 41 02 00'],
  [strings.regexReplace('s', 'a', 'b'), 18, '94 42 92 a20361 a20362 00 00'],
  [lists.joinSeparator('s', '').withContext(at(-1)), 3, '93 ccff 92 10 ff 92 1c a103'],
  [bitwise.b64Encode('s', undefined, 2), 12, '93 37 00 02'],
  [bitwise.b64EncodeFrom('s', -2), 12, '92 37 fe'],
  [bitwise.b64EncodeRange('s', 0, 1), 12, '93 37 00 01'],
];

test(`${SAMPLES.length} operations are the samples of the documented protocol`, () => {
  for (const [operation, op, payload] of SAMPLES)
    assert.deepStrictEqual(encoded(operation), [op, PARTICLES[op], hex(payload)]);
});

test(`${BY_HAND.length} more are what its tables make of them`, () => {
  for (const [operation, op, payload] of BY_HAND)
    assert.deepStrictEqual(encoded(operation), [op, PARTICLES[op], hex(payload)]);
});

test('toString has neither payload nor particle', () => {
  assert.deepStrictEqual(encoded(strings.toString('s')), [19, 0, '']);
});

test('each of the 37 operations is sent by some function', () => {
  const sent = [...SAMPLES, ...BY_HAND].map(([operation]) => encoded(operation));
  const codes = sent
    .filter(([op, , payload]) => (op === 17 || op === 18) && !payload.startsWith('93ccff'))
    .map(([, , payload]) => Number.parseInt(payload.slice(2, 4), 16));
  const all = [...Array.from({ length: 17 }, (_, i) => i), ...Array.from({ length: 19 }, (_, i) => 50 + i)];
  assert.deepStrictEqual(
    [...new Set(codes)].sort((a, b) => a - b),
    all,
  );
});

test('a command with one of them is answered for each of its operations', () => {
  for (const [operation, op] of [...SAMPLES, ...BY_HAND].filter(([, code]) => code > 16)) {
    const traits = traitsOf([operation as StringOperation]);
    assert.strictEqual((traits & TRAIT.WRITES) !== 0, op === 18);
    assert.strictEqual((traits & TRAIT.READS) !== 0, op !== 18);
    assert.strictEqual(respondAll({ respondAllOps: false }, traits), INFO2.RESPOND_ALL_OPS);
  }
  assert.strictEqual(respondAll({ respondAllOps: false }, traitsOf([lists.join('s')])), 0);
});
