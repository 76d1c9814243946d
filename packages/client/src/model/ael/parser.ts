// Text to a tree: operators by their precedence, control, functions and methods. Paths are in paths.ts, constants in
// literals.ts.
//
//   or · and · == != > >= < <= in =~ · | · ^ · & · << >> >>> · + - · * / % · ** · ~x -x +x not(x) · value

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { Cursor } from './cursor.ts';
import { rowOf } from './functions.ts';
import type { Token } from './lexer.ts';
import { literal } from './literals.ts';
import { PATH_METHODS } from './path-methods.ts';
import { pinOf, segments } from './paths.ts';
import { fail } from './problem.ts';
import type { Argument, Expression, Method, Regex } from './syntax.ts';

/** Operators with two operands that bind alike, from the loosest to the tightest; a chain of one of `open` is one node. */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '>=', '<=', '>', '<', 'in', '=~'],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const COMPARISONS = 2;
const OPEN = new Set(['or', 'and', '|', '^', '&', '+', '-', '*', '/']);
const ENDED = 'a path ends with its method; put it in parentheses to go on';
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'then', 'default']);

export class Parser extends Cursor {
  /** The tree of the text. @throws AelProblem */
  whole(): Expression {
    const tree = this.expression();
    if (this.peek().kind !== 'end') this.unexpected('an operator or the end');
    return tree;
  }

