// The one-message reply to a single-record command, written straight into the connection's output (protocol notes,
// part 2 §3.2). Operations are appended while the command runs; a command that fails takes them back.
//
//   reply := proto (8) · u8 22 · info1..4 · u8 result · u32 generation · u32 void time · u32 0 · u16 0 · u16 ops · *op

import {
  MESSAGE_HEADER_BYTES,
  PARTICLE,
  PROTO_HEADER_BYTES,
  PROTO_TYPE,
  PROTO_VERSION,
  type Writer,
} from 'tendril/wire';
import type { Bin, StoredRecord } from '../storage/record.ts';

const HEADER_BYTES = PROTO_HEADER_BYTES + MESSAGE_HEADER_BYTES;

export class Reply {
  /** What the reply says about the record; a transaction sets them, `reset` clears them. */
  generation = 0;
  voidTime = 0;
  #out: Writer;
  #at = 0;
  #ops = 0;

  constructor(out: Writer) {
    this.#out = out;
  }

  /** Begins a reply at the end of the output. */
  begin(): void {
    this.#at = this.#out.pos;
    this.#out.ensure(HEADER_BYTES);
    this.#out.pos += HEADER_BYTES;
    this.reset();
  }

  /** Takes back every operation, and what was said about the record. */
  reset(): void {
    this.#out.pos = this.#at + HEADER_BYTES;
    this.#ops = 0;
    this.generation = 0;
    this.voidTime = 0;
  }

  dropOps(): void {
    this.#out.pos = this.#at + HEADER_BYTES;
    this.#ops = 0;
  }

  /** Reports generation and void time of that record. */
  describe(record: StoredRecord): void {
    this.generation = record.generation;
    this.voidTime = record.voidTime;
  }

  addBin(bin: Bin): void {
    this.#out.bytes(bin.op);
    this.#ops++;
  }

  addBins(bins: readonly Bin[]): void {
    for (const bin of bins) this.#out.bytes(bin.op);
    this.#ops += bins.length;
  }

  /** An operation without a value: `op` and bin name of the request, particle NULL. */
  addNull(op: number, name: string): void {
    const w = this.#out;
    w.u32(4 + name.length);
    w.u8(op);
    w.u8(PARTICLE.NULL);
    w.u8(0);
    w.u8(name.length);
    for (let i = 0; i < name.length; i++) w.u8(name.charCodeAt(i));
    this.#ops++;
  }

  /** The answer to a read operation: the bin, or NULL when the command wants an answer to every operation. */
  addRead(bin: Bin | undefined, op: number, name: string, respondAll: boolean): void {
    if (bin !== undefined) this.addBin(bin);
    else if (respondAll) this.addNull(op, name);
  }

  /** Ends the reply: fills in its header. */
  finish(resultCode: number, info3 = 0): void {
    const { buffer, pos } = this.#out;
    const at = this.#at;
    const bodyBytes = pos - at - PROTO_HEADER_BYTES;
    buffer[at] = PROTO_VERSION;
    buffer[at + 1] = PROTO_TYPE.MESSAGE;
    buffer[at + 2] = 0;
    buffer[at + 3] = 0;
    writeU32(buffer, at + 4, bodyBytes);
    buffer[at + 8] = MESSAGE_HEADER_BYTES;
    buffer[at + 9] = 0;
    buffer[at + 10] = 0;
    buffer[at + 11] = info3;
    buffer[at + 12] = 0;
    buffer[at + 13] = resultCode;
    writeU32(buffer, at + 14, this.generation);
    writeU32(buffer, at + 18, this.voidTime);
    writeU32(buffer, at + 22, 0);
    writeU32(buffer, at + 26, this.#ops);
  }
}

function writeU32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}
