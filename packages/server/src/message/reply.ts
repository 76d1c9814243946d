// Reply messages, written straight into the connection's output: one in a frame of its own for a single-record command
// (docs/protocol/records.md, "Replies"), or one of the many that a batch or a scan answers with. Operations are
// appended while the command runs; a command that fails takes them back.
//
//   reply := proto (8) · u8 22 · info1..4 · u8 result · u32 generation · u32 void time · u32 0 · u16 0 · u16 ops · *op

import {
  MESSAGE_AT,
  MESSAGE_HEADER_BYTES,
  OP,
  PARTICLE,
  PROTO_HEADER_BYTES,
  PROTO_TYPE,
  PROTO_VERSION,
  type Writer,
  writeBytesField,
} from 'tendril/wire';
import { MAX_REPLY_BYTES } from '../limits.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';

// Read once: a constant of this module is part of the code, what another module exports is looked up at every use.
const HEADER_BYTES = MESSAGE_HEADER_BYTES;
const PROTO_BYTES = PROTO_HEADER_BYTES;
const { MESSAGE } = PROTO_TYPE;
const VERSION = PROTO_VERSION;
const { HEADER_BYTES: HEADER_BYTES_AT, INFO1, INFO2, INFO3, INFO4, RESULT_CODE } = MESSAGE_AT;
const { GENERATION, RECORD_TTL, TRANSACTION_TTL, FIELDS } = MESSAGE_AT;
/** Size and type. */
const FIELD_HEADER_BYTES = 5;

export class Reply {
  /** What the reply says about the record; a command sets them, `begin` clears them. */
  generation = 0;
  voidTime = 0;
  /** Whether an empty answer repeats the operation's code; where rows of a batch are read it is always READ. */
  echoesOps = true;
  readonly #out: Writer;
  /** Where the as_msg header is. */
  #at = 0;
  #fields = 0;
  #ops = 0;

  constructor(out: Writer) {
    this.#out = out;
  }

  /** Begins a reply at the end of the output. */
  begin(): void {
    this.#out.ensure(PROTO_BYTES);
    this.#out.pos += PROTO_BYTES;
    this.beginRow();
  }

  /** Begins one message of several in a frame that somebody else opens and closes. */
  beginRow(): void {
    this.#at = this.#out.pos;
    this.#out.ensure(HEADER_BYTES);
    this.#out.pos += HEADER_BYTES;
    this.#fields = 0;
    this.#ops = 0;
    this.generation = 0;
    this.voidTime = 0;
    this.echoesOps = true;
  }

  /** Takes back every field and operation. */
  dropContent(): void {
    this.#out.pos = this.#at + HEADER_BYTES;
    this.#fields = 0;
    this.#ops = 0;
  }

  /** Operations so far. */
  get ops(): number {
    return this.#ops;
  }

  /** Takes back a message of several. */
  cancelRow(): void {
    this.#out.pos = this.#at;
  }

  /** Takes back a reply that was begun with its frame. */
  cancelFrame(): void {
    this.#out.pos = this.#at - PROTO_BYTES;
  }

  /** Adds a field; all fields come before the first operation. */
  addField(type: number, value: Uint8Array): void {
    writeBytesField(this.#out, type, value);
    this.#fields++;
  }

  /** The same for bytes that are kept as text, one character each. */
  addLatin1Field(type: number, text: string): void {
    const { length } = text;
    const w = this.#out;
    w.u32(length + 1);
    w.u8(type);
    w.ensure(length);
    const { buffer, pos } = w;
    for (let i = 0; i < length; i++) buffer[pos + i] = text.charCodeAt(i);
    w.pos = pos + length;
    this.#fields++;
  }

  /** Adds a field as {@link encodeField} made it. */
  addEncodedField(field: Uint8Array): void {
    this.#out.bytes(field);
    this.#fields++;
  }

  /** Reports generation and void time of that record. */
  describe(record: StoredRecord): void {
    this.generation = record.generation;
    this.voidTime = record.voidTime;
  }

  addBin(bin: Bin): void {
    this.#checkSize(bin.op.length);
    this.#out.bytes(bin.op);
    this.#ops++;
  }

  addBins(bins: readonly Bin[]): void {
    for (const bin of bins) {
      this.#checkSize(bin.op.length);
      this.#out.bytes(bin.op);
    }
    this.#ops += bins.length;
  }

  /** An operation without a value: `op` and bin name of the request, particle NULL. */
  addNull(op: number, name: string): void {
    const w = this.#out;
    w.u32(4 + name.length);
    w.u8(this.echoesOps ? op : OP.READ);
    w.u8(PARTICLE.NULL);
    w.u8(0);
    w.u8(name.length);
    for (let i = 0; i < name.length; i++) w.u8(name.charCodeAt(i));
    this.#ops++;
  }

  /** The answer to an operation with a result of its own. */
  addResult(op: number, name: string, type: number, value: Uint8Array): void {
    this.#checkSize(value.length);
    const w = this.#out;
    w.u32(4 + name.length + value.length);
    w.u8(this.echoesOps ? op : OP.READ);
    w.u8(type);
    w.u8(0);
    w.u8(name.length);
    for (let i = 0; i < name.length; i++) w.u8(name.charCodeAt(i));
    w.bytes(value);
    this.#ops++;
  }

  /** The answer to a read operation: the bin, or NULL when the command wants an answer to every operation. */
  addRead(bin: Bin | undefined, op: number, name: string, respondAll: boolean): void {
    if (bin !== undefined) this.addBin(bin);
    else if (respondAll) this.addNull(op, name);
  }

  /** Before memory is taken: a command may ask for one bin many times. */
  #checkSize(bytes: number): void {
    if (this.#out.pos - this.#at + bytes > MAX_REPLY_BYTES)
      throw new ParticleError(RESULT.RECORD_TOO_BIG, `The reply has more than ${MAX_REPLY_BYTES} bytes`);
  }

  /** Ends the reply: fills in the frame's header and its own. */
  finish(resultCode: number, info3 = 0): void {
    const { buffer, pos } = this.#out;
    const at = this.#at - PROTO_BYTES;
    buffer[at] = VERSION;
    buffer[at + 1] = MESSAGE;
    buffer[at + 2] = 0;
    buffer[at + 3] = 0;
    writeU32(buffer, at + 4, pos - this.#at);
    this.finishRow(resultCode, 0, info3);
  }

  /** Ends a message of several; the rows of a batch carry their index. */
  finishRow(resultCode: number, index = 0, info3 = 0, info1 = 0): void {
    const { buffer } = this.#out;
    const at = this.#at;
    buffer[at + HEADER_BYTES_AT] = HEADER_BYTES;
    buffer[at + INFO1] = info1;
    buffer[at + INFO2] = 0;
    buffer[at + INFO3] = info3;
    buffer[at + INFO4] = 0;
    buffer[at + RESULT_CODE] = resultCode;
    writeU32(buffer, at + GENERATION, this.generation);
    writeU32(buffer, at + RECORD_TTL, this.voidTime);
    writeU32(buffer, at + TRANSACTION_TTL, index);
    writeU32(buffer, at + FIELDS, (this.#fields << 16) | this.#ops);
  }
}

function writeU32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

/** A field that many rows have, for {@link Reply.addEncodedField}. */
export function encodeField(type: number, value: Uint8Array): Buffer {
  const field = Buffer.alloc(FIELD_HEADER_BYTES + value.length);
  writeU32(field, 0, value.length + 1);
  field[FIELD_HEADER_BYTES - 1] = type;
  field.set(value, FIELD_HEADER_BYTES);
  return field;
}
