// Text to a tree: operators by their precedence, control, functions and methods. Paths are in paths.ts, constants in
// literals.ts.
//
//   or · and · == != > >= < <= in =~ · | · ^ · & · << >> >>> · + - · * / % · ** · ~x -x +x not(x) · value

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { Cursor, deepest } from './cursor.ts';
import { rowOf } from './functions.ts';
import { literal } from './literals.ts';
import { PATH_METHODS } from './path-methods.ts';
import { pinOf, segments } from './paths.ts';
import { fail } from './problem.ts';
import type { Argument, Expression, Matches, Method, Operation } from './syntax.ts';
import { COMPARISON_LEVEL, operatorOf, TOKEN } from './tokens.ts';
import { STRING } from './types.ts';

const ENDED = 'a path ends with its method; put it in parentheses to go on';
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'then', 'default']);

export class Parser extends Cursor {
  /** The tree of the text. @throws AelProblem */
  whole(): Expression {
    const tree = this.expression();
    if (!this.is(TOKEN.END)) this.unexpected('an operator or the end');
    return tree;
  }

  expression(): Expression {
    this.enter();
    const tree = this.#operators(1);
    this.leave();
    return tree;
  }

  /** Operators of a level and of those that bind tighter. */
  #operators(level: number): Expression {
    let left = this.#power();
    for (let isCompared = false; ; ) {
      const token = this.peek();
      const operator = operatorOf(token);
      if (operator === undefined || operator.level < level) return left;
      const { at, kind } = token;
      const { name, level: its, isOpen } = operator;
      if (its === COMPARISON_LEVEL) {
        if (isCompared) fail(at, 'comparisons do not chain, join two of them with "and"');
        isCompared = true;
      } else isCompared = false;
      this.take();
      if (kind === TOKEN.MATCHES) left = this.#matches(at, left);
      else {
        const args = [left, this.#operators(its + 1)];
        // A chain is one node only where it was written as one: (a - b) - c stays two.
        while (isOpen && operatorOf(this.peek()) === operator) {
          this.take();
          args.push(this.#operators(its + 1));
        }
        left = this.#operation(at, name, args);
      }
    }
  }

  #operation(at: number, name: string, args: Expression[]): Operation {
    return { kind: 'operation', at, depth: this.above(at, deepest(args)), type: undefined, name, args };
  }

