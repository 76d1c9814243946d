// Aerospike's msgpack dialect, both directions: what stands inside list and map particles, collection operations and
// UDF arguments. Text, bytes and GeoJSON are all of the str family, told apart by a leading particle-type byte.
//
//   nil c0 · false c2 · true c3 · int shortest form · double cb
//   string := str header of (1 + n) · 03 · UTF-8        blob := … · 04 · bytes        geojson := … · 17 · JSON text
//   list   := array header · [ c7 00 flags ] · values
//   map    := map header (counts the flag pair) · [ c7 00 flags · c0 ] · (key · value)*
//
// Clients send every map key-ordered: flag 01, keys sorted integers < strings < blobs, bytes compared unsigned.

import { types } from 'node:util';
import type { BinValue, MapKey } from '../model/bin-value.ts';
import { Double } from '../model/double.ts';
import { GeoJSON } from '../model/geojson.ts';
import { PARTICLE } from './codes/particles.ts';
import { UnsupportedValueError, WireError } from './wire-error.ts';
import { Writer } from './writer.ts';

/** Nesting beyond this is taken for a cycle when writing, and for an attack when reading. */
export const MAX_NESTING = 256;

const MAP_KEY_ORDERED = 0x01;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const TWO_63 = 2 ** 63;

/** Whether a number is sent as an integer: it has no fraction and fits 64 bits. */
export function isIntegerValue(value: number): boolean {
  return Number.isInteger(value) && value >= -TWO_63 && value < TWO_63;
}

/** Throws unless the BigInt fits a signed 64-bit integer. */
export function checkInt64(value: bigint): void {
  if (value < INT64_MIN || value > INT64_MAX) {
    throw new UnsupportedValueError(`Integer ${value} does not fit 64 bits`);
  }
}

// ---------------------------------------------------------------------------------------------------------- writing

/** Writes a JavaScript value. Throws {@link UnsupportedValueError} for what Aerospike cannot hold. */
export function packValue(w: Writer, value: BinValue | undefined, depth = 0): void {
  switch (typeof value) {
    case 'string':
      return packText(w, PARTICLE.STRING, value);
    case 'number':
      if (Number.isSafeInteger(value)) return packInteger(w, value);
      if (isIntegerValue(value)) return packBigInt(w, BigInt(value));
      return packDouble(w, value);
    case 'bigint':
      checkInt64(value);
      return packBigInt(w, value);
    case 'boolean':
      return w.u8(value ? 0xc3 : 0xc2);
    case 'undefined':
      return w.u8(0xc0);
    case 'object':
      return packObject(w, value, depth);
    default:
      throw new UnsupportedValueError(`A ${typeof value} is no Aerospike value`);
  }
}

function packObject(w: Writer, value: Exclude<BinValue, string | number | bigint | boolean>, depth: number): void {
  if (value === null) return w.u8(0xc0);
  if (value instanceof Uint8Array) return packBlob(w, value);
  if (depth >= MAX_NESTING) throw new UnsupportedValueError(`Value is nested deeper than ${MAX_NESTING}, or in itself`);
  if (Array.isArray(value)) return packList(w, value as readonly BinValue[], depth);
  if (value instanceof Map) return packEntries(w, [...value.entries()], depth);
  if (value instanceof Double) return packDouble(w, value.Double);
  if (value instanceof GeoJSON) return packText(w, PARTICLE.GEOJSON, value.str);
  const kind = kindOfOther(value);
  if (kind === 'bytes') return packBlob(w, value as unknown as Uint8Array);
  if (kind === 'map') return packEntries(w, [...(value as ReadonlyMap<MapKey, BinValue>).entries()], depth);
  const object = value as { readonly [key: string]: BinValue };
  return packEntries(
    w,
    Object.keys(object).map((key) => [key, object[key] as BinValue]),
    depth,
  );
}

