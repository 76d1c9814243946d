// Steps over msgpack values without making anything of them, and tells what they would take if they were made: received
// bytes are looked at here first, so that no reply can take more memory or time than is its due.

import { MAX_CDT_DEPTH } from '../codes/limits.ts';
import { MAX_PROTO_BODY_BYTES } from '../codes/message.ts';
import { MSGPACK } from '../codes/msgpack.ts';
import { PARTICLE } from '../codes/particles.ts';
import { readU16, readU32 } from '../reader.ts';
import { WireError } from '../wire-error.ts';

/**
 * What the values of one record may cost: as many bytes as the largest frame has. Bytes on the wire alone bound
 * nothing: an empty map is one of them and over a hundred in memory, so that 8 MiB of empty maps would take most of a
 * gigabyte and block for seconds. A record has 8 MiB at most, so each of its bytes may cost 16, which leaves room for
 * whatever sensible things it holds: a million integers cost 8 each, small maps with texts 10 to 15.
 */
export const MAX_DECODED_BYTES = MAX_PROTO_BODY_BYTES;

/** Values up to this size are decoded unmeasured: not even if all were empty maps would they cost 9 MB. */
export const UNMEASURED_BYTES = 64 * 1024;

/**
 * What things cost: the memory that V8 takes for them, and where making and collecting them takes longer than their
 * memory tells, as with maps and blobs, some more.
 */
const SLOT_BYTES = 8;
const LIST_BYTES = 48;
const MAP_BYTES = 128;
const ENTRY_BYTES = 48;
const NUMBER_BYTES = 16;
const TEXT_BYTES = 16;
const BLOB_BYTES = 240;

/** What the rest of a record may still take. One budget is spent on all values of a record. */
export class DecodeBudget {
  left: number;

  constructor(bytes: number = MAX_DECODED_BYTES) {
    this.left = bytes;
  }

  /** Takes what the value in `buffer[start, end)` would take. @throws {@link WireError} when that is not left. */
  spend(buffer: Buffer, start: number, end: number): void {
    skipValue(buffer, start, end, this);
  }
}

/** Of each first byte: how many bytes follow for certain, and how many of them are a length. */
const FIXED_BYTES = new Uint8Array(256);
const LENGTH_BYTES = new Uint8Array(256);
const KIND = new Uint8Array(256);
const SCALAR = 0;
const TEXT = 1;
const LIST = 2;
const MAP = 3;
const UNUSED = 4;

function describe(first: number, last: number, kind: number, lengthBytes: number, fixedBytes = 0): void {
  KIND.fill(kind, first, last + 1);
  LENGTH_BYTES.fill(lengthBytes, first, last + 1);
  FIXED_BYTES.fill(fixedBytes, first, last + 1);
}

describe(MSGPACK.FIXMAP, MSGPACK.FIXARRAY - 1, MAP, 0);
describe(MSGPACK.FIXARRAY, MSGPACK.FIXSTR - 1, LIST, 0);
describe(MSGPACK.FIXSTR, MSGPACK.NIL - 1, TEXT, 0);
describe(MSGPACK.NIL + 1, MSGPACK.NIL + 1, UNUSED, 0);
for (const [i, first] of [MSGPACK.BIN8, MSGPACK.BIN16, MSGPACK.BIN32].entries()) describe(first, first, TEXT, 1 << i);
// The type byte of an extension follows its length.
for (const [i, first] of [MSGPACK.EXT8, MSGPACK.EXT16, MSGPACK.EXT32].entries())
  describe(first, first, TEXT, 1 << i, 1);
describe(MSGPACK.FLOAT32, MSGPACK.FLOAT32, SCALAR, 0, 4);
describe(MSGPACK.FLOAT64, MSGPACK.FLOAT64, SCALAR, 0, 8);
for (let i = 0; i < 4; i++) {
  describe(MSGPACK.UINT8 + i, MSGPACK.UINT8 + i, SCALAR, 0, 1 << i);
  describe(MSGPACK.INT8 + i, MSGPACK.INT8 + i, SCALAR, 0, 1 << i);
}
for (let i = 0; i < 5; i++) describe(MSGPACK.FIXEXT1 + i, MSGPACK.FIXEXT1 + i, SCALAR, 0, 1 + (1 << i));
for (const [i, first] of [MSGPACK.STR8, MSGPACK.STR16, MSGPACK.STR32].entries()) describe(first, first, TEXT, 1 << i);
describe(MSGPACK.ARRAY16, MSGPACK.ARRAY16, LIST, 2);
describe(MSGPACK.ARRAY32, MSGPACK.ARRAY32, LIST, 4);
describe(MSGPACK.MAP16, MSGPACK.MAP16, MAP, 2);
describe(MSGPACK.MAP32, MSGPACK.MAP32, MAP, 4);

