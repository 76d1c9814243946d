// JavaScript values to Aerospike's msgpack dialect: what stands inside list and map particles, collection operations
// and UDF arguments. Text, bytes and GeoJSON are all of the str family, told apart by a leading particle-type byte.
//
//   nil c0 · false c2 · true c3 · int shortest form · double cb
//   string := str header of (1 + n) · 03 · UTF-8        blob := … · 04 · bytes        geojson := … · 17 · JSON text
//
// Clients send every map key-ordered: flag 01, keys sorted integers < strings < blobs, bytes compared unsigned.

import { types } from 'node:util';
import type { BinValue, MapKey } from '../../model/bin-value.ts';
import { Double } from '../../model/double.ts';
import { GeoJSON } from '../../model/geojson.ts';
import type { HyperLogLog } from '../../model/hyperloglog.ts';
import { MAP_ORDER } from '../codes/collections.ts';
import { MAX_CDT_DEPTH } from '../codes/limits.ts';
import { MSGPACK } from '../codes/msgpack.ts';
import { PARTICLE } from '../codes/particles.ts';
import { UnsupportedValueError } from '../wire-error.ts';
import type { Writer } from '../writer.ts';
import {
  packBigInt,
  packBool,
  packDouble,
  packInteger,
  packListHeader,
  packMapHeader,
  packNil,
  packStringHeader,
  stringHeaderBytes,
} from './headers.ts';
import { checkInt64, isIntegerValue } from './integers.ts';
import { compareMapKeys, compareUtf8, isBytes } from './map-keys.ts';

/**
 * Text that is ASCII and no longer than this has a header of one byte, and a loop writes it faster than native code.
 */
const MAX_FIXSTR_TEXT = 30;

/** Up to this many keys are sorted in place by insertion. */
const FEW_KEYS = 16;

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
      return packBool(w, value);
    case 'undefined':
      return packNil(w);
    case 'object':
      return packObject(w, value, depth);
    default:
      throw new UnsupportedValueError(`A ${typeof value} is not an Aerospike value`);
  }
}

