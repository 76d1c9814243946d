// The bytes that start the values of msgpack, in Aerospike's dialect (docs/protocol/msgpack.md, "Formats").

export const MSGPACK = {
  /** Up to here a byte is the integer itself; from NEGATIVE_FIXINT on it is one below zero. */
  MAX_FIXINT: 0x7f,
  FIXMAP: 0x80,
  FIXARRAY: 0x90,
  FIXSTR: 0xa0,
  NIL: 0xc0,
  FALSE: 0xc2,
  TRUE: 0xc3,
  BIN8: 0xc4,
  BIN16: 0xc5,
  BIN32: 0xc6,
  EXT8: 0xc7,
  EXT16: 0xc8,
  EXT32: 0xc9,
  FLOAT32: 0xca,
  FLOAT64: 0xcb,
  UINT8: 0xcc,
  UINT16: 0xcd,
  UINT32: 0xce,
  UINT64: 0xcf,
  INT8: 0xd0,
  INT16: 0xd1,
  INT32: 0xd2,
  INT64: 0xd3,
  FIXEXT1: 0xd4,
  FIXEXT2: 0xd5,
  FIXEXT4: 0xd6,
  FIXEXT8: 0xd7,
  FIXEXT16: 0xd8,
  STR8: 0xd9,
  STR16: 0xda,
  STR32: 0xdb,
  ARRAY16: 0xdc,
  ARRAY32: 0xdd,
  MAP16: 0xde,
  MAP32: 0xdf,
  NEGATIVE_FIXINT: 0xe0,
} as const;

/** Values that only compare: an extension of type SPECIAL_EXT whose one byte says which. */
export const SPECIAL_EXT = 0xff;
export const SPECIAL = { WILDCARD: 0, INFINITY: 1 } as const;