/** Operations wrap values that may nest as deep as they are allowed to in lists of their own. */
const MAX_SKIPPED_DEPTH = MAX_CDT_DEPTH + 16;

/** Elements still to come in each container around the present one; a call is over before another begins. */
const pending = new Float64Array(MAX_SKIPPED_DEPTH);

/**
 * Where the value that starts at `start` ends. With a budget, what decoding it would take is spent before that could
 * happen: a container pays for its elements when its header is read.
 *
 * @throws {@link WireError} when the bytes before `end` are not a whole value, it nests too deep, or the budget is
 *   over.
 */
export function skipValue(buffer: Buffer, start: number, end: number, budget?: DecodeBudget): number {
  const has = budget === undefined ? Number.POSITIVE_INFINITY : budget.left;
  let spent = 0;
  let at = start;
  let depth = 0;
  let left = 1;
  for (;;) {
    while (left === 0) {
      if (depth === 0) {
        if (at > end) throw endsEarly();
        if (budget !== undefined) budget.left -= spent;
        return at;
      }
      left = pending[--depth] as number;
    }
    left--;
    if (at >= end) throw endsEarly();
    const byte = buffer[at++] as number;
    if (byte <= MSGPACK.MAX_FIXINT || byte >= MSGPACK.NEGATIVE_FIXINT) continue;
    const kind = KIND[byte] as number;
    if (kind === SCALAR) {
      const bytes = FIXED_BYTES[byte] as number;
      at += bytes;
      if (bytes <= 4) continue;
      spent += NUMBER_BYTES;
      if (spent > has) throw tooCostly();
      continue;
    }
    if (kind === UNUSED) throw new WireError(`Msgpack byte 0x${byte.toString(16)} is not used by Aerospike`);
    const lengthAt = at;
    at += LENGTH_BYTES[byte] as number;
    if (at > end) throw endsEarly();
    const length = lengthOf(buffer, byte, lengthAt, at - lengthAt);
    if (kind === TEXT) {
      if (isText(buffer[at] as number)) spent += length > 1 ? TEXT_BYTES + length : 0;
      else if (length > 0) spent += BLOB_BYTES + length;
      at += length + (FIXED_BYTES[byte] as number);
    } else {
      const elements = kind === LIST ? length : length * 2;
      if (elements > end - at) throw new WireError(`Msgpack container of ${length} is larger than the bytes left`);
      if (depth >= MAX_SKIPPED_DEPTH) throw tooDeep();
      if (elements > 0) {
        pending[depth++] = left;
        left = elements;
      }
      // Order flags count as an element and cost nothing.
      const kept = elements > 0 && buffer[at] === MSGPACK.EXT8 ? length - 1 : length;
      spent += kind === LIST ? LIST_BYTES + kept * SLOT_BYTES : MAP_BYTES + kept * ENTRY_BYTES;
    }
    if (spent > has) throw tooCostly();
  }
}

function isText(type: number): boolean {
  return type === PARTICLE.STRING || type === PARTICLE.GEOJSON;
}

function lengthOf(buffer: Buffer, byte: number, at: number, bytes: number): number {
  switch (bytes) {
    case 0:
      return byte & (byte >= MSGPACK.FIXSTR ? 0x1f : 0x0f);
    case 1:
      return buffer[at] as number;
    case 2:
      return readU16(buffer, at);
    default:
      return readU32(buffer, at);
  }
}

function endsEarly(): WireError {
  return new WireError('Msgpack value ends too early');
}

function tooCostly(): WireError {
  return new WireError(`Values would take more than the ${MAX_DECODED_BYTES} bytes of memory that a record may`);
}

export function tooDeep(): WireError {
  return new WireError(`Msgpack value is nested deeper than ${MAX_CDT_DEPTH} lists and maps`);
}
