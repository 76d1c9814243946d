// Regular expressions in operations on strings: the values that the tests of the vendor's clients expect, and the rules of
// ICU's syntax (docs/protocol/strings.md, "Regular expressions").

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import { startServer } from '../../helpers/server.ts';
import { ask, change, type Packed, store } from '../../helpers/strings.ts';

const COMPARE = 16;
const REPLACE = 66;
const I = 1;
const M = 2;
const S = 4;
const D = 8;
const GLOBAL = 16;

const PARAMETER = { rc: 4 };

type Row = readonly [value: string, parts: Packed, answer: unknown];

const COMPARED: readonly Row[] = [
  ['Hello123World', [COMPARE, '[0-9]+'], true],
  ['12345', [COMPARE, '^123'], true],
  ['abc', [COMPARE, ''], true],
  ['abc', [COMPARE, '^A', I], true],
  ['abc', [COMPARE, '^A'], false],
  ['a\nb', [COMPARE, 'a.b'], false],
  ['a\nb', [COMPARE, 'a.b', S], true],
  ['a\rb', [COMPARE, 'a.b'], false],
  ['a\rb', [COMPARE, 'a.b', D], true],
  ['a\nb', [COMPARE, '^b'], false],
  ['a\nb', [COMPARE, '^b$', M], true],
  ['a\nb', [COMPARE, '(?s)a.b'], true],
  ['a\nb', [COMPARE, '(?s-s)a.b'], false],
  ['Ab', [COMPARE, '(?i:a)b'], true],
  ['AB', [COMPARE, '(?i:a)b'], false],
  ['AB', [COMPARE, '((?i)a)b'], false],
  ['ab', [COMPARE, '(?x) a b # and no more'], true],
  ['ab', [COMPARE, 'a(?# a comment )b'], true],
  ['٣', [COMPARE, '^\\d$'], true],
  ['é', [COMPARE, '^\\w$'], true],
  ['e\u0301', [COMPARE, '^\\w\\w$'], true],
  ['\u3000', [COMPARE, '^\\s$'], true],
  ['a', [COMPARE, '^\\W$'], false],
  ['\u2028', [COMPARE, '^\\v$'], true],
  ['\r\n', [COMPARE, '^\\R$'], true],
  ['αβ', [COMPARE, '^\\p{Greek}+$'], true],
  ['αβ', [COMPARE, '^\\p{script=Greek}\\p{gc=Ll}$'], true],
  ['A', [COMPARE, '^\\P{Lowercase_Letter}$'], true],
  ['a1', [COMPARE, '^[[:alpha:]][[:digit:]]$'], true],
  ['-', [COMPARE, '^[a-c-]$'], true],
  ['b', [COMPARE, '^[^\\d\\s]$'], true],
  ['\u{1f44b}', [COMPARE, '^[\\x{1F44B}-\\U0001F44C]$'], true],
  ['a.b', [COMPARE, '\\Qa.b\\E$'], true],
  ['aXb', [COMPARE, '\\Qa.b\\E$'], false],
  ['aaa', [COMPARE, '^a{3}$'], true],
  ['aaa', [COMPARE, '^a{1,2}?$'], false],
  ['A', [COMPARE, '\\u0041\\x41?\\0101?'], true],
];

