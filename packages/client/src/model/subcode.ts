// Subcodes: what a server from 8.2 on says about a result code more closely (docs/protocol/server-8.2.md, "Error
// details"). A number means something beside its code only.

import { constants } from './constants.ts';

/**
 * What `subcode` of an error says. Names begin with the code that they belong to: `PARAM_` with `ERR_REQUEST_INVALID`,
 * `UNAVAIL_` with `ERR_CLUSTER`, `UNSUPP_FEAT_` with `ERR_UNSUPPORTED_FEATURE`, `FORBID_` with `FAIL_FORBIDDEN`, `OPNOT_`
 * with `ERR_OP_NOT_APPLICABLE`.
 *
 * @example
 * import { connect, errorDetailVerbosity, Key, lists, status, subcode } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'subcode');
 * await client.put(key, { scores: [1] });
 * try {
 *   await client.operate(key, [lists.get('scores', 9)], {}, { errorDetailVerbosity: errorDetailVerbosity.SUBCODE });
 * } catch ({ code, subcode: why }) {
 *   // An older server says nothing: 0.
 *   console.log(code === status.ERR_OP_NOT_APPLICABLE, [0, subcode.OPNOT_CDT_INDEX_OUT_OF_BOUNDS].includes(why)); // true true
 * }
 * client.close();
 */
export const subcode = constants({
  /** The code alone says all. */
  NONE: 0,
  ERROR_DETAIL_NONE: 0,
  ERROR_DETAIL_SUBCODE: 1,
  ERROR_DETAIL_MESSAGE: 2,
  PARAM_TTL_INVALID: 1,
  PARAM_BITS_OFFSET_OUT_OF_RANGE: 2,
  PARAM_BITS_SIZE_OUT_OF_RANGE: 3,
  PARAM_BITS_RESIZE_EXCEEDED: 4,
  PARAM_BIN_COUNT_TOO_LARGE: 5,
  /** From here to 11 the names are Tendril's. */
  PARAM_STRING_PARAMETERS: 6,
  PARAM_STRING_OP_UNKNOWN: 7,
  PARAM_STRING_CONTEXT_MALFORMED: 8,
  PARAM_STRING_INDEX_OUT_OF_RANGE: 9,
  PARAM_STRING_REGEX_INVALID: 10,
  PARAM_STRING_INVALID_UTF8: 11,
  UNAVAIL_INITIAL_BALANCE_UNRESOLVED: 1,
  UNAVAIL_REPLICA_UNAVAILABLE: 2,
  UNSUPP_FEAT_MRT_REQUIRES_STRONG_CONSISTENCY: 1,
  UNSUPP_FEAT_GENERIC: 2,
  BIN_NOT_FOUND_HLL_CANNOT_CREATE_WITH_OP: 1,
  BIN_NAME_COUNT_TOO_LARGE: 1,
  FORBID_XDR_FILTER_BLOCKED: 1,
  FORBID_SET_COUNT_STOP_WRITES: 2,
  FORBID_SET_SIZE_STOP_WRITES: 3,
  FORBID_CLOCK_SKEW_STOP_WRITES: 4,
  FORBID_REPLACE_CONFLICT_RESOLVING: 5,
  FORBID_TRUNCATED: 6,
  FORBID_DURABILITY_VIOLATION: 8,
  OPNOT_CDT_INDEX_OUT_OF_BOUNDS: 1,
  OPNOT_CDT_RANK_OUT_OF_BOUNDS: 2,
  OPNOT_CDT_BOUNDED_LIST_OVERFLOW: 3,
  OPNOT_HLL_INDEX_BITS_UNSET: 4,
  OPNOT_HLL_CANNOT_REDUCE_INDEX_BITS: 5,
  OPNOT_HLL_CANNOT_REDUCE_MINHASH_BITS: 6,
  OPNOT_HLL_CANNOT_FOLD_MINHASH: 7,
  OPNOT_HLL_FOLD_INDEX_BITS_TOO_LARGE: 8,
  OPNOT_HLL_INTERSECT_MINHASH_MISMATCH: 9,
  /** From here to 13 the names are Tendril's. */
  OPNOT_STRING_CONVERSION: 10,
  OPNOT_STRING_INVALID_UTF8: 11,
  OPNOT_STRING_REGEX_LIMIT: 12,
  OPNOT_STRING_INVALID_BASE64: 13,
  /** No server sends these and the next four any more. */
  FORBID_MASKING_POLICY_BLOCKED: 7,
  FORBID_MASKING_ROLE_VIOLATION: 9,
  FILTERED_META: 1,
  FILTERED_BINS: 2,
  FILTERED_META_EVAL_FAILED: 3,
  FILTERED_BINS_EVAL_FAILED: 4,
  MRT_BLOCKED_RECORD_LOCKED: 1,
  MRT_BLOCKED_ID_MISMATCH: 2,
});
