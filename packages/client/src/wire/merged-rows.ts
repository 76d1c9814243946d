// The frames of several commands, each on one record, as the rows of one batch message: what makes of them one request.
// A row asks for exactly what its frame asked for, bit for bit; its index is its place behind the first one's.
// Specification: docs/protocol/batch.md, "Rows"; the frames are those of docs/protocol/records.md, "Requests".
//
//   frame := proto · header · NAMESPACE · SET · DIGEST · [KEY] · *field · *op
//   row   := u32 index · digest (20) · flags · [ info · [generation] · ttl · counts · NAMESPACE · SET · [KEY] · *field · *op ]

import { beginBatchRows, endBatchRows } from './batch-rows.ts';
import { BATCH_FLAG, BATCH_ROW_FLAG } from './codes/batch.ts';
import { FIELD } from './codes/fields.ts';
import { INFO1, INFO2, MESSAGE_AT, MESSAGE_HEADER_BYTES, PROTO_HEADER_BYTES, PROTO_TYPE } from './codes/message.ts';
import { beginMessage, endMessage } from './message.ts';
import { readU16, readU32 } from './reader.ts';
import type { Writer } from './writer.ts';

// Read once: a constant of this module is part of the code, a property of another module's object is looked up.
const { INFO1: INFO1_AT, INFO2: INFO2_AT, INFO4: INFO4_AT, RESULT_CODE: RESULT_CODE_AT } = MESSAGE_AT;
const { GENERATION: GENERATION_AT, RECORD_TTL: RECORD_TTL_AT, TRANSACTION_TTL: TIMEOUT_AT } = MESSAGE_AT;
const { FIELDS: FIELDS_AT, OPS: OPS_AT } = MESSAGE_AT;
const { REPEAT, INFO, INFO4, GENERATION, TTL } = BATCH_ROW_FLAG;
const { NAMESPACE, SET, DIGEST, KEY } = FIELD;
const { READ, GET_ALL, GET_NO_BINS } = INFO1;
const { MESSAGE } = PROTO_TYPE;
const FLAGS = BATCH_FLAG.ALLOW_INLINE | BATCH_FLAG.RESPOND_ALL | BATCH_FLAG.REPORT_ROW;
const { ALLOW_INLINE_SSD } = BATCH_FLAG;

/** A digest field: size, type, 20 bytes. */
const DIGEST_FIELD_BYTES = 25;
const DIGEST_BYTES = 20;
/** Records are named by three fields, without their user key. */
const NAMING_FIELDS = 3;
/** A row has two bytes for the generation. */
const MAX_GENERATION = 0xffff;
/** What a row has in front of its fields at most. */
const ROW_HEAD_BYTES = 39;
/** Up to here a loop beats the call into native code. */
const SHORT_BYTES = 64;

/** Where the parts of a frame stand. */
class FramePlaces {
  body = 0;
  /** Namespace and set, two fields. */
  names = 0;
  digest = 0;
  /** The fields behind the digest, and the operations. */
  rest = 0;
  end = 0;

  /** Whether the frame at `start` is of a form that can be a row. */
  find(buffer: Buffer, start: number): boolean {
    const body = start + PROTO_HEADER_BYTES;
    const names = body + MESSAGE_HEADER_BYTES;
    const set = names + 4 + readU32(buffer, names);
    const digest = set + 4 + readU32(buffer, set);
    this.body = body;
    this.names = names;
    this.digest = digest;
    this.rest = digest + DIGEST_FIELD_BYTES;
    this.end = body + readU32(buffer, start + 4);
    return (
      buffer[start + 1] === MESSAGE &&
      buffer[names + 4] === NAMESPACE &&
      buffer[set + 4] === SET &&
      buffer[digest + 4] === DIGEST &&
      readU32(buffer, body + GENERATION_AT) <= MAX_GENERATION &&
      asksForSomething(buffer, body)
    );
  }

  take(other: FramePlaces): void {
    this.body = other.body;
    this.names = other.names;
    this.digest = other.digest;
    this.rest = other.rest;
    this.end = other.end;
  }
}

/** A read of no bins at all is an answer alone, and refused as a row. */
function asksForSomething(buffer: Buffer, body: number): boolean {
  const info1 = buffer[body + INFO1_AT] as number;
  return (info1 & READ) === 0 || (info1 & (GET_ALL | GET_NO_BINS)) !== 0 || readU16(buffer, body + OPS_AT) > 0;
}

const frame = new FramePlaces();
const previous = new FramePlaces();

