// RIPEMD-160 over one short message, written for record digests: set name, key type and key value, almost always one
// 64-byte block. It keeps its state in module-level memory, so a digest allocates nothing. Why not `node:crypto`: a
// hash object costs six times as much as this, and OpenSSL builds without the legacy provider do not offer the
// algorithm at all. Specification: Dobbertin, Bosselaers, Preneel, "RIPEMD-160", 1996.

import { mixBlock } from './ripemd160-block.ts';

const BLOCK_BYTES = 64;

/** Bytes behind a message that its padding may take. */
export const RIPEMD160_PADDING_BYTES = BLOCK_BYTES + 8;

const state = new Int32Array(5);

/**
 * Hashes `message[0, length)` and writes the 20 bytes to `out` at `outOffset`. The padding is written behind the message,
 * in the same memory, where RIPEMD160_PADDING_BYTES must be free.
 */
export function ripemd160(message: Uint8Array, length: number, out: Uint8Array, outOffset = 0): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  state[4] = 0xc3d2e1f0;

  // A one bit, zeros, and in the last eight bytes the length in bits, little-endian.
  const end = (length + 8 + BLOCK_BYTES) & -BLOCK_BYTES;
  message[length] = 0x80;
  for (let i = length + 1; i < end; i++) message[i] = 0;
  message[end - 8] = length << 3;
  message[end - 7] = length >>> 5;
  message[end - 6] = length >>> 13;
  message[end - 5] = length >>> 21;
  message[end - 4] = length >>> 29;
  for (let at = 0; at < end; at += BLOCK_BYTES) mixBlock(state, message, at);

  for (let i = 0, to = outOffset; i < 5; i++, to += 4) {
    const word = state[i] as number;
    out[to] = word;
    out[to + 1] = word >>> 8;
    out[to + 2] = word >>> 16;
    out[to + 3] = word >>> 24;
  }
}
