// Bracket expressions of POSIX, `[a-z[:digit:]_]`, in RE2's syntax.

import { literal, PatternError, type PosixSyntax } from './posix-pattern.ts';

/** Characters of each class, as ranges of RE2; in the "C" locale, so ASCII only. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-/:-@\\[-`{-~',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** The longest name between `[:` and `:]`, and the like. */
const MAX_NAME_CHARS = 31;

interface Element {
  /** A character, or nothing when it is a class, which no range may start or end with. */
  readonly char: string | undefined;
  readonly text: string;
  readonly end: number;
}

/** The bracket expression behind the "[" at `start - 1`, and where it ends. @throws PatternError */
export function parseBracket(pattern: string, start: number, syntax: PosixSyntax): { text: string; end: number } {
  let at = start;
  const isNegated = pattern[at] === '^';
  if (isNegated) at++;
  const first = at;
  let text = isNegated && syntax.byLines ? '\\n' : '';
  while (at === first || pattern[at] !== ']') {
    const element = parseElement(pattern, at, at === first, syntax);
    at = element.end;
    if (pattern[at] !== '-' || pattern[at + 1] === ']' || element.char === undefined) {
      text += element.text;
      continue;
    }
    const last = parseElement(pattern, at + 1, true, syntax);
    if (last.char === undefined || last.char < element.char) throw new PatternError('a range ends before it starts');
    text += `${literal(element.char)}-${literal(last.char)}`;
    at = last.end;
  }
  return { text: `[${isNegated ? '^' : ''}${text}]`, end: at + 1 };
}

function parseElement(pattern: string, at: number, acceptsHyphen: boolean, syntax: PosixSyntax): Element {
  const char = pattern[at];
  if (char === undefined) throw new PatternError('a bracket is not closed');
  const mark = char === '[' ? pattern[at + 1] : undefined;
  if (mark === ':' || mark === '.' || mark === '=') return parseNamed(pattern, at + 2, mark, syntax);
  if (char === '-' && !acceptsHyphen && pattern[at + 1] !== ']') throw new PatternError('a range has no start');
  const same = syntax.ignoresCase ? char.toUpperCase() : char;
  return { char: same, text: literal(same), end: at + 1 };
}

/** A class, a character by name, or the characters that are equivalent to one: in the "C" locale, itself. */
function parseNamed(pattern: string, at: number, mark: string, { ignoresCase }: PosixSyntax): Element {
  const end = pattern.indexOf(`${mark}]`, at);
  if (end === -1 || end - at > MAX_NAME_CHARS) throw new PatternError(`"[${mark}" is not closed`);
  const name = pattern.slice(at, end);
  if (mark === ':') {
    const isCase = ignoresCase && (name === 'upper' || name === 'lower');
    const text = CLASSES[isCase ? 'alpha' : name];
    if (text === undefined) throw new PatternError(`there is no class "${name}"`);
    return { char: undefined, text, end: end + 2 };
  }
  if (name.length !== 1) throw new PatternError(`"${name}" is not one character`);
  const same = ignoresCase ? name.toUpperCase() : name;
  return { char: mark === '.' ? same : undefined, text: literal(same), end: end + 2 };
}
