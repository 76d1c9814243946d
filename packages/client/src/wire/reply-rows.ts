// The messages that stand one after the other in a frame of a batch, scan or query reply, found without decoding them:
// where each ends, its code, and the few things of it that a run needs. Reads in place and allocates nothing.
// Specification: docs/protocol/batch.md, "Replies" and docs/protocol/queries.md, "Stream of replies".
//
//   frame body := *( message )                                message := see message.ts

import { FIELD } from './codes/fields.ts';
import { MESSAGE_HEADER_BYTES } from './codes/message.ts';
import { WireError } from './wire-error.ts';

function u32(buffer: Buffer, at: number): number {
  return (
    (buffer[at] as number) * 0x1000000 +
    (((buffer[at + 1] as number) << 16) | ((buffer[at + 2] as number) << 8) | (buffer[at + 3] as number))
  );
}

function u16(buffer: Buffer, at: number): number {
  return ((buffer[at] as number) << 8) | (buffer[at + 1] as number);
}

/** A cursor over one message at a time. */
export class ReplyRow {
  /** Where the message ends and the next one begins. */
  end = 0;
  info3 = 0;
  code = 0;
  /** Of a record; of a PARTITION_DONE message the partition. */
  generation = 0;
  /** Of a batch row, as the request gave it. */
  batchIndex = 0;
  /** Where the 20 bytes of the DIGEST field are, or -1. */
  digestAt = -1;
  /** Where the 8 bytes of the BVAL field are, or -1. */
  bvalAt = -1;

  /** Reads the message at `start`. @throws WireError when it does not fit before `limit`. */
  read(buffer: Buffer, start: number, limit: number): void {
    if (start + MESSAGE_HEADER_BYTES > limit) throw new WireError('Frame ends inside a message header');
    if (buffer[start] !== MESSAGE_HEADER_BYTES) throw new WireError(`Message header of ${buffer[start]} bytes`);
    this.info3 = buffer[start + 3] as number;
    this.code = buffer[start + 5] as number;
    this.generation = u32(buffer, start + 6);
    this.batchIndex = u32(buffer, start + 14);
    const at = this.#skipFields(buffer, start + MESSAGE_HEADER_BYTES, u16(buffer, start + 18), limit);
    this.end = skipOps(buffer, at, u16(buffer, start + 20), limit);
  }

  #skipFields(buffer: Buffer, start: number, fields: number, limit: number): number {
    this.digestAt = -1;
    this.bvalAt = -1;
    let at = start;
    for (let left = fields; left > 0; left--) {
      if (at + 5 > limit) throw new WireError('Frame ends inside a field header');
      const size = u32(buffer, at);
      const type = buffer[at + 4];
      if (size === 0 || at + 4 + size > limit) throw new WireError('Frame has a field that does not fit');
      if (type === FIELD.DIGEST && size === 21) this.digestAt = at + 5;
      else if (type === FIELD.BVAL_ARRAY && size === 9) this.bvalAt = at + 5;
      at += 4 + size;
    }
    return at;
  }
}

function skipOps(buffer: Buffer, start: number, ops: number, limit: number): number {
  let at = start;
  for (let left = ops; left > 0; left--) {
    if (at + 4 > limit) throw new WireError('Frame ends inside an operation header');
    const size = u32(buffer, at);
    if (size < 4 || at + 4 + size > limit) throw new WireError('Frame has an operation that does not fit');
    at += 4 + size;
  }
  return at;
}
