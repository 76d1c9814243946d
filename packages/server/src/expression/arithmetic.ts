// Arithmetic (docs/protocol/expressions.md, "Types and operation codes"): integers are signed, have 64 bits and wrap;
// floats are those of IEEE 754. Whatever is unknown makes the result unknown.

import { EXP, EXP_TYPE } from 'tendril/wire';
import { Constant, Node } from './node.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

type Fold<T> = (a: T, b: T) => T;

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
/** As the processor takes it: the low six bits. */
const shiftOf = (value: bigint): bigint => BigInt.asUintN(6, value);

const INTEGER_FOLDS: Readonly<Record<number, Fold<bigint>>> = {
  [EXP.ADD]: (a, b) => wrap(a + b),
  [EXP.SUB]: (a, b) => wrap(a - b),
  [EXP.MUL]: (a, b) => wrap(a * b),
  [EXP.MIN]: smaller,
  [EXP.MAX]: larger,
  [EXP.INT_AND]: (a, b) => a & b,
  [EXP.INT_OR]: (a, b) => a | b,
  [EXP.INT_XOR]: (a, b) => a ^ b,
  [EXP.INT_LSHIFT]: (a, b) => wrap(a << shiftOf(b)),
  [EXP.INT_RSHIFT]: (a, b) => wrap(unsigned(a) >> shiftOf(b)),
  [EXP.INT_ARSHIFT]: (a, b) => a >> shiftOf(b),
};

const FLOAT_FOLDS: Readonly<Record<number, Fold<number>>> = {
  [EXP.ADD]: (a, b) => a + b,
  [EXP.SUB]: (a, b) => a - b,
  [EXP.MUL]: (a, b) => a * b,
  [EXP.MIN]: smaller,
  [EXP.MAX]: larger,
  [EXP.POW]: power,
  [EXP.LOG]: (value, base) => Math.log(value) / Math.log(base),
};

/** A NaN compares with nothing, so what came before it stays, where `Math.min` gives NaN. */
function smaller<T extends bigint | number>(a: T, b: T): T {
  if (b < a) return b;
  return a;
}

function larger<T extends bigint | number>(a: T, b: T): T {
  if (b > a) return b;
  return a;
}

/** As C has it: 1 to any power is 1, and so is -1 to an infinite one, where JavaScript says NaN. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

/** Takes its arguments together from the left. */
export class IntegerFold extends Node {
  readonly #fold: Fold<bigint>;
  readonly #args: readonly Node[];

  constructor(code: number, args: readonly Node[]) {
    super(EXP_TYPE.INT);
    this.#fold = INTEGER_FOLDS[code] as Fold<bigint>;
    this.#args = args;
  }

  override evaluate(scope: Scope): Value {
    let result: bigint | undefined;
    for (const arg of this.#args) {
      const value = arg.evaluate(scope);
      if (typeof value !== 'bigint') return undefined;
      result = result === undefined ? value : this.#fold(result, value);
    }
    return result;
  }
}

export class FloatFold extends Node {
  readonly #fold: Fold<number>;
  readonly #args: readonly Node[];

  constructor(code: number, args: readonly Node[]) {
    super(EXP_TYPE.FLOAT);
    this.#fold = FLOAT_FOLDS[code] as Fold<number>;
    this.#args = args;
  }

  override evaluate(scope: Scope): Value {
    let result: number | undefined;
    for (const arg of this.#args) {
      const value = arg.evaluate(scope);
      if (typeof value !== 'number') return undefined;
      result = result === undefined ? value : this.#fold(result, value);
    }
    return result;
  }
}

/** The first argument divided by the product of the others; 1 divided by it when it is alone. Integers truncate. */
export class Division extends Node {
  readonly #dividend: Node;
  readonly #divisor: Node;

