// Compressed frames (type 4): a complete message frame inside a zlib stream, its size in front. Only Enterprise
// servers take them; Community Edition answers with result 25.
//
//   proto (type 4) · u64 size of the inner frame · zlib stream of the inner frame

import { PROTO_HEADER_BYTES, PROTO_TYPE, PROTO_VERSION } from './codes/message.ts';
import { beginFrame, endFrame, frameBodyBytes } from './proto.ts';
import { readU64 } from './reader.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

const FASTEST = { level: 1 };
const SIZE_BYTES = 8;

/**
 * Largest frame that is inflated: four of the largest records. The event loop stands still meanwhile, for less than
 * 100 ms at this size; servers compress frames of a batch or scan in pieces of a megabyte at most.
 */
export const MAX_INFLATED_BYTES = 32 * 1024 * 1024;

/** No zlib stream says more than this many bytes in one. */
const MAX_INFLATION = 1032;

/** Loaded with the first compressed frame; most clusters send none. */
let zlib: typeof import('node:zlib') | undefined;
const loadZlib = () => (zlib ??= require('node:zlib') as typeof import('node:zlib'));

/** Replaces the frame that starts at `at` and ends at the cursor by its compressed form. */
export function compressFrame(w: Writer, at: number): void {
  const size = w.pos - at;
  const compressed = loadZlib().deflateSync(w.buffer.subarray(at, w.pos), FASTEST);
  w.pos = at;
  beginFrame(w, PROTO_TYPE.COMPRESSED);
  w.u64(BigInt(size));
  w.bytes(compressed);
  endFrame(w, at);
}

/**
 * The message body inside the compressed frame body `buffer[start, end)`. The declared size is looked at before memory
 * is taken: against `maxBytes`, and against what so few bytes can say at all.
 *
 * @throws {@link WireError} when the frame holds no message of the declared size, or one that is too large.
 */
export function decompressBody(buffer: Buffer, start: number, end: number, maxBytes = MAX_INFLATED_BYTES): Buffer {
  const compressedBytes = end - start - SIZE_BYTES;
  if (compressedBytes < 0) throw new WireError('Compressed frame is shorter than its header');
  const size = Number(readU64(buffer, start));
  if (size < PROTO_HEADER_BYTES) throw new WireError(`Compressed frame declares ${size} bytes, less than a header has`);
  if (size > maxBytes) throw new WireError(`Compressed frame declares ${size} bytes, the limit is ${maxBytes}`);
  if (size > compressedBytes * MAX_INFLATION) {
    throw new WireError(`Compressed frame declares ${size} bytes, more than its ${compressedBytes} can say`);
  }
  let frame: Buffer;
  try {
    frame = loadZlib().inflateSync(buffer.subarray(start + SIZE_BYTES, end), { maxOutputLength: size });
  } catch (error) {
    throw new WireError(`Compressed frame cannot be inflated: ${(error as Error).message}`);
  }
  const isMessage = frame[0] === PROTO_VERSION && frame[1] === PROTO_TYPE.MESSAGE;
  if (frame.length !== size || !isMessage || frameBodyBytes(frame, 0) !== size - PROTO_HEADER_BYTES) {
    throw new WireError('Compressed frame holds no message of the declared size');
  }
  return frame.subarray(PROTO_HEADER_BYTES);
}

/**
 * Throws unless a reply of this frame type may come to a request. Compressed ones come only when they were asked for:
 * the request had `INFO1.COMPRESS_RESPONSE`. A peer that sends one unasked cannot be trusted.
 *
 * @throws {@link WireError} for frames that are not messages, and for compressed ones that nobody asked for.
 */
export function checkReplyType(type: number, asksForCompressed: boolean): void {
  if (type === PROTO_TYPE.MESSAGE || (type === PROTO_TYPE.COMPRESSED && asksForCompressed)) return;
  if (type === PROTO_TYPE.COMPRESSED) throw new WireError('Reply is compressed, which the command did not ask for');
  throw new WireError(`Reply has frame type ${type}, a message is ${PROTO_TYPE.MESSAGE}`);
}
