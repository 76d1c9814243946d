// Whether a point lies in a region (docs/protocol/expressions.md, "Evaluation").

import { EXP_TYPE } from 'tendril/wire';
import { geoCompare, geometryOf } from '../particles/geo/geometry.ts';
import type { Particle } from '../particles/particle.ts';
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
    const right = this.#right.evaluate(scope);
    if (right === undefined) return undefined;
    return geoCompare(geometryOf(left as Particle), geometryOf(right as Particle));
  }
}
