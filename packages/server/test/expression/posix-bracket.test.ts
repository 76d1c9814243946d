// Bracket expressions of POSIX, as GNU grep takes them in the C locale.

import { deepStrictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseBracket } from '../../src/expression/posix-bracket.ts';
import { PatternError } from '../../src/expression/posix-pattern.ts';
import { regexEngine } from '../../src/expression/regex-engine.ts';

const SYNTAX = { extended: true, ignoresCase: false, byLines: false };
const CANDIDATES = ['a', 'b', 'c', '-', '^', ']', '.', '/', '+', ',', '_'];

function taken(pattern: string): string {
  const { text, end } = parseBracket(pattern, 1, SYNTAX);
  deepStrictEqual(end, pattern.length);
  const compiled = regexEngine().compile(text);
  return CANDIDATES.filter((candidate) => compiled.test(candidate)).join('');
}

test('a hyphen, a caret and a closing bracket mean themselves where they can mean nothing else', () => {
  const cases: readonly (readonly [pattern: string, characters: string])[] = [
    ['[a-]', 'a-'],
    ['[a-c-]', 'abc-'],
    ['[^-a]', 'bc^]./+,_'],
    ['[a^]', 'a^'],
    ['[]a]', 'a]'],
    ['[^]a]', 'bc-^./+,_'],
    ['[]-a]', 'a^]_'],
    ['[--/]', '-./'],
    ['[+--]', '-+,'],
  ];
  for (const [pattern, characters] of cases) deepStrictEqual([pattern, taken(pattern)], [pattern, characters]);
});

test('a range that ends before it starts, or has no start, and a bracket without an end are refused', () => {
  for (const pattern of [
    '[b-a]',
    '[a-c-e]',
    '[[:alpha:]-z]',
    '[a-[:alpha:]]',
    '[a',
    '[]',
    '[^]',
    '[[:nope:]]',
    '[[:alpha:',
  ])
    throws(() => parseBracket(pattern, 1, SYNTAX), PatternError, pattern);
});
