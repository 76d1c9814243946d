// Public entry `tendril/wire`: the codec alone, for programs that speak Aerospike's protocol themselves, such as the
// embedded server. Marked unstable: it may change with any minor version.

export type { BinValue, MapKey } from '../model/bin-value.ts';
export { Double } from '../model/double.ts';
export { GeoJSON } from '../model/geojson.ts';
export { Particle } from '../model/particle.ts';
export * from './codes/admin.ts';
export * from './codes/batch.ts';
export * from './codes/bits.ts';
export * from './codes/collections.ts';
export * from './codes/expressions.ts';
export * from './codes/fields.ts';
export * from './codes/hll.ts';
export * from './codes/limits.ts';
export * from './codes/message.ts';
export * from './codes/msgpack.ts';
export * from './codes/msgpack.ts';
export * from './codes/ops.ts';
export * from './codes/particles.ts';
export * from './codes/query.ts';
export * from './codes/results.ts';
export * from './codes/strings.ts';
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
export {
  beginFrame,
  endFrame,
  type FrameHandler,
  FrameSplitter,
  type FrameSplitterOptions,
  frameBodyBytes,
} from './proto.ts';
export { Reader, readI64, readU16, readU32, readU64 } from './reader.ts';
export { UnsupportedValueError, WireError } from './wire-error.ts';
export { Writer } from './writer.ts';