  #matches(at: number, value: Expression): Matches {
    const regex = this.peek();
    if (regex.kind !== TOKEN.REGEX) this.unexpected('a regular expression, as /^a/');
    this.take();
    const { at: place, text, value: flags } = regex;
    const depth = this.above(at, value.depth);
    return {
      kind: 'matches',
      at,
      depth,
      type: undefined,
      value,
      regex: { at: place, pattern: text, flags: flags as string },
    };
  }

  #power(): Expression {
    const base = this.#unary();
    if (!this.is(TOKEN.POWER)) return base;
    const { at } = this.take();
    this.enter();
    const exponent = this.#power();
    this.leave();
    return this.#operation(at, '**', [base, exponent]);
  }

  #unary(): Expression {
    const { kind, at } = this.peek();
    switch (kind) {
      case TOKEN.TILDE:
      case TOKEN.MINUS:
      case TOKEN.PLUS: {
        this.take();
        this.enter();
        const value = this.#unary();
        this.leave();
        if (kind === TOKEN.PLUS) return value;
        return this.#operation(at, kind === TOKEN.TILDE ? 'invert' : 'negate', [value]);
      }
      case TOKEN.NAME:
        return this.isName('not') ? this.#not() : this.#postfix(this.#primary(), false);
      default:
        return this.#postfix(this.#primary(), kind === TOKEN.OPEN);
    }
  }

  #not(): Expression {
    const { at } = this.take();
    this.expect(TOKEN.OPEN, '(', 'behind not, as in not($.a == 1)');
    const value = this.expression();
    this.expect(TOKEN.CLOSE, ')', 'to end not(...)');
    return this.#operation(at, 'not', [value]);
  }

  #primary(): Expression {
    const { kind, at, text } = this.peek();
    switch (kind) {
      case TOKEN.BIN:
        return this.#bin();
      case TOKEN.AT:
        return this.#loop();
      case TOKEN.VARIABLE:
        this.take();
        return { kind: 'variable', at, depth: 0, type: undefined, name: text };
      case TOKEN.OPEN: {
        this.take();
        const inner = this.expression();
        this.expect(TOKEN.CLOSE, ')', 'to end the parentheses');
        // Closed to what follows: an operator of the same kind makes a node of its own.
        return inner;
      }
      case TOKEN.NAME:
        return this.#named(at, text);
      default:
        return literal(this);
    }
  }

  #named(at: number, text: string): Expression {
    if (text === 'unknown' || text === 'error') {
      this.take();
      return { kind: 'unknown', at, depth: 0, type: undefined };
    }
    if (KEYWORDS.has(text)) this.unexpected('a value');
    if (!this.is(TOKEN.OPEN, 1)) return literal(this);
    if (text === 'when') return this.#when();
    if (text === 'let') return this.#let();
    this.take();
    const args = this.arguments();
    return { kind: 'call', at, depth: this.#aboveArguments(at, args, -1), type: undefined, name: text, args };
  }

  #aboveArguments(at: number, args: readonly Argument[], least: number): number {
    let depth = least;
    for (const { value } of args) if (value.depth > depth) depth = value.depth;
    return this.above(at, depth);
  }

  #bin(): Expression {
    const { at } = this.take();
    const { kind, text } = this.peek();
    if (kind !== TOKEN.NAME && kind !== TOKEN.STRING) this.unexpected('the name of a bin, as $.age or $."my bin"');
    this.take();
    if (this.isInLoop) fail(at, 'a filter of elements sees the element only, "@", and neither bins nor metadata');
    if (kind === TOKEN.NAME && this.is(TOKEN.OPEN)) {
      const args = this.arguments();
      const depth = this.#aboveArguments(at, args, -1);
      return { kind: 'metadata', at, depth, type: undefined, name: text, args, pin: pinOf(this).pin };
    }
    const bytes = Buffer.byteLength(text);
    if (bytes < 1 || bytes > 15) fail(at, `bin name is ${bytes} bytes long, it has 1 to 15 (${text})`);
    const { pin, local } = pinOf(this);
    return { kind: 'bin', at, depth: 0, type: undefined, name: text, pin, local };
  }

  #loop(): Expression {
    const { at, end } = this.take();
    if (!this.isInLoop) fail(at, '"@" stands for an element, inside [?( )] and modify( ) only');
    const { kind, at: nextAt, text } = this.peek();
    const isPart = kind === TOKEN.NAME && nextAt === end && (text === 'key' || text === 'index');
    if (isPart) this.take();
    const part = isPart ? (text as 'key' | 'index') : 'value';
    return { kind: 'loop', at, depth: 0, type: undefined, part, pin: pinOf(this).pin };
  }

  /**
   * Segments and methods behind a value.
   * @param isClosed - whether it stood in parentheses, and a path may begin anew
   */
  #postfix(value: Expression, isClosed: boolean): Expression {
    let result = value;
    for (let hasPath = false; ; ) {
      const { kind, at } = this.peek();
      if (kind === TOKEN.DOT && this.is(TOKEN.NAME, 1) && this.is(TOKEN.OPEN, 2)) {
        const { at: nameAt, text } = this.peek(1);
        const isOpen = !isClosed || result !== value;
        if (result.kind === 'metadata' && isOpen) {
          fail(nameAt, 'a method on metadata needs parentheses: ($.ttl()).toFloat()');
        }
        if (isOpen && endsPath(result) && rowOf(PATH_METHODS, text) !== undefined) fail(nameAt, ENDED);
        result = this.#method(result, !isOpen);
        // What a method on values yields is a value, which may be gone into.
        hasPath = endsPath(result);
      } else if (kind === TOKEN.DOT || kind === TOKEN.AND_FILTER) {
        if (hasPath || (endsPath(result) && (!isClosed || result !== value))) fail(at, ENDED);
        const path = segments(this);
        let { depth } = result;
        for (const { filter } of path) if (filter !== undefined && filter.depth > depth) depth = filter.depth;
        depth = this.above(at, depth);
        result = { kind: 'path', at, depth, type: undefined, base: result, segments: path };
        hasPath = true;
      } else {
        if (kind === TOKEN.OPEN_LIST) fail(at, 'a segment begins with a dot: $.list.[0]');
        return result;
      }
    }
  }

  /** @param isValue - whether the receiver stands in parentheses */
  #method(receiver: Expression, isValue: boolean): Method {
    this.take();
    const { at, text: name } = this.take();
    const wasInLoop = this.isInLoop;
    if (name === 'modify') this.isInLoop = true;
    const args = this.arguments();
    this.isInLoop = wasInLoop;
    const flags: string[] = [];
    while (this.is(TOKEN.COLON) && this.is(TOKEN.NAME, 1)) {
      this.take();
      flags.push(this.take().text);
    }
    const depth = this.#aboveArguments(at, args, receiver.depth);
    return { kind: 'method', at, depth, type: undefined, receiver, isValue, name, args, flags };
  }

  arguments(): Argument[] {
    this.expect(TOKEN.OPEN, '(', 'to begin the arguments');
    const args: Argument[] = [];
    if (this.takes(TOKEN.CLOSE)) return args;
    do {
      const { at, kind, text } = this.peek();
      const isNamed = kind === TOKEN.NAME && this.is(TOKEN.COLON, 1);
      if (isNamed) {
        this.take();
        this.take();
      } else if (args.at(-1)?.name !== undefined) fail(at, 'an argument without a name stands before those with names');
      args.push({ at, name: isNamed ? text : undefined, value: this.#argument() });
    } while (this.takes(TOKEN.COMMA));
    this.expect(TOKEN.CLOSE, ')', 'to end the arguments');
    return args;
  }

  #argument(): Expression {
    if (!this.is(TOKEN.REGEX)) return this.expression();
    const { at, text, value } = this.take();
    return { kind: 'literal', at, depth: 0, type: undefined, set: STRING, value: text, regexFlags: value as string };
  }

  #when(): Expression {
    const { at } = this.take();
    this.expect(TOKEN.OPEN, '(', 'behind when');
    const rows: [Expression, Expression][] = [];
    for (;;) {
      if (this.isName('default')) {
        this.take();
        this.expect(TOKEN.ARROW, '=>', 'behind default');
        const otherwise = this.expression();
        this.expect(TOKEN.CLOSE, ')', 'to end when(...); default comes last');
        if (rows.length === 0) fail(at, 'when needs a condition before its default');
        const depth = this.above(at, deepest([...rows.flat(), otherwise]));
        return { kind: 'when', at, depth, type: undefined, rows, otherwise };
      }
      if (this.is(TOKEN.CLOSE)) {
        fail(this.peek().at, 'when needs a default: when(condition => value, default => value)');
      }
      const condition = this.expression();
      this.expect(TOKEN.ARROW, '=>', 'between a condition and its value');
      rows.push([condition, this.expression()]);
      if (!this.takes(TOKEN.COMMA) && !this.is(TOKEN.CLOSE)) this.unexpected('"," or ")"');
    }
  }

  #let(): Expression {
    const { at } = this.take();
    this.expect(TOKEN.OPEN, '(', 'behind let');
    const definitions: [string, Expression][] = [];
    do {
      const { kind, at: nameAt, text } = this.take();
      if (kind !== TOKEN.NAME) fail(nameAt, 'expected the name of a variable, as in let(a = 1) then (${a})');
      this.expect(TOKEN.ASSIGN, '=', 'behind the name of the variable');
      definitions.push([text, this.expression()]);
    } while (this.takes(TOKEN.COMMA));
    this.expect(TOKEN.CLOSE, ')', 'to end the variables');
    if (!this.isName('then')) this.unexpected('"then"');
    this.take();
    this.expect(TOKEN.OPEN, '(', 'behind then');
    const body = this.expression();
    this.expect(TOKEN.CLOSE, ')', 'to end then(...)');
    const depth = this.above(at, deepest([...definitions.map(([, value]) => value), body]));
    return { kind: 'let', at, depth, type: undefined, definitions, body };
  }
}

function endsPath({ kind, name }: Expression & { readonly name?: string }): boolean {
  return kind === 'method' && rowOf(PATH_METHODS, name as string) !== undefined;
}
