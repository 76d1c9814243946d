// Constants as entries, by what they are: those of operands, of selectors, and inside collections.

import { core } from '../exp/core.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import type { GeoJSON } from '../geojson.ts';
import { INF } from './literals.ts';
import { BLOB, BOOL, FLOAT, GEO, INT, LIST, STRING } from './types.ts';

/** A constant of a known type. */
export function constantOfType(set: number, value: unknown): AerospikeExp {
  switch (set) {
    case INT:
      return core.int(value as number);
    case FLOAT:
      return core.float(value as number);
    case STRING:
      return core.str(value as string);
    case BOOL:
      return core.bool(value as boolean);
    case BLOB:
      return core.bytes(value as Buffer);
    case GEO:
      return core.geo(value as GeoJSON);
    case LIST:
      return core.list(value as never);
    default:
      return core.map(value as never);
  }
}

/** A constant of a selector, by its value. */
export function constantOfSelector(value: unknown): AerospikeExp {
  if (value === null) return core.nil();
  if (value === INF) return core.inf();
  if (typeof value === 'string') return core.str(value);
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return core.int(value);
  if (typeof value === 'number') return core.float(value);
  if (typeof value === 'boolean') return core.bool(value);
  if (value instanceof Uint8Array) return core.bytes(value);
  if (typeof (value as { Double?: unknown }).Double === 'number') return core.float(value as never);
  return core.list(value as never);
}
