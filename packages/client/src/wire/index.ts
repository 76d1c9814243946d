// Public entry `tendril/wire`: the codec alone, for programs that speak Aerospike's protocol themselves, such as the
// embedded server. Marked unstable: it may change with any minor version. Each name is exported by itself, because an
// `export *` becomes a look-up by name at every use, which costs a server half of its speed.

export type { BinValue, MapKey } from '../model/bin-value.ts';
export { Double } from '../model/double.ts';
export { GeoJSON } from '../model/geojson.ts';
export { Particle } from '../model/particle.ts';
export {
  type AdminBlock,
  type AdminFields,
  type AdminPrivilege,
  readAdminBlocks,
  writeAdminBlock,
  writeAdminReply,
  writeAdminRequest,
} from './admin.ts';
export { encodeAel } from './ael.ts';
export {
  ADMIN_AT,
  ADMIN_COMMAND,
  ADMIN_FIELD,
  ADMIN_HEADER_BYTES,
  FIRST_SCOPED_PRIVILEGE,
  PRIVILEGE,
} from './codes/admin.ts';
export { BATCH_FLAG, BATCH_HEADER_BYTES, BATCH_ROW_FLAG } from './codes/batch.ts';
export { BITS_FLAG, BITS_INT_FLAG, BITS_INVERT_SIZE, BITS_OP, BITS_RESIZE_FLAG } from './codes/bits.ts';
export {
  CDT_CONTEXT,
  CDT_CONTEXT_CREATE,
  CDT_CONTEXT_CREATE_MASK,
  CDT_CONTEXT_FAMILY,
  CDT_CONTEXT_FAMILY_MASK,
  CDT_CONTEXT_SELECTOR,
  CDT_CONTEXT_SELECTOR_MASK,
  CDT_FORM,
  CDT_PATH,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  FIRST_MAP_OP,
  LIST_OP,
  LIST_ORDER,
  LIST_SORT_FLAG,
  LIST_WRITE_FLAG,
  MAP_OP,
  MAP_ORDER,
  MAP_WRITE_FLAG,
  MAX_CDT_PARAMETER_ITEMS,
} from './codes/collections.ts';
export {
  EXP,
  EXP_FLAG,
  EXP_LOOPVAR,
  EXP_MODIFY_LOCAL,
  EXP_REGEX_FLAG,
  EXP_SYSTEM,
  EXP_TYPE,
} from './codes/expressions.ts';
export { ERROR_DETAIL, FIELD } from './codes/fields.ts';
export { HLL_BITS, HLL_FLAG, HLL_HEADER_BYTES, HLL_OP } from './codes/hll.ts';
export {
  DEFAULT_RECORD_BYTES,
  MAX_BIN_NAME_BYTES,
  MAX_BINS,
  MAX_CDT_DEPTH,
  MAX_GENERATION,
  MAX_INT64,
  MAX_NAMESPACE_NAME_BYTES,
  MAX_OPS,
  MAX_PASSWORD_BYTES,
  MAX_RECORD_BYTES,
  MAX_SET_NAME_BYTES,
  MAX_SETS,
  MAX_USER_NAME_BYTES,
  MIN_INT64,
  MIN_RECORD_BYTES,
} from './codes/limits.ts';
export {
  CITRUSLEAF_EPOCH_SECONDS,
  DIGEST_BYTES,
  ERROR_VERBOSITY_SHIFT,
  FIELD_HEADER_BYTES,
  INFO1,
  INFO2,
  INFO3,
  INFO4,
  MAX_PROTO_BODY_BYTES,
  MESSAGE_AT,
  MESSAGE_HEADER_BYTES,
  OP_AT,
  OP_FLAG,
  OP_HEADER_BYTES,
  PARTITIONS,
  PROTO_HEADER_BYTES,
  PROTO_TYPE,
  PROTO_VERSION,
  READ_TOUCH,
  TTL,
} from './codes/message.ts';
export { MSGPACK, SPECIAL, SPECIAL_EXT } from './codes/msgpack.ts';
export {
  OP,
  OPERATIONS,
  type OperationFamily,
  type OperationName,
  type OperationRow,
  type OperationValue,
  operationOf,
  SCALAR_OPERATION,
  scalarOperationOf,
} from './codes/ops.ts';
export { GEOJSON_CELL_BYTES, GEOJSON_HEADER_BYTES, PARTICLE } from './codes/particles.ts';
export { INDEX_TYPE, UDF_BIN, UDF_OP } from './codes/query.ts';
export { RESULT } from './codes/results.ts';
export { STRING_FLAG, STRING_NUMERIC, STRING_OP, STRING_REGEX_FLAG } from './codes/strings.ts';
export {
  DEFAULT_TRANSACTION_SECONDS,
  MAX_TRANSACTION_WRITES,
  MONITOR_BIN,
  MONITOR_SET,
  MRT_DEADLINE_BYTES,
  MRT_ID_BYTES,
  RECORD_VERSION_BYTES,
} from './codes/transactions.ts';
export { computeDigest, digestOf, partitionId, type UserKey, writeDigest } from './digest.ts';
export {
  encodeInfoReply,
  encodeInfoRequest,
  type InfoCommand,
  type InfoError,
  parseInfoError,
  parseInfoPairs,
  parseInfoReply,
  parseInfoRequest,
} from './info-text.ts';
export {
  beginMessage,
  decodeMessage,
  encodeMessage,
  endMessage,
  type Field,
  findField,
  type Message,
  type MessageHeader,
  type Op,
  writeBytesField,
  writeEmptyOp,
  writeRawOp,
  writeTextField,
  writeValueOp,
} from './message.ts';
export { compareElements, compareElementsAt, compareValues } from './msgpack/compare.ts';
export { ElementReader, KIND, type Kind } from './msgpack/element-reader.ts';
export {
  packBigInt,
  packBool,
  packDouble,
  packExtHeader,
  packInteger,
  packListHeader,
  packMapHeader,
  packNil,
  packStringHeader,
} from './msgpack/headers.ts';
export { compareMapKeys } from './msgpack/map-keys.ts';
export { packValue } from './msgpack/pack.ts';
export { DecodeBudget, MAX_DECODED_BYTES, skipValue, UNMEASURED_BYTES } from './msgpack/skip.ts';
export { unpackValue } from './msgpack/unpack.ts';
export { readParticle, writeParticle } from './particles.ts';
export { NO_PASSWORD_HASH, passwordHash } from './password-hash.ts';
export {
  beginFrame,
  endFrame,
  type FrameHandler,
  FrameSplitter,
  type FrameSplitterOptions,
  frameBodyBytes,
} from './proto.ts';
export { type IndexRange, readIndexRange, writeIndexRange } from './query.ts';
export { Reader, readI64, readU16, readU32, readU64 } from './reader.ts';
export {
  type RecordVersion,
  readMrtDeadline,
  readMrtId,
  readRecordVersion,
  readTransactionReply,
  recordVersionBytes,
  type TransactionReply,
  writeMrtDeadlineField,
  writeMrtIdField,
  writeRecordVersionField,
} from './transactions.ts';
export { UnsupportedValueError, WireError } from './wire-error.ts';
export { Writer } from './writer.ts';
