// Regular expressions: servers before 8.2 match by POSIX, the language means ICU. What both read alike is compiled for all,
// the rest for servers from 8.2 on, because it would match something else.

import { EXP_REGEX_FLAG } from '../../wire/codes/expressions.ts';
import { STRING_REGEX_FLAG } from '../../wire/codes/strings.ts';
import { fail } from './problem.ts';
import type { Regex } from './syntax.ts';

/** Characters that a backslash makes plain in both. */
const ESCAPABLE = /[.[\]\\^$|()*+?{}/-]/;
const CLASS = /^\[:(?:alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit):\]/;

/** Flags of the language, as those of operations on text. */
const FLAGS: { readonly [flag: string]: number } = {
  i: STRING_REGEX_FLAG.CASE_INSENSITIVE,
  m: STRING_REGEX_FLAG.MULTILINE,
  s: STRING_REGEX_FLAG.DOTALL,
};

/** The flags of operations on text; -1 if one is unknown. */
export function regexFlags(flags: string): number {
  let sum = 0;
  for (const flag of flags) {
    const bit = FLAGS[flag];
    if (bit === undefined) return -1;
    sum |= bit;
  }
  return sum;
}

/** @throws AelProblem for flags that the language does not have */
export function checkFlags(at: number, flags: string): void {
  if (regexFlags(flags) < 0) fail(at, 'the flags of a regular expression are i, m and s');
}

/** The flags of CMP_REGEX; undefined for a regular expression that only servers from 8.2 on read as the language does. */
export function posixFlags({ pattern, flags }: Regex): number | undefined {
  if (!/^i*$/.test(flags) || !isPosix(pattern)) return undefined;
  return flags === '' ? EXP_REGEX_FLAG.EXTENDED : EXP_REGEX_FLAG.EXTENDED | EXP_REGEX_FLAG.ICASE;
}

/** Whether a pattern is one that both read alike, and that can be written in the language. */
export function isPosix(pattern: string): boolean {
  // One that begins with a star would read as a comment.
  if (/[\r\n]|^\*/.test(pattern)) return false;
  let i = 0;
  while (i < pattern.length) {
    const letter = pattern[i] as string;
    const next = pattern[i + 1] ?? '';
    if (letter === '[') {
      i = afterSet(pattern, i);
      if (i < 0) return false;
    } else if (letter === '\\') {
      if (next === '/' || next === '-' || !ESCAPABLE.test(next)) return false;
      i += 2;
    } else if (letter === '(' && next === '?') return false;
    else if ('*+?}'.includes(letter) && next !== '' && '*+?'.includes(next)) return false;
    else i++;
  }
  return true;
}

/** Behind a set of characters in which only what is plain in both stands; -1 for another. */
function afterSet(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === '^') i++;
  for (const first = i; i < pattern.length; ) {
    const letter = pattern[i] as string;
    if (letter === ']') return i === first ? -1 : i + 1;
    const named = letter === '[' ? CLASS.exec(pattern.slice(i)) : null;
    if (named !== null) i += named[0].length;
    else if (letter === '\\' || letter === '[') return -1;
    else if ((letter === '&' || letter === '-') && pattern[i + 1] === letter) return -1;
    else i++;
  }
  return -1;
}
