// Operations on HyperLogLog bins: op codes, flags and the bounds of the layout
// (docs/protocol/hyperloglog.md).

export const HLL_OP = {
  INIT: 0,
  ADD: 1,
  SET_UNION: 2,
  REFRESH_COUNT: 3,
  FOLD: 4,
  COUNT: 50,
  GET_UNION: 51,
  UNION_COUNT: 52,
  INTERSECT_COUNT: 53,
  SIMILARITY: 54,
  DESCRIBE: 55,
  MAY_CONTAIN: 56,
} as const;

export const HLL_FLAG = { CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, ALLOW_FOLD: 8 } as const;

/** Flags, index bits, minhash bits and the cached count, in front of the registers. */
export const HLL_HEADER_BYTES = 11;

/** Bounds of a HyperLogLog's configuration; minhash bits may also be 0. */
export const HLL_BITS = {
  MIN_INDEX: 4,
  MAX_INDEX: 16,
  MIN_MINHASH: 4,
  MAX_MINHASH: 51,
  MAX_SUM: 64,
  /** Of a register, before its minhash bits. */
  RHO: 6,
} as const;
