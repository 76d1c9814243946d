// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

// Random conditions and values, each twice: as text in AEL, and as the functions of `exp` make it. The two are written
// side by side from the same choices; neither is made from the other, so that the compiler can be held against them.
// Here is the grammar: what is made of what, down to a depth.

import { type AerospikeExp, exp } from 'tendril';
import type { Random } from '../random.ts';
import { bytes, changedList, changedMap } from './changes.ts';
import { selection } from './elements.ts';
import { booleanLiteral, floatLiteral, intLiteral } from './literals.ts';
import { floatOperands, integerOperands, textOperands } from './operands.ts';
import { atom, type Maker, type Pair, Phrases } from './phrases.ts';
import { COMPARE, compared, plainTest } from './plain-tests.ts';
import { recordBins } from './record.ts';
import { changedText, numberOfText, testOfText } from './texts.ts';

type Open = readonly [mark: string, level: number, make: (...args: AerospikeExp[]) => AerospikeExp];

const OPEN_INT: readonly Open[] = [
  ['+', 7, exp.add],
  ['-', 7, exp.sub],
  ['*', 8, exp.mul],
  ['/', 8, exp.div],
  ['&', 5, exp.intAnd],
  ['|', 3, exp.intOr],
  ['^', 4, exp.intXor],
];

const PAIRED_INT: readonly (readonly [string, number, (l: AerospikeExp, r: AerospikeExp) => AerospikeExp])[] = [
  ['%', 8, exp.mod],
  ['<<', 6, exp.intLshift],
  ['>>', 6, exp.intArshift],
  ['>>>', 6, exp.intRshift],
];

/** Makes the pairs of one random source. */
export class AelConditions {
  readonly #phrases: Phrases;
  readonly #isNewer: boolean;
  #variables = 0;

  /** @param isNewer - whether there may be what only servers from 8.2 on do */
  constructor(random: Random, isNewer = false) {
    this.#phrases = new Phrases(random);
    this.#isNewer = isNewer;
  }

  /** A condition, which is a filter. */
  condition(depth: number): Pair {
    const deeper = (): Pair => this.condition(depth - 1);
    if (depth <= 0) return plainTest(this.#phrases);
    return this.#phrases.of([
      () => this.#phrases.several('and', 1, exp.and, deeper),
      () => this.#phrases.several('or', 0, exp.or, deeper),
      () => this.#phrases.called('not', exp.not, [deeper()]),
      () => this.#phrases.called('exclusive', exp.exclusive, [deeper(), deeper()]),
      () => compared(this.#phrases, () => this.integer(depth - 1)),
      () => compared(this.#phrases, () => this.float(depth - 1)),
      () => compared(this.#phrases, () => this.string(depth - 1)),
      () => this.#when(depth, deeper),
      () => this.#let(depth),
      () => (this.#isNewer ? testOfText(this.#phrases, this.string(depth - 1)) : plainTest(this.#phrases)),
      () => plainTest(this.#phrases),
      () => plainTest(this.#phrases),
    ]);
  }

  /** What can be read or written: a value of any type, or a changed collection. */
  value(depth: number): Pair {
    const integer = (maxDepth: number): Pair => this.integer(Math.min(depth - 1, maxDepth));
    return this.#phrases.of([
      () => this.integer(depth),
      () => this.float(depth),
      () => this.string(depth),
      () => selection(this.#phrases),
      () => changedList(this.#phrases, () => integer(1)),
      () => changedMap(this.#phrases, () => integer(1)),
      () => bytes(this.#phrases, () => integer(0)),
      () => this.condition(depth),
    ]);
  }

  integer(depth: number): Pair {
    if (depth <= 0) return this.#phrases.of(integerOperands(this.#phrases));
    const one = (): Pair => this.integer(depth - 1);
    return this.#phrases.of([
      () => {
        const [mark, level, make] = this.#phrases.pick(OPEN_INT);
        return this.#phrases.several(mark, level, make, one);
      },
      () => {
        const [mark, level, make] = this.#phrases.pick(PAIRED_INT);
        return this.#phrases.binary(mark, level, make, one(), one());
      },
      () => this.#phrases.called('abs', exp.abs, [one()]),
      () => this.#phrases.called('min', exp.min, [one(), one(), one()]),
      () => this.#phrases.called('max', exp.max, [one(), one()]),
      () => this.#phrases.called('countOneBits', exp.intCount, [one()]),
      () => this.#phrases.labelled('findBitLeft', exp.intLscan, ['x', 'value'], [one(), booleanLiteral(this.#phrases)]),
      () => this.#phrases.method(this.float(depth - 1), 'toInt()', exp.toInt),
      () => (this.#isNewer ? numberOfText(this.#phrases, this.string(depth - 1)) : intLiteral(this.#phrases)),
      () => this.#phrases.prefixed('~', exp.intNot, one()),
      () => this.#phrases.prefixed('-', (value) => exp.sub(exp.int(0), value), one()),
      () => this.#when(depth, one),
      ...integerOperands(this.#phrases),
    ]);
  }

  float(depth: number): Pair {
    if (depth <= 0) return this.#phrases.of(floatOperands(this.#phrases));
    const one = (): Pair => this.float(depth - 1);
    return this.#phrases.of([
      () => this.#phrases.several('+', 7, exp.add, one),
      () => this.#phrases.several('*', 8, exp.mul, one),
      () => this.#phrases.called('floor', exp.floor, [one()]),
      () => this.#phrases.called('ceil', exp.ceil, [one()]),
      () => this.#phrases.called('abs', exp.abs, [one()]),
      () => this.#phrases.labelled('pow', exp.pow, ['base', 'exponent'], [one(), floatLiteral(this.#phrases)]),
      () => this.#phrases.binary('**', 9, exp.pow, this.#phrases.closed(one()), one()),
      () => this.#phrases.method(this.integer(depth - 1), 'toFloat()', exp.toFloat),
      ...floatOperands(this.#phrases),
    ]);
  }

  string(depth: number): Pair {
    if (depth > 0 && this.#isNewer && this.#phrases.chance(0.5))
      return changedText(this.#phrases, this.string(depth - 1));
    if (depth > 0 && this.#phrases.chance(0.3)) return this.#when(depth, () => this.string(depth - 1));
    return this.#phrases.of(textOperands(this.#phrases));
  }

  /** A record with the bins that conditions read; what it lacks is unknown to them. */
  bins(): { [name: string]: unknown } {
    return recordBins(this.#phrases);
  }

  #when(depth: number, one: Maker): Pair {
    const rows = Array.from({ length: 1 + this.#phrases.below(2) }, () => [this.condition(depth - 2), one()] as const);
    const otherwise = one();
    const text = rows.map(([test, value]) => `${test.text} => ${value.text}`).join(this.#phrases.space(', '));
    const parts = rows.flatMap(([test, value]) => [test.expression, value.expression]);
    return atom(
      `when${this.#phrases.space('')}(${text}, default => ${otherwise.text})`,
      exp.cond(...parts, otherwise.expression),
    );
  }

  #let(depth: number): Pair {
    const name = `v${this.#variables++}`;
    const value = this.integer(depth - 1);
    const [mark, compare] = this.#phrases.pick(COMPARE);
    const other = this.integer(depth - 1);
    const expression = exp.let(exp.def(name, value.expression), compare(exp.var(name), other.expression));
    const text = `let (${name} = ${value.text}) then (\${${name}} ${mark} ${this.#phrases.inside(other, 3)})`;
    return atom(text, expression);
  }
}