/**
 * What an object is that no `instanceof` knows. Bytes and maps come here from another realm: test runners and `vm` give
 * programs globals of their own, while Buffers and what `structuredClone` makes stay with those of Node.js.
 *
 * @throws {@link UnsupportedValueError} for objects that are no plain data, such as dates, sets and promises: as a map
 * they would lose their content.
 */
export function kindOfOther(value: object): 'object' | 'bytes' | 'map' {
  if (Object.prototype.toString.call(value) === '[object Object]') return 'object';
  if (types.isUint8Array(value)) return 'bytes';
  if (types.isMap(value)) return 'map';
  throw new UnsupportedValueError(`An object of type ${value.constructor?.name ?? 'unknown'} is no Aerospike value`);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || types.isUint8Array(value);
}

function packDouble(w: Writer, value: number): void {
  w.u8(0xcb);
  w.f64(value);
}

function packInteger(w: Writer, value: number): void {
  if (value >= 0) {
    if (value < 0x80) return w.u8(value);
    if (value < 0x100) {
      w.u8(0xcc);
      return w.u8(value);
    }
    if (value < 0x10000) {
      w.u8(0xcd);
      return w.u16(value);
    }
    if (value < 0x100000000) {
      w.u8(0xce);
      return w.u32(value);
    }
    w.u8(0xcf);
    return w.i64(value);
  }
  if (value >= -0x20) return w.u8(value & 0xff);
  if (value >= -0x80) {
    w.u8(0xd0);
    return w.u8(value & 0xff);
  }
  if (value >= -0x8000) {
    w.u8(0xd1);
    return w.u16(value & 0xffff);
  }
  if (value >= -0x80000000) {
    w.u8(0xd2);
    return w.u32(value >>> 0);
  }
  w.u8(0xd3);
  return w.i64(value);
}

function packBigInt(w: Writer, value: bigint): void {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return packInteger(w, Number(value));
  w.u8(value < 0n ? 0xd3 : 0xcf);
  return w.i64(value);
}

function packStringHeader(w: Writer, bytes: number): void {
  if (bytes < 0x20) return w.u8(0xa0 | bytes);
  if (bytes < 0x100) {
    w.u8(0xd9);
    return w.u8(bytes);
  }
  if (bytes < 0x10000) {
    w.u8(0xda);
    return w.u16(bytes);
  }
  w.u8(0xdb);
  return w.u32(bytes);
}

function packText(w: Writer, particleType: number, text: string): void {
  packStringHeader(w, 1 + Buffer.byteLength(text));
  w.u8(particleType);
  w.utf8(text);
}

function packBlob(w: Writer, value: Uint8Array): void {
  packStringHeader(w, 1 + value.length);
  w.u8(PARTICLE.BLOB);
  w.bytes(value);
}

function packArrayHeader(w: Writer, count: number): void {
  if (count < 0x10) return w.u8(0x90 | count);
  if (count < 0x10000) {
    w.u8(0xdc);
    return w.u16(count);
  }
  w.u8(0xdd);
  return w.u32(count);
}

function packMapHeader(w: Writer, count: number): void {
  if (count < 0x10) return w.u8(0x80 | count);
  if (count < 0x10000) {
    w.u8(0xde);
    return w.u16(count);
  }
  w.u8(0xdf);
  return w.u32(count);
}

function packList(w: Writer, values: readonly BinValue[], depth: number): void {
  packArrayHeader(w, values.length);
  let i = 0;
  try {
    for (; i < values.length; i++) packValue(w, values[i], depth + 1);
  } catch (error) {
    if (error instanceof UnsupportedValueError) throw error.under(i);
    throw error;
  }
}

