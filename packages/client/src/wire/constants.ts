// Every number of the wire protocol that has a name, in the server's spelling: proto types, info bits, field ids,
// operation codes and particle types. Nothing else in the project spells one of these as a literal.

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
} as const;

export const FIELD = {
  NAMESPACE: 0,
  SET: 1,
  KEY: 2,
  RECORD_VERSION: 3,
  DIGEST: 4,
  MRT_ID: 5,
  MRT_DEADLINE: 6,
  TRID: 7,
  SOCKET_TIMEOUT: 9,
  RECS_PER_SEC: 10,
  PID_ARRAY: 11,
  DIGEST_ARRAY: 12,
  SAMPLE_MAX: 13,
  LUT: 14,
  BVAL_ARRAY: 15,
  INDEX_NAME: 21,
  INDEX_RANGE: 22,
  INDEX_CONTEXT: 23,
  INDEX_EXPRESSION: 24,
  INDEX_TYPE: 26,
  UDF_FILENAME: 30,
  UDF_FUNCTION: 31,
  UDF_ARGLIST: 32,
  UDF_OP: 33,
  QUERY_BINLIST: 40,
  BATCH_INDEX: 41,
  BATCH_WITH_SET: 42,
  FILTER_EXP: 43,
  ERROR_DETAILS: 45,
} as const;

export const OP = {
  READ: 1,
  WRITE: 2,
  CDT_READ: 3,
  CDT_MODIFY: 4,
  INCR: 5,
  EXP_READ: 7,
  EXP_MODIFY: 8,
  APPEND: 9,
  PREPEND: 10,
  TOUCH: 11,
  BITS_READ: 12,
  BITS_MODIFY: 13,
  DELETE_ALL: 14,
  HLL_READ: 15,
  HLL_MODIFY: 16,
} as const;

export const PARTICLE = {
  NULL: 0,
  INTEGER: 1,
  FLOAT: 2,
  STRING: 3,
  BLOB: 4,
  JAVA_BLOB: 7,
  CSHARP_BLOB: 8,
  PYTHON_BLOB: 9,
  RUBY_BLOB: 10,
  PHP_BLOB: 11,
  ERLANG_BLOB: 12,
  VECTOR: 16,
  BOOL: 17,
  HLL: 18,
  MAP: 19,
  LIST: 20,
  GEOJSON: 23,
} as const;

export const DIGEST_BYTES = 20;
export const PARTITIONS = 4096;
/** Seconds between the Unix epoch and Aerospike's, 2010-01-01T00:00:00Z. Void times count from there. */
export const CITRUSLEAF_EPOCH_SECONDS = 1262304000;

/** Values of `record_ttl` in a write that are no number of seconds. */
export const TTL = {
  NAMESPACE_DEFAULT: 0,
  NEVER_EXPIRE: 0xffffffff,
  DONT_UPDATE: 0xfffffffe,
  /** Ten years: the largest number of seconds that the server takes. */
  MAX_SECONDS: 315360000,
} as const;
