// The as_msg of a data message, both directions: header, fields, operations. Encoders here are the small writers that
// commands are made of; the decoder gives views into the received bytes and copies nothing.
//
//   message := u8 header size (22) · u8 info1 · u8 info2 · u8 info3 · u8 info4 · u8 result code · u32 generation
//              · u32 record ttl · u32 transaction ttl · u16 fields · u16 operations · *field · *operation
//   field   := u32 size (type and value) · u8 type · value
//   op      := u32 size (what follows) · u8 op · u8 particle type · u8 flags · u8 name size · name · value

import type { BinValue } from '../model/bin-value.ts';
import type { FIELD } from './codes/fields.ts';
import {
  FIELD_HEADER_BYTES,
  MESSAGE_AT,
  MESSAGE_HEADER_BYTES,
  OP_AT,
  OP_FLAG,
  OP_HEADER_BYTES,
  PROTO_HEADER_BYTES,
  PROTO_TYPE,
} from './codes/message.ts';
import { PARTICLE } from './codes/particles.ts';
import { writeParticle } from './particles.ts';
import { beginFrame, endFrame } from './proto.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

export interface MessageHeader {
  readonly info1: number;
  readonly info2: number;
  readonly info3: number;
  readonly info4: number;
  readonly resultCode: number;
  /** In a request the expected generation, in a reply the record's. */
  readonly generation: number;
  /** In a request the ttl or the read-touch percentage, in a reply the void time. */
  readonly recordTtl: number;
  /** In a request the server-side timeout in ms. */
  readonly transactionTtl: number;
}

export interface Field {
  readonly type: number;
  /** A view into the message. */
  readonly value: Buffer;
}

export interface Op {
  readonly op: number;
  readonly particleType: number;
  readonly name: string;
  /** A view into the message: names are bytes to the server. */
  readonly nameBytes: Buffer;
  /** A view into the message. */
  readonly value: Buffer;
}

export interface Message extends MessageHeader {
  readonly fields: Field[];
  readonly ops: Op[];
}

// Read once: a constant of this module is part of the code, a property of another module's object is looked up.
const { CODE: CODE_AT, PARTICLE: PARTICLE_AT, FLAGS: FLAGS_AT, NAME_BYTES: NAME_BYTES_AT } = OP_AT;
const INFO4_AT = PROTO_HEADER_BYTES + MESSAGE_AT.INFO4;
const FIELDS_AT = PROTO_HEADER_BYTES + MESSAGE_AT.FIELDS;
const OPS_AT = PROTO_HEADER_BYTES + MESSAGE_AT.OPS;

/** Starts a data frame: proto header and as_msg header with no fields and no operations. Returns its position. */
export function beginMessage(
  w: Writer,
  info1: number,
  info2: number,
  info3: number,
  generation: number,
  recordTtl: number,
  transactionTtl: number,
): number {
  const at = beginFrame(w, PROTO_TYPE.MESSAGE);
  w.ensure(MESSAGE_HEADER_BYTES);
  const { buffer } = w;
  let pos = w.pos;
  buffer[pos++] = MESSAGE_HEADER_BYTES;
  buffer[pos++] = info1;
  buffer[pos++] = info2;
  buffer[pos++] = info3;
  buffer[pos++] = 0;
  buffer[pos++] = 0;
  w.pos = pos;
  w.u32(generation);
  w.u32(recordTtl);
  w.u32(transactionTtl);
  w.u32(0);
  return at;
}

/** Sets the fourth info byte of the data frame at `at`; few commands have one. */
export function setInfo4(w: Writer, at: number, info4: number): void {
  w.patchU8(at + INFO4_AT, info4);
}

/** Closes the data frame at `at`: body size, number of fields and of operations. */
export function endMessage(w: Writer, at: number, fields: number, ops: number): void {
  w.patchU16(at + FIELDS_AT, fields);
  w.patchU16(at + OPS_AT, ops);
  endFrame(w, at);
}

export function writeTextField(w: Writer, type: number, text: string): void {
  const at = w.pos;
  w.u32(0);
  w.u8(type);
  const bytes = w.utf8(text);
  w.patchU32(at, bytes + 1);
}

export function writeBytesField(w: Writer, type: number, value: Uint8Array): void {
  w.u32(value.length + 1);
  w.u8(type);
  w.bytes(value);
}

/** Writes an operation without a value: a read, a touch, a delete. */
export function writeEmptyOp(w: Writer, op: number, name: string): void {
  const at = w.pos;
  w.u32(0);
  w.u8(op);
  w.u8(0);
  w.u8(0);
  w.u8(0);
  const nameBytes = w.utf8(name);
  w.patchU8(at + NAME_BYTES_AT, nameBytes);
  w.patchU32(at, nameBytes + 4);
}

/** Writes an operation with a bin value. */
export function writeValueOp(w: Writer, op: number, name: string, value: BinValue): void {
  const at = w.pos;
  w.u32(0);
  w.u8(op);
  w.u8(0);
  w.u8(0);
  w.u8(0);
  w.patchU8(at + NAME_BYTES_AT, w.utf8(name));
  const particleType = writeParticle(w, value);
  w.patchU8(at + PARTICLE_AT, particleType);
  w.patchU32(at, w.pos - at - 4);
}

