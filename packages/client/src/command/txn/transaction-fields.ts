// What the commands of a transaction carry beside what they ask for, and what their replies tell the transaction
// (docs/protocol/transactions.md, "Fields of commands").
//
//   request := … DIGEST · MRT_ID · [ RECORD_VERSION, of what it has read ] · [ MRT_DEADLINE, of writes ] · …
//   reply   := [ RECORD_VERSION ] · …

import type { TrackedRecord, TransactionLedger } from '../../model/transaction-ledger.ts';
import { MESSAGE_AT, MESSAGE_HEADER_BYTES, PROTO_HEADER_BYTES } from '../../wire/codes/message.ts';
import { frameBodyBytes } from '../../wire/proto.ts';
import { readU16, readU32 } from '../../wire/reader.ts';
import {
  readTransactionReply,
  writeMrtDeadlineField,
  writeMrtIdField,
  writeRecordVersionField,
} from '../../wire/transactions.ts';
import { Writer } from '../../wire/writer.ts';

/** Fields that are ready to be sent. */
export interface TransactionFields {
  readonly count: number;
  readonly bytes: Buffer;
}

/** Namespace, set and digest. */
const NAMING_FIELDS = 3;
const COUNT_AT = PROTO_HEADER_BYTES + MESSAGE_AT.FIELDS;

/** The fields of a command on a record. `deadline` is 0 where none is sent. */
export function transactionFields(id: bigint, version: Buffer | undefined, deadline: number): TransactionFields {
  const w = new Writer(64);
  let count = 1;
  writeMrtIdField(w, id);
  if (version !== undefined) {
    writeRecordVersionField(w, version);
    count++;
  }
  if (deadline !== 0) {
    writeMrtDeadlineField(w, deadline);
    count++;
  }
  return { count, bytes: w.take() };
}

/** Makes the fields of many commands, which differ only where records were read. */
export class FieldsOf {
  readonly #ledger: TransactionLedger;
  #ofReads: TransactionFields | undefined;
  #ofWrites: TransactionFields | undefined;

  constructor(ledger: TransactionLedger) {
    this.#ledger = ledger;
  }

  of(digest: Buffer, isWrite: boolean): TransactionFields {
    const { id, deadline } = this.#ledger;
    const version = this.#ledger.versionOf(digest);
    if (version !== undefined) return transactionFields(id, version, isWrite ? deadline : 0);
    if (isWrite) {
      this.#ofWrites ??= transactionFields(id, undefined, deadline);
      return this.#ofWrites;
    }
    this.#ofReads ??= transactionFields(id, undefined, 0);
    return this.#ofReads;
  }
}

/** The frame of a command on a record, with more fields behind those that name the record. */
export function withFields(frame: Buffer, { count, bytes }: TransactionFields): Buffer {
  let at = PROTO_HEADER_BYTES + MESSAGE_HEADER_BYTES;
  for (let left = NAMING_FIELDS; left > 0; left--) at += 4 + readU32(frame, at);
  const whole = Buffer.concat([frame.subarray(0, at), bytes, frame.subarray(at)]);
  whole.writeUInt16BE(readU16(frame, COUNT_AT) + count, COUNT_AT);
  whole.writeUInt32BE(frameBodyBytes(frame, 0) + bytes.length, 4);
  return whole;
}

/** Enters a reply in the ledger. @throws WireError when it cannot be read. */
export function noteReply(
  ledger: TransactionLedger,
  record: TrackedRecord,
  isWrite: boolean,
  code: number,
  buffer: Buffer,
  start: number,
  end: number,
): void {
  const { version } = readTransactionReply(buffer, start, end);
  if (isWrite) ledger.noteWrite(record, version, code);
  else ledger.noteRead(record, version);
}