function packObject(w: Writer, value: Exclude<BinValue, string | number | bigint | boolean>, depth: number): void {
  if (value === null) return packNil(w);
  if (Array.isArray(value)) return packList(w, value as readonly BinValue[], depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return packPlain(w, value as { readonly [key: string]: BinValue }, depth);
  if (value instanceof Uint8Array) return packBlob(w, value);
  if (value instanceof Map) return packMap(w, value, depth);
  if (value instanceof Double) return packDouble(w, value.Double);
  if (value instanceof GeoJSON) return packText(w, PARTICLE.GEOJSON, value.str);
  const kind = kindOfOther(value);
  if (kind === 'bytes') return packBlob(w, bytesOf(value as unknown as ArrayBufferView));
  if (kind === 'double') return packDouble(w, (value as unknown as Double).Double);
  if (kind === 'geojson') return packText(w, PARTICLE.GEOJSON, (value as unknown as GeoJSON).str);
  if (kind === 'hll') return packBlob(w, (value as unknown as HyperLogLog).buffer, PARTICLE.HLL);
  if (kind === 'map') return packMap(w, value as ReadonlyMap<MapKey, BinValue>, depth);
  packPlain(w, value as { readonly [key: string]: BinValue }, depth);
}

/**
 * What an object is that no `instanceof` knows. Bytes and maps come here from another realm: test runners and `vm` give
 * programs globals of their own, while Buffers and what `structuredClone` makes stay with those of Node.js. Doubles,
 * GeoJSON and HyperLogLogs of any copy of this package are known by the names of their classes. Every view is its
 * bytes.
 *
 * @throws {@link UnsupportedValueError} for objects that are not plain data, such as dates, sets and promises: as a map
 * they would lose their content.
 */
export function kindOfOther(value: object): 'object' | 'bytes' | 'map' | 'double' | 'geojson' | 'hll' {
  if (Object.prototype.toString.call(value) === '[object Object]') {
    const { name } = Object.getPrototypeOf(value)?.constructor ?? {};
    if (name === 'Double' && typeof (value as Double).Double === 'number') return 'double';
    if (name === 'HyperLogLog' && ArrayBuffer.isView((value as HyperLogLog).buffer)) return 'hll';
    return name === 'GeoJSON' && typeof (value as GeoJSON).str === 'string' ? 'geojson' : 'object';
  }
  if (ArrayBuffer.isView(value)) return 'bytes';
  if (types.isMap(value)) return 'map';
  throw new UnsupportedValueError(
    `An object of type ${value.constructor?.name ?? 'unknown'} is not an Aerospike value`,
  );
}

/** The bytes of a view, where they are. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return types.isUint8Array(view) ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function packText(w: Writer, particleType: number, text: string): void {
  const { length } = text;
  if (length > MAX_FIXSTR_TEXT) return packLongText(w, particleType, text);
  w.ensure(2 + length);
  const { buffer, pos } = w;
  let at = pos + 2;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return packLongText(w, particleType, text);
    buffer[at++] = code;
  }
  buffer[pos] = MSGPACK.FIXSTR | (length + 1);
  buffer[pos + 1] = particleType;
  w.pos = at;
}

/** Writes the text to where it belongs if it is ASCII, and moves it when its header turns out to be longer. */
function packLongText(w: Writer, particleType: number, text: string): void {
  const start = w.pos;
  const guess = stringHeaderBytes(1 + text.length) + 1;
  w.ensure(guess);
  w.pos = start + guess;
  const bytes = w.utf8(text);
  const header = stringHeaderBytes(1 + bytes) + 1;
  if (header !== guess) {
    w.ensure(header - guess);
    w.buffer.copyWithin(start + header, start + guess, start + guess + bytes);
  }
  w.pos = start;
  packStringHeader(w, 1 + bytes);
  w.u8(particleType);
  w.pos = start + header + bytes;
}

function packBlob(w: Writer, value: Uint8Array, particleType: number = PARTICLE.BLOB): void {
  packStringHeader(w, 1 + value.length);
  w.u8(particleType);
  w.bytes(value);
}

function checkDepth(depth: number): void {
  if (depth >= MAX_CDT_DEPTH) {
    throw new UnsupportedValueError(
      `Value is nested deeper than ${MAX_CDT_DEPTH} lists and maps, which is the limit, or contains itself`,
    );
  }
}

function packList(w: Writer, values: readonly BinValue[], depth: number): void {
  checkDepth(depth);
  packListHeader(w, values.length);
  let i = 0;
  try {
    for (; i < values.length; i++) packValue(w, values[i], depth + 1);
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(i) : error;
  }
}

function packPlain(w: Writer, object: { readonly [key: string]: BinValue }, depth: number): void {
  checkDepth(depth);
  const keys = Object.keys(object);
  packMapHeader(w, keys.length, MAP_ORDER.KEY_ORDERED);
  sortKeys(keys);
  let key = '';
  try {
    for (let i = 0; i < keys.length; i++) {
      key = keys[i] as string;
      packText(w, PARTICLE.STRING, key);
      packValue(w, object[key], depth + 1);
    }
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(key) : error;
  }
}

/** The keys of one kind of object mostly come in one order: often enough it is the right one, else few are moved. */
function sortKeys(keys: string[]): void {
  if (keys.length > FEW_KEYS) {
    keys.sort(compareUtf8);
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string;
    let at = i;
    for (; at > 0 && compareUtf8(keys[at - 1] as string, key) > 0; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
}

function packMap(w: Writer, map: ReadonlyMap<MapKey, BinValue>, depth: number): void {
  checkDepth(depth);
  packMapHeader(w, map.size, MAP_ORDER.KEY_ORDERED);
  let key: MapKey = '';
  try {
    for (const entry of isSorted(map) ? map : [...map].sort((a, b) => compareMapKeys(a[0], b[0]))) {
      key = entry[0];
      packMapKey(w, key);
      packValue(w, entry[1], depth + 1);
    }
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(String(key)) : error;
  }
}

function isSorted(map: ReadonlyMap<MapKey, BinValue>): boolean {
  let previous: MapKey | undefined;
  for (const key of map.keys()) {
    if (previous !== undefined && compareMapKeys(previous, key) > 0) return false;
    previous = key;
  }
  return true;
}

function packMapKey(w: Writer, key: MapKey): void {
  if (typeof key === 'string' || isBytes(key)) return packValue(w, key as BinValue);
  if (typeof key === 'bigint' || (typeof key === 'number' && isIntegerValue(key))) return packValue(w, key);
  throw new UnsupportedValueError('A map key must be a string, an integer or bytes');
}
