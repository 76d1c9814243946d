// What operations make of a text: the values that the tests of the vendor's clients expect (docs/protocol/strings.md,
// "Expected values").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../../helpers/server.ts';
import { change, type Packed, store } from '../../helpers/strings.ts';

const INSERT = 50;
const OVERWRITE = 51;
const CONCAT = 52;
const SNIP = 53;
const REPLACE = 54;
const REPLACE_ALL = 55;
const UPPER = 56;
const LOWER = 57;
const CASE_FOLD = 58;
const NORMALIZE_NFC = 59;
const TRIM_START = 60;
const TRIM_END = 61;
const TRIM = 62;
const PAD_START = 63;
const PAD_END = 64;
const REPEAT = 65;
const APPEND = 67;
const PREPEND = 68;

const PARAMETER = { rc: 4 };
const WAVE = '\u{1f44b}';

type Row = readonly [before: string | undefined, modifications: readonly Packed[], after: unknown];

const EXPECTED: readonly Row[] = [
  ['Hello123World', [[UPPER]], 'HELLO123WORLD'],
  ['Hello123World', [[REPLACE, ['123', '-']]], 'Hello-World'],
  ['Hello123World', [[APPEND, '!']], 'Hello123World!'],
  ['Hello123World', [[PREPEND, 'Say ']], 'Say Hello123World'],
  ['aaaa', [[REPLACE_ALL, ['aa', 'X']]], 'XX'],
  ['aaaa', [[REPLACE_ALL, ['aa', 'b']]], 'bb'],
  ['aaaa', [[REPLACE_ALL, ['aa', 'xxx']]], 'xxxxxx'],
  [
    'hello',
    [
      [APPEND, ' world'],
      [PREPEND, 'oh '],
    ],
    'oh hello world',
  ],
  [
    'hello world',
    [
      [INSERT, 5, ' beautiful', 0],
      [OVERWRITE, 16, 'earth', 0],
      [CONCAT, ['!', '?'], 0],
      [REPLACE, ['beautiful', 'wide'], 0],
      [REPLACE_ALL, ['!', '.'], 0],
      [REPLACE, ['?', '.'], 0],
      [UPPER, 0],
    ],
    'HELLO WIDE EARTH..',
  ],
  [
    ' hello ',
    [[TRIM_START], [TRIM_END], [PAD_START, 7, '*', 0], [PAD_END, 9, '.', 0], [REPEAT, 2, 0]],
    '**hello..**hello..',
  ],
  ['e\u0301', [[NORMALIZE_NFC]], '\u00e9'],
  [
    'hello beautiful world',
    [
      [SNIP, 5, 15],
      [SNIP, 5, 11],
      [CONCAT, ['!']],
    ],
    'hello!',
  ],
  ['abcde', [[SNIP, 1, 4]], 'ae'],
  [
    'mid',
    [
      [APPEND, '!'],
      [PREPEND, '?'],
    ],
    '?mid!',
  ],
  ['foo', [[CONCAT, ['bar']]], 'foobar'],
  [undefined, [[UPPER]], null],
  [undefined, [[INSERT, 0, 'hello']], 'hello'],
];

/** Rules that the sources state, and no test has a value for (docs/protocol/strings.md, "Rules"). */
const BY_RULE: readonly Row[] = [
  ['abc', [[INSERT, 99, 'x']], 'abcx'],
  ['abc', [[INSERT, -1, 'x']], 'abxc'],
  ['abc', [[INSERT, -99, 'x']], 'xabc'],
  [`${WAVE}${WAVE}`, [[INSERT, 1, 'é']], `${WAVE}é${WAVE}`],
  ['abc', [[OVERWRITE, -1, 'xyz']], 'abxyz'],
  ['abc', [[OVERWRITE, 3, 'x']], 'abcx'],
  ['abc', [[OVERWRITE, 4, 'x']], PARAMETER],
  ['abc', [[OVERWRITE, -4, 'x']], PARAMETER],
  [`a${WAVE}c`, [[OVERWRITE, 1, 'é']], 'aéc'],
  ['', [[OVERWRITE, 0, 'x']], 'x'],
  ['abc', [[CONCAT, []]], 'abc'],
  ['abc', [[SNIP, 1]], 'a'],
  ['abc', [[SNIP, 2, 1]], 'abc'],
  ['abc', [[SNIP, -99, -1]], 'c'],
  ['abc', [[REPLACE, ['b', '']]], 'ac'],
  ['abc', [[REPLACE, ['', 'x']]], PARAMETER],
  ['abc', [[REPLACE_ALL, ['', 'x'], 4]], 'abc'],
  ['aaa', [[REPLACE, ['a', 'aa']]], 'aaaa'],
  ['aaa', [[REPLACE_ALL, ['a', 'aa']]], 'aaaaaa'],
  ['abc', [[REPLACE_ALL, ['x', 'y']]], 'abc'],
  ['cafe\u0301s', [[REPLACE, ['é', 'e']]], 'cafes'],
  ['straße', [[UPPER]], 'STRASSE'],
  ['ΑΣ', [[LOWER]], 'ας'],
  ['İ', [[LOWER]], 'i\u0307'],
  ['\u2003\u00a0\u0085 a b \u3000\n', [[TRIM]], 'a b'],
  ['\ufeffa\u200b', [[TRIM]], '\ufeffa\u200b'],
  [' \t ', [[TRIM]], ''],
  [' a ', [[TRIM_START]], 'a '],
  [' a ', [[TRIM_END]], ' a'],
  ['abc', [[PAD_START, 8, 'xy']], 'xyxyxabc'],
  ['abc', [[PAD_END, 7, `é${WAVE}x`]], `abcé${WAVE}xé`],
  ['abc', [[PAD_END, 3, 'x']], 'abc'],
  ['abc', [[PAD_END, -1, 'x']], PARAMETER],
  ['abc', [[PAD_END, 9, '']], PARAMETER],
  ['abc', [[REPEAT, 0]], ''],
  ['abc', [[REPEAT, -1]], PARAMETER],
  ['', [[REPEAT, 1000]], ''],
];

/** By `str.casefold` of Python 3. */
const FOLDED: readonly Row[] = [
  ['Stra\u00dfe \u1e9e', 'strasse ss'],
  ['\u0391\u03a3 \u0391\u03c2 \u017f \u212a \u00b5', '\u03b1\u03c3 \u03b1\u03c3 s k \u03bc'],
  ['\u0130 \u0131 I i', 'i\u0307 \u0131 i i'],
  ['\u01f0 \u0149 \ufb01 \u1fb3 \u2126', 'j\u030c \u02bcn fi \u03b1\u03b9 \u03c9'],
  ['\u13a0 \uab70 \u13f0 \u13f8', '\u13a0 \u13a0 \u13f0 \u13f0'],
].map(([before, after]) => [before, [[CASE_FOLD]], after]);

for (const [what, table] of [
  ['as the tests of the vendor expect', EXPECTED],
  ['by the rules of the sources', BY_RULE],
  ['to what compares without case', FOLDED],
] as const) {
  test(`texts are changed ${what}`, async (t) => {
    const server = await startServer(t, { version: '8.2' });
    for (const [before, modifications, after] of table) {
      await store(server, before);
      assert.deepStrictEqual(await change(server, ...modifications), after, JSON.stringify([before, modifications]));
    }
  });
}
