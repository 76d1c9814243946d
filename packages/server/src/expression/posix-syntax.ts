// POSIX regular expressions as the C library of the server reads them, basic and extended, with its GNU operators: from
// the text to an expression of the same language in RE2's syntax. Both sides are bytes, one character each, and only
// ASCII has letters, as in the "C" locale.
// Facts: POSIX.1-2017, "Regular Expressions", and what the server answers to the patterns in the tests.

import { MAX_REGEX_STATES } from '../limits.ts';
import { parseBracket } from './posix-bracket.ts';
import { literal, PatternError, type PosixSyntax } from './posix-pattern.ts';

/** Most repetitions that an interval may ask for. */
const MAX_REPETITIONS = 0x7fff;
/** Most that RE2 takes. */
const MAX_RE2_REPETITIONS = 1000;

/** Tokens that are no literal character. */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'assertion'; readonly text: string }
  | { readonly kind: 'anchor'; readonly text: string }
  | { readonly kind: 'repeat'; readonly char: '*' | '+' | '?' }
  | { readonly kind: 'bracket' | 'open' | 'close' | 'alternative' | 'openInterval' | 'closeInterval' | 'end' };

/** A part of the result, and about how many states its automaton has. */
interface Part {
  readonly text: string;
  readonly states: number;
}

const NOTHING: Part = { text: '(?:)', states: 0 };
const WORD = 'A-Za-z0-9_';
const SPACE = ' \\t\\n\\v\\f\\r';

const GNU_OPERATORS: Readonly<Record<string, Token>> = {
  w: { kind: 'set', text: `[${WORD}]` },
  W: { kind: 'set', text: `[^${WORD}]` },
  s: { kind: 'set', text: `[${SPACE}]` },
  S: { kind: 'set', text: `[^${SPACE}]` },
  b: { kind: 'assertion', text: '\\b' },
  B: { kind: 'assertion', text: '\\B' },
  '<': { kind: 'assertion', text: '\\b' },
  '>': { kind: 'assertion', text: '\\b' },
  '`': { kind: 'assertion', text: '\\A' },
  "'": { kind: 'assertion', text: '\\z' },
};

/**
 * The pattern in RE2's syntax, and about how many states it has.
 *
 * @throws PatternError when the server would not compile it, or RE2 can not: it has back-references or is too large.
 */
export function translatePosix(pattern: string, syntax: PosixSyntax): Part {
  return new Translator(pattern, syntax).translate();
}

class Translator {
  readonly #pattern: string;
  readonly #syntax: PosixSyntax;
  #at = 0;
  #token: Token = { kind: 'end' };
  #depth = 0;

  constructor(pattern: string, syntax: PosixSyntax) {
    this.#pattern = pattern;
    this.#syntax = syntax;
  }

  translate(): Part {
    this.#fetch(true);
    const part = this.#alternatives();
    if (this.#token.kind !== 'end') throw new PatternError('a parenthesis is closed that was not opened');
    return part;
  }

  /** Reads the next token; `isStart` where a basic expression takes "^" for an anchor. */
  #fetch(isStart = false): void {
    const at = this.#at;
    const char = this.#pattern[at];
    if (char === undefined) {
      this.#token = { kind: 'end' };
      return;
    }
    this.#at++;
    if (char === '\\') this.#token = this.#escaped();
    else this.#token = this.#plain(char, at, isStart);
  }

