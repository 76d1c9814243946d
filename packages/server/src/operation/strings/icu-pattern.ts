// Regular expressions as ICU reads them (docs/protocol/strings.md, "Regular expressions"), in RE2's syntax. What RE2
// cannot do in bounded time is refused, and so are spellings of other dialects that the real server refuses with a hint.

import { STRING_REGEX_FLAG } from 'tendril/wire';
import { PatternError } from '../../expression/posix-pattern.ts';
import { MAX_PATTERN_BYTES, MAX_REGEX_STATES } from '../../limits.ts';
import { bracketsAt } from './icu-brackets.ts';
import { escapeAt, foreign, literalOf, unsupported } from './icu-escapes.ts';

/** What a letter in `(?…)` switches. */
const FLAG_OF: Readonly<Record<string, number>> = {
  i: STRING_REGEX_FLAG.CASE_INSENSITIVE,
  m: STRING_REGEX_FLAG.MULTILINE,
  s: STRING_REGEX_FLAG.DOTALL,
  d: STRING_REGEX_FLAG.UNIX_LINES,
  x: 0x100,
};
const COMMENTS = 0x100;

/** A group that is not closed yet. */
interface Level {
  readonly flags: number;
  states: number;
}

export interface IcuPattern {
  readonly text: string;
  /** About how many states its automaton has. */
  readonly states: number;
}

/** @throws PatternError when it is malformed, of another dialect, or nothing that this server carries out. */
export function translateIcu(pattern: string, flags: number): IcuPattern {
  if (Buffer.byteLength(pattern) > MAX_PATTERN_BYTES)
    throw new PatternError(`it has more than ${MAX_PATTERN_BYTES} bytes`);
  return new Translator(pattern, flags).translate();
}

class Translator {
  readonly #pattern: string;
  readonly #out: string[] = [];
  readonly #open: Level[] = [];
  #flags: number;
  #at = 0;
  /** Of the level that is read now. */
  #states = 0;
  /** Of what a quantifier would repeat; 0 where there is nothing to repeat. */
  #last = 0;