/** Starts an operation with a payload; returns its position for {@link endPayloadOp}. */
export function beginPayloadOp(w: Writer, op: number, name: string, particleType: number = PARTICLE.BLOB): number {
  const at = w.pos;
  w.u32(0);
  w.u8(op);
  w.u8(particleType);
  w.u8(0);
  w.u8(0);
  w.patchU8(at + NAME_BYTES_AT, w.utf8(name));
  return at;
}

/** Closes the operation at `at`. */
export function endPayloadOp(w: Writer, at: number): void {
  w.patchU32(at, w.pos - at - 4);
}

/** Writes an operation whose particle is given as bytes. */
export function writeRawOp(w: Writer, op: number, particleType: number, name: Uint8Array, value: Uint8Array): void {
  w.u32(4 + name.length + value.length);
  w.u8(op);
  w.u8(particleType);
  w.u8(0);
  w.u8(name.length);
  w.bytes(name);
  w.bytes(value);
}

/** Writes a whole message with its frame header. */
export function encodeMessage(w: Writer, message: Message): void {
  const at = beginMessage(
    w,
    message.info1,
    message.info2,
    message.info3,
    message.generation,
    message.recordTtl,
    message.transactionTtl,
  );
  setInfo4(w, at, message.info4);
  w.patchU8(at + PROTO_HEADER_BYTES + MESSAGE_AT.RESULT_CODE, message.resultCode);
  for (const field of message.fields) writeBytesField(w, field.type, field.value);
  for (const op of message.ops) writeRawOp(w, op.op, op.particleType, op.nameBytes, op.value);
  endMessage(w, at, message.fields.length, message.ops.length);
}

/**
 * Reads the message in `buffer[start, end)`. Every length is checked against what is there; unknown field types pass.
 *
 * @throws {@link WireError} when the bytes are not exactly one well-formed message.
 */
export function decodeMessage(buffer: Buffer, start: number, end: number): Message {
  if (end - start < MESSAGE_HEADER_BYTES) throw new WireError('Message is shorter than its header');
  const nFields = buffer.readUInt16BE(start + MESSAGE_AT.FIELDS);
  const nOps = buffer.readUInt16BE(start + MESSAGE_AT.OPS);
  let at = start + MESSAGE_HEADER_BYTES;

  const fields: Field[] = [];
  for (let i = 0; i < nFields; i++) {
    if (at + FIELD_HEADER_BYTES > end) throw new WireError('Message ends inside a field header');
    const size = buffer.readUInt32BE(at);
    const next = at + 4 + size;
    if (size === 0 || next > end) throw new WireError(`Field size ${size} does not fit the message`);
    fields.push({ type: buffer[at + 4] as number, value: buffer.subarray(at + FIELD_HEADER_BYTES, next) });
    at = next;
  }

  const ops: Op[] = [];
  for (let i = 0; i < nOps; i++) {
    if (at + OP_HEADER_BYTES > end) throw new WireError('Message ends inside an operation header');
    const size = buffer.readUInt32BE(at);
    const next = at + 4 + size;
    if (size < 4 || next > end) throw new WireError(`Operation size ${size} does not fit the message`);
    const nameEnd = at + OP_HEADER_BYTES + (buffer[at + NAME_BYTES_AT] as number);
    const valueAt = nameEnd + ((buffer[at + FLAGS_AT] as number) & OP_FLAG.HAS_LUT ? 8 : 0);
    if (valueAt > next) throw new WireError('Bin name does not fit its operation');
    const nameBytes = buffer.subarray(at + OP_HEADER_BYTES, nameEnd);
    ops.push({
      op: buffer[at + CODE_AT] as number,
      particleType: buffer[at + PARTICLE_AT] as number,
      name: nameBytes.toString('utf8'),
      nameBytes,
      value: buffer.subarray(valueAt, next),
    });
    at = next;
  }
  if (at !== end) throw new WireError(`Message has ${end - at} bytes after its last operation`);

  return {
    info1: buffer[start + MESSAGE_AT.INFO1] as number,
    info2: buffer[start + MESSAGE_AT.INFO2] as number,
    info3: buffer[start + MESSAGE_AT.INFO3] as number,
    info4: buffer[start + MESSAGE_AT.INFO4] as number,
    resultCode: buffer[start + MESSAGE_AT.RESULT_CODE] as number,
    generation: buffer.readUInt32BE(start + MESSAGE_AT.GENERATION),
    recordTtl: buffer.readUInt32BE(start + MESSAGE_AT.RECORD_TTL),
    transactionTtl: buffer.readUInt32BE(start + MESSAGE_AT.TRANSACTION_TTL),
    fields,
    ops,
  };
}

/** The first field of a type, or undefined. */
export function findField(message: Message, type: (typeof FIELD)[keyof typeof FIELD]): Buffer | undefined {
  for (const field of message.fields) {
    if (field.type === type) return field.value;
  }
  return undefined;
}
