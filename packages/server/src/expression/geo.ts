// Whether a point lies in a region (docs/protocol/expressions.md, "Evaluation").

import { PARTICLE } from 'tendril/wire';
import { geoCompare, geometryOf } from '../particles/geo/geometry.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { Pair } from './node.ts';
import type { Scope } from './scope.ts';
import type { Known } from './value.ts';

export class GeoComparison extends Pair {
  protected override holds(left: Known, right: Known, scope: Scope): boolean | undefined {
    return isWithin(left, right, scope);
  }
}

function isWithin(a: Known, b: Known, { meter }: Scope): boolean | undefined {
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
