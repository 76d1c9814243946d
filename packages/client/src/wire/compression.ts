// Compressed frames (type 4): a complete message frame inside a zlib stream, its size in front. Only Enterprise
// servers take them; Community Edition answers with result 25.
//
//   proto (type 4) · u64 size of the inner frame · zlib stream of the inner frame

import { deflateSync, inflateSync } from 'node:zlib';
import { MAX_PROTO_BODY_BYTES, PROTO_HEADER_BYTES, PROTO_TYPE, PROTO_VERSION } from './codes/message.ts';
import { beginFrame, endFrame, frameBodyBytes } from './proto.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

const FASTEST = { level: 1 };

/** Replaces the frame that starts at `at` and ends at the cursor by its compressed form. */
export function compressFrame(w: Writer, at: number): void {
  const size = w.pos - at;
  const compressed = deflateSync(w.buffer.subarray(at, w.pos), FASTEST);
  w.pos = at;
  beginFrame(w, PROTO_TYPE.COMPRESSED);
  w.u64(BigInt(size));
  w.bytes(compressed);
  endFrame(w, at);
}

/** The body of the message inside the compressed frame body `buffer[start, end)`. */
export function decompressBody(buffer: Buffer, start: number, end: number): Buffer {
  if (end - start < 8) throw new WireError('Compressed frame is shorter than its header');
  const size = Number(buffer.readBigUInt64BE(start));
  if (size > MAX_PROTO_BODY_BYTES) throw new WireError(`Compressed frame of ${size} bytes is over the limit`);
  let frame: Buffer;
  try {
    frame = inflateSync(buffer.subarray(start + 8, end), { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw new WireError(`Compressed frame cannot be inflated: ${(error as Error).message}`);
  }
  const isMessage = frame[0] === PROTO_VERSION && frame[1] === PROTO_TYPE.MESSAGE;
  if (
    frame.length !== size ||
    size < PROTO_HEADER_BYTES ||
    !isMessage ||
    frameBodyBytes(frame, 0) !== size - PROTO_HEADER_BYTES
  ) {
    throw new WireError('Compressed frame holds no message of the announced size');
  }
  return frame.subarray(PROTO_HEADER_BYTES);
}
