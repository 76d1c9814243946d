// A text as tokens, one after the other as the parser asks for them, read by the codes of its characters. Never knows
// what may follow what, but for two marks whose meaning hangs on what stands before: a minus before digits, and a
// slash.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { fail } from './problem.ts';
import { readBytes, readNumber, readRegex, readString } from './scan.ts';
import { TOKEN, type Token, type TokenKind } from './tokens.ts';

/** What a character may begin; those of no class begin nothing. */
const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const CLASSES = new Uint8Array(128);
for (const space of ' \t\r\n') CLASSES[space.charCodeAt(0)] = SPACE;
for (let code = 0x30; code <= 0x39; code++) CLASSES[code] = DIGIT;
for (let code = 0x41; code <= 0x5a; code++) CLASSES[code] = CLASSES[code | 0x20] = LETTER;
CLASSES[0x5f] = LETTER;

const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const MINUS = 0x2d;
const SLASH = 0x2f;
const STAR = 0x2a;
const DOLLAR = 0x24;
const QUESTION = 0x3f;

/** Marks by their first character, the longest first. */
const MARKS: (readonly (readonly [text: string, kind: TokenKind])[] | undefined)[] = [];
const TEXTS: readonly (readonly [text: string, kind: TokenKind])[] = [
  ['&[?(', TOKEN.AND_FILTER],
  ['[?(', TOKEN.FILTER],
  ['>>>', TOKEN.SHIFT_RIGHT_ZEROS],
  ['===', TOKEN.TRIPLE_EQUAL],
  ['!==', TOKEN.NOT_DOUBLE_EQUAL],
  ['&&', TOKEN.DOUBLE_AND],
  ['||', TOKEN.DOUBLE_OR],
  ['==', TOKEN.EQUAL],
  ['!=', TOKEN.NOT_EQUAL],
  ['>=', TOKEN.GREATER_EQUAL],
  ['<=', TOKEN.LESS_EQUAL],
  ['=~', TOKEN.MATCHES],
  ['=>', TOKEN.ARROW],
  ['**', TOKEN.POWER],
  ['<<', TOKEN.SHIFT_LEFT],
  ['>>', TOKEN.SHIFT_RIGHT],
  ['..', TOKEN.DOTS],
  ['$.', TOKEN.BIN],
  ['(', TOKEN.OPEN],
  [')', TOKEN.CLOSE],
  ['[', TOKEN.OPEN_LIST],
  [']', TOKEN.CLOSE_LIST],
  ['{', TOKEN.OPEN_MAP],
  ['}', TOKEN.CLOSE_MAP],
  [',', TOKEN.COMMA],
  [':', TOKEN.COLON],
  ['.', TOKEN.DOT],
  ['@', TOKEN.AT],
  ['#', TOKEN.HASH],
  ['!', TOKEN.BANG],
  ['~', TOKEN.TILDE],
  ['*', TOKEN.STAR],
  ['/', TOKEN.SLASH],
  ['%', TOKEN.PERCENT],
  ['+', TOKEN.PLUS],
  ['-', TOKEN.MINUS],
  ['|', TOKEN.PIPE],
  ['^', TOKEN.CARET],
  ['&', TOKEN.AMPERSAND],
  ['<', TOKEN.LESS],
  ['>', TOKEN.GREATER],
  ['=', TOKEN.ASSIGN],
  [';', TOKEN.SEMICOLON],
];
for (let code = 0; code < 128; code++) {
  const marks = TEXTS.filter(([text]) => text.charCodeAt(0) === code);
  MARKS.push(marks.length > 0 ? marks : undefined);
}

export class Lexer {
  readonly text: string;
  #at = 0;
  /** Whether a minus now is an operator, even before digits. */
  #endsOperand = false;
  #last: TokenKind = TOKEN.END;
  /** Whether the last token was, or the one before it, the name that a regular expression follows behind its colon. */
  #isPattern = false;
  #wasPattern = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the next token; at the end of the text always `END`. @throws AelProblem */
  next(token: Token): void {
    const { text } = this;
    const at = this.#skipSpace();
    token.at = at;
    if (at >= text.length) {
      token.kind = TOKEN.END;
      token.end = at;
    } else this.#read(token, at, text.charCodeAt(at));
    this.#at = token.end;
    this.#note(token);
  }

