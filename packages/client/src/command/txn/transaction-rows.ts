// The rows by which a transaction ends: is what it has read as it was, and what it has written, is that to stay or to go.
// Their frames (docs/protocol/transactions.md, "Fields of commands"), and how they are sent.
//
//   verify := READ·GET_NO_BINS, linearized, VERIFY_READ    · names · [ RECORD_VERSION ]
//   roll   := WRITE·DURABLE_DELETE, ROLL_FORWARD or _BACK  · names · MRT_ID · [ MRT_DEADLINE, in batches ]

import type { AerospikeError } from '../../model/error.ts';
import type { BatchCommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { ReadRecord, TrackedRecord, TransactionLedger } from '../../model/transaction-ledger.ts';
import { BATCH_ROW_FLAG } from '../../wire/codes/batch.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { INFO1, INFO2, INFO3, INFO4 } from '../../wire/codes/message.ts';
import { beginMessage, endMessage, setInfo4, writeTextField } from '../../wire/message.ts';
import { writeRecordVersionField } from '../../wire/transactions.ts';
import type { Writer } from '../../wire/writer.ts';
import { beginBatch, endBatch } from '../batch/row-frames.ts';
import type { BatchDefinition } from '../batch-definition.ts';
import { serverTimeoutMs } from '../record/policy-bits.ts';
import { writeNamedRecord } from '../record/record-fields.ts';
import type { TransactionLink } from './run-record.ts';
import { transactionFields } from './transaction-fields.ts';

const { REPEAT, INFO, INFO4: HAS_INFO4 } = BATCH_ROW_FLAG;

/** Rows in one request: a server takes 5,000 of one batch unless it is configured otherwise. */
const ROWS_PER_PART = 4096;

/** Codes with which a row has not failed: of a record that is gone nothing is left to do. */
const ANSWERS: ReadonlySet<number> = new Set([status.OK, status.ERR_RECORD_NOT_FOUND, status.FILTERED_OUT]);

/** What all rows of a request have in common. */
interface Asked {
  readonly name: string;
  readonly isWrite: boolean;
  readonly info: readonly [info1: number, info2: number, info3: number, info4: number];
  /** Writes the fields of a row behind its names, and returns how many. */
  writeFields(w: Writer, record: TrackedRecord, isAlone: boolean): number;
  /** Whether a row has the same fields as the one before. */
  isRepeat(record: TrackedRecord, previous: TrackedRecord): boolean;
}

/** How it went. */
export interface RowsOutcome {
  /** Rows that failed. */
  readonly failed: number;
  /** Code of the first of them. */
  readonly code: number;
  /** Why rows have no answer, if so. */
  readonly error: AerospikeError | undefined;
}

/** Whether the records are as they were read. */
export function verifyRows(
  link: TransactionLink,
  ledger: TransactionLedger,
  policy: BatchCommandPolicy,
): Promise<RowsOutcome> {
  const asked: Asked = {
    name: 'commit',
    isWrite: false,
    info: [INFO1.READ | INFO1.GET_NO_BINS, 0, INFO3.SC_READ_TYPE, INFO4.MRT_VERIFY_READ],
    writeFields(w, record) {
      writeRecordVersionField(w, (record as ReadRecord).version);
      return 1;
    },
    isRepeat: (record, previous) => (record as ReadRecord).version.equals((previous as ReadRecord).version),
  };
  return inParts(link, ledger.namespace, ledger.reads, asked, policy);
}

/** Makes the writes of a transaction stay, or undoes them. */
export function rollRows(
  link: TransactionLink,
  ledger: TransactionLedger,
  direction: 'forward' | 'back',
  policy: BatchCommandPolicy,
): Promise<RowsOutcome> {
  const { id, deadline } = ledger;
  const inBatches = transactionFields(id, undefined, deadline);
  const alone = transactionFields(id, undefined, 0);
  const info4 = direction === 'forward' ? INFO4.MRT_ROLL_FORWARD : INFO4.MRT_ROLL_BACK;
  const asked: Asked = {
    name: direction === 'forward' ? 'commit' : 'abort',
    isWrite: true,
    info: [0, INFO2.WRITE | INFO2.DURABLE_DELETE, 0, info4],
    writeFields(w, _record, isAlone) {
      const { bytes, count } = isAlone ? alone : inBatches;
      w.bytes(bytes);
      return count;
    },
    isRepeat: () => true,
  };
  return inParts(link, ledger.namespace, ledger.writes, asked, policy);
}

async function inParts(
  link: TransactionLink,
  namespace: string,
  records: readonly TrackedRecord[],
  asked: Asked,
  policy: BatchCommandPolicy,
): Promise<RowsOutcome> {
  let failed = 0;
  let code: number = status.OK;
  for (let first = 0; first < records.length; first += ROWS_PER_PART) {
    const part = await onePart(link, namespace, records.slice(first, first + ROWS_PER_PART), asked, policy);
    failed += part.failed;
    if (code === status.OK) code = part.code;
    if (part.error !== undefined) return { failed, code, error: part.error };
  }
  return { failed, code, error: undefined };
}

function onePart(
  link: TransactionLink,
  namespace: string,
  records: readonly TrackedRecord[],
  asked: Asked,
  policy: BatchCommandPolicy,
): Promise<RowsOutcome> {
  const { name, isWrite } = asked;
  const definition: BatchDefinition<undefined> = {
    name,
    rows: records.map(({ digest }) => ({ ns: namespace, digest, isWrite })),
    policy,
    encodeRows: (w, indexes) => writeRows(w, policy, namespace, records, indexes, asked),
    encodeAlone: (w, index) => writeAlone(w, policy, namespace, records[index] as TrackedRecord, asked),
    decodeRow: () => undefined,
  };
  return new Promise((resolve) => {
    let failed = 0;
    let code: number = status.OK;
    let error: AerospikeError | undefined;
    link.runBatch(definition, undefined, {
      onRow: () => {},
      onRowCode(_index, rowCode) {
        if (ANSWERS.has(rowCode)) return;
        failed++;
        if (code === status.OK) code = rowCode;
      },
      onRowError(_index, rowError) {
        failed++;
        error ??= rowError;
      },
      onEnd: () => resolve({ failed, code, error }),
    });
  });
}

function writeRows(
  w: Writer,
  policy: BatchCommandPolicy,
  namespace: string,
  records: readonly TrackedRecord[],
  indexes: readonly number[],
  asked: Asked,
): void {
  const places = beginBatch(w, policy, indexes.length);
  let previous: TrackedRecord | undefined;
  for (const index of indexes) {
    const record = records[index] as TrackedRecord;
    w.u32(index);
    w.bytes(record.digest);
    if (previous !== undefined && record.set === previous.set && asked.isRepeat(record, previous)) w.u8(REPEAT);
    else {
      w.u8(INFO | HAS_INFO4);
      for (const info of asked.info) w.u8(info);
      const countAt = w.pos;
      w.u16(0);
      w.u16(0);
      writeTextField(w, FIELD.NAMESPACE, namespace);
      writeTextField(w, FIELD.SET, record.set);
      w.patchU16(countAt, 2 + asked.writeFields(w, record, false));
    }
    previous = record;
  }
  endBatch(w, places);
}

function writeAlone(
  w: Writer,
  policy: BatchCommandPolicy,
  namespace: string,
  { set, digest, ...rest }: TrackedRecord,
  asked: Asked,
): void {
  const [info1, info2, info3, info4] = asked.info;
  const at = beginMessage(w, info1, info2, info3, 0, 0, serverTimeoutMs(policy));
  setInfo4(w, at, info4);
  const fields = writeNamedRecord(w, { ns: namespace, set, digest, userKey: null }, false);
  endMessage(w, at, fields + asked.writeFields(w, { set, digest, ...rest }, true), 0);
}
