// What operations read of a text: the values that the tests of the vendor's clients expect (docs/protocol/strings.md,
// "Expected values").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../../helpers/server.ts';
import { ask, type Packed, readOf, store } from '../../helpers/strings.ts';

const STRLEN = 0;
const SUBSTR = 1;
const CHAR_AT = 2;
const FIND = 3;
const CONTAINS = 4;
const STARTS_WITH = 5;
const ENDS_WITH = 6;
const TO_INTEGER = 7;
const TO_DOUBLE = 8;
const BYTE_LENGTH = 9;
const IS_NUMERIC = 10;
const IS_UPPER = 11;
const IS_LOWER = 12;
const TO_BLOB = 13;
const SPLIT = 14;
const B64_DECODE = 15;

const NOT_APPLICABLE = { rc: 26 };
const WAVE = '\u{1f44b}';

const EXPECTED: readonly (readonly [value: string, parts: Packed, answer: unknown])[] = [
  ['Hello123World', [STRLEN], 13],
  ['Hello123World', [SUBSTR, 0, 5], 'Hello'],
  ['Hello123World', [CHAR_AT, -5], 'W'],
  ['Hello123World', [FIND, 'l', 3], 11],
  ['Hello123World', [CONTAINS, '123'], true],
  ['Hello123World', [IS_NUMERIC], false],
  ['Hello123World', [SPLIT, '123'], { list: `92a603${hex('Hello')}a603${hex('World')}` }],
  ['12345', [STARTS_WITH, '123'], true],
  ['12345', [ENDS_WITH, '45'], true],
  ['12345', [FIND, 'x'], -1],
  ['12345', [SUBSTR, 2], '345'],
  ['12345', [SUBSTR, 0, -1], '1234'],
  ['12345', [TO_INTEGER], 12345],
  ['12345', [TO_DOUBLE], { float: 12345 }],
  ['12345', [IS_NUMERIC], true],
  ['12345', [IS_NUMERIC, 1], true],
  ['12345', [IS_NUMERIC, 2], false],
  ['12345', [SPLIT], { list: '95a20331a20332a20333a20334a20335' }],
  ['café', [STRLEN], 4],
  ['日本語', [STRLEN], 3],
  [`${WAVE}hi`, [STRLEN], 3],
  ['café', [BYTE_LENGTH], 5],
  ['日本語', [BYTE_LENGTH], 9],
  [`${WAVE}hi`, [BYTE_LENGTH], 6],
  ['日本語hi', [SUBSTR, 3, 5], 'hi'],
  [`a${WAVE}b`, [CHAR_AT, 1], WAVE],
  ['café-world', [FIND, 'world'], 5],
  [`${WAVE}-world`, [FIND, 'world'], 2],
  ['aaaa', [FIND, 'aa', 1], 0],
  ['aaaa', [FIND, 'aa', 2], 2],
  ['aaaa', [FIND, 'aa', 3], -1],
  ['aaaaa', [FIND, 'aa', 1], 0],
  ['aaaaa', [FIND, 'aa', 2], 2],
  ['aaaaa', [FIND, 'aa', 3], -1],
  ['abababab', [FIND, 'abab', 1], 0],
  ['abababab', [FIND, 'abab', 2], 4],
  ['abababab', [FIND, 'abab', 3], -1],
  ['aaa', [FIND, 'aaa', 1], 0],
  ['aaa', [FIND, 'aaa', 2], -1],
  [WAVE.repeat(4), [FIND, WAVE.repeat(2), 2], 2],
  ['hello', [STRLEN], 5],
  ['hello', [SUBSTR, 1, 4], 'ell'],
  ['hello', [SUBSTR, 3], 'lo'],
  ['hello', [FIND, 'll'], 2],
  ['é42', [STRLEN], 3],
  ['é42', [BYTE_LENGTH], 4],
  ['é42', [TO_BLOB], { blob: 'c3a93432' }],
  ['aGVsbG8=', [B64_DECODE], { blob: hex('hello') }],
];

