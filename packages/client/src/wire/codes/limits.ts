// The bounds that the database sets to names, records and commands (docs/protocol/records.md, "Limits"); units last in
// the names. Bounds of Tendril's own queues and buffers stand in the layer that owns them.

/** Bytes of a namespace name. */
export const MAX_NAMESPACE_NAME_BYTES = 31;
/** Bytes of a set name. */
export const MAX_SET_NAME_BYTES = 63;
/** Bytes of a bin name. */
export const MAX_BIN_NAME_BYTES = 15;
/** Bytes of a user or role name. */
export const MAX_USER_NAME_BYTES = 63;
/** Bytes of a password. */
export const MAX_PASSWORD_BYTES = 63;
/** Sets of one namespace. */
export const MAX_SETS = 4095;
/** Bins of one record. */
export const MAX_BINS = 32_767;
/** Operations of one command. */
export const MAX_OPS = 32_768;
/** Bytes of a record: what a namespace has unless configured, and what it can be configured to. */
export const DEFAULT_RECORD_BYTES = 1024 * 1024;
export const MIN_RECORD_BYTES = 64;
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** Generations count to here and then begin at 1 again. */
export const MAX_GENERATION = 65_535;
/** Lists and maps may nest this deep, as newer servers and clients have it. */
export const MAX_CDT_DEPTH = 64;
/** Calls of an expression may nest this deep. */
export const MAX_EXP_DEPTH = 64;
/** Bytes of an expression. */
export const MAX_EXP_BYTES = 1024 * 1024 - 1;
/** Smallest and largest integer of a bin. */
export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;
