// Bin values as particles: one entry per type, encode and decode side by side. A particle is a type byte, which stands
// in the operation header, and value bytes.

import type { BinValue } from '../model/bin-value.ts';
import { Double } from '../model/double.ts';
import { GeoJSON } from '../model/geojson.ts';
import type { HyperLogLog } from '../model/hyperloglog.ts';
import { Particle } from '../model/particle.ts';
import { GEOJSON_CELL_BYTES, GEOJSON_HEADER_BYTES, PARTICLE } from './codes/particles.ts';
import { checkInt64, isIntegerValue } from './msgpack/integers.ts';
import { bytesOf, kindOfOther, packValue } from './msgpack/pack.ts';
import type { DecodeBudget } from './msgpack/skip.ts';
import { readHyperLogLog, unpackValue } from './msgpack/unpack.ts';
import { readBytes, readI64, readText } from './reader.ts';
import { UnsupportedValueError, WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/**
 * Writes the value bytes of a bin and returns the particle type. `null` is the NULL particle, which deletes the bin.
 *
 * @throws {@link UnsupportedValueError} for what Aerospike cannot hold: undefined, functions, symbols, dates, integers
 * beyond 64 bits, cycles.
 */
export function writeParticle(w: Writer, value: BinValue): number {
  switch (typeof value) {
    case 'string':
      w.utf8(value);
      return PARTICLE.STRING;
    case 'number':
      if (Number.isSafeInteger(value)) {
        w.i64(value);
        return PARTICLE.INTEGER;
      }
      if (isIntegerValue(value)) {
        w.i64(BigInt(value));
        return PARTICLE.INTEGER;
      }
      w.f64(value);
      return PARTICLE.FLOAT;
    case 'bigint':
      checkInt64(value);
      w.i64(value);
      return PARTICLE.INTEGER;
    case 'boolean':
      w.u8(value ? 1 : 0);
      return PARTICLE.BOOL;
    case 'object':
      return writeObject(w, value);
    default:
      throw new UnsupportedValueError(`A bin value cannot be ${typeof value}`);
  }
}

/** Without cells: the server computes them. */
function writeGeoJSON(w: Writer, text: string): number {
  w.u8(0);
  w.u16(0);
  w.utf8(text);
  return PARTICLE.GEOJSON;
}

function writeObject(w: Writer, value: Exclude<BinValue, string | number | bigint | boolean>): number {
  if (value === null) return PARTICLE.NULL;
  if (value instanceof Uint8Array) {
    w.bytes(value);
    return PARTICLE.BLOB;
  }
  if (value instanceof Double) {
    w.f64(value.Double);
    return PARTICLE.FLOAT;
  }
  if (value instanceof GeoJSON) return writeGeoJSON(w, value.str);
  if (Array.isArray(value)) {
    packValue(w, value);
    return PARTICLE.LIST;
  }
  if (value instanceof Particle) {
    w.bytes(value.bytes);
    return value.type;
  }
  switch (value instanceof Map ? 'map' : kindOfOther(value)) {
    case 'bytes':
      w.bytes(bytesOf(value as unknown as ArrayBufferView));
      return PARTICLE.BLOB;
    case 'double':
      w.f64((value as unknown as Double).Double);
      return PARTICLE.FLOAT;
    case 'geojson':
      return writeGeoJSON(w, (value as unknown as GeoJSON).str);
    case 'hll':
      w.bytes((value as unknown as HyperLogLog).buffer);
      return PARTICLE.HLL;
    default:
      packValue(w, value);
      return PARTICLE.MAP;
  }
}

/**
 * Reads the particle in `buffer[start, end)`. Integers beyond the safe range become BigInt, bytes are copied, maps
 * become plain objects, GeoJSON its text. Lists and maps are measured first, against `budget` where there is one.
 *
 * @throws {@link WireError} when the bytes do not fit the type, or would take too much memory.
 */
export function readParticle(
  type: number,
  buffer: Buffer,
  start: number,
  end: number,
  budget?: DecodeBudget,
): BinValue {
  switch (type) {
    case PARTICLE.NULL:
      return null;
    case PARTICLE.INTEGER:
      expectBytes(start, end, 8, 'INTEGER');
      return readI64(buffer, start);
    case PARTICLE.FLOAT:
      expectBytes(start, end, 8, 'FLOAT');
      return buffer.readDoubleBE(start);
    case PARTICLE.STRING:
      return readText(buffer, start, end);
    case PARTICLE.BOOL:
      expectBytes(start, end, 1, 'BOOL');
      return buffer[start] !== 0;
    case PARTICLE.LIST:
    case PARTICLE.MAP:
      return unpackValue(buffer, start, end, budget);
    case PARTICLE.GEOJSON:
      return readGeoJSON(buffer, start, end);
    case PARTICLE.HLL:
      return readHyperLogLog(readBytes(buffer, start, end));
    default:
      // Blobs of all languages, vectors, and whatever a newer server may add: its bytes.
      return readBytes(buffer, start, end);
  }
}

function expectBytes(start: number, end: number, bytes: number, type: string): void {
  if (end - start !== bytes) throw new WireError(`${type} particle of ${end - start} bytes`);
}

function readGeoJSON(buffer: Buffer, start: number, end: number): string {
  if (end - start < GEOJSON_HEADER_BYTES) throw new WireError('GEOJSON particle is shorter than its header');
  const textAt = start + GEOJSON_HEADER_BYTES + GEOJSON_CELL_BYTES * buffer.readUInt16BE(start + 1);
  if (textAt > end) throw new WireError('GEOJSON particle is shorter than its cells');
  return buffer.toString('utf8', textAt, end);
}
