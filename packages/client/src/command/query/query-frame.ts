// Scans and queries as frames (docs/protocol/queries.md, "Requests"): one for each node that streams records, and one
// for all nodes that begins work in the background or an aggregation.
//
//   request := header · NAMESPACE · [ SET ] · [ RECS_PER_SEC ] · SOCKET_TIMEOUT · TRID
//              · [ [ INDEX_TYPE ] · INDEX_RANGE · [ INDEX_CONTEXT ] · [ INDEX_NAME ] · [ INDEX_EXPRESSION ] ]
//              · [ UDF_OP · UDF_FILENAME · UDF_FUNCTION · UDF_ARGLIST ] · [ FILTER_EXP ]
//              · [ PID_ARRAY ] · [ DIGEST_ARRAY ] · [ BVAL_ARRAY ] · [ SAMPLE_MAX ] · *op

import { queryDuration } from '../../model/constants.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { CommandPolicy, StreamCommandPolicy } from '../../model/policies/resolve.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { DIGEST_BYTES, INFO1, INFO2, INFO3, READ_TOUCH } from '../../wire/codes/message.ts';
import { OP } from '../../wire/codes/ops.ts';
import { INDEX_TYPE, UDF_OP } from '../../wire/codes/query.ts';
import {
  beginMessage,
  endMessage,
  setInfo4,
  writeBytesField,
  writeEmptyOp,
  writeTextField,
} from '../../wire/message.ts';
import { writeIndexRange } from '../../wire/query.ts';
import { Writer } from '../../wire/writer.ts';
import { respondAll, traitsOf, writeOperation } from '../record/operate.ts';
import { detailInfo4, serverTimeoutMs, writeInfo2, writeInfo3 } from '../record/policy-bits.ts';
import { writeFilter } from '../record/record-fields.ts';
import type { StreamPart } from '../stream-definition.ts';
import { UDF_FIELDS, type UdfCall, writeUdfFields } from '../udf/udf-call.ts';
import type { IndexFilter } from './index-filter.ts';

/** Which records. */
export interface RecordSelection {
  readonly ns: string;
  /** Empty for all sets. */
  readonly set: string;
  readonly filter: IndexFilter | undefined;
}

/** What is to be returned of them. */
export interface RecordProjection {
  readonly bins: readonly string[];
  readonly noBins: boolean;
  readonly operations: readonly Operation[];
}

const { LONG_RELAX_AP, SHORT } = queryDuration;

/** Writes the request to one node for its part. */
export function writePart(
  w: Writer,
  selection: RecordSelection,
  projection: RecordProjection,
  policy: StreamCommandPolicy,
  part: StreamPart,
  jobId: number,
): void {
  const { noBins, bins, operations } = projection;
  const info1 =
    INFO1.READ |
    (noBins ? INFO1.GET_NO_BINS : 0) |
    (policy.expectedDuration === SHORT ? INFO1.SHORT_QUERY : 0) |
    (policy.compress ? INFO1.COMPRESS_RESPONSE : 0);
  const info2 =
    (policy.expectedDuration === LONG_RELAX_AP ? INFO2.RELAX_AP_LONG_QUERY : 0) |
    (operations.length > 0 ? respondAll(policy, traitsOf(operations)) : 0);
  const at = beginMessage(w, info1, info2, INFO3.PARTITION_DONE, 0, READ_TOUCH.NEVER, policy.totalTimeout);
  setInfo4(w, at, detailInfo4(policy));
  const fields =
    writeSelection(w, selection, policy.recordsPerSecond, policy, jobId) +
    writeFilter(w, policy) +
    writePartitions(w, part, selection.filter !== undefined);
  if (operations.length > 0) for (const operation of operations) writeOperation(w, operation);
  else for (const bin of bins) writeEmptyOp(w, OP.READ, bin);
  endMessage(w, at, fields, operations.length || bins.length);
}

function writePartitions(w: Writer, { fresh, resumed, maxRecords }: StreamPart, isIndexed: boolean): number {
  let fields = 0;
  if (fresh.length > 0) {
    fields++;
    beginField(w, FIELD.PID_ARRAY, fresh.length * 2);
    for (const partition of fresh) w.u16le(partition);
  }
  if (resumed.length > 0) {
    fields++;
    beginField(w, FIELD.DIGEST_ARRAY, resumed.length * DIGEST_BYTES);
    for (const { digest } of resumed) w.bytes(digest);
    if (isIndexed) {
      fields++;
      beginField(w, FIELD.BVAL_ARRAY, resumed.length * 8);
      for (const { bval } of resumed) w.bytes(littleEndian(bval ?? 0n));
    }
  }
  if (maxRecords > 0) {
    fields++;
    beginField(w, FIELD.SAMPLE_MAX, 8);
    w.u64(BigInt(maxRecords));
  }
  return fields;
}

