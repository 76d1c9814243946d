// What a query asks of an index: ranges of keys and, where keys only narrow down, what is to be found out exactly.

import { cellsAround, type Geometry, geoCompare } from '../particles/geo/geometry.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { IndexDefinition } from './index-definition.ts';
import { geometriesOf, geometryOfText, type IndexKey, indexedValue, keysOf, wholeKeyOf } from './index-keys.ts';

/** Keys from `begin` to `end`, both included; texts and blobs have the same at both ends. */
export interface KeyRange {
  readonly begin: IndexKey;
  readonly end: IndexKey;
}

export interface IndexLookup {
  /** In ascending order, apart from each other. */
  readonly ranges: readonly KeyRange[];
  /** The point or region that is asked about; its ranges have everything near it. */
  readonly geometry: Geometry | undefined;
}

export const NOTHING: IndexLookup = { ranges: [], geometry: undefined };

/** Points within a region, or regions around a point; undefined for what is no GeoJSON that the server knows. */
export function geoLookup(text: string): IndexLookup | undefined {
  const geometry = geometryOfText(text);
  if (geometry === undefined) return undefined;
  const { cell, region } = geometry;
  if (cell !== undefined) {
    const cells = cellsAround(cell).sort((a, b) => (a < b ? -1 : 1));
    return { ranges: cells.map((one) => ({ begin: one, end: one })), geometry };
  }
  return { ranges: (region?.cover() ?? []).map(({ first, last }) => ({ begin: first, end: last })), geometry };
}

/** Whether a record that the index has found is still, and exactly, what was asked for. */
export function isFound(
  index: IndexDefinition,
  { ranges, geometry }: IndexLookup,
  namespace: Namespace,
  digest: string,
  record: StoredRecord,
): boolean {
  const value = indexedValue(index, namespace, digest, record);
  if (value === undefined) return false;
  const { maxRecordSize } = namespace.config;
  if (geometry !== undefined) {
    return geometriesOf(index, value, maxRecordSize).some((one) => geoCompare(one, geometry));
  }
  const whole = wholeKeyOf(index, value);
  return whole !== undefined
    ? isWithin(whole, ranges)
    : keysOf(index, value, maxRecordSize).some((key) => isWithin(key, ranges));
}

function isWithin(key: IndexKey, ranges: readonly KeyRange[]): boolean {
  for (const { begin, end } of ranges) if (key >= begin && key <= end) return true;
  return false;
}