  constructor(args: readonly Node[]) {
    const [first, ...others] = args as [Node, ...Node[]];
    super(first.type);
    const isInteger = first.type === EXP_TYPE.INT;
    const one: Node = isInteger ? new Constant(EXP_TYPE.INT, 1n) : new Constant(EXP_TYPE.FLOAT, 1);
    this.#dividend = others.length === 0 ? one : first;
    const factors = others.length === 0 ? [first] : others;
    this.#divisor = isInteger ? new IntegerFold(EXP.MUL, factors) : new FloatFold(EXP.MUL, factors);
  }

  override evaluate(scope: Scope): Value {
    const dividend = this.#dividend.evaluate(scope);
    if (dividend === undefined) return undefined;
    const divisor = this.#divisor.evaluate(scope);
    if (typeof dividend === 'number' && typeof divisor === 'number') return dividend / divisor;
    if (typeof dividend !== 'bigint' || typeof divisor !== 'bigint' || divisor === 0n) return undefined;
    return wrap(dividend / divisor);
  }
}

/** The rest has the sign of the dividend. */
export class Remainder extends Node {
  readonly #dividend: Node;
  readonly #divisor: Node;

  constructor(dividend: Node, divisor: Node) {
    super(EXP_TYPE.INT);
    this.#dividend = dividend;
    this.#divisor = divisor;
  }

  override evaluate(scope: Scope): Value {
    const dividend = this.#dividend.evaluate(scope);
    if (typeof dividend !== 'bigint') return undefined;
    const divisor = this.#divisor.evaluate(scope);
    return typeof divisor !== 'bigint' || divisor === 0n ? undefined : dividend % divisor;
  }
}

type Function1 = (value: bigint | number) => bigint | number;

const FUNCTIONS: Readonly<Record<number, Function1>> = {
  [EXP.SUB]: (value) => (typeof value === 'bigint' ? wrap(-value) : 0 - value),
  [EXP.ABS]: (value) => (typeof value === 'bigint' ? wrap(value < 0n ? -value : value) : Math.abs(value)),
  [EXP.FLOOR]: (value) => Math.floor(Number(value)),
  [EXP.CEIL]: (value) => Math.ceil(Number(value)),
  [EXP.TO_INT]: (value) => toInteger(Number(value)),
  [EXP.TO_FLOAT]: (value) => Number(value),
  [EXP.INT_NOT]: (value) => ~(value as bigint),
  [EXP.INT_COUNT]: (value) => BigInt(bitsOf(value as bigint).replaceAll('0', '').length),
};

/** What x86 makes of a float that no 64-bit integer holds, NaN and infinities included. */
const NO_INTEGER = -(2n ** 63n);

function toInteger(value: number): bigint {
  return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : NO_INTEGER;
}

function bitsOf(value: bigint): string {
  return unsigned(value).toString(2).padStart(64, '0');
}

/** A function of one number. */
export class NumberFunction extends Node {
  readonly #function: Function1;
  readonly #arg: Node;

  constructor(type: number, code: number, arg: Node) {
    super(type);
    this.#function = FUNCTIONS[code] as Function1;
    this.#arg = arg;
  }

  override evaluate(scope: Scope): Value {
    const value = this.#arg.evaluate(scope);
    return typeof value === 'bigint' || typeof value === 'number' ? this.#function(value) : undefined;
  }
}

/** The first or last bit with the wanted value, counted from the most significant one; -1 when there is none. */
export class BitScan extends Node {
  readonly #isFromLeft: boolean;
  readonly #bits: Node;
  readonly #wanted: Node;

  constructor(code: number, bits: Node, wanted: Node) {
    super(EXP_TYPE.INT);
    this.#isFromLeft = code === EXP.INT_LSCAN;
    this.#bits = bits;
    this.#wanted = wanted;
  }

  override evaluate(scope: Scope): Value {
    const bits = this.#bits.evaluate(scope);
    if (typeof bits !== 'bigint') return undefined;
    const wanted = this.#wanted.evaluate(scope);
    if (typeof wanted !== 'boolean') return undefined;
    const digit = wanted ? '1' : '0';
    return BigInt(this.#isFromLeft ? bitsOf(bits).indexOf(digit) : bitsOf(bits).lastIndexOf(digit));
  }
}
