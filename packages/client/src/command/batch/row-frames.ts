// Rows as frames: many in one batch message (docs/protocol/batch.md, "Rows"), or one as a command on its record, which
// is how a node's only row travels.
//
//   message  := [ filter ] · field 41
//   row      := u32 index · digest (20) · u8 flags [· definition]         without a definition: as in the row before

import type { UserKey } from '../../model/key.ts';
import type { BatchCommandPolicy } from '../../model/policies/resolve.ts';
import { beginBatchRows, endBatchRows } from '../../wire/batch-rows.ts';
import { BATCH_FLAG, BATCH_ROW_FLAG } from '../../wire/codes/batch.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { INFO1, INFO2 } from '../../wire/codes/message.ts';
import { beginMessage, endMessage, setInfo4, writeTextField } from '../../wire/message.ts';
import type { Writer } from '../../wire/writer.ts';
import type { BatchRow } from '../batch-definition.ts';
import { serverTimeoutMs } from '../record/policy-bits.ts';
import { writeFilter, writeKeyField, writeNamedRecord } from '../record/record-fields.ts';
import type { TransactionFields } from '../txn/transaction-fields.ts';
import type { RowDefinition } from './row-definition.ts';

/** A row that is ready to be sent. */
export interface PreparedRow extends BatchRow {
  /** Empty for the records in no set. */
  readonly set: string;
  readonly userKey: UserKey | null;
  readonly definition: RowDefinition;
  /** The fields of its transaction, once it is sent in one. */
  transaction?: TransactionFields | undefined;
}

const { REPEAT, INFO, INFO4, GENERATION, TTL } = BATCH_ROW_FLAG;

export function writeBatch(
  w: Writer,
  policy: BatchCommandPolicy,
  rows: readonly PreparedRow[],
  indexes: readonly number[],
): void {
  const places = beginBatch(w, policy, indexes.length);
  let previous: PreparedRow | undefined;
  for (const index of indexes) {
    const row = rows[index] as PreparedRow;
    w.u32(index);
    w.bytes(row.digest);
    if (previous !== undefined && isRepeat(row, previous)) w.u8(REPEAT);
    else writeDefinition(w, policy, row);
    previous = row;
  }
  endBatch(w, places);
}

/** Where the parts of a batch message begin that are completed at its end. */
export interface BatchPlaces {
  readonly at: number;
  readonly fieldAt: number;
  readonly fields: number;
}

/** Writes what stands in front of the rows. */
export function beginBatch(w: Writer, policy: BatchCommandPolicy, rows: number): BatchPlaces {
  const info1 = INFO1.BATCH | (policy.compress ? INFO1.COMPRESS_RESPONSE : 0);
  const at = beginMessage(w, info1, 0, 0, 0, 0, policy.totalTimeout);
  const filters = writeFilter(w, policy);
  const fieldAt = beginBatchRows(w, rows, batchFlags(policy));
  return { at, fieldAt, fields: filters + 1 };
}

export function endBatch(w: Writer, { at, fieldAt, fields }: BatchPlaces): void {
  endBatchRows(w, fieldAt);
  endMessage(w, at, fields, 0);
}

function batchFlags({ allowInline, allowInlineSSD, respondAllKeys }: BatchCommandPolicy): number {
  return (
    BATCH_FLAG.REPORT_ROW |
    (allowInline ? BATCH_FLAG.ALLOW_INLINE : 0) |
    (allowInlineSSD ? BATCH_FLAG.ALLOW_INLINE_SSD : 0) |
    (respondAllKeys ? BATCH_FLAG.RESPOND_ALL : 0)
  );
}

/** The server refuses to repeat a user key: that of one record cannot be that of another. */
function isRepeat(row: PreparedRow, previous: PreparedRow): boolean {
  return (
    row.definition === previous.definition &&
    !row.definition.sendsKey &&
    row.ns === previous.ns &&
    row.set === previous.set &&
    row.transaction === previous.transaction
  );
}

function writeDefinition(w: Writer, policy: BatchCommandPolicy, row: PreparedRow): void {
  const { definition } = row;
  const { isWrite, info4 } = definition;
  w.u8(INFO | TTL | (isWrite ? GENERATION : 0) | (info4 === 0 ? 0 : INFO4));
  w.u8(definition.info1);
  w.u8(definition.info2);
  w.u8(definition.info3);
  if (info4 !== 0) w.u8(info4);
  if (isWrite) w.u16(definition.generation);
  w.u32(definition.ttl);
  const countsAt = w.pos;
  w.u16(0);
  w.u16(definition.ops);
  writeTextField(w, FIELD.NAMESPACE, row.ns);
  writeTextField(w, FIELD.SET, row.set);
  const { transaction } = row;
  if (transaction !== undefined) w.bytes(transaction.bytes);
  // The filter of the batch holds for the rows that bring none.
  const filters = definition.filter === policy.filter ? 0 : writeFilter(w, definition);
  const others = (transaction?.count ?? 0) + filters + definition.fields;
  const fields = 2 + others + writeKeyField(w, row, definition.sendsKey);
  w.bytes(definition.tail);
  w.patchU16(countsAt, fields);
}

export function isRemove({ info2 }: RowDefinition): boolean {
  return (info2 & INFO2.DELETE) !== 0;
}

/** A row that names no bins; a batch says so to the server, which refuses it. */
function readsNothing({ isWrite, info1, ops }: RowDefinition): boolean {
  return !isWrite && ops === 0 && (info1 & INFO1.GET_ALL) === 0;
}

export function writeAlone(w: Writer, policy: BatchCommandPolicy, row: PreparedRow): void {
  const { definition } = row;
  const { info3, info4, generation, ttl } = definition;
  // A remove has no operations; the bit is the vendor's, and sent in batches only.
  const info2 = (definition.info2 & (isRemove(definition) ? ~INFO2.RESPOND_ALL_OPS : 0xff)) | definition.info2Alone;
  const compress = policy.compress && (definition.info1 & INFO1.READ) !== 0 ? INFO1.COMPRESS_RESPONSE : 0;
  const info1 = definition.info1 | compress | (readsNothing(definition) ? INFO1.GET_NO_BINS : 0);
  const at = beginMessage(w, info1, info2, info3, generation, ttl, serverTimeoutMs(policy));
  setInfo4(w, at, info4);
  let fields = writeNamedRecord(w, row, definition.sendsKey) + writeFilter(w, definition) + definition.fields;
  const { transaction } = row;
  if (transaction !== undefined) {
    w.bytes(transaction.bytes);
    fields += transaction.count;
  }
  w.bytes(definition.tail);
  endMessage(w, at, fields, definition.ops);
}
