// Where the parser stands in a text: looking ahead, taking what must come, and making nodes no deeper than the limit.

import { Lexer, type Token } from './lexer.ts';
import { fail } from './problem.ts';
import type { Expression } from './syntax.ts';

/** Nodes inside nodes. The operations of an expression nest 64 deep; parentheses come on top. */
const MAX_DEPTH = 128;

/** A node without what {@link Cursor.node} adds. */
type Bare<T> = T extends Expression ? Omit<T, 'depth' | 'type'> : never;

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
  readonly #ahead: Token[] = [];
  #depth = 0;

  constructor(text: string, parameters: Parameters | undefined) {
    this.text = text;
    this.parameters = parameters;
    this.#lexer = new Lexer(text);
  }

  /** The expression that begins here. @throws AelProblem */
  abstract expression(): Expression;

  peek(distance = 0): Token {
    while (this.#ahead.length <= distance) this.#ahead.push(this.#lexer.next());
    return this.#ahead[distance] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#ahead.shift();
    return token;
  }

  isSymbol(text: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.kind === 'symbol' && token.text === text;
  }

  isName(text: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.kind === 'name' && token.text === text;
  }

  /** Takes a mark if it comes. */
  takes(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.take();
    return true;
  }

  /** @param where - what the mark would do: "to end the list" */
  expect(text: string, where: string): Token {
    if (!this.isSymbol(text)) this.unexpected(`"${text}" ${where}`);
    return this.take();
  }

  /** @throws AelProblem at the next token, with a hint if it is from another language. */
  unexpected(expected: string): never {
    const token = this.peek();
    const hint = HINTS[token.kind === 'symbol' ? token.text : ''];
    if (hint !== undefined) fail(token.at, hint);
    if (token.kind === 'end') fail(token.at, `unexpected end of expression, expected ${expected}`);
    return fail(token.at, `expected ${expected}, found ${shown(this.text, token)}`);
  }

  /** Makes a node. @throws AelProblem if it is too deep. */
  node<T extends Bare<Expression>>(bare: T, children: readonly Expression[] = []): T & { depth: number } {
    let depth = 0;
    for (const child of children) if (child.depth >= depth) depth = child.depth + 1;
    if (depth > MAX_DEPTH) tooDeep(bare.at);
    return { ...bare, depth };
  }

  /** Runs a part of the parser that may lead to itself. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) tooDeep(this.peek().at);
    const result = read();
    this.#depth--;
    return result;
  }
}

function tooDeep(at: number): never {
  return fail(at, `the expression is nested deeper than ${MAX_DEPTH} levels, which is the limit`);
}

/** What other languages write. */
const HINTS: { readonly [symbol: string]: string } = {
  '&&': '"&&" is no operator, write "and"',
  '||': '"||" is no operator, write "or"',
  '=': '"=" is for variables of let, write "==" to compare',
  '===': '"===" is no operator, write "=="',
  '!==': '"!==" is no operator, write "!="',
  '!': '"!" is no operator, write not(...)',
  '..': '".." is no operator, write ":" for a range',
  ';': 'an expression has no ";", it is a single value',
};

function shown(text: string, token: Token): string {
  const raw = text.slice(token.at, Math.min(token.end, token.at + 20));
  return token.end - token.at > 20 ? `${raw}…` : raw.startsWith('"') ? raw : `"${raw}"`;
}
