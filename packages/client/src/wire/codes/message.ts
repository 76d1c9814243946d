// Frames and message headers: proto types, where each header value stands, the info bits (docs/protocol/framing.md),
// and the values of time and lifetime (docs/protocol/records.md, "Time, TTL and generation").

export const PROTO_VERSION = 2;
export const PROTO_HEADER_BYTES = 8;
/** Largest body that either side accepts: 128 MiB. */
export const MAX_PROTO_BODY_BYTES = 128 * 1024 * 1024;

export const PROTO_TYPE = {
  INFO: 1,
  ADMIN: 2,
  MESSAGE: 3,
  COMPRESSED: 4,
  XDR: 5,
} as const;

/** Bytes of the as_msg header that starts every message body. */
export const MESSAGE_HEADER_BYTES = 22;

/** Where the values of the as_msg header stand, counted from its first byte. */
export const MESSAGE_AT = {
  HEADER_BYTES: 0,
  INFO1: 1,
  INFO2: 2,
  INFO3: 3,
  INFO4: 4,
  RESULT_CODE: 5,
  GENERATION: 6,
  RECORD_TTL: 10,
  TRANSACTION_TTL: 14,
  FIELDS: 18,
  OPS: 20,
} as const;

/** Size and type, in front of a field's value. */
export const FIELD_HEADER_BYTES = 5;

/** Size, op code, particle type, flags and the size of the name, in front of an operation's name. */
export const OP_HEADER_BYTES = 8;

/** Where the values of an operation's header stand, counted from its first byte. */
export const OP_AT = { SIZE: 0, CODE: 4, PARTICLE: 5, FLAGS: 6, NAME_BYTES: 7 } as const;

/** Flags of an operation. HAS_LUT: its value is preceded by a last-update time of eight bytes, sent by XDR only. */
export const OP_FLAG = { HAS_LUT: 0x01 } as const;

export const INFO1 = {
  READ: 0x01,
  GET_ALL: 0x02,
  SHORT_QUERY: 0x04,
  BATCH: 0x08,
  XDR: 0x10,
  GET_NO_BINS: 0x20,
  CONSISTENCY_LEVEL_ALL: 0x40,
  COMPRESS_RESPONSE: 0x80,
} as const;

export const INFO2 = {
  WRITE: 0x01,
  DELETE: 0x02,
  GENERATION: 0x04,
  GENERATION_GT: 0x08,
  DURABLE_DELETE: 0x10,
  CREATE_ONLY: 0x20,
  RELAX_AP_LONG_QUERY: 0x40,
  RESPOND_ALL_OPS: 0x80,
} as const;

export const INFO3 = {
  LAST: 0x01,
  COMMIT_LEVEL_MASTER: 0x02,
  PARTITION_DONE: 0x04,
  UPDATE_ONLY: 0x08,
  CREATE_OR_REPLACE: 0x10,
  REPLACE_ONLY: 0x20,
  SC_READ_TYPE: 0x40,
  SC_READ_RELAX: 0x80,
} as const;

export const INFO4 = {
  MRT_VERIFY_READ: 0x01,
  MRT_ROLL_FORWARD: 0x02,
  MRT_ROLL_BACK: 0x04,
  MRT_MONITOR_DRIVEN: 0x08,
  ON_LOCKING_ONLY: 0x10,
  /** Two bits: 0 none, 1 the subcode, 2 and a text, 3 and the trace of an expression. */
  ERROR_VERBOSITY: 0x60,
} as const;

/** How far the verbosity of error details is shifted inside `INFO4.ERROR_VERBOSITY`. */
export const ERROR_VERBOSITY_SHIFT = 5;

export const DIGEST_BYTES = 20;
export const PARTITIONS = 4096;
/** Seconds between the Unix epoch and Aerospike's, 2010-01-01T00:00:00Z. Void times count from there. */
export const CITRUSLEAF_EPOCH_SECONDS = 1262304000;

/** Values of `record_ttl` in a write that are not a number of seconds. */
export const TTL = {
  NAMESPACE_DEFAULT: 0,
  NEVER_EXPIRE: 0xffffffff,
  DONT_UPDATE: 0xfffffffe,
  /** Ten years: the largest number of seconds that the server takes. */
  MAX_SECONDS: 315360000,
} as const;

/** Values of `record_ttl` in a read: a percentage from 1 to 100, or one of these. */
export const READ_TOUCH = {
  SERVER_DEFAULT: 0,
  NEVER: 0xffffffff,
  MAX_PERCENT: 100,
} as const;
