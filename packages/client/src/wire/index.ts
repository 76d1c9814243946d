// Public entry `tendril/wire`: the codec alone, for programs that speak Aerospike's protocol themselves, such as the
// embedded server. Marked unstable: it may change with any minor version.

export type { BinValue, MapKey } from '../model/bin-value.ts';
export { Double } from '../model/double.ts';
export { GeoJSON } from '../model/geojson.ts';
export * from './constants.ts';
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
export { compareMapKeys, packValue, unpackValue } from './msgpack.ts';
export { readParticle, writeParticle } from './particles.ts';
export {
  beginFrame,
  endFrame,
  type FrameHandler,
  FrameSplitter,
  type FrameSplitterOptions,
  frameBodyBytes,
} from './proto.ts';
export { UnsupportedValueError, WireError } from './wire-error.ts';
export { Writer } from './writer.ts';
