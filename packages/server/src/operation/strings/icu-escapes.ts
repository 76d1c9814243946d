// What a backslash means in a regular expression of ICU, outside and inside of brackets, in RE2's syntax.

import { PatternError } from '../../expression/posix-pattern.ts';

const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}';
const SPACE = '\\t\\n\\f\\r\\p{Z}';
const HORIZONTAL = '\\t\\p{Zs}';
const LINE_ENDS = '\\n\\x{b}\\f\\r\\x{85}\\x{2028}\\x{2029}';

/** Characters that a letter stands for. */
const SETS: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD, s: SPACE, h: HORIZONTAL, v: LINE_ENDS };

const CONTROLS: Readonly<Record<string, number>> = { a: 0x07, e: 0x1b, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };

/** Positions, and the break of a line. What `\b` takes for letters is ASCII alone, and `\Z` is the very end. */
const ASSERTIONS: Readonly<Record<string, string>> = {
  A: '\\A',
  z: '\\z',
  Z: '\\z',
  b: '\\b',
  B: '\\B',
  R: `(?:\\r\\n|[${LINE_ENDS}])`,
};

const UNSUPPORTED: Readonly<Record<string, string>> = {
  G: 'the end of the match before',
  X: 'grapheme clusters',
  k: 'references back',
};

/** Long names of categories, which RE2 has under their short ones. */
const CATEGORIES: Readonly<Record<string, string>> = {
  letter: 'L',
  uppercaseletter: 'Lu',
  lowercaseletter: 'Ll',
  titlecaseletter: 'Lt',
  modifierletter: 'Lm',
  otherletter: 'Lo',
  mark: 'M',
  number: 'N',
  decimalnumber: 'Nd',
  punctuation: 'P',
  symbol: 'S',
  separator: 'Z',
  other: 'C',
  control: 'Cc',
};

export interface Escape {
  /** Characters behind the backslash. */
  readonly size: number;
  /** As it stands by itself. */
  readonly text: string;
  /** As it stands among others in brackets; undefined where it cannot. */
  readonly inSet: string | undefined;
  /** The character, where it is one: a range can begin or end with it. */
  readonly codePoint?: number;
}

/** A character as RE2 reads it literally, in or out of brackets. */
export function literalOf(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /[A-Za-z0-9]/.test(char) ? char : `\\x{${codePoint.toString(16)}}`;
}

/** The escape whose backslash stands before `at`. @throws PatternError */
export function escapeAt(pattern: string, at: number): Escape {
  const char = pattern[at];
  if (char === undefined) throw new PatternError('a backslash ends it');
  const lower = char.toLowerCase();
  const set = SETS[lower];
  if (set !== undefined) {
    return char === lower
      ? { size: 1, text: `[${set}]`, inSet: set }
      : { size: 1, text: `[^${set}]`, inSet: char === 'D' ? '\\P{Nd}' : undefined };
  }
  const assertion = ASSERTIONS[char];
  if (assertion !== undefined) return { size: 1, text: assertion, inSet: undefined };
  if (lower === 'p') return property(pattern, at);
  if (UNSUPPORTED[char] !== undefined) throw unsupported(UNSUPPORTED[char]);
  if (/[1-9]/.test(char)) throw unsupported('references back');
  if (char === 'g') throw foreign('\\g{name}', '\\k<name>');
  if (char === 'N') throw pattern[at + 1] === '{' ? unsupported('names of characters') : foreign('\\N', '[^\\n]');
  return character(pattern, at, char);
}

function character(pattern: string, at: number, char: string): Escape {
  const control = CONTROLS[char];
  if (control !== undefined) return escapeOf(1, control);
  const numbers = /^(?:0([0-7]{1,3})|x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/;
  const found = numbers.exec(pattern.slice(at, at + 10));
  if (found !== null) {
    const [whole, octal, ...hex] = found;
    const codePoint = octal === undefined ? Number.parseInt(hex.join(''), 16) : Number.parseInt(octal, 8);
    if (codePoint > 0x10ffff) throw new PatternError(`there is no character ${whole}`);
    return escapeOf(whole.length, codePoint);
  }
  if (char === 'c' && pattern[at + 1] !== undefined) return escapeOf(2, pattern.charCodeAt(at + 1) & 0x1f);
  if (/[A-Za-z0]/.test(char)) throw new PatternError(`there is no escape \\${char}`);
  const codePoint = pattern.codePointAt(at) as number;
  return escapeOf(codePoint > 0xffff ? 2 : 1, codePoint);
}

function escapeOf(size: number, codePoint: number): Escape {
  const text = literalOf(codePoint);
  return { size, text, inSet: text, codePoint };
}

function property(pattern: string, at: number): Escape {
  const letter = pattern[at] as string;
  const found = /^\{(\^?)([^{}]*)\}/.exec(pattern.slice(at + 1, at + 65));
  if (found === null) throw foreign(`\\${letter} without braces`, `\\${letter}{L}`);
  const [whole, negation, name] = found as unknown as [string, string, string];
  if (negation !== '') throw foreign('\\p{^', '\\P{');
  const text = `\\${letter}{${propertyName(name)}}`;
  return { size: 1 + whole.length, text, inSet: text };
}

/** Of a script, a category or a binary property, as RE2 has it. */
export function propertyName(name: string): string {
  const value = name.replace(/^(?:script|sc|general_?category|gc)=/i, '').replace(/^Is(?=[A-Z])/, '');
  return CATEGORIES[value.toLowerCase().replace(/[\s_-]/g, '')] ?? value;
}

export function unsupported(what: string): PatternError {
  return new PatternError(`${what} take time without bound, and are not for this server`);
}

export function foreign(written: string, instead: string): PatternError {
  return new PatternError(`${written} is of another dialect, write ${instead}`);
}
