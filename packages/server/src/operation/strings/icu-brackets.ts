// A set of characters in brackets in a regular expression of ICU, in RE2's syntax. Sets within sets, intersections and
// differences are not carried over.

import { PatternError } from '../../expression/posix-pattern.ts';
import { escapeAt, literalOf, propertyName } from './icu-escapes.ts';

const NAMED: Readonly<Record<string, string>> = {
  alpha: '\\p{Alphabetic}',
  digit: '\\p{Nd}',
  alnum: '\\p{Alphabetic}\\p{Nd}',
  upper: '\\p{Uppercase}',
  lower: '\\p{Lowercase}',
  space: '\\p{White_Space}',
  punct: '\\p{P}',
  cntrl: '\\p{Cc}',
  xdigit: '0-9A-Fa-f',
};

export interface Brackets {
  readonly text: string;
  /** Where it ends, behind its bracket. */
  readonly end: number;
}

/** The set whose opening bracket stands before `start`. @throws PatternError */
export function bracketsAt(pattern: string, start: number): Brackets {
  const isNegated = pattern[start] === '^';
  let at = isNegated ? start + 1 : start;
  const items: string[] = [];
  for (;;) {
    const char = pattern[at];
    if (char === undefined) throw new PatternError('a bracket is not closed');
    if (char === ']') break;
    const item = itemAt(pattern, at);
    const isRange = item.codePoint !== undefined && pattern[item.end] === '-' && pattern[item.end + 1] !== ']';
    if (!isRange) {
      items.push(item.text);
      at = item.end;
      continue;
    }
    const last = itemAt(pattern, item.end + 1);
    if (last.codePoint === undefined || last.codePoint < (item.codePoint as number))
      throw new PatternError('a range ends before it begins');
    items.push(`${item.text}-${last.text}`);
    at = last.end;
  }
  if (items.length === 0) throw new PatternError('a set has no characters');
  return { text: `[${isNegated ? '^' : ''}${items.join('')}]`, end: at + 1 };
}

interface Item {
  readonly text: string;
  readonly end: number;
  /** Undefined for a set. */
  readonly codePoint?: number | undefined;
}

function itemAt(pattern: string, at: number): Item {
  const char = pattern[at];
  if (char === '\\') {
    const { size, inSet, codePoint } = escapeAt(pattern, at + 1);
    if (inSet === undefined) throw new PatternError(`\\${pattern[at + 1]} in brackets is not for this server`);
    return { text: inSet, end: at + 1 + size, codePoint };
  }
  if (char === '[') return namedAt(pattern, at);
  if ((char === '&' || char === '-') && pattern[at + 1] === char)
    throw new PatternError(`${char}${char} in brackets is not for this server`);
  const codePoint = pattern.codePointAt(at);
  if (codePoint === undefined) throw new PatternError('a bracket is not closed');
  return { text: literalOf(codePoint), end: at + (codePoint > 0xffff ? 2 : 1), codePoint };
}

function namedAt(pattern: string, at: number): Item {
  const found = /^\[:(\^?)([A-Za-z_]{1,32}):\]/.exec(pattern.slice(at, at + 40));
  if (found === null || found[1] !== '') throw new PatternError('a set within a set is not for this server');
  const name = found[2] as string;
  return { text: NAMED[name.toLowerCase()] ?? `\\p{${propertyName(name)}}`, end: at + found[0].length };
}
