// Regular expressions: servers before 8.2 match by POSIX, the language means ICU. What both read alike is compiled, the
// rest refused, because it would match something else.

import { EXP_REGEX_FLAG } from '../../wire/codes/expressions.ts';
import { AelProblem, fail } from './problem.ts';
import type { Regex } from './syntax.ts';

/** Characters that a backslash makes plain in both. */
const ESCAPABLE = /[.[\]\\^$|()*+?{}/-]/;
const CLASS = /^\[:(?:alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit):\]/;

/** The flags of CMP_REGEX. @throws AelProblem for what the two read differently */
export function posixFlags({ at, pattern, flags }: Regex): number {
  let posix: number = EXP_REGEX_FLAG.EXTENDED;
  for (const flag of flags) {
    if (flag !== 'i') fail(at, `flag ${flag} of a regular expression needs server 8.2 and is not compiled here; i is`);
    posix |= EXP_REGEX_FLAG.ICASE;
  }
  let i = 0;
  while (i < pattern.length) {
    const letter = pattern[i] as string;
    if (letter === '[') i = afterSet(at, pattern, i);
    else if (letter === '\\') {
      const next = pattern[i + 1] ?? '';
      if (next === '/' || next === '-') refuse(at, `\\${next}`);
      if (!ESCAPABLE.test(next)) refuse(at, `\\${next}`);
      i += 2;
    } else if (letter === '(' && pattern[i + 1] === '?') refuse(at, '(?');
    else if ('*+?}'.includes(letter) && '*+?'.includes(pattern[i + 1] || ' ')) refuse(at, pattern.slice(i, i + 2));
    else i++;
  }
  return posix;
}

/** Whether a pattern is one that both read alike, and that can be written in the language. */
export function isPosix(pattern: string): boolean {
  // One that begins with a star would read as a comment.
  if (/[\r\n]|^\*/.test(pattern)) return false;
  try {
    posixFlags({ at: 0, pattern, flags: '' });
    return true;
  } catch (error) {
    if (error instanceof AelProblem) return false;
    throw error;
  }
}

/** Behind a set of characters, in which only what is plain in both stands. */
function afterSet(at: number, pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === '^') i++;
  for (const first = i; i < pattern.length; ) {
    const letter = pattern[i] as string;
    if (letter === ']') {
      if (i === first) refuse(at, '[]');
      return i + 1;
    }
    const named = letter === '[' ? CLASS.exec(pattern.slice(i)) : null;
    if (named !== null) i += named[0].length;
    else if (letter === '\\' || letter === '[') refuse(at, `${letter} in [ ]`);
    else if ((letter === '&' || letter === '-') && pattern[i + 1] === letter) refuse(at, `${letter}${letter} in [ ]`);
    else i++;
  }
  return fail(at, 'the set of characters has no end, ]');
}

function refuse(at: number, what: string): never {
  return fail(
    at,
    `"${what}" in a regular expression needs server 8.2; older ones match by POSIX, which reads it otherwise`,
  );
}