  #escaped(): Token {
    const char = this.#pattern[this.#at++];
    if (char === undefined) throw new PatternError('it ends in a backslash');
    if (!this.#syntax.extended) {
      const operator = OPERATORS[char];
      if (operator !== undefined) return operator;
    }
    if (char >= '1' && char <= '9') throw new PatternError('back-references are not supported');
    return GNU_OPERATORS[char] ?? { kind: 'char', char };
  }

  #plain(char: string, at: number, isStart: boolean): Token {
    const { extended, byLines, ignoresCase } = this.#syntax;
    switch (char) {
      case '[':
        return { kind: 'bracket' };
      case '*':
        return { kind: 'repeat', char };
      case '.':
        return { kind: 'set', text: byLines ? '[^\\n]' : '[\\x00-\\xff]' };
      case '^':
        if (!extended && !isStart && at > 0) break;
        return { kind: 'anchor', text: byLines ? '(?m:^)' : '\\A' };
      case '$':
        if (!extended && !this.#endsBasicBranch()) break;
        return { kind: 'anchor', text: byLines ? '(?m:$)' : '\\z' };
      default: {
        const operator = extended ? OPERATORS[char] : undefined;
        if (operator !== undefined) return operator;
      }
    }
    return { kind: 'char', char: ignoresCase ? char.toUpperCase() : char };
  }

  /** Whether a "$" that was just read is the last of its branch. */
  #endsBasicBranch(): boolean {
    const rest = this.#pattern.slice(this.#at, this.#at + 2);
    return rest === '' || rest === '\\|' || rest === '\\)';
  }

  #alternatives(): Part {
    const branches = [this.#branch()];
    while (this.#token.kind === 'alternative') {
      this.#fetch(true);
      branches.push(this.#branch());
    }
    if (branches.length === 1) return branches[0] as Part;
    const states = branches.reduce((sum, branch) => sum + branch.states + 1, 0);
    return this.#bounded({ text: `(?:${branches.map(({ text }) => text).join('|')})`, states });
  }

  #endsBranch(): boolean {
    const { kind } = this.#token;
    return kind === 'end' || kind === 'alternative' || (kind === 'close' && this.#depth > 0);
  }

  #branch(): Part {
    let text = '';
    let states = 0;
    while (!this.#endsBranch()) {
      const part = this.#expression();
      text += part.text;
      states += part.states;
      this.#bounded({ text, states });
    }
    return { text, states };
  }

  #expression(): Part {
    const atom = this.#atom();
    return atom.isAnchor ? atom : this.#repeated(atom);
  }

  #atom(): Part & { readonly isAnchor?: boolean } {
    const token = this.#token;
    const { extended } = this.#syntax;
    switch (token.kind) {
      case 'set':
      case 'assertion':
        this.#fetch();
        return { text: token.text, states: 1 };
      case 'anchor':
        // A repetition behind an anchor is one behind nothing.
        this.#fetch(true);
        return { text: token.text, states: 1, isAnchor: true };
      case 'open':
        return this.#group();
      case 'bracket':
        return this.#bracket();
      case 'openInterval':
        throw new PatternError('an interval repeats nothing');
      case 'repeat':
        if (extended) throw new PatternError(`"${token.char}" repeats nothing`);
        return this.#character(token.char);
      case 'close':
        if (!extended) throw new PatternError('a parenthesis is closed that was not opened');
        return this.#character(')');
      case 'closeInterval':
        return this.#character('}');
      case 'char':
        return this.#character(token.char);
      default:
        return NOTHING;
    }
  }

  #character(char: string): Part {
    this.#fetch();
    return { text: literal(char), states: 1 };
  }

  #group(): Part {
    if (++this.#depth > MAX_GROUPS) throw new PatternError(`groups nest deeper than ${MAX_GROUPS}`);
    this.#fetch(true);
    const { text, states } = this.#token.kind === 'close' ? NOTHING : this.#alternatives();
    if (this.#token.kind !== 'close') throw new PatternError('a parenthesis is not closed');
    this.#depth--;
    this.#fetch();
    return { text: `(?:${text})`, states: states + 1 };
  }

  #bracket(): Part {
    const { text, end } = parseBracket(this.#pattern, this.#at, this.#syntax);
    this.#at = end;
    this.#fetch();
    return { text, states: 1 };
  }

  #repeated(atom: Part): Part {
    let part = atom;
    for (;;) {
      const token = this.#token;
      if (token.kind === 'repeat') part = { text: `(?:${part.text})${token.char}`, states: part.states + 1 };
      else if (token.kind === 'openInterval') part = this.#interval(part);
      else return part;
      if (token.kind === 'repeat') this.#fetch();
      const { kind } = this.#token;
      const repeatsAgain = kind === 'openInterval' || (this.#token.kind === 'repeat' && this.#token.char === '*');
      if (!this.#syntax.extended && repeatsAgain) throw new PatternError('a repetition is repeated');
    }
  }

  #interval(part: Part): Part {
    const closing = this.#syntax.extended ? '}' : '\\}';
    const end = this.#pattern.indexOf(closing, this.#at);
    const match = /^(\d*)(?:(,)(\d*))?$/.exec(end === -1 ? '' : this.#pattern.slice(this.#at, end));
    if (match === null || (match[1] === '' && match[2] === undefined))
      throw new PatternError('an interval is malformed');
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > max) throw new PatternError('an interval ends before it starts');
    const most = max === Number.POSITIVE_INFINITY ? min : max;
    if (most > MAX_REPETITIONS) throw new PatternError(`an interval repeats more than ${MAX_REPETITIONS} times`);
    if (most > MAX_RE2_REPETITIONS)
      throw new PatternError(`more than ${MAX_RE2_REPETITIONS} repetitions are not supported`);
    this.#at = end + closing.length;
    this.#fetch();
    if (max === 0) return NOTHING;
    const text = `(?:${part.text}){${min},${max === Number.POSITIVE_INFINITY ? '' : max}}`;
    return this.#bounded({ text, states: (part.states + 1) * (most + 1) });
  }

  #bounded(part: Part): Part {
    if (part.states > MAX_REGEX_STATES) throw new PatternError(`it has more than ${MAX_REGEX_STATES} states`);
    return part;
  }
}

/** Groups within groups. */
const MAX_GROUPS = 200;

/** Operators that are written with a backslash in basic expressions and without one in extended ones. */
const OPERATORS: Readonly<Record<string, Token>> = {
  '(': { kind: 'open' },
  ')': { kind: 'close' },
  '{': { kind: 'openInterval' },
  '}': { kind: 'closeInterval' },
  '|': { kind: 'alternative' },
  '+': { kind: 'repeat', char: '+' },
  '?': { kind: 'repeat', char: '?' },
};
