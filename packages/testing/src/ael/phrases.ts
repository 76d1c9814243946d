// Texts and expressions of one meaning, put together side by side: each way of putting together makes both, by what the
// grammar of AEL says and by the functions of `exp`. Spacing, brackets and the order of named parts are left to chance.

import type { AerospikeExp } from 'tendril';
import type { Random } from '../random.ts';

/** Text and expression of one meaning, and how tightly the text holds together. */
export interface Pair {
  readonly text: string;
  readonly level: number;
  readonly expression: AerospikeExp;
}

export type Maker = () => Pair;

/** Of what needs no brackets anywhere. */
const ATOM = 11;

/** The ways of putting together, and the choices among them. */
export class Phrases {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Two or three parts with the same mark between them. */
  several(mark: string, level: number, make: (...args: AerospikeExp[]) => AerospikeExp, one: Maker): Pair {
    const parts = Array.from({ length: 2 + this.below(2) }, one);
    const text = parts.map((part) => this.inside(part, level + 1)).join(this.#around(mark));
    return this.#maybeClosed({ text, level, expression: make(...parts.map(({ expression }) => expression)) });
  }

  binary(
    mark: string,
    level: number,
    make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp,
    left: Pair,
    right: Pair,
  ): Pair {
    const text = `${this.inside(left, level + 1)}${this.#around(mark)}${this.inside(right, level + 1)}`;
    return this.#maybeClosed({ text, level, expression: make(left.expression, right.expression) });
  }

  /** Binds tighter than any mark between two. */
  prefixed(mark: string, make: (value: AerospikeExp) => AerospikeExp, value: Pair): Pair {
    return { text: `${mark}(${value.text})`, level: 10, expression: make(value.expression) };
  }

  method({ text, expression }: Pair, method: string, make: (value: AerospikeExp) => AerospikeExp): Pair {
    return atom(`(${text}).${method}`, make(expression));
  }

  called(name: string, make: (...args: AerospikeExp[]) => AerospikeExp, parts: readonly Pair[]): Pair {
    const text = `${name}(${parts.map((part) => part.text).join(this.space(', '))})`;
    return atom(text, make(...parts.map(({ expression }) => expression)));
  }

  /** A call whose arguments have names, in either order. */
  labelled(
    name: string,
    make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp,
    labels: readonly string[],
    parts: readonly Pair[],
  ): Pair {
    const texts = parts.map(({ text }, i) => `${labels[i]}: ${text}`);
    if (this.chance(0.5)) texts.reverse();
    const [left, right] = parts as readonly [Pair, Pair];
    return atom(`${name}(${texts.join(', ')})`, make(left.expression, right.expression));
  }

  /** A part where only what is bound as tightly as `level` needs no brackets. */
  inside(part: Pair, level: number): string {
    return part.level < level ? `(${part.text})` : part.text;
  }

  closed({ text, expression }: Pair): Pair {
    return atom(`(${text})`, expression);
  }

  /** What may stand between tokens. */
  space(usual: string): string {
    return this.chance(0.9) ? usual : `${usual}${this.pick([' ', '\n', '\t ', '/* so */', ' /* $.x == ( */ '])}`;
  }

  of(makers: readonly Maker[]): Pair {
    return this.pick(makers)();
  }

  pick<T>(from: readonly T[]): T {
    return from[this.#random.below(from.length)] as T;
  }

  below(end: number): number {
    return this.#random.below(end);
  }

  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  #maybeClosed(part: Pair): Pair {
    return this.chance(0.15) ? this.closed(part) : part;
  }

  #around(mark: string): string {
    return /[a-z]/.test(mark) || this.chance(0.7) ? `${this.space(' ')}${mark} ` : `${mark}${this.space('')}`;
  }
}

export function atom(text: string, expression: AerospikeExp): Pair {
  return { text, level: ATOM, expression };
}
