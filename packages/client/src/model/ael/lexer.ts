// A text as tokens, one after the other as the parser asks for them. Never knows what may follow what, but for two marks
// whose meaning hangs on what stands before: a minus before digits, and a slash.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { MAX_INT64, MIN_INT64 } from '../../wire/codes/limits.ts';
import { fail } from './problem.ts';

export type TokenKind =
  | 'name'
  | 'int'
  | 'float'
  | 'string'
  | 'blob'
  | 'regex'
  | 'variable'
  | 'placeholder'
  | 'symbol'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly end: number;
  /** As written: names and symbols; the content of strings and regular expressions. */
  readonly text: string;
  /** Of numbers and bytes; the flags of a regular expression. */
  readonly value?: number | bigint | Buffer | string;
}

/** The longest first, as far as they begin alike. */
const SYMBOLS = [
  ...['&[?(', '[?(', '>>>', '===', '!==', '&&', '||', '==', '!=', '>=', '<=', '=~', '=>', '**', '<<', '>>', '..', '$.'],
  ...['(', ')', '[', ']', '{', '}', ',', ':', '.', '@', '#', '!', '~', '*', '/', '%', '+', '-', '|', '^', '&'],
  ...['<', '>', '=', ';'],
];

const SYMBOL = new RegExp(SYMBOLS.map((mark) => mark.replaceAll(/[$()*+.?[\]^{|}]/g, '\\$&')).join('|'), 'y');
const SPACE = /[ \t\r\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /-?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+(?:\.[0-9]+)?)/y;
const VARIABLE = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/y;
const PLACEHOLDER = /\?[A-Za-z0-9_]+/y;
const BLOB = /(?:x|X|b64|B64)(?=['"])/y;
const REGEX_FLAGS = /[A-Za-z]*/y;
const HEX = /^[0-9a-fA-F]{2}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Names that stand between operands; behind them a minus belongs to the number. */
const BETWEEN = new Set(['and', 'or', 'not', 'in', 'then']);
const ESCAPES: { readonly [letter: string]: string } = {
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '"': '"',
  "'": "'",
};

export class Lexer {
  readonly text: string;
  #at = 0;
  #last: Token | undefined;
  /** The one before the last, which tells `pattern:` from other colons. */
  #before: Token | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token; at the end of the text always `end`. @throws AelProblem */
  next(): Token {
    this.#skipSpace();
    const token = this.#read();
    this.#at = token.end;
    this.#before = this.#last;
    this.#last = token;
    return token;
  }

  #skipSpace(): void {
    for (;;) {
      SPACE.lastIndex = this.#at;
      SPACE.test(this.text);
      this.#at = SPACE.lastIndex;
      if (!this.text.startsWith('/*', this.#at)) return;
      const end = this.text.indexOf('*/', this.#at + 2);
      if (end < 0) fail(this.#at, 'the comment has no end, */');
      this.#at = end + 2;
    }
  }

  #read(): Token {
    const at = this.#at;
    const { text } = this;
    if (at >= text.length) return { kind: 'end', at, end: at, text: '' };
    const letter = text[at] as string;
    if (letter === "'" || letter === '"') return this.#string(at, at);
    if (letter === '/' && this.#isRegexNext()) return this.#regex(at);
    if ((letter >= '0' && letter <= '9') || (letter === '-' && !this.#endsOperand())) {
      const number = this.#match(NUMBER, at);
      if (number !== undefined) return numberToken(text, at, number);
    }
    if (this.#match(BLOB, at) !== undefined) return this.#blob(at);
    const name = this.#match(NAME, at);
    if (name !== undefined) return { kind: 'name', at, end: at + name.length, text: name };
    const variable = this.#match(VARIABLE, at);
    if (variable !== undefined) {
      return { kind: 'variable', at, end: at + variable.length, text: variable.slice(2, -1) };
    }
    const placeholder = this.#match(PLACEHOLDER, at);
    if (placeholder !== undefined) {
      return { kind: 'placeholder', at, end: at + placeholder.length, text: placeholder.slice(1) };
    }
    const symbol = this.#match(SYMBOL, at);
    if (symbol !== undefined) return { kind: 'symbol', at, end: at + symbol.length, text: symbol };
    return fail(at, unexpected(text, at));
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0];
  }

  #endsOperand(): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    if (last.kind === 'symbol') {
      // The element of a loop ends an operand; the mark of a key does not.
      if (last.text === '@') return this.#before?.text !== '{' && this.#before?.text !== '!';
      return last.text === ')' || last.text === ']' || last.text === '}';
    }
    return !(last.kind === 'name' && BETWEEN.has(last.text));
  }

  #isRegexNext(): boolean {
    const last = this.#last;
    if (last?.text === '=~' && last.kind === 'symbol') return true;
    return last?.kind === 'symbol' && last.text === ':' && this.#before?.text === 'pattern';
  }

  /** @param start - of the token, which a prefix may begin */
  #string(start: number, at: number): Token {
    const { text } = this;
    const quote = text[at] as string;
    let content = '';
    let from = at + 1;
    for (let i = from; ; i++) {
      const letter = text[i];
      if (letter === undefined || letter === '\n' || letter === '\r') {
        return fail(
          start,
          `the text in quotes has no end, ${quote}${letter === undefined ? '' : ', on its line; a line end is \\n'}`,
        );
      }
      if (letter === quote) {
        return { kind: 'string', at: start, end: i + 1, text: content + text.slice(from, i) };
      }
      if (letter !== '\\') continue;
      const [character, length] = escaped(text, i);
      content += text.slice(from, i) + character;
      i += length - 1;
      from = i + 1;
    }
  }

  #blob(at: number): Token {
    const isHex = this.text[at] === 'x' || this.text[at] === 'X';
    const { text: content, end } = this.#string(at, at + (isHex ? 1 : 3));
    if (isHex && (content.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(content))) {
      fail(at, "bytes are pairs of hex digits, as in x'cafe'");
    }
    if (!isHex && (content.length % 4 !== 0 || !BASE64.test(content))) {
      fail(at, "bytes in base64 come in groups of four letters, as in b64'aGk='");
    }
    return { kind: 'blob', at, end, text: content, value: Buffer.from(content, isHex ? 'hex' : 'base64') };
  }

  #regex(at: number): Token {
    const { text } = this;
    for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '/') {
        const flags = this.#match(REGEX_FLAGS, i + 1) ?? '';
        const pattern = text.slice(at + 1, i).replaceAll('\\/', '/');
        return { kind: 'regex', at, end: i + 1 + flags.length, text: pattern, value: flags };
      }
    }
    return fail(at, 'the regular expression has no end, /');
  }
}

