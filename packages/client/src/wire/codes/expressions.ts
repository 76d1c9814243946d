// Expressions: op codes, value types, systems of calls and flags (docs/protocol/expressions.md).

export const EXP = {
  UNKNOWN: 0,
  EQ: 1,
  NE: 2,
  GT: 3,
  GE: 4,
  LT: 5,
  LE: 6,
  CMP_REGEX: 7,
  CMP_GEO: 8,
  IN_LIST: 9,
  AND: 16,
  OR: 17,
  NOT: 18,
  EXCLUSIVE: 19,
  ADD: 20,
  SUB: 21,
  MUL: 22,
  DIV: 23,
  POW: 24,
  LOG: 25,
  MOD: 26,
  ABS: 27,
  FLOOR: 28,
  CEIL: 29,
  TO_INT: 30,
  TO_FLOAT: 31,
  INT_AND: 32,
  INT_OR: 33,
  INT_XOR: 34,
  INT_NOT: 35,
  INT_LSHIFT: 36,
  INT_RSHIFT: 37,
  INT_ARSHIFT: 38,
  INT_COUNT: 39,
  INT_LSCAN: 40,
  INT_RSCAN: 41,
  MIN: 50,
  MAX: 51,
  DIGEST_MODULO: 64,
  DEVICE_SIZE: 65,
  LAST_UPDATE: 66,
  SINCE_UPDATE: 67,
  VOID_TIME: 68,
  TTL: 69,
  SET_NAME: 70,
  KEY_EXIST: 71,
  IS_TOMBSTONE: 72,
  MEMORY_SIZE: 73,
  RECORD_SIZE: 74,
  KEY: 80,
  BIN: 81,
  BIN_TYPE: 82,
  /** From server 8.2 on, as TO_STRING. */
  BIN_EXISTS: 83,
  TO_STRING: 99,
  REMOVE_RESULT: 100,
  MAP_KEYS: 101,
  MAP_VALUES: 102,
  LOOPVAR: 122,
  COND: 123,
  VAR: 124,
  LET: 125,
  QUOTE: 126,
  CALL: 127,
} as const;

/**
 * Entries of an expression as the public functions make it that are not operations on the wire: constants, and what
 * steers the encoding of a call. The numbers are those of the vendor's client, whose programs keep such entries.
 */
export const EXP_ENTRY = {
  AS_VAL: 128,
  VAL_GEO: 129,
  VAL_PK: 130,
  VAL_INT: 131,
  VAL_UINT: 132,
  VAL_FLOAT: 133,
  VAL_BOOL: 134,
  VAL_STR: 135,
  VAL_BYTES: 136,
  VAL_RAWSTR: 137,
  VAL_RTYPE: 138,
  CALL_VOP_START: 139,
  CDT_LIST_CRMOD: 140,
  CDT_LIST_MOD: 141,
  CDT_MAP_CRMOD: 142,
  CDT_MAP_CR: 143,
  CDT_MAP_MOD: 144,
  MERGE: 145,
  CTX: 146,
  END_OF_VA_ARGS: 147,
  /** Text in AEL that the server compiles; Tendril's own. */
  AEL_TEXT: 148,
} as const;

/** What stands before text in AEL that the server compiles, as a whole expression (docs/protocol/server-8.2.md). */
export const AEL_COMPILE = 128;

/** Types of values; AUTO and ERROR exist inside clients only. */
export const EXP_TYPE = {
  NIL: 0,
  BOOL: 1,
  INT: 2,
  STR: 3,
  LIST: 4,
  MAP: 5,
  BLOB: 6,
  FLOAT: 7,
  GEOJSON: 8,
  HLL: 9,
  AUTO: 10,
  ERROR: 11,
} as const;

/** Whose operation a CALL carries out. */
export const EXP_SYSTEM = { CDT: 0, BITS: 1, HLL: 2, STRING: 3 } as const;
/** Added to the system of a CALL: the operation changes a copy, and the changed value is the result. */
export const EXP_MODIFY_LOCAL = 0x40;

/** What a loop variable of a path stands for. */
export const EXP_LOOPVAR = { KEY: 0, VALUE: 1, INDEX: 2 } as const;

/** Flags of an expression operation; one that reads takes EVAL_NO_FAIL only. */
export const EXP_FLAG = {
  CREATE_ONLY: 1,
  UPDATE_ONLY: 2,
  ALLOW_DELETE: 4,
  POLICY_NO_FAIL: 8,
  EVAL_NO_FAIL: 16,
} as const;

/** Flags of CMP_REGEX, those of `regcomp` in the C library. */
export const EXP_REGEX_FLAG = { EXTENDED: 1, ICASE: 2, NEWLINE: 4, NOSUB: 8 } as const;
