// The tokens that hold values, each read from where it begins: numbers, text in quotes, bytes, regular expressions.

import { MAX_INT64, MIN_INT64 } from '../../wire/codes/limits.ts';
import { fail } from './problem.ts';
import { TOKEN, type Token } from './tokens.ts';

const BACKSLASH = 0x5c;
const LINE_END = 0x0a;
const RETURN = 0x0d;
const SLASH = 0x2f;
const DOT = 0x2e;
const ZERO = 0x30;

/** Decimal digits that are exact in a number, whatever they are. */
const EXACT_DIGITS = 15;

const HEX = /^[0-9a-fA-F]{2}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const PREFIXED = /0(?:[xX][0-9a-fA-F]+|[bB][01]+)/y;

const ESCAPES: { readonly [letter: string]: string } = {
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '"': '"',
  "'": "'",
};

const isDigit = (code: number): boolean => code >= ZERO && code <= 0x39;
const isLetter = (code: number): boolean => ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;

/**
 * A number.
 *
 * @param start - its first digit: a minus may stand before it
 */
export function readNumber(text: string, at: number, start: number, token: Token): void {
  const second = text.charCodeAt(start + 1) | 0x20;
  if (text.charCodeAt(start) === ZERO && (second === 0x78 || second === 0x62)) {
    PREFIXED.lastIndex = start;
    const digits = PREFIXED.exec(text)?.[0];
    if (digits !== undefined) return integer(text, at, start, start + digits.length, token);
  }
  let end = start;
  let value = 0;
  for (let code = text.charCodeAt(end); isDigit(code); code = text.charCodeAt(++end)) value = value * 10 + code - ZERO;
  if (text.charCodeAt(end) === DOT && isDigit(text.charCodeAt(end + 1))) {
    end++;
    while (isDigit(text.charCodeAt(end))) end++;
    ended(text, at, end);
    token.kind = TOKEN.FLOAT;
    token.end = end;
    token.text = text.slice(at, end);
    token.value = Number(token.text);
  } else if (end - start > EXACT_DIGITS) integer(text, at, start, end, token);
  else {
    ended(text, at, end);
    token.kind = TOKEN.INT;
    token.end = end;
    // No minus before a zero: integers have none.
    token.value = at === start || value === 0 ? value : -value;
  }
}

/** An integer of any length or base. */
function integer(text: string, at: number, start: number, end: number, token: Token): void {
  ended(text, at, end);
  // Twenty digits are more than 64 bits have; a longer text would only cost time.
  const whole = text.slice(start, end).replace(/^0+(?=\d)/, '');
  const size = whole.length > 66 ? MAX_INT64 + 2n : BigInt(whole);
  const value = at === start ? size : -size;
  if (value > MAX_INT64 || value < MIN_INT64) fail(at, 'the integer is out of range, it has 64 bits with a sign');
  token.kind = TOKEN.INT;
  token.end = end;
  // A number where it is exact.
  token.value = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function ended(text: string, at: number, end: number): void {
  const next = text.charCodeAt(end);
  if (!isLetter(next)) return;
  if ((next | 0x20) === 0x65) {
    fail(at, 'a number has no exponent here: write its digits, or pow(base: 10.0, exponent: …)');
  }
  fail(at, `"${text.slice(at, end + 1)}" is not a number`);
}

/**
 * A text in quotes.
 *
 * @param at - where the token begins: a prefix may stand before the quote
 */
export function readString(text: string, at: number, quoteAt: number, token: Token): void {
  const quote = text.charCodeAt(quoteAt);
  let content = '';
  let from = quoteAt + 1;
  for (let i = from; ; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      token.kind = TOKEN.STRING;
      token.at = at;
      token.end = i + 1;
      token.text = content + text.slice(from, i);
      return;
    }
    if (code === LINE_END || code === RETURN || i >= text.length) {
      const where = i >= text.length ? '' : ', on its line; a line end is \\n';
      fail(at, `the text in quotes has no end, ${text[quoteAt]}${where}`);
    }
    if (code !== BACKSLASH) continue;
    content += text.slice(from, i) + escaped(text, i);
    i += text[i + 1] === 'x' ? 3 : 1;
    from = i + 1;
  }
}

/** The character that an escape stands for. */
function escaped(text: string, at: number): string {
  const letter = text[at + 1] ?? '';
  if (letter === 'x') {
    const hex = text.slice(at + 2, at + 4);
    if (HEX.test(hex)) return String.fromCharCode(Number.parseInt(hex, 16));
  }
  const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (character === undefined) {
    fail(at, `"\\${letter}" is not an escape; there are \\\\ \\n \\r \\t \\0 \\" \\' and \\x with two hex digits`);
  }
  return character;
}

/** Bytes: `x'cafe'`, `b64'yv4='`; false for a name that begins alike. */
export function readBytes(text: string, at: number, token: Token): boolean {
  const first = text.charCodeAt(at) | 0x20;
  const isHex = first === 0x78;
  if (!isHex && (first !== 0x62 || text.charCodeAt(at + 1) !== 0x36 || text.charCodeAt(at + 2) !== 0x34)) return false;
  const quoteAt = isHex ? at + 1 : at + 3;
  const quote = text.charCodeAt(quoteAt);
  if (quote !== 0x22 && quote !== 0x27) return false;
  readString(text, at, quoteAt, token);
  const content = token.text;
  if (isHex && (content.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(content))) {
    fail(at, "bytes are pairs of hex digits, as in x'cafe'");
  }
  if (!isHex && (content.length % 4 !== 0 || !BASE64.test(content))) {
    fail(at, "bytes in base64 come in groups of four letters, as in b64'aGk='");
  }
  token.kind = TOKEN.BLOB;
  token.value = Buffer.from(content, isHex ? 'hex' : 'base64');
  return true;
}

/** A regular expression with its flags. */
export function readRegex(text: string, at: number, token: Token): void {
  for (let i = at + 1; i < text.length && text.charCodeAt(i) !== LINE_END; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === SLASH) {
      let end = i + 1;
      while (text.charCodeAt(end) !== 0x5f && isLetter(text.charCodeAt(end))) end++;
      token.kind = TOKEN.REGEX;
      token.end = end;
      token.text = text.slice(at + 1, i).replaceAll('\\/', '/');
      token.value = text.slice(i + 1, end);
      return;
    }
  }
  fail(at, 'the regular expression has no end, /');
}
