// The frame around everything on the wire, and the splitter that finds frames in a byte stream. It looks at the eight
// header bytes only; what is inside a body is the business of message.ts, info-text.ts and admin messages.
//
//   proto := u8 version (2) · u8 type · u48 body size · body

import { MAX_PROTO_BODY_BYTES, PROTO_HEADER_BYTES, PROTO_VERSION } from './codes/message.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/** Starts a frame whose body size is not known yet, and returns where its header is, for `endFrame`. */
export function beginFrame(w: Writer, type: number): number {
  const at = w.pos;
  w.ensure(PROTO_HEADER_BYTES);
  const { buffer } = w;
  buffer[at] = PROTO_VERSION;
  buffer[at + 1] = type;
  buffer[at + 2] = 0;
  buffer[at + 3] = 0;
  w.pos = at + PROTO_HEADER_BYTES;
  return at;
}

/** Writes the body size into the header at `at`, once everything since `beginFrame` is the body. */
export function endFrame(w: Writer, at: number): void {
  w.patchU32(at + 4, w.pos - at - PROTO_HEADER_BYTES);
}

/** Body size in the header at `start`; at least eight bytes must be there. */
export function frameBodyBytes(buffer: Uint8Array, start: number): number {
  const high = (buffer[start + 2] as number) * 256 + (buffer[start + 3] as number);
  const low =
    (buffer[start + 4] as number) * 0x1000000 +
    (((buffer[start + 5] as number) << 16) | ((buffer[start + 6] as number) << 8) | (buffer[start + 7] as number));
  return high * 0x100000000 + low;
}

/**
 * Receives a whole frame. `buffer` is valid only until the call returns, unless it was put together for this one frame:
 * then `owned` says that the handler may keep it.
 */
export type FrameHandler = (type: number, buffer: Buffer, bodyStart: number, bodyEnd: number, owned: boolean) => void;

export interface FrameSplitterOptions {
  /** Largest body accepted; a larger one is refused before any memory is taken for it. */
  readonly maxBodyBytes?: number;
  /** Which version, type and size of a body may arrive; the default takes version 2 with types 1 to 5. */
  readonly accepts?: (version: number, type: number, bodyBytes: number) => boolean;
  /** Largest frame that gets its memory by its header alone; default 2 MiB. Whoever serves strangers promises less. */
  readonly atOnceBytes?: number;
}

const acceptsAll = (version: number, type: number): boolean => version === PROTO_VERSION && type >= 1 && type <= 5;

/**
 * A frame up to this size gets its memory at once when its header is known, unless told otherwise; a larger one as its
 * bytes arrive, in doubling steps, so that a header alone cannot claim 128 MiB.
 */
const AT_ONCE_BYTES = 2 * 1024 * 1024;

/**
 * Frames up to this size are put together in memory that is used again: where values have kilobytes, every read ends
 * inside one. A larger frame is given away with its memory.
 */
const REUSED_BYTES = 64 * 1024;

const NO_BYTES = Buffer.alloc(0);

/**
 * Splits a byte stream into frames. A frame that lies whole inside a chunk is handed on in place; only one that spans
 * chunks is copied.
 */
export class FrameSplitter {
  readonly #onFrame: FrameHandler;
  readonly #maxBodyBytes: number;
  readonly #accepts: (version: number, type: number, bodyBytes: number) => boolean;
  readonly #atOnceBytes: number;
  #partial: Buffer = NO_BYTES;
  #have = 0;

  constructor(onFrame: FrameHandler, options: FrameSplitterOptions = {}) {
    this.#onFrame = onFrame;
    this.#maxBodyBytes = options.maxBodyBytes ?? MAX_PROTO_BODY_BYTES;
    this.#accepts = options.accepts ?? acceptsAll;
    this.#atOnceBytes = options.atOnceBytes ?? AT_ONCE_BYTES;
  }

  /** Bytes of an incomplete frame that are waiting for the rest. */
  get pendingBytes(): number {
    return this.#have;
  }

  /**
   * Takes the bytes `chunk[start, end)` and calls the handler for each frame they complete.
   *
   * @throws {@link WireError} when a header is not acceptable; the stream is then beyond repair.
   */
  push(chunk: Buffer, start = 0, end = chunk.length): void {
    let at = start;
    if (this.#have > 0) at = this.#completePartial(chunk, at, end);
    while (end - at >= PROTO_HEADER_BYTES) {
      const bodyEnd = at + PROTO_HEADER_BYTES + this.#checkHeader(chunk, at);
      if (bodyEnd > end) {
        this.#keep(chunk, at, end, bodyEnd - at);
        return;
      }
      this.#onFrame(chunk[at + 1] as number, chunk, at + PROTO_HEADER_BYTES, bodyEnd, false);
      at = bodyEnd;
    }
    if (at < end) this.#keep(chunk, at, end);
  }

  /** Adds to the frame that spans chunks until it is whole; returns where the rest of the chunk starts. */
  #completePartial(chunk: Buffer, start: number, end: number): number {
    let at = start;
    if (this.#have < PROTO_HEADER_BYTES) {
      const take = Math.min(PROTO_HEADER_BYTES - this.#have, end - at);
      this.#keep(chunk, at, at + take);
      at += take;
      if (this.#have < PROTO_HEADER_BYTES) return at;
    }
    const size = PROTO_HEADER_BYTES + this.#checkHeader(this.#partial, 0);
    const take = Math.min(size - this.#have, end - at);
    this.#keep(chunk, at, at + take, size);
    at += take;
    if (this.#have === size) {
      const frame = this.#partial;
      const owned = size > REUSED_BYTES;
      if (owned) this.#partial = NO_BYTES;
      this.#have = 0;
      this.#onFrame(frame[1] as number, frame, PROTO_HEADER_BYTES, size, owned);
    }
    return at;
  }

  #keep(chunk: Buffer, start: number, end: number, expected = 0): void {
    const needed = this.#have + (end - start);
    if (needed > this.#partial.length) {
      const doubled = Math.max(needed, this.#partial.length * 2, PROTO_HEADER_BYTES);
      const grown = Buffer.allocUnsafeSlow(
        expected > this.#atOnceBytes ? Math.min(doubled, expected) : expected || doubled,
      );
      this.#partial.copy(grown, 0, 0, this.#have);
      this.#partial = grown;
    }
    chunk.copy(this.#partial, this.#have, start, end);
    this.#have = needed;
  }

  #checkHeader(buffer: Buffer, at: number): number {
    const version = buffer[at] as number;
    const type = buffer[at + 1] as number;
    const size = frameBodyBytes(buffer, at);
    if (!this.#accepts(version, type, size)) {
      const header = buffer.toString('latin1', at, at + PROTO_HEADER_BYTES);
      // Another protocol is known by its first words sooner than by numbers: HTTP/1.1, SSH-2.0.
      const seen = /^[ -~]+$/.test(header)
        ? `it begins with "${header}"`
        : `version ${version}, type ${type}, ${size} bytes`;
      throw new WireError(`Unexpected frame header, none of the Aerospike protocol: ${seen}`);
    }
    if (size > this.#maxBodyBytes) throw new WireError(`Frame body of ${size} bytes is over the limit`);
    return size;
  }
}
