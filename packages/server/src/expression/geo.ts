// Whether a point lies in a region (docs/protocol/expressions.md, "Evaluation").

import { EXP_TYPE, PARTICLE } from 'tendril/wire';
import { geoCompare, geometryOf } from '../particles/geo/geometry.ts';
import { ParticleError } from '../particles/particle-error.ts';
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
    return right === undefined ? undefined : isWithin(left, right, scope);
  }
}

function isWithin(a: Value, b: Value, { meter }: Scope): boolean | undefined {
  if (a === null || typeof a !== 'object' || a.type !== PARTICLE.GEOJSON) return undefined;
  if (b === null || typeof b !== 'object' || b.type !== PARTICLE.GEOJSON) return undefined;
  const bytes = a.value.length + b.value.length;
  meter.spend(bytes >>> 3, bytes);
  try {
    return geoCompare(geometryOf(a), geometryOf(b));
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
}
