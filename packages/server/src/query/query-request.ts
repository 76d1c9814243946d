// The fields of a query, checked in the order in which a real server (8.1) refuses them (docs/protocol/queries.md,
// "Requests" and "Stream of replies").

import { DIGEST_BYTES, FIELD, INFO1, INFO2, INFO3, OP, PARTITIONS, UDF_OP } from 'tendril/wire';
import { udfCallOf } from '../command/apply.ts';
import { MAX_BACKGROUND_RATE } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { operationOf } from '../operation/registry.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import { partitionOf } from '../storage/store.ts';
import type { UdfCall } from '../udf/record-call.ts';
import { parseSelection, type QueryRules, type RecordSelection } from './selection.ts';

/** One partition of a query: from its start, or behind a record. */
export interface PartitionStart {
  readonly partition: number;
  readonly after: string | undefined;
  /** The value of the index under which that record was found. */
  readonly afterBval: bigint | undefined;
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
  /** The request, with bytes of its own, when its operations are to be carried out on each record. */
  readonly operations: Request | undefined;
  readonly noBins: boolean;
  /** Most rows to return; Infinity = no limit. */
  readonly maxRecords: number;
  readonly isShort: boolean;
  /** Time for a short query in ms. */
  readonly timeoutMs: number;
}

const DEFAULT_SOCKET_TIMEOUT_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 1_000;

/** What a request without a digest asks for. */
export const QUERY_KIND = { RECORDS: 0, AGGREGATION: 1, BACKGROUND_UDF: 2, BACKGROUND_OPERATIONS: 3 } as const;

export type QueryKind = (typeof QUERY_KIND)[keyof typeof QUERY_KIND];

/** Undefined for a request that is none. */
export function queryKindOf(request: Request): QueryKind | undefined {
  if (!request.hasField(FIELD.UDF_FILENAME)) {
    return (request.info2 & INFO2.WRITE) === 0 ? QUERY_KIND.RECORDS : QUERY_KIND.BACKGROUND_OPERATIONS;
  }
  const kind = request.field(FIELD.UDF_OP);
  if (kind?.length !== 1) return undefined;
  if (kind[0] === UDF_OP.AGGREGATE) return QUERY_KIND.AGGREGATION;
  return kind[0] === UDF_OP.BACKGROUND ? QUERY_KIND.BACKGROUND_UDF : undefined;
}

/** The query that the request makes, or the result code with which it is refused. */
export function parseQuery(request: Request, namespace: string, rules: QueryRules): RecordQuery | number {
  const understandsPartitions = (request.info3 & INFO3.PARTITION_DONE) !== 0;
  const namesPartitions = request.hasField(FIELD.PID_ARRAY) || request.hasField(FIELD.DIGEST_ARRAY);
  if (!understandsPartitions || !namesPartitions) return RESULT.UNSUPPORTED_FEATURE;
  const selection = parseSelection(request, namespace, rules);
  if (typeof selection === 'number') return selection;
  if (!areReads(request, rules.version)) return RESULT.PARAMETER;
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
    operations: needsOperations(request) ? request.detach() : undefined,
    noBins: (request.info1 & INFO1.GET_NO_BINS) !== 0,
    maxRecords,
    isShort,
    timeoutMs: request.transactionTtl || DEFAULT_TIMEOUT_MS,
  };
}

function areReads(request: Request, version: ServerVersion): boolean {
  for (let i = 0; i < request.opCount; i++)
    if (operationOf(request.opCode(i), version)?.access !== 'reads') return false;
  return true;
}

/** Bins that are read by their names need no operations, unless those that are missing are to be named. */
function needsOperations(request: Request): boolean {
  if ((request.info2 & INFO2.RESPOND_ALL_OPS) !== 0) return request.opCount > 0;
  for (let i = 0; i < request.opCount; i++) if (request.opCode(i) !== OP.READ) return true;
  return false;
}

/** Work that goes on at the node: on what, and how fast. */
export type WorkTerms = RecordSelection & QueryTerms;

/** The same of operations in the background. */
export function parseBackground(request: Request, namespace: string, rules: QueryRules): WorkTerms | number {
  const work = parseWork(request, namespace, rules);
  if (typeof work === 'number') return work;
  if (request.opCount === 0) return RESULT.PARAMETER;
  for (let i = 0; i < request.opCount; i++) {
    if (operationOf(request.opCode(i), rules.version)?.access !== 'modifies') return RESULT.PARAMETER;
  }
  return work;
}

/** The same of a function in the background. */
export function parseBackgroundUdf(request: Request, namespace: string, rules: QueryRules): WorkTerms | number {
  const work = parseWork(request, namespace, rules);
  if (typeof work === 'number') return work;
  return typeof udfCallOf(request) === 'number' ? RESULT.PARAMETER : work;
}

function parseWork(request: Request, namespace: string, rules: QueryRules): WorkTerms | number {
  const selection = parseSelection(request, namespace, rules);
  if (typeof selection === 'number') return selection;
  const terms = parseTerms(request);
  if (terms === undefined || terms.rate > MAX_BACKGROUND_RATE) return RESULT.PARAMETER;
  if ((request.info1 & INFO1.READ) !== 0) return RESULT.PARAMETER;
  return { ...selection, ...terms, rate: terms.rate || MAX_BACKGROUND_RATE };
}

/** A function over a stream of records, and which records those are. */
export interface Aggregation extends WorkTerms {
  readonly call: UdfCall;
}

/** The same of an aggregation. */
export function parseAggregation(request: Request, namespace: string, rules: QueryRules): Aggregation | number {
  if (request.hasField(FIELD.FILTER_EXP)) return RESULT.UNSUPPORTED_FEATURE;
  const selection = parseSelection(request, namespace, rules);
  if (typeof selection === 'number') return selection;
  const terms = parseTerms(request);
  const call = udfCallOf(request);
  if (terms === undefined || typeof call === 'number') return RESULT.PARAMETER;
  const { module, functionName, args } = call;
  return { ...selection, ...terms, call: { module, functionName: Buffer.from(functionName), args: Buffer.from(args) } };
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
