// The logic of three values, conditions and variables (docs/protocol/expressions.md, "Evaluation"). Unknown is no error:
// what decides without it decides.

import { EXP_TYPE } from 'tendril/wire';
import { Node } from './node.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

export class Unknown extends Node {
  constructor() {
    super(EXP_TYPE.BOOL);
  }

  override get fitsAnyType(): boolean {
    return true;
  }

  override evaluate(): undefined {}
}

/** AND and OR: the first argument with the deciding value decides. */
export class Junction extends Node {
  readonly #decides: boolean;
  readonly #args: readonly Node[];

  constructor(decides: boolean, args: readonly Node[]) {
    super(EXP_TYPE.BOOL);
    this.#decides = decides;
    this.#args = args;
  }

  override evaluate(scope: Scope): Value {
    const decides = this.#decides;
    let result: Value = !decides;
    for (const arg of this.#args) {
      const value = arg.evaluate(scope);
      if (value === decides) return decides;
      if (value === undefined) result = undefined;
    }
    return result;
  }
}

export class Not extends Node {
  readonly #arg: Node;

  constructor(arg: Node) {
    super(EXP_TYPE.BOOL);
    this.#arg = arg;
  }

  override evaluate(scope: Scope): Value {
    const value = this.#arg.evaluate(scope);
    return value === undefined ? undefined : value === false;
  }
}

/** Exactly one is true. Arguments behind a second true one are not looked at. */
export class Exclusive extends Node {
  readonly #args: readonly Node[];

  constructor(args: readonly Node[]) {
    super(EXP_TYPE.BOOL);
    this.#args = args;
  }

  override evaluate(scope: Scope): Value {
    let result = false;
    for (const arg of this.#args) {
      const value = arg.evaluate(scope);
      if (value === undefined) return undefined;
      if (value === true && result) return false;
      if (value === true) result = true;
    }
    return result;
  }
}

export class Condition extends Node {
  readonly #cases: readonly { readonly when: Node; readonly result: Node }[];
  readonly #otherwise: Node;

  constructor(type: number, cases: readonly { readonly when: Node; readonly result: Node }[], otherwise: Node) {
    super(type);
    this.#cases = cases;
    this.#otherwise = otherwise;
  }

  override evaluate(scope: Scope): Value {
    for (const { when, result } of this.#cases) {
      const value = when.evaluate(scope);
      if (value === undefined) return undefined;
      if (value === true) return result.evaluate(scope);
    }
    return this.#otherwise.evaluate(scope);
  }
}

/** Sets variables, in order; one that is unknown does no harm until it is used. */
export class Let extends Node {
  readonly #first: number;
  readonly #definitions: readonly Node[];
  readonly #body: Node;

  constructor(first: number, definitions: readonly Node[], body: Node) {
    super(body.type);
    this.#first = first;
    this.#definitions = definitions;
    this.#body = body;
  }

  override get fitsAnyType(): boolean {
    return this.#body.fitsAnyType;
  }

  override evaluate(scope: Scope): Value {
    let at = this.#first;
    for (const definition of this.#definitions) scope.variables[at++] = definition.evaluate(scope);
    return this.#body.evaluate(scope);
  }
}

export class Variable extends Node {
  readonly #at: number;

  constructor(type: number, at: number) {
    super(type);
    this.#at = at;
  }

  override evaluate(scope: Scope): Value {
    return scope.variables[this.#at];
  }
}
