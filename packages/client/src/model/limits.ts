// Limits of the database that the client checks before it sends anything; units last in the names.
// Never holds limits of Tendril's own queues and buffers; those stand in the layer that owns them.
// Specification: docs/protocol/records.md, "Limits".

/** Bytes of a namespace name that a server can have; longer names are accepted by `Key` up to the next constant. */
export const MAX_NAMESPACE_BYTES = 31;
/** Characters of a namespace name that the `Key` constructor accepts. */
export const MAX_NAMESPACE_CHARS = 32;
/** Bytes of a set name. */
export const MAX_SET_BYTES = 63;
/** Characters of a set name that the `Key` constructor accepts. */
export const MAX_SET_CHARS = 64;
/** Bytes of a bin name. */
export const MAX_BIN_NAME_BYTES = 15;
/** Bins of one record. */
export const MAX_BINS = 32_767;
/** Operations of one `operate` command. */
export const MAX_OPERATIONS = 32_768;
/** Bytes of a record digest. */
export const DIGEST_BYTES = 20;
/** Seconds of the longest time to live, ten years. */
export const MAX_TTL_SECONDS = 315_360_000;
/** Smallest and largest integer of the database. */
export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;