/** Rules that the sources state, and no test has a value for (docs/protocol/strings.md, "Rules"). */
const BY_RULE: typeof EXPECTED = [
  ['hello', [SUBSTR, 4, 2], ''],
  ['hello', [SUBSTR, -99, 99], 'hello'],
  ['hello', [CHAR_AT, 5], ''],
  ['hello', [CHAR_AT, -99], 'h'],
  ['hello', [FIND, ''], 0],
  ['hello', [FIND, 'hello!'], -1],
  ['a-b-c', [FIND, '-', -1], 3],
  ['a-b-c', [FIND, '-', -2], 1],
  ['a-b-c', [FIND, '-', -3], -1],
  ['cafe\u0301', [CONTAINS, 'é'], true],
  ['café!', [FIND, 'e\u0301'], 3],
  ['cafe\u0301!', [FIND, '!'], 5],
  ['cafe\u0301', [CONTAINS, 'cafe'], false],
  ['cafe\u0301', [ENDS_WITH, 'é'], true],
  ['e\u0301t\u00e9', [STARTS_WITH, 'é'], true],
  ['각', [CONTAINS, '\u1100\u1161\u11a8'], true],
  ['', [SPLIT], { list: '90' }],
  ['', [SPLIT, ','], { list: '91a103' }],
  ['a', [SPLIT, ','], { list: '91a20361' }],
  ['a,,b', [SPLIT, ','], { list: '93a20361a103a20362' }],
  [`é${WAVE}`, [SPLIT, ''], { list: `92a303c3a9a503${hex(WAVE)}` }],
  ['ABC', [IS_UPPER], true],
  ['AB1', [IS_UPPER], false],
  ['', [IS_UPPER], true],
  ['abcß', [IS_LOWER], true],
  ['ab c', [IS_LOWER], false],
  ['-9223372036854775808', [IS_NUMERIC, 1], true],
  ['9223372036854775808', [IS_NUMERIC, 1], false],
  ['+1.5', [IS_NUMERIC, 2], true],
  ['1.', [IS_NUMERIC], false],
  ['1e5', [IS_NUMERIC], false],
  ['1.2.3', [IS_NUMERIC], false],
  ['', [IS_NUMERIC], false],
  ['+42', [TO_INTEGER], 42],
  [' 42', [TO_INTEGER], NOT_APPLICABLE],
  ['9223372036854775808', [TO_INTEGER], NOT_APPLICABLE],
  ['4.2', [TO_INTEGER], NOT_APPLICABLE],
  ['', [TO_INTEGER], NOT_APPLICABLE],
  ['0'.repeat(21), [TO_INTEGER], NOT_APPLICABLE],
  ['-1.5e3', [TO_DOUBLE], { float: -1500 }],
  ['-INF', [TO_DOUBLE], { float: Number.NEGATIVE_INFINITY }],
  ['nan', [TO_DOUBLE], { float: Number.NaN }],
  ['0e9', [TO_DOUBLE], { float: 0 }],
  ['1.', [TO_DOUBLE], NOT_APPLICABLE],
  ['0x10', [TO_DOUBLE], NOT_APPLICABLE],
  ['nan(1)', [TO_DOUBLE], NOT_APPLICABLE],
  ['1e999', [TO_DOUBLE], NOT_APPLICABLE],
  ['1e-400', [TO_DOUBLE], NOT_APPLICABLE],
  [' 1', [TO_DOUBLE], NOT_APPLICABLE],
  ['', [TO_DOUBLE], NOT_APPLICABLE],
  ['', [B64_DECODE], { blob: '' }],
  ['aGVsbG8', [B64_DECODE], NOT_APPLICABLE],
  ['aGVs bG8=', [B64_DECODE], NOT_APPLICABLE],
  ['aGVs-_8=', [B64_DECODE], NOT_APPLICABLE],
];

function hex(value: string): string {
  return Buffer.from(value).toString('hex');
}

for (const [what, table] of [
  ['as the tests of the vendor expect', EXPECTED],
  ['by the rules of the sources', BY_RULE],
] as const) {
  test(`texts are read ${what}`, async (t) => {
    const server = await startServer(t, { version: '8.2' });
    for (const [value, parts, answer] of table) {
      await store(server, value);
      assert.deepStrictEqual(await ask(server, parts), answer, `${JSON.stringify(value)} ${JSON.stringify(parts)}`);
    }
  });
}

test('what it costs to look through a text counts, and so does each match', { timeout: 30_000 }, async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'a'.repeat(500_000));
  const times = async (count: number, parts: Packed): Promise<number> => {
    const reply = await server.run({ info1: 1, ops: new Array<Buffer>(count).fill(readOf(parts)) });
    return reply.resultCode;
  };
  for (const [parts, few, many] of [
    [[FIND, 'a', 500_000], 3, 50],
    [[STRLEN], 100, 1_500],
  ] as const) {
    assert.strictEqual(await times(few, parts), 0, `${few} times ${parts}`);
    assert.strictEqual(await times(many, parts), 13, `${many} times ${parts}`);
  }
});
