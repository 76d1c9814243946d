// The fields of transactions, both directions. Unlike all other fields they are little-endian. To a client version and
// deadline are opaque: it sends back the bytes that it was given (docs/protocol/transactions.md, "Objects").
//
//   MRT_ID         := i64, little-endian, not 0
//   MRT_DEADLINE   := u32, little-endian
//   RECORD_VERSION := u40, little-endian: last update, ms since 2010 · u16, little-endian: generation

import { FIELD } from './codes/fields.ts';
import { FIELD_HEADER_BYTES, MESSAGE_AT, MESSAGE_HEADER_BYTES } from './codes/message.ts';
import { MRT_DEADLINE_BYTES, MRT_ID_BYTES, RECORD_VERSION_BYTES } from './codes/transactions.ts';
import { writeBytesField } from './message.ts';
import { readU16, readU32 } from './reader.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/** Which update of a record is meant. */
export interface RecordVersion {
  /** Of the last update, in ms since Aerospike's epoch. */
  readonly lastUpdateMs: number;
  readonly generation: number;
}

const LAST_UPDATE_BYTES = 5;

export function writeMrtIdField(w: Writer, id: bigint): void {
  w.u32(MRT_ID_BYTES + 1);
  w.u8(FIELD.MRT_ID);
  w.ensure(MRT_ID_BYTES);
  w.pos = w.buffer.writeBigInt64LE(id, w.pos);
}

export function writeMrtDeadlineField(w: Writer, deadline: number): void {
  w.u32(MRT_DEADLINE_BYTES + 1);
  w.u8(FIELD.MRT_DEADLINE);
  w.ensure(MRT_DEADLINE_BYTES);
  w.pos = w.buffer.writeUInt32LE(deadline, w.pos);
}

/** @param version - The bytes of a RECORD_VERSION as they came. */
export function writeRecordVersionField(w: Writer, version: Uint8Array): void {
  writeBytesField(w, FIELD.RECORD_VERSION, version);
}

/** @throws {@link WireError} when the field's size is not that of an id, or the id is 0, which means none. */
export function readMrtId(field: Buffer): bigint {
  if (field.length !== MRT_ID_BYTES) throw new WireError(wrongSize('MRT_ID', field.length, MRT_ID_BYTES));
  const id = field.readBigInt64LE();
  if (id === 0n) throw new WireError('MRT_ID field is 0, which is not a transaction');
  return id;
}

/** @throws {@link WireError} when the field's size is not that of a deadline. */
export function readMrtDeadline(field: Buffer): number {
  if (field.length !== MRT_DEADLINE_BYTES) {
    throw new WireError(wrongSize('MRT_DEADLINE', field.length, MRT_DEADLINE_BYTES));
  }
  return field.readUInt32LE();
}

/** @throws {@link WireError} when the field's size is not that of a version. */
export function readRecordVersion(field: Buffer): RecordVersion {
  if (field.length !== RECORD_VERSION_BYTES) {
    throw new WireError(wrongSize('RECORD_VERSION', field.length, RECORD_VERSION_BYTES));
  }
  return {
    lastUpdateMs: field.readUIntLE(0, LAST_UPDATE_BYTES),
    generation: field.readUInt16LE(LAST_UPDATE_BYTES),
  };
}

/** The value of a RECORD_VERSION field. */
export function recordVersionBytes(version: RecordVersion): Buffer {
  const bytes = Buffer.allocUnsafeSlow(RECORD_VERSION_BYTES);
  bytes.writeUIntLE(version.lastUpdateMs, 0, LAST_UPDATE_BYTES);
  bytes.writeUInt16LE(version.generation, LAST_UPDATE_BYTES);
  return bytes;
}

/** What the replies to the commands of a transaction say about it. */
export interface TransactionReply {
  /** A copy of the RECORD_VERSION field: the record was read. */
  readonly version: Buffer | undefined;
  /** Of a monitor. */
  readonly deadline: number | undefined;
}

/**
 * Reads the fields of the reply message at `buffer[start, end)`.
 *
 * @throws {@link WireError} when a field does not fit, or has not the size of its type.
 */
export function readTransactionReply(buffer: Buffer, start: number, end: number): TransactionReply {
  let version: Buffer | undefined;
  let deadline: number | undefined;
  if (end - start < MESSAGE_HEADER_BYTES) throw new WireError('Reply is shorter than its header');
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + MESSAGE_AT.FIELDS); left > 0; left--) {
    if (at + FIELD_HEADER_BYTES > end) throw new WireError('Reply ends inside a field header');
    const next = at + 4 + readU32(buffer, at);
    if (next > end || next < at + FIELD_HEADER_BYTES) throw new WireError('Reply has a field that does not fit');
    const value = buffer.subarray(at + FIELD_HEADER_BYTES, next);
    if (buffer[at + 4] === FIELD.RECORD_VERSION) {
      if (value.length !== RECORD_VERSION_BYTES) {
        throw new WireError(wrongSize('RECORD_VERSION', value.length, RECORD_VERSION_BYTES));
      }
      version = Buffer.from(value);
    } else if (buffer[at + 4] === FIELD.MRT_DEADLINE) deadline = readMrtDeadline(value);
    at = next;
  }
  return { version, deadline };
}

function wrongSize(name: string, bytes: number, expected: number): string {
  return `${name} field is ${bytes} bytes long, it must be ${expected}`;
}