  constructor(pattern: string, flags: number) {
    this.#pattern = pattern;
    this.#flags = flags;
    if (this.#has(STRING_REGEX_FLAG.CASE_INSENSITIVE)) this.#out.push('(?i)');
  }

  translate(): IcuPattern {
    while (this.#at < this.#pattern.length) this.#next();
    if (this.#open.length > 0) throw new PatternError('a parenthesis is not closed');
    return { text: this.#out.join(''), states: this.#states + 1 };
  }

  #has(flag: number): boolean {
    return (this.#flags & flag) !== 0;
  }

  #next(): void {
    const pattern = this.#pattern;
    const char = pattern[this.#at] as string;
    if (this.#has(COMMENTS) && this.#skipComment(char)) return;
    switch (char) {
      case '\\':
        return this.#escape();
      case '[': {
        const { text, end } = bracketsAt(pattern, this.#at + 1);
        return this.#add(text, end - this.#at);
      }
      case '(':
        return this.#group();
      case ')':
        return this.#close();
      case '|':
        this.#out.push('|');
        this.#at++;
        this.#last = 0;
        return;
      case '.':
        return this.#add(this.#any(), 1);
      case '^':
        return this.#add(this.#has(STRING_REGEX_FLAG.MULTILINE) ? '(?m:^)' : '\\A', 1);
      case '$':
        return this.#add(this.#has(STRING_REGEX_FLAG.MULTILINE) ? '(?m:$)' : '\\z', 1);
      case '*':
      case '+':
      case '?':
        return this.#repeat(char, 1, 1);
      case '{':
        return this.#interval();
      default: {
        const codePoint = pattern.codePointAt(this.#at) as number;
        this.#add(literalOf(codePoint), codePoint > 0xffff ? 2 : 1);
      }
    }
  }

  /** Something of one state that may be repeated. */
  #add(text: string, size: number): void {
    this.#out.push(text);
    this.#at += size;
    this.#grow(1);
    this.#last = 1;
  }

  #grow(states: number): void {
    this.#states += states;
    if (this.#states > MAX_REGEX_STATES) throw new PatternError(`it has more than ${MAX_REGEX_STATES} states`);
  }

  #any(): string {
    if (this.#has(STRING_REGEX_FLAG.DOTALL)) return '(?s:.)';
    return this.#has(STRING_REGEX_FLAG.UNIX_LINES) ? '[^\\n]' : '[^\\n\\r\\x{85}\\x{2028}\\x{2029}]';
  }

  #escape(): void {
    const pattern = this.#pattern;
    if (pattern[this.#at + 1] === 'Q') {
      const end = pattern.indexOf('\\E', this.#at + 2);
      const quoted = pattern.slice(this.#at + 2, end === -1 ? pattern.length : end);
      for (const char of quoted) this.#add(literalOf(char.codePointAt(0) as number), 0);
      this.#at = end === -1 ? pattern.length : end + 2;
      return;
    }
    const { text, size } = escapeAt(pattern, this.#at + 1);
    this.#add(text, size + 1);
  }

  /** Blanks and comments that do not count. */
  #skipComment(char: string): boolean {
    if (char === '#') {
      const end = this.#pattern.slice(this.#at).search(/[\n\r\u0085\u2028\u2029]/);
      this.#at = end === -1 ? this.#pattern.length : this.#at + end;
      return true;
    }
    if (!/\p{White_Space}/u.test(char)) return false;
    this.#at++;
    return true;
  }

  #group(): void {
    const rest = this.#pattern.slice(this.#at, this.#at + 40);
    if (rest.startsWith('(*')) throw foreign('a verb (*…)', 'a pattern without it');
    if (!rest.startsWith('(?')) return this.#enter('(', 1);
    if (rest.startsWith('(?:')) return this.#enter('(?:', 3);
    if (rest.startsWith('(?#')) {
      const end = this.#pattern.indexOf(')', this.#at);
      if (end === -1) throw new PatternError('a comment is not closed');
      this.#at = end + 1;
      return;
    }
    const named = /^\(\?<([A-Za-z][A-Za-z0-9]*)>/.exec(rest);
    if (named !== null) return this.#enter(named[0], named[0].length);
    const flags = /^\(\?([imsdxw]*)(?:-([imsdxw]*))?([:)])/.exec(rest);
    if (flags === null) throw refusedGroup(rest);
    this.#switch(flags as unknown as [string, string, string | undefined, string]);
  }

  /** Flags from here to the end of the group, or for a group of its own. */
  #switch([whole, on, off = '', end]: [string, string, string | undefined, string]): void {
    if (`${on}${off}`.includes('w')) throw new PatternError('(?w) is not for this server');
    const outer = this.#flags;
    for (const letter of on) this.#flags |= FLAG_OF[letter] as number;
    for (const letter of off) this.#flags &= ~(FLAG_OF[letter] as number);
    const ignoresCase = this.#has(STRING_REGEX_FLAG.CASE_INSENSITIVE) ? '(?i' : '(?-i';
    if (end === ')') {
      this.#out.push(`${ignoresCase})`);
      this.#at += whole.length;
      this.#last = 0;
      return;
    }
    const inner = this.#flags;
    this.#flags = outer;
    this.#enter(`${ignoresCase}:`, whole.length);
    this.#flags = inner;
  }

  #enter(text: string, size: number): void {
    this.#out.push(text);
    this.#open.push({ flags: this.#flags, states: this.#states });
    this.#at += size;
    this.#states = 0;
    this.#last = 0;
  }

  #close(): void {
    const level = this.#open.pop();
    if (level === undefined) throw new PatternError('a parenthesis closes nothing');
    const inner = this.#states + 2;
    this.#states = level.states;
    this.#flags = level.flags;
    this.#out.push(')');
    this.#at++;
    this.#grow(inner);
    this.#last = inner;
  }

  #interval(): void {
    const found = /^\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}/.exec(this.#pattern.slice(this.#at, this.#at + 24));
    if (found === null) {
      if (this.#pattern[this.#at + 1] === ',') throw foreign('{,n}', '{0,n}');
      throw new PatternError('a brace begins no interval');
    }
    const [whole, from, comma, to] = found;
    const times = Number(to === undefined || to === '' ? Number(from) + (comma === undefined ? 0 : 1) : to);
    this.#repeat(whole, whole.length, Math.max(times, 1));
  }

  #repeat(text: string, size: number, times: number): void {
    if (this.#last === 0) throw new PatternError(`${text} repeats nothing`);
    this.#at += size;
    const mode = this.#pattern[this.#at];
    if (mode === '+') throw unsupported('possessive quantifiers');
    this.#out.push(text);
    if (mode === '?') {
      this.#out.push('?');
      this.#at++;
    }
    this.#grow(this.#last * (times - 1) + 1);
    this.#last = 0;
  }
}

function refusedGroup(rest: string): PatternError {
  if (/^\(\?<?[=!]/.test(rest)) return unsupported('looking ahead and behind');
  if (rest.startsWith('(?>')) return unsupported('atomic groups');
  const of = (written: string): boolean => rest.startsWith(written);
  if (of('(?P<') || of("(?'")) return foreign(rest.slice(0, of("(?'") ? 3 : 4), '(?<name>');
  if (of('(?P=')) return foreign('(?P=name)', '\\k<name>');
  if (of('(?|')) return foreign('(?|', '(?:');
  if (of('(?(')) return foreign('a condition (?(', 'alternatives');
  if (/^\(\?[R0-9]/.test(rest)) return foreign('a recursion', 'a pattern without it');
  return new PatternError(`${rest.slice(0, 3)} begins no group`);
}
