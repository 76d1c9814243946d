// The fields of a query, checked in the order in which a real server (8.1) refuses them (docs/protocol/queries.md,
// "Requests" and "Stream of replies").

import {
  DIGEST_BYTES,
  FIELD,
  INDEX_TYPE,
  INFO1,
  INFO2,
  INFO3,
  type IndexRange,
  OP,
  PARTICLE,
  PARTITIONS,
  readIndexRange,
  WireError,
} from 'tendril/wire';
import { compileFilter } from '../expression/expression.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import { DATA_TYPES } from '../index/index-definition.ts';
import { exact, type IndexKey } from '../index/index-keys.ts';
import type { KeyRange, RecordIndex } from '../index/record-index.ts';
import { MAX_BACKGROUND_RATE, MAX_SET_NAME_BYTES } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Request } from '../message/request.ts';
import { RecordFilter } from '../operation/record-filter.ts';
import { operationOf } from '../operation/registry.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { partitionOf } from '../storage/store.ts';

/** Longest text or blob that a query compares with. */
const MAX_COMPARED_BYTES = 2048;

/** One partition of a query: from its start, or behind a record. */
export interface PartitionStart {
  readonly partition: number;
  readonly after: string | undefined;
  /** The value of the index under which that record was found. */
  readonly afterBval: bigint | undefined;
}

/** Which records a query wants. */
export interface RecordSelection {
  readonly setName: string;
  /** Undefined for a query of all records. */
  readonly index: RecordIndex | undefined;
  readonly range: KeyRange;
  /** What a record has to pass; undefined when all do. */
  readonly filter: RecordFilter | undefined;
}

/** What every query says of how it is to run. */
export interface QueryTerms {
  /** 0 = the server chooses. */
  readonly jobId: bigint;
  /** Records per second; 0 = no limit. */
  readonly rate: number;
  readonly socketTimeoutMs: number;
}

export interface RecordQuery extends RecordSelection, QueryTerms {
  readonly partitions: readonly PartitionStart[];
  /** How many of them go on behind a record. */
  readonly resumed: number;
  /** Names of the bins to return; empty = all. */
  readonly binNames: readonly string[];
  readonly noBins: boolean;
  /** Most rows to return; Infinity = no limit. */
  readonly maxRecords: number;
  readonly isShort: boolean;
  /** Time for a short query in ms. */
  readonly timeoutMs: number;
}

const EVERYTHING: KeyRange = { begin: '', end: '' };
const DEFAULT_SOCKET_TIMEOUT_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 1_000;

/** Whether the query is to change records. */
export function isBackground(request: Request): boolean {
  return (request.info2 & INFO2.WRITE) !== 0 && !request.hasField(FIELD.UDF_FILENAME);
}

/** The query that the request makes, or the result code with which it is refused. */
export function parseQuery(request: Request, namespace: string, indexes: NodeIndexes, log: Log): RecordQuery | number {
  if (request.hasField(FIELD.UDF_FILENAME)) return refuse(log, 'aggregations and background UDFs');
  const understandsPartitions = (request.info3 & INFO3.PARTITION_DONE) !== 0;
  const namesPartitions = request.hasField(FIELD.PID_ARRAY) || request.hasField(FIELD.DIGEST_ARRAY);
  if (!understandsPartitions || !namesPartitions) return RESULT.UNSUPPORTED_FEATURE;
  const selection = parseSelection(request, namespace, indexes, log);
  if (typeof selection === 'number') return selection;
  const unfit = checkReads(request, log);
  if (unfit !== RESULT.OK) return unfit;
  const partitions = parsePartitions(request, selection.index !== undefined);
  const maxRecords = parseMaxRecords(request);
  const terms = parseTerms(request);
  if (partitions === undefined || maxRecords === undefined || terms === undefined) return RESULT.PARAMETER;
  const isShort = (request.info1 & INFO1.SHORT_QUERY) !== 0;
  if (isShort && terms.rate !== 0) return RESULT.PARAMETER;
  return {
    ...selection,
    ...terms,
    partitions,
    resumed: partitions.filter(({ after }) => after !== undefined).length,
    binNames: Array.from({ length: request.opCount }, (_, i) => request.opName(i)),
    noBins: (request.info1 & INFO1.GET_NO_BINS) !== 0,
    maxRecords,
    isShort,
    timeoutMs: request.transactionTtl || DEFAULT_TIMEOUT_MS,
  };
}

