// What makes bytes a HyperLogLog (docs/protocol/hyperloglog.md, "Format and algorithm"): the shapes there are, and the
// length that belongs to each.
//
//   hll := u8 flags (0) · u8 index bits · u8 minhash bits · u64le cached count · registers of 6 + minhash bits each

import { HLL_BITS, HLL_HEADER_BYTES } from 'tendril/wire';

/** Whether `source[start, end)` is a HyperLogLog that can be stored. */
export function isHll(source: Buffer, start: number, end: number): boolean {
  if (end - start < HLL_HEADER_BYTES) return false;
  const indexBits = source[start + 1] as number;
  const minhashBits = source[start + 2] as number;
  return source[start] === 0 && isShape(indexBits, minhashBits) && end - start === hllBytes(indexBits, minhashBits);
}

/** Bytes of a HyperLogLog of that shape. */
export function hllBytes(indexBits: number, minhashBits: number): number {
  return HLL_HEADER_BYTES + Math.ceil(((HLL_BITS.RHO + minhashBits) * 2 ** indexBits) / 8);
}

export function isIndexBits(bits: number): boolean {
  return bits >= HLL_BITS.MIN_INDEX && bits <= HLL_BITS.MAX_INDEX;
}

export function isMinhashBits(bits: number): boolean {
  return bits === 0 || (bits >= HLL_BITS.MIN_MINHASH && bits <= HLL_BITS.MAX_MINHASH);
}

export function isShape(indexBits: number, minhashBits: number): boolean {
  return isIndexBits(indexBits) && isMinhashBits(minhashBits) && indexBits + minhashBits <= HLL_BITS.MAX_SUM;
}