  #skipSpace(): number {
    const { text } = this;
    let at = this.#at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (CLASSES[code] === SPACE) at++;
      else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        const end = text.indexOf('*/', at + 2);
        if (end < 0) fail(at, 'the comment has no end, */');
        at = end + 2;
      } else return at;
    }
  }

  #read(token: Token, at: number, code: number): void {
    const { text } = this;
    const kind = CLASSES[code];
    if (kind === LETTER) {
      if (readBytes(text, at, token)) return;
      this.#name(token, TOKEN.NAME, at, at);
    } else if (kind === DIGIT) readNumber(text, at, at, token);
    else if (code === QUOTE || code === DOUBLE_QUOTE) readString(text, at, at, token);
    else if (code === MINUS && !this.#endsOperand && CLASSES[text.charCodeAt(at + 1)] === DIGIT) {
      readNumber(text, at, at + 1, token);
    } else if (code === SLASH && this.#isRegexNext()) readRegex(text, at, token);
    else if (code === QUESTION && isName(text.charCodeAt(at + 1))) this.#name(token, TOKEN.PLACEHOLDER, at, at + 1);
    else if (code === DOLLAR && text.charCodeAt(at + 1) === 0x7b) this.#variable(token, at);
    else this.#mark(token, at, code);
  }

  #mark(token: Token, at: number, code: number): void {
    const { text } = this;
    for (const [mark, kind] of MARKS[code] ?? []) {
      if (mark.length > 1 && !text.startsWith(mark, at)) continue;
      token.kind = kind;
      token.end = at + mark.length;
      return;
    }
    fail(at, unexpected(text, at));
  }

  /** A name from `start` on, behind the mark of its kind. */
  #name(token: Token, kind: TokenKind, at: number, start: number): void {
    const { text } = this;
    let end = start + 1;
    while (isName(text.charCodeAt(end))) end++;
    token.kind = kind;
    token.at = at;
    token.end = end;
    token.text = text.slice(start, end);
  }

  #variable(token: Token, at: number): void {
    const { text } = this;
    if (CLASSES[text.charCodeAt(at + 2)] !== LETTER) fail(at, unexpected(text, at));
    this.#name(token, TOKEN.VARIABLE, at, at + 2);
    if (text.charCodeAt(token.end) !== 0x7d) fail(at, unexpected(text, at));
    token.end++;
  }

  #isRegexNext(): boolean {
    return this.#last === TOKEN.MATCHES || (this.#last === TOKEN.COLON && this.#wasPattern);
  }

  /** Remembers of a token what the next may hang on. */
  #note(token: Token): void {
    const { kind } = token;
    const before = this.#last;
    this.#last = kind;
    this.#wasPattern = this.#isPattern;
    this.#isPattern = false;
    if (kind === TOKEN.NAME) {
      this.#endsOperand = !isBetween(token.text);
      this.#isPattern = token.text === 'pattern';
    } else if (kind < TOKEN.PLUS) this.#endsOperand = true;
    // The element of a loop ends an operand; the mark of a key does not.
    else if (kind === TOKEN.AT) this.#endsOperand = before !== TOKEN.OPEN_MAP && before !== TOKEN.BANG;
    else this.#endsOperand = kind === TOKEN.CLOSE || kind === TOKEN.CLOSE_LIST || kind === TOKEN.CLOSE_MAP;
  }
}

function isName(code: number): boolean {
  const kind = CLASSES[code];
  return kind === LETTER || kind === DIGIT;
}

/** Names that stand between operands; behind them a minus belongs to the number. */
function isBetween(name: string): boolean {
  return name.length < 5 && (name === 'and' || name === 'or' || name === 'not' || name === 'in' || name === 'then');
}

function unexpected(text: string, at: number): string {
  const letter = String.fromCodePoint(text.codePointAt(at) as number);
  if (letter === '$') return 'a bin is $.name, a variable of let ${name}';
  if (letter === '?') return 'a placeholder has a name or number, as ?0';
  if (/[\u2018\u2019\u201c\u201d`]/.test(letter)) return `${letter} is not a quote here: text stands in ' or "`;
  return `${JSON.stringify(letter)} has no meaning here`;
}