function packEntries(w: Writer, entries: [MapKey, BinValue][], depth: number): void {
  packMapHeader(w, entries.length + 1);
  w.u8(0xc7);
  w.u8(0);
  w.u8(MAP_KEY_ORDERED);
  w.u8(0xc0);
  if (entries.length > 1) entries.sort((a, b) => compareMapKeys(a[0], b[0]));
  let key: MapKey = '';
  try {
    for (const entry of entries) {
      key = entry[0];
      packMapKey(w, key);
      packValue(w, entry[1], depth + 1);
    }
  } catch (error) {
    if (error instanceof UnsupportedValueError) throw error.under(String(key));
    throw error;
  }
}

function packMapKey(w: Writer, key: MapKey): void {
  if (typeof key === 'string' || isBytes(key)) return packValue(w, key as BinValue);
  if (typeof key === 'bigint' || (typeof key === 'number' && isIntegerValue(key))) return packValue(w, key);
  throw new UnsupportedValueError('A map key must be a string, an integer or bytes');
}

function keyRank(key: MapKey): number {
  if (typeof key === 'string') return 1;
  return typeof key === 'object' && isBytes(key) ? 2 : 0;
}

/** The server's order of map keys: integers by value, then strings and then blobs by their bytes. */
export function compareMapKeys(a: MapKey, b: MapKey): number {
  const rank = keyRank(a);
  const difference = rank - keyRank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'string') return compareUtf8(a, b as string);
  if (rank === 2) return Buffer.compare(a as Uint8Array, b as Uint8Array);
  return (a as number | bigint) < (b as number | bigint) ? -1 : a > b ? 1 : 0;
}

/** Byte order of two strings as UTF-8; UTF-16 order differs only where surrogates meet U+E000 to U+FFFF. */
function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

// ---------------------------------------------------------------------------------------------------------- reading

/** A cursor over the bytes of one value. */
class Reader {
  readonly buffer: Buffer;
  readonly end: number;
  pos: number;

  constructor(buffer: Buffer, start: number, end: number) {
    this.buffer = buffer;
    this.pos = start;
    this.end = end;
  }

  /** Takes `bytes` and returns where they start. */
  take(bytes: number): number {
    const at = this.pos;
    if (bytes > this.end - at) throw new WireError('Msgpack value ends too early');
    this.pos = at + bytes;
    return at;
  }
}

/**
 * Reads the one value in `buffer[start, end)`. Maps become plain objects whose keys are text, as the vendor's client
 * gives them; integers beyond the safe range become BigInt; bytes are copied.
 *
 * @throws {@link WireError} when the bytes are not exactly one value.
 */
export function unpackValue(buffer: Buffer, start: number, end: number): BinValue {
  const reader = new Reader(buffer, start, end);
  const value = unpack(reader, 0);
  if (reader.pos !== end) throw new WireError(`${end - reader.pos} bytes follow the msgpack value`);
  return value;
}

function unpack(r: Reader, depth: number): BinValue {
  const { buffer } = r;
  const at = r.take(1);
  const byte = buffer[at] as number;
  if (byte < 0x80) return byte;
  if (byte >= 0xe0) return byte - 0x100;
  if (byte < 0x90) return unpackMap(r, byte & 0x0f, depth);
  if (byte < 0xa0) return unpackList(r, byte & 0x0f, depth);
  if (byte < 0xc0) return unpackString(r, byte & 0x1f);
  switch (byte) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc4:
    case 0xd9:
      return unpackString(r, buffer[r.take(1)] as number);
    case 0xc5:
    case 0xda:
      return unpackString(r, buffer.readUInt16BE(r.take(2)));
    case 0xc6:
    case 0xdb:
      return unpackString(r, buffer.readUInt32BE(r.take(4)));
    case 0xca:
      return buffer.readFloatBE(r.take(4));
    case 0xcb:
      return buffer.readDoubleBE(r.take(8));
    case 0xcc:
      return buffer[r.take(1)] as number;
    case 0xcd:
      return buffer.readUInt16BE(r.take(2));
    case 0xce:
      return buffer.readUInt32BE(r.take(4));
    case 0xcf:
      return safeNumber(buffer.readBigUInt64BE(r.take(8)));
    case 0xd0:
      return buffer.readInt8(r.take(1));
    case 0xd1:
      return buffer.readInt16BE(r.take(2));
    case 0xd2:
      return buffer.readInt32BE(r.take(4));
    case 0xd3:
      return safeNumber(buffer.readBigInt64BE(r.take(8)));
    case 0xdc:
      return unpackList(r, buffer.readUInt16BE(r.take(2)), depth);
    case 0xdd:
      return unpackList(r, buffer.readUInt32BE(r.take(4)), depth);
    case 0xde:
      return unpackMap(r, buffer.readUInt16BE(r.take(2)), depth);
    case 0xdf:
      return unpackMap(r, buffer.readUInt32BE(r.take(4)), depth);
    default:
      if (skipExtension(r, byte)) return null;
      throw new WireError(`Msgpack byte 0x${byte.toString(16)} is not used by Aerospike`);
  }
}

