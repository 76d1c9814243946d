// What a secondary index is: which records it covers, and what of them. All nodes of a cluster have the same indexes.

import { INDEX_TYPE, PARTICLE } from 'tendril/wire';
import type { Expression } from '../expression/expression.ts';
import type { ContextItem } from '../operation/cdt/operation.ts';

/** Types of values by the names that administrators give them, and the particles that are indexed. */
export const DATA_TYPES = {
  numeric: PARTICLE.INTEGER,
  string: PARTICLE.STRING,
  blob: PARTICLE.BLOB,
  geo2dsphere: PARTICLE.GEOJSON,
} as const;

export type DataType = keyof typeof DATA_TYPES;

/** What of a bin is indexed, by the names that administrators give. */
export const KINDS = {
  default: INDEX_TYPE.DEFAULT,
  list: INDEX_TYPE.LIST,
  mapkeys: INDEX_TYPE.MAPKEYS,
  mapvalues: INDEX_TYPE.MAPVALUES,
  set: INDEX_TYPE.SET,
} as const;

export type IndexKind = keyof typeof KINDS;

export interface IndexDefinition {
  readonly name: string;
  readonly namespace: string;
  /** Empty for the records of all sets. */
  readonly set: string;
  /** Empty where the set itself is indexed, or an expression. */
  readonly bin: string;
  readonly dataType: DataType;
  readonly kind: IndexKind;
  /** The path to what is indexed inside the bin's value, and the bytes that it came in. */
  readonly context: readonly ContextItem[];
  readonly contextBytes: Buffer | undefined;
  /** What is indexed in the place of a bin, and the bytes that it came in. */
  readonly expression: Expression | undefined;
  readonly expressionBytes: Buffer | undefined;
}

/** Whether two indexes cover the same, whatever they are called. */
export function coversTheSame(a: IndexDefinition, b: IndexDefinition): boolean {
  return (
    a.namespace === b.namespace &&
    a.set === b.set &&
    a.bin === b.bin &&
    a.kind === b.kind &&
    a.dataType === b.dataType &&
    sameBytes(a.contextBytes, b.contextBytes) &&
    sameBytes(a.expressionBytes, b.expressionBytes)
  );
}

export function sameBytes(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