function numberToken(text: string, at: number, number: string): Token {
  const end = at + number.length;
  const next = text[end] ?? '';
  if (/[A-Za-z_]/.test(next)) {
    if (/[eE]/.test(next)) fail(at, 'a number has no exponent here: write its digits, or pow(base: 10.0, exponent: …)');
    fail(at, `"${text.slice(at, end + 1)}" is no number`);
  }
  if (number.includes('.')) return { kind: 'float', at, end, text: number, value: Number(number) };
  const isNegative = number.startsWith('-');
  const digits = isNegative ? number.slice(1) : number;
  // Twenty digits are more than 64 bits have; a longer text would only cost time.
  const whole = digits.replace(/^0+(?=\d)/, '');
  const size = whole.length > 66 ? MAX_INT64 + 2n : BigInt(whole);
  const value = isNegative ? -size : size;
  if (value > MAX_INT64 || value < MIN_INT64) fail(at, 'the integer is out of range, it has 64 bits with a sign');
  return { kind: 'int', at, end, text: number, value: narrowed(value) };
}

/** A number where it is exact. */
function narrowed(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** The character that an escape stands for, and how long the escape is. */
function escaped(text: string, at: number): readonly [string, number] {
  const letter = text[at + 1] ?? '';
  if (letter === 'x') {
    const hex = text.slice(at + 2, at + 4);
    if (HEX.test(hex)) return [String.fromCharCode(Number.parseInt(hex, 16)), 4];
  }
  const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (character === undefined) {
    fail(at, `"\\${letter}" is no escape; there are \\\\ \\n \\r \\t \\0 \\" \\' and \\x with two hex digits`);
  }
  return [character, 2];
}

function unexpected(text: string, at: number): string {
  const letter = String.fromCodePoint(text.codePointAt(at) as number);
  if (letter === '$') return 'a bin is $.name, a variable of let ${name}';
  if (letter === '?') return 'a placeholder has a name or number, as ?0';
  if (/[\u2018\u2019\u201c\u201d`]/.test(letter)) return `${letter} is no quote here: text stands in ' or "`;
  return `${JSON.stringify(letter)} has no meaning here`;
}
