// A part of an expression, built and checked: it has a type, and it can be evaluated.

import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

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
