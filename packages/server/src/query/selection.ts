// Which records a query wants: of a set, found by an index, and passing a filter. The fields are checked in the order in
// which a real server (8.1) refuses them (docs/protocol/queries.md, "Requests" and "Index range").

import { FIELD, INDEX_TYPE, type IndexRange, PARTICLE, readIndexRange, WireError } from 'tendril/wire';
import { compileFilter } from '../expression/expression.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import { DATA_TYPES } from '../index/index-definition.ts';
import { exact, type IndexKey } from '../index/index-keys.ts';
import { geoLookup, type IndexLookup, type KeyRange, NOTHING } from '../index/index-lookup.ts';
import type { RecordIndex } from '../index/record-index.ts';
import { MAX_SET_NAME_BYTES } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { RecordFilter } from '../operation/record-filter.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';

const WHERE_FIELD = 44;

/** Longest text or blob that a query compares with, and longest region. */
const MAX_COMPARED_BYTES = 2048;
const MAX_GEO_BYTES = 1024 * 1024;

/** What a query is understood by. */
export interface QueryRules {
  readonly indexes: NodeIndexes;
  readonly version: ServerVersion;
}

/** Which records a query wants. */
export interface RecordSelection {
  readonly setName: string;
  /** Undefined for a query of all records. */
  readonly index: RecordIndex | undefined;
  readonly lookup: IndexLookup;
  /** What a record has to pass; undefined when all do. */
  readonly filter: RecordFilter | undefined;
}

/** The selection that the request makes, or the result code with which it is refused. */
export function parseSelection(
  request: Request,
  namespace: string,
  { indexes, version }: QueryRules,
): RecordSelection | number {
  const setName = request.setName();
  const isIndexed =
    request.hasField(FIELD.INDEX_RANGE) ||
    request.hasField(FIELD.INDEX_NAME) ||
    request.hasField(FIELD.INDEX_EXPRESSION);
  const found = isIndexed ? findIndex(request, namespace, setName, indexes) : undefined;
  if (typeof found === 'number') return found;
  const filterBytes = request.field(FIELD.FILTER_EXP);
  const filter = filterBytes === undefined ? undefined : parseFilter(filterBytes, version);
  // Text for the optimizer of queries that server 8.2 has, and this one has not: nobody may take all records for its own.
  if (version === '8.2' && request.hasField(WHERE_FIELD)) return RESULT.UNSUPPORTED_FEATURE;
  if (setName.length > MAX_SET_NAME_BYTES || filter === 'malformed') return RESULT.PARAMETER;
  // An index of a set finds the records of that set, like a query without an index.
  if (found?.index.definition.kind === 'set') {
    return { setName: found.index.definition.set, index: undefined, lookup: NOTHING, filter };
  }
  return { setName, index: found?.index, lookup: found?.lookup ?? NOTHING, filter };
}

function parseFilter(bytes: Buffer, version: ServerVersion): RecordFilter | 'malformed' {
  try {
    return new RecordFilter(compileFilter(bytes, version));
  } catch (error) {
    if (error instanceof ParticleError) return 'malformed';
    throw error;
  }
}

function findIndex(
  request: Request,
  namespace: string,
  set: string,
  indexes: NodeIndexes,
): { readonly index: RecordIndex; readonly lookup: IndexLookup } | number {
  const contextBytes = request.field(FIELD.INDEX_CONTEXT);
  const name = request.field(FIELD.INDEX_NAME)?.toString('latin1');
  const kindField = request.field(FIELD.INDEX_TYPE);
  const expressionBytes = request.field(FIELD.INDEX_EXPRESSION);
  if (kindField !== undefined && kindField.length !== 1) return RESULT.PARAMETER;
  const kind = kindField?.[0] ?? INDEX_TYPE.DEFAULT;
  const field = request.field(FIELD.INDEX_RANGE);
  if (field === undefined) {
    const index = name === undefined ? undefined : indexes.byName(namespace, name);
    if (index === undefined) return RESULT.SINDEX_NOT_FOUND;
    return index.definition.kind === 'set' ? { index, lookup: NOTHING } : RESULT.PARAMETER;
  }
  const asked = readRange(field);
  if (asked === undefined) return RESULT.PARAMETER;
  const isNamed = name !== undefined;
  const isElsewhere = isNamed || expressionBytes !== undefined;
  if ((asked.bin === '') !== isElsewhere || (isElsewhere && contextBytes !== undefined)) return RESULT.PARAMETER;
  const lookup = lookupOf(asked);
  if (lookup === undefined) return RESULT.PARAMETER;
  const dataType = Object.entries(DATA_TYPES).find(([, type]) => type === asked.particleType)?.[0] ?? '';
  const index = isNamed
    ? indexes.byName(namespace, name)
    : indexes.find({ namespace, set, bin: asked.bin, kind, dataType, contextBytes, expressionBytes });
  if (index === undefined || index.definition.dataType !== dataType) return RESULT.SINDEX_NOT_FOUND;
  return index.isReadable ? { index, lookup } : RESULT.SINDEX_NOT_READABLE;
}

function readRange(field: Buffer): IndexRange | undefined {
  try {
    return readIndexRange(field);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function lookupOf(asked: IndexRange): IndexLookup | undefined {
  const { particleType, begin } = asked;
  if (particleType === PARTICLE.GEOJSON) {
    return begin.length >= MAX_GEO_BYTES ? undefined : geoLookup(begin.toString());
  }
  const range = keyRange(asked);
  return range === undefined ? undefined : { ranges: [range], geometry: undefined };
}

function keyRange({ particleType, begin, end }: IndexRange): KeyRange | undefined {
  if (particleType === PARTICLE.INTEGER) {
    if (begin.length !== 8 || end.length !== 8) return undefined;
    const range = { begin: exact(begin.readBigInt64BE()), end: exact(end.readBigInt64BE()) };
    return range.begin > range.end ? undefined : range;
  }
  if (begin.length >= MAX_COMPARED_BYTES) return undefined;
  const key: IndexKey = begin.toString('latin1');
  return { begin: key, end: key };
}
