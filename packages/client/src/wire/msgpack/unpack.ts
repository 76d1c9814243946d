// Aerospike's msgpack dialect to JavaScript values. Maps become plain objects whose keys are text, as the vendor's
// client gives them, but for results of operations whose entries have an order: these become lists of keys and values.
// Integers beyond the safe range become BigInt; bytes are copied; order flags are stepped over.

import type { BinValue } from '../../model/bin-value.ts';
import { HyperLogLog, hyperLogLogs } from '../../model/hyperloglog.ts';
import { BinNames } from '../bin-names.ts';
import { MAP_ORDER } from '../codes/collections.ts';
import { MAX_CDT_DEPTH } from '../codes/limits.ts';
import { MSGPACK } from '../codes/msgpack.ts';
import { PARTICLE } from '../codes/particles.ts';
import { Reader, readBytes, readI64, readText, readU16, readU32, readU64 } from '../reader.ts';
import { WireError } from '../wire-error.ts';
import { DecodeBudget, tooDeep, UNMEASURED_BYTES } from './skip.ts';

// Read once: a constant of this module is part of the code, a property of another module's object is looked up.
const { MAX_FIXINT, FIXARRAY, FIXSTR, NIL, UINT8, UINT16, UINT32, INT64, STR8, NEGATIVE_FIXINT } = MSGPACK;
const { STRING, GEOJSON, HLL } = PARTICLE;

/** Where the flags stand behind the first byte of a container's elements: `c7 00 flags`. */
const FLAGS_AT = 2;

/** The keys of an application's maps come back with every record, like the names of its bins. */
const keyNames = new BinNames();

/**
 * Reads the one value in `buffer[start, end)`. What it takes in memory is measured before it is made: against `budget`,
 * or alone if it is large enough to matter.
 *
 * @throws {@link WireError} when the bytes are not exactly one value, or it is too large or too deep to be made.
 */
export function unpackValue(buffer: Buffer, start: number, end: number, budget?: DecodeBudget): BinValue {
  if (budget !== undefined) budget.spend(buffer, start, end);
  else if (end - start > UNMEASURED_BYTES) new DecodeBudget().spend(buffer, start, end);
  const reader = new Reader(buffer, start, end);
  const value = unpack(reader, 0);
  if (reader.pos !== end) throw new WireError(`${end - reader.pos} bytes follow the msgpack value`);
  return value;
}

function unpack(r: Reader, depth: number): BinValue {
  const byte = r.buffer[r.take(1)] as number;
  if (byte <= MAX_FIXINT) return byte;
  if (byte >= NEGATIVE_FIXINT) return byte - 0x100;
  if (byte < NIL) {
    if (byte >= FIXSTR) return unpackString(r, byte & 0x1f);
    return byte >= FIXARRAY ? unpackList(r, byte & 0x0f, depth) : unpackMap(r, byte & 0x0f, depth);
  }
  if (byte >= UINT8 && byte <= INT64) return unpackInteger(r, byte - UINT8);
  if (byte >= STR8) return unpackLong(r, byte - STR8, depth);
  switch (byte) {
    case NIL:
      return null;
    case MSGPACK.FALSE:
      return false;
    case MSGPACK.TRUE:
      return true;
    case MSGPACK.FLOAT64:
      return r.buffer.readDoubleBE(r.take(8));
    case MSGPACK.FLOAT32:
      return r.buffer.readFloatBE(r.take(4));
    case MSGPACK.BIN8:
      return unpackString(r, r.u8());
    case MSGPACK.BIN16:
      return unpackString(r, r.u16());
    case MSGPACK.BIN32:
      return unpackString(r, r.u32());
    default:
      if (skipExtension(r, byte)) return null;
      throw new WireError(`Msgpack byte 0x${byte.toString(16)} is not used by Aerospike`);
  }
}

/** The first bytes of integers follow each other: unsigned of 8, 16, 32 and 64 bits, then signed ones. */
function unpackInteger(r: Reader, kind: number): BinValue {
  switch (kind) {
    case 0:
      return r.u8();
    case 1:
      return r.u16();
    case 2:
      return r.u32();
    case 3:
      return readU64(r.buffer, r.take(8));
    case 4:
      return (r.u8() << 24) >> 24;
    case 5:
      return (r.u16() << 16) >> 16;
    case 6:
      return r.u32() | 0;
    default:
      return readI64(r.buffer, r.take(8));
  }
}

/** So do those of text with a length of 8, 16 and 32 bits, and of lists and maps with one of 16 and 32. */
function unpackLong(r: Reader, kind: number, depth: number): BinValue {
  switch (kind) {
    case 0:
      return unpackString(r, r.u8());
    case 1:
      return unpackString(r, r.u16());
    case 2:
      return unpackString(r, r.u32());
    case 3:
      return unpackList(r, r.u16(), depth);
    case 4:
      return unpackList(r, r.u32(), depth);
    case 5:
      return unpackMap(r, r.u16(), depth);
    default:
      return unpackMap(r, r.u32(), depth);
  }
}