/** What the rows have in common. */
export interface RowsOfOne {
  readonly rows: number;
  /** Index of the first row; the others follow. */
  readonly firstIndex: number;
  /** Whether the server may carry them out where it received them even if records are on a device. */
  readonly inlinesOnDevices: boolean;
}

/**
 * Writes the request frames in `buffer[start, end)` as one.
 *
 * @returns whether it could; if not, what it has written is of no use.
 */
export function writeMergedFrames(
  w: Writer,
  buffer: Buffer,
  start: number,
  end: number,
  { rows, firstIndex, inlinesOnDevices }: RowsOfOne,
): boolean {
  const at = beginMessage(w, INFO1.BATCH, 0, 0, 0, 0, 0);
  const fieldAt = beginBatchRows(w, rows, inlinesOnDevices ? FLAGS | ALLOW_INLINE_SSD : FLAGS);
  w.ensure(end - start + rows * ROW_HEAD_BYTES);
  let timeoutMs = 0;
  let index = firstIndex;
  for (let next = start; next < end; next = frame.end) {
    if (!frame.find(buffer, next)) return false;
    // The longest of all; one whose own time was over before is not waited for any more.
    timeoutMs = longer(timeoutMs, readU32(buffer, frame.body + TIMEOUT_AT), next === start);
    writeRow(w, buffer, index++, next !== start && isRepeat(buffer));
    previous.take(frame);
  }
  w.patchU32(at + PROTO_HEADER_BYTES + TIMEOUT_AT, timeoutMs);
  endBatchRows(w, fieldAt);
  endMessage(w, at, 1, 0);
  return true;
}

/** The longer of two times, where 0 is without end. */
function longer(a: number, b: number, isFirst: boolean): number {
  if (isFirst) return b;
  return a === 0 || b === 0 ? 0 : Math.max(a, b);
}

/** Whether a row asks for the same as the one before. A user key is never repeated: it belongs to one record. */
function isRepeat(buffer: Buffer): boolean {
  const a = frame.body;
  const b = previous.body;
  const names = frame.digest - frame.names;
  const rest = frame.end - frame.rest;
  if (names !== previous.digest - previous.names || rest !== previous.end - previous.rest) return false;
  if (!isSame(buffer, a + INFO1_AT, b + INFO1_AT, TIMEOUT_AT - INFO1_AT)) return false;
  if (!isSame(buffer, a + FIELDS_AT, b + FIELDS_AT, MESSAGE_HEADER_BYTES - FIELDS_AT)) return false;
  if (!isSame(buffer, frame.names, previous.names, names)) return false;
  return !sendsKey(buffer) && isSame(buffer, frame.rest, previous.rest, rest);
}

function sendsKey(buffer: Buffer): boolean {
  return readU16(buffer, frame.body + FIELDS_AT) > NAMING_FIELDS && buffer[frame.rest + 4] === KEY;
}

function isSame(buffer: Buffer, a: number, b: number, bytes: number): boolean {
  if (bytes > SHORT_BYTES) return buffer.compare(buffer, b, b + bytes, a, a + bytes) === 0;
  for (let i = 0; i < bytes; i++) if (buffer[a + i] !== buffer[b + i]) return false;
  return true;
}

function copy(w: Writer, source: Buffer, from: number, to: number): void {
  const { buffer } = w;
  if (to - from > SHORT_BYTES) source.copy(buffer, w.pos, from, to);
  else for (let i = from, at = w.pos; i < to; i++) buffer[at++] = source[i] as number;
  w.pos += to - from;
}

function writeRow(w: Writer, source: Buffer, index: number, repeats: boolean): void {
  w.u32(index);
  const digestAt = frame.digest + 5;
  copy(w, source, digestAt, digestAt + DIGEST_BYTES);
  if (repeats) {
    w.u8(REPEAT);
    return;
  }
  const { body } = frame;
  const hasInfo4 = source[body + INFO4_AT] !== 0;
  const isWrite = ((source[body + INFO2_AT] as number) & INFO2.WRITE) !== 0;
  w.u8(INFO | TTL | (isWrite ? GENERATION : 0) | (hasInfo4 ? INFO4 : 0));
  copy(w, source, body + INFO1_AT, body + INFO4_AT);
  if (hasInfo4) copy(w, source, body + INFO4_AT, body + RESULT_CODE_AT);
  if (isWrite) w.u16(readU32(source, body + GENERATION_AT));
  copy(w, source, body + RECORD_TTL_AT, body + TIMEOUT_AT);
  w.u16(readU16(source, body + FIELDS_AT) - 1);
  w.u16(readU16(source, body + OPS_AT));
  copy(w, source, frame.names, frame.digest);
  copy(w, source, frame.rest, frame.end);
}
