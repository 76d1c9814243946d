// The tokens of a text, by number: the kinds, what a token holds, and how tightly an operator binds. Never reads text.

/** Kinds of tokens. From `PLUS` on they are marks, each its own kind. */
export const TOKEN = {
  END: 0,
  NAME: 1,
  INT: 2,
  FLOAT: 3,
  STRING: 4,
  BLOB: 5,
  REGEX: 6,
  VARIABLE: 7,
  PLACEHOLDER: 8,
  PLUS: 9,
  MINUS: 10,
  STAR: 11,
  SLASH: 12,
  PERCENT: 13,
  POWER: 14,
  PIPE: 15,
  CARET: 16,
  AMPERSAND: 17,
  TILDE: 18,
  SHIFT_LEFT: 19,
  SHIFT_RIGHT: 20,
  SHIFT_RIGHT_ZEROS: 21,
  EQUAL: 22,
  NOT_EQUAL: 23,
  GREATER: 24,
  GREATER_EQUAL: 25,
  LESS: 26,
  LESS_EQUAL: 27,
  MATCHES: 28,
  ARROW: 29,
  ASSIGN: 30,
  BANG: 31,
  OPEN: 32,
  CLOSE: 33,
  OPEN_LIST: 34,
  CLOSE_LIST: 35,
  OPEN_MAP: 36,
  CLOSE_MAP: 37,
  COMMA: 38,
  COLON: 39,
  DOT: 40,
  AT: 41,
  HASH: 42,
  BIN: 43,
  FILTER: 44,
  AND_FILTER: 45,
  /** The rest is not part of the language, and has a hint in messages. */
  DOUBLE_AND: 46,
  DOUBLE_OR: 47,
  TRIPLE_EQUAL: 48,
  NOT_DOUBLE_EQUAL: 49,
  DOTS: 50,
  SEMICOLON: 51,
} as const;

export type TokenKind = (typeof TOKEN)[keyof typeof TOKEN];

/** One place in a text. Filled anew as the lexer goes on: whoever needs it longer copies what it needs. */
export class Token {
  kind: TokenKind = TOKEN.END;
  at = 0;
  end = 0;
  /** A name as written; the content of strings and regular expressions; a float as written. */
  text = '';
  /** Of numbers and bytes; the flags of a regular expression. */
  value: number | bigint | Buffer | string | undefined = undefined;
}

/** An operator with two operands. */
export interface OperatorRow {
  readonly name: string;
  /** From the loosest, 1. */
  readonly level: number;
  /** A chain of one such operator is one operation: a - b - c. */
  readonly isOpen: boolean;
}

/** The level at which operators do not chain. */
export const COMPARISON_LEVEL = 3;

const row = (name: string, level: number, isOpen = false): OperatorRow => ({ name, level, isOpen });

const AND = row('and', 2, true);
const OR = row('or', 1, true);
const IN = row('in', COMPARISON_LEVEL);

const ROWS: readonly (readonly [kind: TokenKind, row: OperatorRow])[] = [
  [TOKEN.EQUAL, row('==', COMPARISON_LEVEL)],
  [TOKEN.NOT_EQUAL, row('!=', COMPARISON_LEVEL)],
  [TOKEN.GREATER_EQUAL, row('>=', COMPARISON_LEVEL)],
  [TOKEN.LESS_EQUAL, row('<=', COMPARISON_LEVEL)],
  [TOKEN.GREATER, row('>', COMPARISON_LEVEL)],
  [TOKEN.LESS, row('<', COMPARISON_LEVEL)],
  [TOKEN.MATCHES, row('=~', COMPARISON_LEVEL)],
  [TOKEN.PIPE, row('|', 4, true)],
  [TOKEN.CARET, row('^', 5, true)],
  [TOKEN.AMPERSAND, row('&', 6, true)],
  [TOKEN.SHIFT_LEFT, row('<<', 7)],
  [TOKEN.SHIFT_RIGHT, row('>>', 7)],
  [TOKEN.SHIFT_RIGHT_ZEROS, row('>>>', 7)],
  [TOKEN.PLUS, row('+', 8, true)],
  [TOKEN.MINUS, row('-', 8, true)],
  [TOKEN.STAR, row('*', 9, true)],
  [TOKEN.SLASH, row('/', 9, true)],
  [TOKEN.PERCENT, row('%', 9)],
];

const byKind: (OperatorRow | undefined)[] = Array.from({ length: TOKEN.SEMICOLON + 1 }, () => undefined);
for (const [kind, operator] of ROWS) byKind[kind] = operator;

/** The operator that a token is between two operands. */
export function operatorOf(token: Token): OperatorRow | undefined {
  if (token.kind !== TOKEN.NAME) return byKind[token.kind];
  const { text } = token;
  return text === 'and' ? AND : text === 'or' ? OR : text === 'in' ? IN : undefined;
}