/** Text, GeoJSON, or bytes of any other type; without a type byte it is empty text. */
function unpackString(r: Reader, bytes: number): BinValue {
  const at = r.take(bytes);
  if (bytes === 0) return '';
  const { buffer } = r;
  const type = buffer[at] as number;
  if (type === STRING || type === GEOJSON) return readText(buffer, at + 1, at + bytes);
  const content = readBytes(buffer, at + 1, at + bytes);
  return type === HLL ? readHyperLogLog(content) : content;
}

/** The bytes of a HyperLogLog, wrapped where the program wants them so. */
export function readHyperLogLog(content: Buffer): BinValue {
  return hyperLogLogs.wrapped ? new HyperLogLog(content) : content;
}

/** Steps over an extension whose head byte was just read; false when `head` starts none. */
function skipExtension(r: Reader, head: number): boolean {
  if (head >= MSGPACK.FIXEXT1 && head <= MSGPACK.FIXEXT16) {
    r.take(1 + (1 << (head - MSGPACK.FIXEXT1)));
    return true;
  }
  let length: number;
  if (head === MSGPACK.EXT8) length = r.u8();
  else if (head === MSGPACK.EXT16) length = r.u16();
  else if (head === MSGPACK.EXT32) length = r.u32();
  else return false;
  r.take(1 + length);
  return true;
}

/** Steps over the order flags of a container: an extension at its head. */
function skipFlags(r: Reader): boolean {
  const byte = r.buffer[r.pos] as number;
  const isExtension =
    (byte >= MSGPACK.EXT8 && byte <= MSGPACK.EXT32) || (byte >= MSGPACK.FIXEXT1 && byte <= MSGPACK.FIXEXT16);
  if (!isExtension || r.pos >= r.end) return false;
  r.take(1);
  return skipExtension(r, byte);
}

function checkContainer(r: Reader, minimumBytes: number, depth: number): void {
  if (depth >= MAX_CDT_DEPTH) throw tooDeep();
  if (minimumBytes > r.end - r.pos) throw new WireError('Msgpack container is larger than its bytes');
}

function unpackList(r: Reader, count: number, depth: number): BinValue {
  checkContainer(r, count, depth);
  const left = count > 0 && skipFlags(r) ? count - 1 : count;
  const list = new Array<BinValue>(left);
  const { buffer, end } = r;
  for (let i = 0; i < left; i++) {
    // Lists of small integers are frequent, and a call costs more than the integer that it reads.
    const at = r.pos;
    const byte = buffer[at] as number;
    if (byte <= MAX_FIXINT && at < end) {
      list[i] = byte;
      r.pos = at + 1;
    } else if (byte === UINT16 && at + 2 < end) {
      list[i] = readU16(buffer, at + 1);
      r.pos = at + 3;
    } else if (byte === UINT32 && at + 4 < end) {
      list[i] = readU32(buffer, at + 1);
      r.pos = at + 5;
    } else list[i] = unpack(r, depth + 1);
  }
  return list;
}

function unpackMap(r: Reader, count: number, depth: number): BinValue {
  checkContainer(r, count * 2, depth);
  let left = count;
  const flagsAt = r.pos + FLAGS_AT;
  if (left > 0 && skipFlags(r)) {
    const isInOrder = ((r.buffer[flagsAt] as number) & MAP_ORDER.PRESERVE_ORDER) !== 0;
    unpack(r, depth + 1);
    left--;
    if (isInOrder) return unpackPairs(r, left, depth);
  }
  const map: { [key: string]: BinValue } = {};
  for (; left > 0; left--) {
    const key = unpackKey(r, depth + 1);
    const value = unpack(r, depth + 1);
    // A number names the same property as its text, without being made text.
    if (typeof key === 'number') map[key] = value;
    else setOwn(map, key, value);
  }
  return map;
}

/** A map whose entries have an order of their own: keys and values in turn, as the vendor's client gives it. */
function unpackPairs(r: Reader, count: number, depth: number): BinValue {
  const pairs = new Array<BinValue>(count * 2);
  for (let i = 0; i < pairs.length; i++) pairs[i] = unpack(r, depth + 1);
  return pairs;
}

/** A key as text or number. Nearly all are short strings, which are looked up among those seen before. */
function unpackKey(r: Reader, depth: number): string | number {
  const { buffer, pos } = r;
  const bytes = (buffer[pos] as number) - FIXSTR;
  if (bytes > 0 && bytes < 0x20 && buffer[pos + 1] === STRING) {
    const at = r.take(1 + bytes);
    return keyNames.read(buffer, at + 2, at + 1 + bytes);
  }
  const key = unpack(r, depth);
  return typeof key === 'string' || typeof key === 'number' ? key : String(key);
}

/** Sets a property whose name came from outside: `__proto__` too becomes an ordinary one. */
export function setOwn<V>(target: { [key: string]: V }, name: string, value: V): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}
