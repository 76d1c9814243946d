// Where the parser stands in a text: looking ahead, taking what must come, and counting how deep nodes stand.

import { Lexer } from './lexer.ts';
import { fail } from './problem.ts';
import type { Expression } from './syntax.ts';
import { TOKEN, Token, type TokenKind } from './tokens.ts';

/** Nodes inside nodes. The operations of an expression nest 64 deep; parentheses come on top. */
const MAX_DEPTH = 128;
/** Tokens that are looked at before one is taken, made once; a power of two. */
const AHEAD = 4;

/** Values by the names of their placeholders: `?0` is the first of an array, `?name` a property. */
export type Parameters = readonly unknown[] | { readonly [name: string]: unknown };

export abstract class Cursor {
  readonly text: string;
  readonly parameters: Parameters | undefined;
  /** Names of parameters that the text uses. */
  readonly used = new Set<string>();
  /** Inside the brackets of a filter, or of modify. */
  isInLoop = false;
  readonly #lexer: Lexer;
  readonly #ring: readonly Token[] = Array.from({ length: AHEAD }, () => new Token());
  #first = 0;
  #ahead = 0;
  #depth = 0;

  constructor(text: string, parameters: Parameters | undefined) {
    this.text = text;
    this.parameters = parameters;
    this.#lexer = new Lexer(text);
  }

  /** The expression that begins here. @throws AelProblem */
  abstract expression(): Expression;

  /** A token that comes, at most two behind the next. It is filled anew some tokens later. */
  peek(distance = 0): Token {
    while (this.#ahead <= distance) {
      this.#lexer.next(this.#ring[(this.#first + this.#ahead) & (AHEAD - 1)] as Token);
      this.#ahead++;
    }
    return this.#ring[(this.#first + distance) & (AHEAD - 1)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#first++;
    this.#ahead--;
    return token;
  }

  is(kind: TokenKind, distance = 0): boolean {
    return this.peek(distance).kind === kind;
  }

  isName(text: string): boolean {
    const token = this.peek();
    return token.kind === TOKEN.NAME && token.text === text;
  }

  /** Takes a mark if it comes. */
  takes(kind: TokenKind): boolean {
    if (this.peek().kind !== kind) return false;
    this.take();
    return true;
  }

  /**
   * @param shown - the mark, in messages
   * @param where - what it would do: "to end the list"
   */
  expect(kind: TokenKind, shown: string, where: string): Token {
    if (this.peek().kind !== kind) this.unexpected(`"${shown}" ${where}`);
    return this.take();
  }

  /** @throws AelProblem at the next token, with a hint if it is from another language. */
  unexpected(expected: string): never {
    const { kind, at, end } = this.peek();
    const hint = HINTS[kind];
    if (hint !== undefined) fail(at, hint);
    if (kind === TOKEN.END) fail(at, `unexpected end of expression, expected ${expected}`);
    return fail(at, `expected ${expected}, found ${shown(this.text, at, end)}`);
  }

  /** How deep a node stands above its deepest child. @throws AelProblem if it is too deep. */
  above(at: number, depth: number): number {
    if (depth >= MAX_DEPTH) tooDeep(at);
    return depth + 1;
  }

  /** Enters a part of the parser that may lead to itself; to be left. @throws AelProblem if it is too deep. */
  enter(): void {
    if (++this.#depth > MAX_DEPTH) tooDeep(this.peek().at);
  }

  leave(): void {
    this.#depth--;
  }
}

/** The greatest depth of some nodes; -1 for none, so that the node above them has 0. */
export function deepest(nodes: readonly Expression[]): number {
  let depth = -1;
  for (const node of nodes) if (node.depth > depth) depth = node.depth;
  return depth;
}

function tooDeep(at: number): never {
  return fail(at, `the expression is nested deeper than ${MAX_DEPTH} levels, which is the limit`);
}

/** What other languages write. */
const HINTS: { readonly [kind: number]: string } = {
  [TOKEN.DOUBLE_AND]: '"&&" is not an operator, write "and"',
  [TOKEN.DOUBLE_OR]: '"||" is not an operator, write "or"',
  [TOKEN.ASSIGN]: '"=" is for variables of let, write "==" to compare',
  [TOKEN.TRIPLE_EQUAL]: '"===" is not an operator, write "=="',
  [TOKEN.NOT_DOUBLE_EQUAL]: '"!==" is not an operator, write "!="',
  [TOKEN.BANG]: '"!" is not an operator, write not(...)',
  [TOKEN.DOTS]: '".." is not an operator, write ":" for a range',
  [TOKEN.SEMICOLON]: 'an expression has no ";", it is a single value',
};

function shown(text: string, at: number, end: number): string {
  const raw = text.slice(at, Math.min(end, at + 20));
  return end - at > 20 ? `${raw}…` : raw.startsWith('"') ? raw : `"${raw}"`;
}