function safeNumber(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function unpackString(r: Reader, bytes: number): BinValue {
  const at = r.take(bytes);
  if (bytes === 0) return '';
  const { buffer } = r;
  const type = buffer[at] as number;
  switch (type) {
    case PARTICLE.STRING:
    case PARTICLE.GEOJSON:
      return buffer.toString('utf8', at + 1, at + bytes);
    default:
      return Buffer.from(buffer.subarray(at + 1, at + bytes));
  }
}

/** Steps over an extension whose head byte was just read; false when `head` starts none. */
function skipExtension(r: Reader, head: number): boolean {
  const { buffer } = r;
  if (head >= 0xd4 && head <= 0xd8) {
    r.take(1 + (1 << (head - 0xd4)));
    return true;
  }
  let length: number;
  if (head === 0xc7) length = buffer[r.take(1)] as number;
  else if (head === 0xc8) length = buffer.readUInt16BE(r.take(2));
  else if (head === 0xc9) length = buffer.readUInt32BE(r.take(4));
  else return false;
  r.take(1 + length);
  return true;
}

/** Whether the next value is an extension, which at the head of a container holds its order flags. */
function nextIsExtension(r: Reader): boolean {
  const byte = r.buffer[r.pos] as number;
  return r.pos < r.end && (byte === 0xc7 || byte === 0xc8 || byte === 0xc9 || (byte >= 0xd4 && byte <= 0xd8));
}

function checkContainer(r: Reader, minimumBytes: number, depth: number): void {
  if (depth >= MAX_NESTING) throw new WireError(`Msgpack value is nested deeper than ${MAX_NESTING}`);
  if (minimumBytes > r.end - r.pos) throw new WireError('Msgpack container is larger than its bytes');
}

function unpackList(r: Reader, count: number, depth: number): BinValue {
  checkContainer(r, count, depth);
  let left = count;
  if (left > 0 && nextIsExtension(r)) {
    skipExtension(r, r.buffer[r.take(1)] as number);
    left--;
  }
  const list: BinValue[] = [];
  for (; left > 0; left--) list.push(unpack(r, depth + 1));
  return list;
}

function unpackMap(r: Reader, count: number, depth: number): BinValue {
  checkContainer(r, count * 2, depth);
  let left = count;
  if (left > 0 && nextIsExtension(r)) {
    skipExtension(r, r.buffer[r.take(1)] as number);
    unpack(r, depth + 1);
    left--;
  }
  const map: { [key: string]: BinValue } = {};
  for (; left > 0; left--) {
    const key = unpack(r, depth + 1);
    setOwn(map, typeof key === 'string' ? key : String(key), unpack(r, depth + 1));
  }
  return map;
}

/** Sets a property whose name came from outside: `__proto__` too becomes an ordinary one. */
export function setOwn(target: { [key: string]: BinValue }, name: string, value: BinValue): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** The packed bytes of one value. */
export function packed(value: BinValue): Buffer {
  const w = new Writer(64);
  packValue(w, value);
  return w.take();
}
