// Expressions on text as bytes, against the samples of docs/protocol/strings.md and built by hand from its tables.

import { strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { exp, strings } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';

const { string } = exp;
const s = exp.binStr('s');
const S = '93 51 03 a173';
const { NO_FAIL } = strings.writeFlags;
const policy = { flags: NO_FAIL };
const { GLOBAL, CASE_INSENSITIVE } = strings.regexFlags;
const one = exp.binInt('i');
const I = '93 51 02 a169';

/** Types of results: 1 boolean, 2 integer, 3 text, 4 list, 6 bytes, 7 float; system 03 reads text, 43 changes it. */
const CALLS: readonly (readonly [expression: AerospikeExp, bytes: string])[] = [
  [string.strlen(s), `95 7f 02 03 91 00 ${S}`],
  [string.upper(null, s), `95 7f 03 43 92 38 00 ${S}`],
  [string.substr(2, s), `95 7f 03 03 92 01 02 ${S}`],
  [string.substr(0, 5, s), `95 7f 03 03 93 01 00 05 ${S}`],
  [string.substrRange(one, -1, s), `95 7f 03 03 93 01 ${I} ff ${S}`],
  [string.charAt(1, s), `95 7f 03 03 92 02 01 ${S}`],
  [string.find('l', s), `95 7f 02 03 92 03 a2036c ${S}`],
  [string.find('l', 2, s), `95 7f 02 03 93 03 a2036c 02 ${S}`],
  [string.findOccurrence('l', one, s), `95 7f 02 03 93 03 a2036c ${I} ${S}`],
  [string.contains('l', s), `95 7f 01 03 92 04 a2036c ${S}`],
  [string.contains(s, s), `95 7f 01 03 92 04 ${S} ${S}`],
  [string.startsWith('l', s), `95 7f 01 03 92 05 a2036c ${S}`],
  [string.endsWith('l', s), `95 7f 01 03 92 06 a2036c ${S}`],
  [string.toInteger(s), `95 7f 02 03 91 07 ${S}`],
  [string.toDouble(s), `95 7f 07 03 91 08 ${S}`],
  [string.byteLength(s), `95 7f 02 03 91 09 ${S}`],
  [string.isNumeric(s), `95 7f 01 03 91 0a ${S}`],
  [string.isNumericType(strings.numericType.INT, s), `95 7f 01 03 92 0a 01 ${S}`],
  [string.isUpper(s), `95 7f 01 03 91 0b ${S}`],
  [string.isLower(s), `95 7f 01 03 91 0c ${S}`],
  [string.toBlob(s), `95 7f 06 03 91 0d ${S}`],
  [string.split(s), `95 7f 04 03 91 0e ${S}`],
  [string.splitSeparator(',', s), `95 7f 04 03 92 0e a2032c ${S}`],
  [string.b64Decode(s), `95 7f 06 03 91 0f ${S}`],
  [string.regexCompare('a', s), `95 7f 01 03 92 10 a20361 ${S}`],
  [string.regexCompareFlags('a', CASE_INSENSITIVE, s), `95 7f 01 03 93 10 a20361 01 ${S}`],
  [string.toString(one), `92 63 ${I}`],
  [string.insert(policy, 0, 'a', s), `95 7f 03 43 94 32 00 a20361 04 ${S}`],
  [string.overwrite({ writeFlags: NO_FAIL }, 0, 'a', s), `95 7f 03 43 94 33 00 a20361 04 ${S}`],
  [string.concat(null, 'a', s), `95 7f 03 43 93 34 92 7e 91 a20361 00 ${S}`],
  [string.concatList(null, exp.list(['a', 'b']), s), `95 7f 03 43 93 34 92 7e 92 a20361 a20362 00 ${S}`],
  [string.append(null, s, s), `95 7f 03 43 93 43 ${S} 00 ${S}`],
  [string.prepend(null, 'a', s), `95 7f 03 43 93 44 a20361 00 ${S}`],
  [string.snip(policy, 1, 2, s), `95 7f 03 43 94 35 01 02 04 ${S}`],
  [string.snipStart(null, 1, s), `95 7f 03 43 92 35 01 ${S}`],
  [string.snipStart(policy, 1, s), `95 7f 03 43 94 35 01 ce08000000 04 ${S}`],
  [string.snipRange(null, 1, 2, s), `95 7f 03 43 94 35 01 02 00 ${S}`],
  [string.replace(null, 'a', 'b', s), `95 7f 03 43 93 36 92 7e 92 a20361 a20362 00 ${S}`],
  [string.replaceAll(null, 'a', '', s), `95 7f 03 43 93 37 92 7e 92 a20361 a103 00 ${S}`],
  [string.lower(null, s), `95 7f 03 43 92 39 00 ${S}`],
  [string.caseFold(null, s), `95 7f 03 43 92 3a 00 ${S}`],
  [string.normalizeNfc(null, s), `95 7f 03 43 92 3b 00 ${S}`],
  [string.trimStart(null, s), `95 7f 03 43 92 3c 00 ${S}`],
  [string.trimEnd(null, s), `95 7f 03 43 92 3d 00 ${S}`],
  [string.trim(policy, s), `95 7f 03 43 92 3e 04 ${S}`],
  [string.padStart(null, 7, '*', s), `95 7f 03 43 94 3f 07 a2032a 00 ${S}`],
  [string.padEnd(null, one, s, s), `95 7f 03 43 94 40 ${I} ${S} 00 ${S}`],
  [string.repeat(null, 2, s), `95 7f 03 43 93 41 02 00 ${S}`],
  [string.regexReplace(policy, '[?]', '.', GLOBAL, s), `95 7f 03 43 94 42 92 7e 92 a4035b3f5d a2032e 10 04 ${S}`],
  [exp.lists.join(exp.binList('l')), '95 7f 03 00 91 1c 93 51 04 a16c'],
  [exp.lists.joinSeparator(exp.binList('l'), ','), '95 7f 03 00 92 1c a2032c 93 51 04 a16c'],
  [exp.bit.b64Encode(exp.binBlob('b')), '95 7f 03 01 91 37 93 51 06 a162'],
  [exp.bit.b64Encode(exp.binBlob('b'), 1), '95 7f 03 01 92 37 01 93 51 06 a162'],
  [exp.bit.b64EncodeFrom(exp.binBlob('b'), one), `95 7f 03 01 92 37 ${I} 93 51 06 a162`],
];

test(`${CALLS.length} calls are the bytes of the documented protocol`, () => {
  for (const [expression, bytes] of CALLS) {
    strictEqual(encodeExpression(expression).toString('hex'), bytes.replaceAll(' ', ''));
  }
});

test('calls are values, one inside the other', () => {
  const sent = encodeExpression(exp.eq(string.upper(null, string.trim(null, s)), exp.str('A'))).toString('hex');
  strictEqual(sent, `9301957f0343923800957f0343923e00${S.replaceAll(' ', '')}a20341`);
});

test('what is no text is refused, with its place', () => {
  const loose = string as unknown as { readonly [name: string]: (...args: unknown[]) => AerospikeExp };
  const refused = (name: string, ...args: unknown[]) => {
    const expression = (loose[name] as (...given: unknown[]) => AerospikeExp)(...args);
    throws(() => encodeExpression(expression), { message: /argument \d of call.*exp\.(str|int) takes/ }, name);
  };
  refused('contains', 5, s);
  refused('replace', null, 'a', 5, s);
  refused('replace', null, undefined, 'b', s);
  refused('regexReplace', null, 5, 'b', 0, s);
  refused('concat', null, ['a'].length, s);
  refused('substr', 'a', s);
  throws(() => (loose.strlen as (...given: unknown[]) => AerospikeExp)(), { message: 'bin is not iterable' });
});
