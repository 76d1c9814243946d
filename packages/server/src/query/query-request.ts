// The fields of a query, checked in the order in which a real server (8.1) refuses them (docs/protocol/queries.md,
// "Requests" and "Stream of replies"). Only primary-index queries, "scans", are carried out here.

import { DIGEST_BYTES, FIELD, INFO1, INFO2, INFO3, PARTITIONS } from 'tendril/wire';
import { compileFilter } from '../expression/expression.ts';
import { MAX_SET_NAME_BYTES } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Request } from '../message/request.ts';
import { RecordFilter } from '../operation/record-filter.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { partitionOf } from '../storage/store.ts';

/** One partition of a scan: from its start, or behind a digest. */
export interface PartitionStart {
  readonly partition: number;
  readonly after: string | undefined;
}

export interface ScanRequest {
  readonly setName: string;
  readonly partitions: readonly PartitionStart[];
  /** Names of the bins to return; empty = all. */
  readonly binNames: readonly string[];
  readonly noBins: boolean;
  /** Most rows to return; Infinity = no limit. */
  readonly maxRecords: number;
  /** What a record has to pass; undefined when all do. */
  readonly filter: RecordFilter | undefined;
}

/** The scan that the request asks for, or the result code with which it is refused. */
export function parseScan(request: Request, log: Log): ScanRequest | number {
  const refused = checkKind(request, log);
  if (refused !== RESULT.OK) return refused;
  if (request.setName().length > MAX_SET_NAME_BYTES) return RESULT.PARAMETER;
  const partitions = parsePartitions(request);
  const maxRecords = parseMaxRecords(request);
  const socketTimeout = request.field(FIELD.SOCKET_TIMEOUT);
  const rate = request.field(FIELD.RECS_PER_SEC);
  if (partitions === undefined || maxRecords === undefined) return RESULT.PARAMETER;
  if ((socketTimeout?.length ?? 4) !== 4 || (rate?.length ?? 4) !== 4) return RESULT.PARAMETER;
  if ((request.info1 & INFO1.SHORT_QUERY) !== 0 && (rate?.readUInt32BE() ?? 0) !== 0) return RESULT.PARAMETER;
  const filterBytes = request.field(FIELD.FILTER_EXP);
  const filter = filterBytes === undefined ? undefined : parseFilter(filterBytes);
  if (filter === 'malformed') return RESULT.PARAMETER;
  return {
    setName: request.setName(),
    filter,
    partitions,
    binNames: Array.from({ length: request.opCount }, (_, i) => request.opName(i)),
    noBins: (request.info1 & INFO1.GET_NO_BINS) !== 0,
    maxRecords,
  };
}

function parseFilter(bytes: Buffer): RecordFilter | 'malformed' {
  try {
    return new RecordFilter(compileFilter(bytes));
  } catch (error) {
    if (error instanceof ParticleError) return 'malformed';
    throw error;
  }
}

/** What kind of query it is, and what stands against carrying it out. */
function checkKind(request: Request, log: Log): number {
  if (request.hasField(FIELD.UDF_FILENAME)) return refuse(log, 'aggregations and background UDFs');
  if ((request.info2 & INFO2.WRITE) !== 0) return refuse(log, 'background operations');
  const understandsPartitions = (request.info3 & INFO3.PARTITION_DONE) !== 0;
  const namesPartitions = request.hasField(FIELD.PID_ARRAY) || request.hasField(FIELD.DIGEST_ARRAY);
  if (!understandsPartitions || !namesPartitions) return RESULT.UNSUPPORTED_FEATURE;
  const isIndexed =
    request.hasField(FIELD.INDEX_RANGE) ||
    request.hasField(FIELD.INDEX_NAME) ||
    request.hasField(FIELD.INDEX_EXPRESSION);
  // There are no indexes, so none is found.
  return isIndexed ? RESULT.SINDEX_NOT_FOUND : RESULT.OK;
}

function refuse(log: Log, feature: string): number {
  log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

/** Whole partitions and resumed ones; undefined when one is out of range or comes twice. */
function parsePartitions(request: Request): PartitionStart[] | undefined {
  const pids = request.field(FIELD.PID_ARRAY);
  const digests = request.field(FIELD.DIGEST_ARRAY);
  if (pids?.length === 0 || (digests?.length ?? 0) % DIGEST_BYTES !== 0) return undefined;
  const starts: PartitionStart[] = [];
  for (let at = 0; at + 2 <= (pids?.length ?? 0); at += 2) {
    starts.push({ partition: (pids as Buffer).readUInt16LE(at), after: undefined });
  }
  for (let at = 0; at < (digests?.length ?? 0); at += DIGEST_BYTES) {
    const after = (digests as Buffer).toString('latin1', at, at + DIGEST_BYTES);
    starts.push({ partition: partitionOf(after), after });
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