  expression(): Expression {
    return this.nested(() => this.#level(0));
  }

  #level(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#level(level + 1);
    for (let isFirst = true; ; isFirst = false) {
      const { at, text: name } = this.peek();
      if (!this.#isOperator(operators)) return left;
      if (level === COMPARISONS && !isFirst) fail(at, 'comparisons do not chain, join two of them with "and"');
      this.take();
      if (name === '=~') left = this.#matches(at, left);
      else {
        const args = [left, this.#level(level + 1)];
        // A chain is one node only where it was written as one: (a - b) - c stays two.
        while (OPEN.has(name) && this.#isOperator([name])) {
          this.take();
          args.push(this.#level(level + 1));
        }
        left = this.node({ kind: 'operation', at, name, args }, args);
      }
    }
  }

  #isOperator(operators: readonly string[]): boolean {
    const { kind, text } = this.peek();
    return (kind === 'symbol' || kind === 'name') && operators.includes(text);
  }

  #matches(at: number, value: Expression): Expression {
    if (this.peek().kind !== 'regex') this.unexpected('a regular expression, as /^a/');
    return this.node({ kind: 'matches', at, value, regex: regexOf(this.take()) }, [value]);
  }

  #power(): Expression {
    const base = this.#unary();
    if (!this.isSymbol('**')) return base;
    const { at } = this.take();
    const args = [base, this.nested(() => this.#power())];
    return this.node({ kind: 'operation', at, name: '**', args }, args);
  }

  #unary(): Expression {
    const { at, text } = this.peek();
    if (this.isName('not')) {
      this.take();
      this.expect('(', 'behind not, as in not($.a == 1)');
      const value = this.expression();
      this.expect(')', 'to end not(...)');
      return this.node({ kind: 'operation', at, name: 'not', args: [value] }, [value]);
    }
    if (!this.isSymbol('~') && !this.isSymbol('-') && !this.isSymbol('+')) {
      const isClosed = this.isSymbol('(');
      return this.#postfix(this.#primary(), isClosed);
    }
    this.take();
    const value = this.nested(() => this.#unary());
    if (text === '+') return value;
    return this.node({ kind: 'operation', at, name: text === '~' ? 'invert' : 'negate', args: [value] }, [value]);
  }

  #primary(): Expression {
    const { kind, at, text } = this.peek();
    if (kind === 'variable') {
      this.take();
      return this.node({ kind: 'variable', at, name: text });
    }
    if (this.takes('(')) {
      const inner = this.expression();
      this.expect(')', 'to end the parentheses');
      // Closed to what follows: an operator of the same kind makes a node of its own.
      return inner;
    }
    if (this.isSymbol('$.')) return this.#bin();
    if (this.isSymbol('@')) return this.#loop();
    if (kind === 'name') {
      if (text === 'when' && this.isSymbol('(', 1)) return this.#when();
      if (text === 'let' && this.isSymbol('(', 1)) return this.#let();
      if (text === 'unknown' || text === 'error') {
        this.take();
        return this.node({ kind: 'unknown', at });
      }
      if (KEYWORDS.has(text)) this.unexpected('a value');
      if (this.isSymbol('(', 1)) {
        this.take();
        const args = this.arguments();
        return this.node(
          { kind: 'call', at, name: text, args },
          args.map(({ value }) => value),
        );
      }
    }
    return literal(this);
  }

  #bin(): Expression {
    const { at } = this.take();
    const { kind, text } = this.peek();
    if (kind !== 'name' && kind !== 'string') this.unexpected('the name of a bin, as $.age or $."my bin"');
    this.take();
    if (this.isInLoop) fail(at, 'a filter of elements sees the element only, "@", and neither bins nor metadata');
    if (kind === 'name' && this.isSymbol('(')) {
      const args = this.arguments();
      return this.node(
        { kind: 'metadata', at, name: text, args, ...this.#pin() },
        args.map(({ value }) => value),
      );
    }
    const bytes = Buffer.byteLength(text);
    if (bytes < 1 || bytes > 15) fail(at, `bin name is ${bytes} bytes long, it has 1 to 15 (${text})`);
    return this.node({ kind: 'bin', at, name: text, ...this.#pin() });
  }

  #pin(): { readonly pin: number | undefined; readonly local: boolean } {
    return pinOf(this);
  }

  #loop(): Expression {
    const { at, end } = this.take();
    if (!this.isInLoop) fail(at, '"@" stands for an element, inside [?( )] and modify( ) only');
    const next = this.peek();
    const isPart = next.kind === 'name' && next.at === end && (next.text === 'key' || next.text === 'index');
    if (isPart) this.take();
    const part = isPart ? (next.text as 'key' | 'index') : 'value';
    return this.node({ kind: 'loop', at, part, ...this.#pin() });
  }

  /**
   * Segments and methods behind a value.
   * @param isClosed - whether it stood in parentheses, and a path may begin anew
   */
  #postfix(value: Expression, isClosed: boolean): Expression {
    let result = value;
    for (let hasPath = false; ; ) {
      const isMethod = this.isSymbol('.') && this.peek(1).kind === 'name' && this.isSymbol('(', 2);
      if (isMethod) {
        const { at, text } = this.peek(1);
        const isOpen = !isClosed || result !== value;
        if (result.kind === 'metadata' && isOpen) {
          fail(at, 'a method on metadata needs parentheses: ($.ttl()).toFloat()');
        }
        if (result.kind === 'method' && isOpen && rowOf(PATH_METHODS, text) !== undefined) fail(at, ENDED);
        result = this.#method(result);
      } else if (this.isSymbol('.') || this.isSymbol('&[?(')) {
        const { at } = this.peek();
        if (hasPath || (result.kind === 'method' && (!isClosed || result !== value))) fail(at, ENDED);
        const path = segments(this);
        const filters = path.flatMap(({ filter }) => (filter === undefined ? [] : [filter]));
        result = this.node({ kind: 'path', at, base: result, segments: path }, [result, ...filters]);
        hasPath = true;
      } else break;
    }
    if (this.isSymbol('[')) fail(this.peek().at, 'a segment begins with a dot: $.list.[0]');
    return result;
  }

  #method(receiver: Expression): Method {
    this.take();
    const { at, text: name } = this.take();
    const wasInLoop = this.isInLoop;
    if (name === 'modify') this.isInLoop = true;
    const args = this.arguments();
    this.isInLoop = wasInLoop;
    const flags: string[] = [];
    while (this.isSymbol(':') && this.peek(1).kind === 'name') {
      this.take();
      flags.push(this.take().text);
    }
    return this.node({ kind: 'method', at, receiver, name, args, flags }, [
      receiver,
      ...args.map(({ value }) => value),
    ]);
  }

  arguments(): Argument[] {
    this.expect('(', 'to begin the arguments');
    const args: Argument[] = [];
    if (this.takes(')')) return args;
    do {
      const { at, kind, text } = this.peek();
      const isNamed = kind === 'name' && this.isSymbol(':', 1);
      if (isNamed) {
        this.take();
        this.take();
      } else if (args.at(-1)?.name !== undefined) fail(at, 'an argument without a name stands before those with names');
      args.push({ at, name: isNamed ? text : undefined, value: this.#argument() });
    } while (this.takes(','));
    this.expect(')', 'to end the arguments');
    return args;
  }

  #argument(): Expression {
    if (this.peek().kind === 'regex') fail(this.peek().at, 'regexReplace needs server 8.2 and is not compiled here');
    return this.expression();
  }

  #when(): Expression {
    const { at } = this.take();
    this.expect('(', 'behind when');
    const rows: [Expression, Expression][] = [];
    for (;;) {
      if (this.isName('default')) {
        this.take();
        this.expect('=>', 'behind default');
        const otherwise = this.expression();
        this.expect(')', 'to end when(...); default comes last');
        if (rows.length === 0) fail(at, 'when needs a condition before its default');
        return this.node({ kind: 'when', at, rows, otherwise }, [...rows.flat(), otherwise]);
      }
      if (this.isSymbol(')')) fail(this.peek().at, 'when needs a default: when(condition => value, default => value)');
      const condition = this.expression();
      this.expect('=>', 'between a condition and its value');
      rows.push([condition, this.expression()]);
      if (!this.takes(',') && !this.isSymbol(')')) this.unexpected('"," or ")"');
    }
  }

  #let(): Expression {
    const { at } = this.take();
    this.expect('(', 'behind let');
    const definitions: [string, Expression][] = [];
    do {
      const name = this.take();
      if (name.kind !== 'name') fail(name.at, 'expected the name of a variable, as in let(a = 1) then (${a})');
      this.expect('=', 'behind the name of the variable');
      definitions.push([name.text, this.expression()]);
    } while (this.takes(','));
    this.expect(')', 'to end the variables');
    if (!this.isName('then')) this.unexpected('"then"');
    this.take();
    this.expect('(', 'behind then');
    const body = this.expression();
    this.expect(')', 'to end then(...)');
    return this.node({ kind: 'let', at, definitions, body }, [...definitions.map(([, value]) => value), body]);
  }
}

function regexOf({ at, text, value }: Token): Regex {
  return { at, pattern: text, flags: value as string };
}