const scratch = Buffer.alloc(8);

function littleEndian(value: bigint): Buffer {
  scratch.writeBigInt64LE(value);
  return scratch;
}

function beginField(w: Writer, type: number, bytes: number): void {
  w.u32(bytes + 1);
  w.u8(type);
}

/** Writes the fields that say which records, and under what number; returns how many. */
function writeSelection(
  w: Writer,
  { ns, set, filter }: RecordSelection,
  recordsPerSecond: number,
  { rawSocketTimeout }: CommandPolicy,
  jobId: number,
): number {
  let fields = 3;
  writeTextField(w, FIELD.NAMESPACE, ns);
  if (set !== '') {
    fields++;
    writeTextField(w, FIELD.SET, set);
  }
  if (recordsPerSecond > 0) {
    fields++;
    beginField(w, FIELD.RECS_PER_SEC, 4);
    w.u32(recordsPerSecond);
  }
  beginField(w, FIELD.SOCKET_TIMEOUT, 4);
  w.u32(rawSocketTimeout);
  beginField(w, FIELD.TRID, 8);
  w.u64(BigInt(jobId));
  return filter === undefined ? fields : fields + writeIndexFilter(w, filter);
}

function writeIndexFilter(w: Writer, { indexType, range, context, indexName, expression }: IndexFilter): number {
  let fields = 1;
  if (indexType !== INDEX_TYPE.DEFAULT) {
    fields++;
    beginField(w, FIELD.INDEX_TYPE, 1);
    w.u8(indexType);
  }
  writeIndexRange(w, range);
  if (context !== undefined) {
    fields++;
    writeBytesField(w, FIELD.INDEX_CONTEXT, context);
  }
  if (indexName !== undefined) {
    fields++;
    writeTextField(w, FIELD.INDEX_NAME, indexName);
  }
  if (expression !== undefined) {
    fields++;
    writeBytesField(w, FIELD.INDEX_EXPRESSION, expression);
  }
  return fields;
}

function writeCall(w: Writer, kind: number, call: UdfCall): number {
  beginField(w, FIELD.UDF_OP, 1);
  w.u8(kind);
  writeUdfFields(w, call);
  return 1 + UDF_FIELDS;
}

/** The request that begins an aggregation: the node answers for all that it is master of. */
export function writeAggregation(
  w: Writer,
  selection: RecordSelection,
  call: UdfCall,
  policy: StreamCommandPolicy,
  jobId: number,
): void {
  const at = beginMessage(w, INFO1.READ, 0, INFO3.PARTITION_DONE, 0, READ_TOUCH.NEVER, policy.totalTimeout);
  const fields =
    writeSelection(w, selection, policy.recordsPerSecond, policy, jobId) +
    writeCall(w, UDF_OP.AGGREGATE, call) +
    writeFilter(w, policy);
  endMessage(w, at, fields, 0);
}

/** What a job in the background does: operations that write, or a function. */
export interface BackgroundWork {
  readonly selection: RecordSelection;
  readonly operations: readonly Operation[];
  readonly call: UdfCall | undefined;
  /** What `call` is: a value of `UDF_OP`. */
  readonly kind: number;
  /** Seconds, or a constant of `ttl`. */
  readonly ttl: number;
  readonly recordsPerSecond: number;
}

/** The request that begins a job in the background. */
export function backgroundFrame(work: BackgroundWork, policy: CommandPolicy, jobId: number): Buffer {
  const { selection, operations, call, ttl, recordsPerSecond } = work;
  const w = new Writer();
  const info2 = INFO2.WRITE | writeInfo2(policy);
  const at = beginMessage(w, 0, info2, writeInfo3(policy), 0, ttl >>> 0, serverTimeoutMs(policy));
  let fields = writeSelection(w, selection, recordsPerSecond, policy, jobId);
  if (call !== undefined) fields += writeCall(w, work.kind, call);
  fields += writeFilter(w, policy);
  for (const operation of operations) writeOperation(w, operation);
  endMessage(w, at, fields, operations.length);
  return w.take();
}
