// A part of an expression, built and checked: it has a type, and it can be evaluated.

import { EXP_TYPE } from 'tendril/wire';
import type { Scope } from './scope.ts';
import type { Known, Value } from './value.ts';

export abstract class Node {
  /** Of EXP_TYPE or INTERNAL_TYPE: what a value has, unless it is unknown. */
  readonly type: number;

  constructor(type: number) {
    this.type = type;
  }

  /** Unknown by itself: it may stand where a value of any type does. */
  get fitsAnyType(): boolean {
    return false;
  }

  abstract evaluate(scope: Scope): Value;
}

export class Constant extends Node {
  readonly value: Value;

  constructor(type: number, value: Value) {
    super(type);
    this.value = value;
  }

  override evaluate(): Value {
    return this.value;
  }
}

/** A condition on two values: unknown where the first is, then where the second is. */
export abstract class Pair extends Node {
  readonly #left: Node;
  readonly #right: Node;

  constructor(left: Node, right: Node) {
    super(EXP_TYPE.BOOL);
    this.#left = left;
    this.#right = right;
  }

  override evaluate(scope: Scope): Value {
    const left = this.#left.evaluate(scope);
    if (left === undefined) return undefined;
    const right = this.#right.evaluate(scope);
    return right === undefined ? undefined : this.holds(left, right, scope);
  }

  protected abstract holds(left: Known, right: Known, scope: Scope): boolean | undefined;
}
