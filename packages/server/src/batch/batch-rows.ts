// Reads the rows of a batch, one after the other, into a request that the runner carries out (docs/protocol/batch.md,
// "Rows"). Rows that repeat leave the request as the row before made it.
//
//   row := u32 index · digest (20) · u8 flags
//          [u8 info1 [u8 info2 · u8 info3] [u8 info4] [u16 generation] [u32 ttl] · u16 fields · u16 ops · fields · ops]

import { DIGEST_BYTES, FIELD, INFO1, INFO3, BATCH_ROW_FLAG as ROW_FLAG } from 'tendril/wire';
import type { Request } from '../message/request.ts';

const ROW_HEADER_BYTES = 4 + DIGEST_BYTES + 1;
/** info1 to info4, generation, ttl: the most that a row has before its counts. */
const MAX_META_BYTES = 10;
/** Neither a compressed reply nor a shipper's write makes sense for a row. */
const ROW_INFO1 = ~(INFO1.COMPRESS_RESPONSE | INFO1.XDR) & 0xff;

export class BatchRows {
  /** Of the row read last. */
  index = 0;
  digest = '';
  readonly #buffer: Buffer;
  readonly #end: number;
  readonly #request: Request;
  readonly #parentInfo3: number;
  readonly #parentTtl: number;
  #at: number;
  #hasPrevious = false;

  /** Rows lie in `buffer[start, end)`; the parent's header values are those of `request` now. */
  constructor(buffer: Buffer, start: number, end: number, request: Request) {
    this.#buffer = buffer;
    this.#at = start;
    this.#end = end;
    this.#request = request;
    this.#parentInfo3 = request.info3 & (INFO3.SC_READ_TYPE | INFO3.SC_READ_RELAX);
    this.#parentTtl = request.transactionTtl;
  }

  /** Reads the next row into the request; false when it is missing or malformed. */
  next(): boolean {
    const buffer = this.#buffer;
    const at = this.#at;
    if (at + ROW_HEADER_BYTES > this.#end) return false;
    this.index = buffer.readUInt32BE(at);
    this.digest = buffer.toString('latin1', at + 4, at + 4 + DIGEST_BYTES);
    const flags = buffer[at + 4 + DIGEST_BYTES] as number;
    this.#at = at + ROW_HEADER_BYTES;
    if ((flags & ROW_FLAG.REPEAT) === 0) return this.#readDefinition(flags);
    // The key of one record cannot be that of another.
    return this.#hasPrevious && !this.#request.hasField(FIELD.KEY);
  }

  #readDefinition(flags: number): boolean {
    const buffer = this.#buffer;
    const request = this.#request;
    let at = this.#at;
    if (at + MAX_META_BYTES > this.#end) return false;
    request.info1 = (buffer[at++] as number) & ROW_INFO1;
    const hasInfo = (flags & ROW_FLAG.INFO) !== 0;
    request.info2 = hasInfo ? (buffer[at++] as number) : 0;
    request.info3 = hasInfo ? (buffer[at++] as number) : this.#parentInfo3;
    request.info4 = (flags & ROW_FLAG.INFO4) === 0 ? 0 : (buffer[at++] as number);
    request.generation = 0;
    request.recordTtl = 0;
    request.transactionTtl = this.#parentTtl;
    if ((flags & ROW_FLAG.GENERATION) !== 0) {
      request.generation = buffer.readUInt16BE(at);
      at += 2;
    }
    if ((flags & ROW_FLAG.TTL) !== 0) {
      request.recordTtl = buffer.readUInt32BE(at);
      at += 4;
    }
    const end = request.parseRow(buffer, at, this.#end);
    if (end === -1) return false;
    this.#at = end;
    this.#hasPrevious = true;
    return true;
  }
}
