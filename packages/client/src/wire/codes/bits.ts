// Operations on the bits of a blob: op codes and flags (docs/protocol/bits.md).

export const BITS_OP = {
  RESIZE: 0,
  INSERT: 1,
  REMOVE: 2,
  SET: 3,
  OR: 4,
  XOR: 5,
  AND: 6,
  NOT: 7,
  LSHIFT: 8,
  RSHIFT: 9,
  ADD: 10,
  SUBTRACT: 11,
  SET_INT: 12,
  GET: 50,
  COUNT: 51,
  LSCAN: 52,
  RSCAN: 53,
  GET_INT: 54,
  /** From server 8.2 on. */
  B64_ENCODE: 55,
} as const;

export const BITS_FLAG = { CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 } as const;

/** Of B64_ENCODE: the size counts from the end. */
export const BITS_INVERT_SIZE = 1;

export const BITS_RESIZE_FLAG = { FROM_FRONT: 1, GROW_ONLY: 2, SHRINK_ONLY: 4 } as const;

/** Of ADD and SUBTRACT. Without SATURATE and WRAP an overflow fails. */
export const BITS_INT_FLAG = { SIGNED: 1, SATURATE: 2, WRAP: 4 } as const;