/** The same of work in the background. */
export function parseBackground(
  request: Request,
  namespace: string,
  indexes: NodeIndexes,
  log: Log,
): (RecordSelection & QueryTerms) | number {
  const selection = parseSelection(request, namespace, indexes, log);
  if (typeof selection === 'number') return selection;
  const terms = parseTerms(request);
  if (terms === undefined || terms.rate > MAX_BACKGROUND_RATE) return RESULT.PARAMETER;
  if ((request.info1 & INFO1.READ) !== 0 || request.opCount === 0) return RESULT.PARAMETER;
  return { ...selection, ...terms, rate: terms.rate || MAX_BACKGROUND_RATE };
}

/** Bins are returned by their names; other reads would need a place for their results in the row. */
function checkReads(request: Request, log: Log): number {
  for (let i = 0; i < request.opCount; i++) {
    const code = request.opCode(i);
    if (operationOf(code)?.access !== 'reads') return RESULT.PARAMETER;
    if (code !== OP.READ) return refuse(log, 'queries that return results of operations');
  }
  return RESULT.OK;
}

function refuse(log: Log, feature: string): number {
  log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

function parseSelection(request: Request, namespace: string, indexes: NodeIndexes, log: Log): RecordSelection | number {
  const setName = request.setName();
  const isIndexed =
    request.hasField(FIELD.INDEX_RANGE) ||
    request.hasField(FIELD.INDEX_NAME) ||
    request.hasField(FIELD.INDEX_EXPRESSION);
  const found = isIndexed ? findIndex(request, namespace, setName, indexes, log) : undefined;
  if (typeof found === 'number') return found;
  const filterBytes = request.field(FIELD.FILTER_EXP);
  const filter = filterBytes === undefined ? undefined : parseFilter(filterBytes);
  if (setName.length > MAX_SET_NAME_BYTES || filter === 'malformed') return RESULT.PARAMETER;
  // An index of a set finds the records of that set, like a query without an index.
  if (found?.index.definition.kind === 'set') {
    return { setName: found.index.definition.set, index: undefined, range: EVERYTHING, filter };
  }
  return { setName, index: found?.index, range: found?.range ?? EVERYTHING, filter };
}

function parseFilter(bytes: Buffer): RecordFilter | 'malformed' {
  try {
    return new RecordFilter(compileFilter(bytes));
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
  log: Log,
): { readonly index: RecordIndex; readonly range: KeyRange } | number {
  const contextBytes = request.field(FIELD.INDEX_CONTEXT);
  const name = request.field(FIELD.INDEX_NAME)?.toString('latin1');
  const kindField = request.field(FIELD.INDEX_TYPE);
  if (request.hasField(FIELD.INDEX_EXPRESSION)) return refuse(log, 'indexes on expressions');
  if (kindField !== undefined && kindField.length !== 1) return RESULT.PARAMETER;
  const kind = kindField?.[0] ?? INDEX_TYPE.DEFAULT;
  const field = request.field(FIELD.INDEX_RANGE);
  if (field === undefined) {
    const index = name === undefined ? undefined : indexes.byName(namespace, name);
    if (index === undefined) return RESULT.SINDEX_NOT_FOUND;
    return index.definition.kind === 'set' ? { index, range: EVERYTHING } : RESULT.PARAMETER;
  }
  const asked = readRange(field);
  if (asked === undefined) return RESULT.PARAMETER;
  const isNamed = name !== undefined;
  if ((asked.bin === '') !== isNamed || (isNamed && contextBytes !== undefined)) return RESULT.PARAMETER;
  const range = keyRange(asked);
  if (range === undefined) return RESULT.PARAMETER;
  const dataType = Object.entries(DATA_TYPES).find(([, type]) => type === asked.particleType)?.[0] ?? '';
  if (dataType === 'geo2dsphere') return refuse(log, 'queries of regions');
  const index = isNamed
    ? indexes.byName(namespace, name)
    : indexes.find({ namespace, set, bin: asked.bin, kind, dataType, contextBytes });
  if (index === undefined || index.definition.dataType !== dataType) return RESULT.SINDEX_NOT_FOUND;
  return index.isReadable ? { index, range } : RESULT.SINDEX_NOT_READABLE;
}

function readRange(field: Buffer): IndexRange | undefined {
  try {
    return readIndexRange(field);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function keyRange({ particleType, begin, end }: IndexRange): KeyRange | undefined {
  if (particleType === PARTICLE.INTEGER) {
    if (begin.length !== 8 || end.length !== 8) return undefined;
    const range = { begin: exact(begin.readBigInt64BE()), end: exact(end.readBigInt64BE()) };
    return range.begin > range.end ? undefined : range;
  }
  if (particleType !== PARTICLE.GEOJSON && begin.length >= MAX_COMPARED_BYTES) return undefined;
  const key: IndexKey = begin.toString('latin1');
  return { begin: key, end: key };
}

/** Whole partitions and resumed ones; undefined when one is out of range or comes twice. */
function parsePartitions(request: Request, isIndexed: boolean): PartitionStart[] | undefined {
  const pids = request.field(FIELD.PID_ARRAY);
  const digests = request.field(FIELD.DIGEST_ARRAY);
  const bvals = request.field(FIELD.BVAL_ARRAY);
  if (pids?.length === 0 || (digests?.length ?? 0) % DIGEST_BYTES !== 0) return undefined;
  if (isIndexed && (bvals?.length ?? 0) / 8 !== (digests?.length ?? 0) / DIGEST_BYTES) return undefined;
  const starts: PartitionStart[] = [];
  for (let at = 0; at + 2 <= (pids?.length ?? 0); at += 2) {
    starts.push({ partition: (pids as Buffer).readUInt16LE(at), after: undefined, afterBval: undefined });
  }
  for (let at = 0; at < (digests?.length ?? 0); at += DIGEST_BYTES) {
    const after = (digests as Buffer).toString('latin1', at, at + DIGEST_BYTES);
    const afterBval = isIndexed ? bvals?.readBigInt64LE((at / DIGEST_BYTES) * 8) : undefined;
    starts.push({ partition: partitionOf(after), after, afterBval });
  }
  const seen = new Set(starts.map(({ partition }) => partition));
  if (starts.length === 0 || seen.size !== starts.length) return undefined;
  if (starts.some(({ partition }) => partition >= PARTITIONS)) return undefined;
  return starts.sort((a, b) => a.partition - b.partition);
}

function parseMaxRecords(request: Request): number | undefined {
  const field = request.field(FIELD.SAMPLE_MAX);
  if (field === undefined) return Number.POSITIVE_INFINITY;
  if (field.length !== 8) return undefined;
  return Number(field.readBigUInt64BE()) || Number.POSITIVE_INFINITY;
}

function parseTerms(request: Request): QueryTerms | undefined {
  const jobId = request.field(FIELD.TRID);
  const rate = request.field(FIELD.RECS_PER_SEC);
  const socketTimeout = request.field(FIELD.SOCKET_TIMEOUT);
  if ((socketTimeout?.length ?? 4) !== 4 || (rate?.length ?? 4) !== 4 || (jobId?.length ?? 8) !== 8) return undefined;
  return {
    jobId: jobId?.readBigUInt64BE() ?? 0n,
    rate: rate?.readUInt32BE() ?? 0,
    socketTimeoutMs: socketTimeout?.readUInt32BE() ?? DEFAULT_SOCKET_TIMEOUT_MS,
  };
}