const REPLACED: readonly (readonly [value: string, parts: Packed, answer: unknown])[] = [
  ['Hello123World', [REPLACE, ['[0-9]+', 'NUM']], 'HelloNUMWorld'],
  ['earth!?', [REPLACE, ['[?]', '.'], GLOBAL, 0], 'earth!.'],
  ['a1b2', [REPLACE, ['[0-9]', 'x']], 'axb2'],
  ['a1b2', [REPLACE, ['[0-9]', 'x'], GLOBAL], 'axbx'],
  ['john smith', [REPLACE, ['(\\w+) (\\w+)', '$2, $1']], 'smith, john'],
  ['john smith', [REPLACE, ['(?<first>\\w+) (?<last>\\w+)', '$\u007blast}-$0']], 'smith-john smith'],
  ['ab', [REPLACE, ['(a)', '$10']], 'a0b'],
  ['ab', [REPLACE, ['(a)(x)?', '[$2]']], '[]b'],
  ['ab', [REPLACE, ['a', '\\$\\\\\\u0041']], '$\\Ab'],
  ['ab', [REPLACE, ['a', '$1']], PARAMETER],
  ['ab', [REPLACE, ['a', '$\u007bb}']], PARAMETER],
  ['ab', [REPLACE, ['a', '$']], PARAMETER],
  ['ab', [REPLACE, ['x', '$1']], 'ab'],
  ['ab', [REPLACE, ['a', '$1'], 0, 4], 'ab'],
  ['ab', [REPLACE, ['', '-']], '-ab'],
  ['a\u{1f44b}b', [REPLACE, ['', '-'], GLOBAL], '-a-\u{1f44b}-b-'],
];

/** What is of another dialect, and what takes time without bound. */
const REFUSED = [
  ...['[unclosed', '(a', 'a)', '*a', 'a{2', '[]', '[b-a]', '\\y', 'a**', '(?<1a>b)', '\\', '(?z)a'],
  ...['(?P<n>a)', '(?P=n)', "(?'n'a)", '\\g{n}', 'a{,3}', '\\pL', '\\p{^L}', '(?|a)', '(?R)', '(?1)', '(?(1)a)'],
  ...[
    '(*FAIL)',
    '\\N',
    '(a)\\1',
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '(?<!a)b',
    '(?>a)',
    'a++',
    '\\X',
    '\\G',
    '[a[b]]',
    '[a&&b]',
  ],
  ...['\\p{Nonsense}', '((a{100}){100}){100}', 'a'.repeat(20_000), '('.repeat(5000), '[\\W]'],
];

for (const [what, table, run] of [
  ['occur as ICU has it', COMPARED, (server, parts) => ask(server, parts)],
  ['are replaced as ICU has it', REPLACED, (server, parts) => change(server, parts)],
] as const satisfies [
  string,
  readonly Row[],
  (server: Parameters<typeof ask>[0], parts: Packed) => Promise<unknown>,
][]) {
  test(`matches ${what}`, async (t) => {
    const server = await startServer(t, { version: '8.2' });
    for (const [value, parts, answer] of table) {
      await store(server, value);
      assert.deepStrictEqual(await run(server, parts), answer, JSON.stringify([value, parts]));
    }
  });
}

test('patterns that are malformed, of another dialect or without bound are refused, whatever the text', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'b');
  for (const pattern of REFUSED) {
    const shown = pattern.slice(0, 40);
    assert.deepStrictEqual(await ask(server, [COMPARE, pattern]), PARAMETER, shown);
    assert.deepStrictEqual(await change(server, [REPLACE, [pattern, ''], 0, 4]), PARAMETER, shown);
  }
  assert.deepStrictEqual(await ask(server, [COMPARE, 'a', GLOBAL]), PARAMETER);
  assert.deepStrictEqual(await ask(server, [COMPARE, 'a', 32]), PARAMETER);
});

test('no pattern takes the server more than about a second', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  const letters = 'a'.repeat(500_000);
  const expensive: readonly [value: string, parts: Packed, answer: unknown][] = [
    [letters, [COMPARE, '(a+)+b'], false],
    [letters, [COMPARE, '(a|aa)+$'], true],
    [letters, [COMPARE, 'a{900}'.repeat(10)], { rc: 26 }],
  ];
  for (const [value, parts, answer] of expensive) {
    await store(server, value);
    const start = performance.now();
    assert.deepStrictEqual(await ask(server, parts), answer);
    assert.ok(performance.now() - start < 3000);
  }
  // Each match looks through all that follows for a b.
  await store(server, 'a'.repeat(50_000));
  const start = performance.now();
  assert.deepStrictEqual(await change(server, [REPLACE, ['a*b|a', 'x'], GLOBAL]), { rc: 26 });
  assert.ok(performance.now() - start < 3000);
});
