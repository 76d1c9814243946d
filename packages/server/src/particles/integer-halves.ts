// Integers of collections as the server reads them: two halves of 32 bits, so that none becomes a BigInt on its way.

import { MSGPACK, packInteger, type Writer } from 'tendril/wire';

/** Writes the shortest form of an integer. From 2^63 on it stays unsigned. */
export function packIntegerHalves(w: Writer, negative: boolean, high: number, low: number): void {
  if (high === 0) packInteger(w, low);
  else if (negative && high === 0xffffffff && (low | 0) < 0) packInteger(w, low | 0);
  else {
    w.u8(negative ? MSGPACK.INT64 : MSGPACK.UINT64);
    w.u32(high);
    w.u32(low);
  }
}
