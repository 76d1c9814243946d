// RIPEMD-160 over one short message, written for record digests: set name, key type and key value, almost always one
// 64-byte block. It keeps its state in module-level memory, so a digest allocates nothing. Why not `node:crypto`: a
// hash object costs six times as much as this, and OpenSSL builds without the legacy provider do not offer the
// algorithm at all. Specification: Dobbertin, Bosselaers, Preneel, "RIPEMD-160", 1996.

import { mixBlock } from './ripemd160-block.ts';

const BLOCK_BYTES = 64;

const state = new Int32Array(5);
/** The last block or two of a message: its tail, the padding and the length. */
const tail = Buffer.alloc(2 * BLOCK_BYTES);

/** Hashes `message[0, length)` and writes the 20 bytes to `out` at `outOffset`. */
export function ripemd160(message: Uint8Array, length: number, out: Uint8Array, outOffset = 0): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  state[4] = 0xc3d2e1f0;

  let at = 0;
  for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) mixBlock(state, message, at);

  const rest = length - at;
  const tailBytes = rest < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  for (let i = 0; i < rest; i++) tail[i] = message[at + i] as number;
  tail[rest] = 0x80;
  tail.fill(0, rest + 1, tailBytes);
  // The message length in bits, little-endian; keys stay far below the 2^32 bytes at which 53 bits would not do.
  tail.writeUInt32LE((length << 3) >>> 0, tailBytes - 8);
  tail.writeUInt32LE(Math.floor(length / 0x20000000), tailBytes - 4);
  mixBlock(state, tail, 0);
  if (tailBytes > BLOCK_BYTES) mixBlock(state, tail, BLOCK_BYTES);

  for (let i = 0, to = outOffset; i < 5; i++, to += 4) {
    const word = state[i] as number;
    out[to] = word;
    out[to + 1] = word >>> 8;
    out[to + 2] = word >>> 16;
    out[to + 3] = word >>> 24;
  }
}
