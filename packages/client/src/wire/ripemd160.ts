// RIPEMD-160 over one short message, written for record digests: set name, key type and key value, almost always one
// 64-byte block. It keeps its state in module-level memory, so a digest allocates nothing. Why not `node:crypto`: a
// hash object costs three times as much as this loop, and OpenSSL builds without the legacy provider do not offer the
// algorithm at all. Specification: Dobbertin, Bosselaers, Preneel, "RIPEMD-160", 1996.

const BLOCK_BYTES = 64;

/** Which message word each of the 80 steps takes, in the left and in the right line. */
// biome-ignore format: five rounds of sixteen
const WORD_LEFT = Uint8Array.of(
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
  3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
  1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
  4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
);
// biome-ignore format: five rounds of sixteen
const WORD_RIGHT = Uint8Array.of(
  5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
  6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
  15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
  8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
  12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
);
/** By how many bits each step rotates. */
// biome-ignore format: five rounds of sixteen
const SHIFT_LEFT = Uint8Array.of(
  11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
  7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
  11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
  11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
  9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
);
// biome-ignore format: five rounds of sixteen
const SHIFT_RIGHT = Uint8Array.of(
  8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
  9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
  9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
  15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
  8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
);

const state = new Int32Array(5);
const words = new Int32Array(16);
/** The last block or two of a message: its tail, the padding and the length. */
const tail = Buffer.alloc(2 * BLOCK_BYTES);

function loadWords(block: Uint8Array, offset: number): void {
  for (let i = 0, at = offset; i < 16; i++, at += 4) {
    words[i] =
      (block[at] as number) |
      ((block[at + 1] as number) << 8) |
      ((block[at + 2] as number) << 16) |
      ((block[at + 3] as number) << 24);
  }
}

/** Mixes one block into the state: two lines of five rounds, each round with a function and two constants of its own. */
function compress(block: Uint8Array, offset: number): void {
  loadWords(block, offset);
  let al = state[0] as number;
  let bl = state[1] as number;
  let cl = state[2] as number;
  let dl = state[3] as number;
  let el = state[4] as number;
  let ar = al;
  let br = bl;
  let cr = cl;
  let dr = dl;
  let er = el;

  for (let i = 0; i < 80; i++) {
    let fl: number;
    let fr: number;
    if (i < 16) {
      fl = bl ^ cl ^ dl;
      fr = ((br ^ (cr | ~dr)) + 0x50a28be6) | 0;
    } else if (i < 32) {
      fl = (((bl & cl) | (~bl & dl)) + 0x5a827999) | 0;
      fr = (((br & dr) | (cr & ~dr)) + 0x5c4dd124) | 0;
    } else if (i < 48) {
      fl = (((bl | ~cl) ^ dl) + 0x6ed9eba1) | 0;
      fr = (((br | ~cr) ^ dr) + 0x6d703ef3) | 0;
    } else if (i < 64) {
      fl = (((bl & dl) | (cl & ~dl)) + 0x8f1bbcdc) | 0;
      fr = (((br & cr) | (~br & dr)) + 0x7a6d76e9) | 0;
    } else {
      fl = ((bl ^ (cl | ~dl)) + 0xa953fd4e) | 0;
      fr = br ^ cr ^ dr;
    }
    const sl = SHIFT_LEFT[i] as number;
    const tl = (al + fl + (words[WORD_LEFT[i] as number] as number)) | 0;
    al = el;
    el = dl;
    dl = (cl << 10) | (cl >>> 22);
    cl = bl;
    bl = (((tl << sl) | (tl >>> (32 - sl))) + al) | 0;

    const sr = SHIFT_RIGHT[i] as number;
    const tr = (ar + fr + (words[WORD_RIGHT[i] as number] as number)) | 0;
    ar = er;
    er = dr;
    dr = (cr << 10) | (cr >>> 22);
    cr = br;
    br = (((tr << sr) | (tr >>> (32 - sr))) + ar) | 0;
  }

  const mixed = ((state[1] as number) + cl + dr) | 0;
  state[1] = ((state[2] as number) + dl + er) | 0;
  state[2] = ((state[3] as number) + el + ar) | 0;
  state[3] = ((state[4] as number) + al + br) | 0;
  state[4] = ((state[0] as number) + bl + cr) | 0;
  state[0] = mixed;
}

/** Hashes `message[0, length)` and writes the 20 bytes to `out` at `outOffset`. */
export function ripemd160(message: Uint8Array, length: number, out: Uint8Array, outOffset = 0): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  state[4] = 0xc3d2e1f0;

  let at = 0;
  for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) compress(message, at);

  const rest = length - at;
  const tailBytes = rest < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  for (let i = 0; i < rest; i++) tail[i] = message[at + i] as number;
  tail[rest] = 0x80;
  tail.fill(0, rest + 1, tailBytes);
  // The message length in bits, little-endian; keys stay far below the 2^32 bytes at which 53 bits would not do.
  tail.writeUInt32LE((length << 3) >>> 0, tailBytes - 8);
  tail.writeUInt32LE(Math.floor(length / 0x20000000), tailBytes - 4);
  compress(tail, 0);
  if (tailBytes > BLOCK_BYTES) compress(tail, BLOCK_BYTES);

  for (let i = 0, to = outOffset; i < 5; i++, to += 4) {
    const word = state[i] as number;
    out[to] = word;
    out[to + 1] = word >>> 8;
    out[to + 2] = word >>> 16;
    out[to + 3] = word >>> 24;
  }
}
