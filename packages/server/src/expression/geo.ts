// Whether a point lies in a region (docs/protocol/expressions.md, "Evaluation").

import { EXP_TYPE } from 'tendril/wire';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { Node } from './node.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

export class GeoComparison extends Node {
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
    if (this.#right.evaluate(scope) === undefined) return undefined;
    throw new ParticleError(RESULT.UNSUPPORTED_FEATURE, 'Refused: geo comparisons in expressions are not supported');
  }
}
