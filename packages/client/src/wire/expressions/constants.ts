// The constants of an expression: one entry each, written as msgpack. Text and bytes have their type byte in front, a
// list is quoted so that it is not a call, and the names of bins and variables are raw text.
//
//   list := 92 7e list        name := str header · UTF-8        inf := d4 ff 01        wildcard := d4 ff 00

import type { BinValue } from '../../model/bin-value.ts';
import type { ExpEntry } from '../../model/exp/entry.ts';
import { EXP, EXP_ENTRY } from '../codes/expressions.ts';
import { MAX_BIN_NAME_BYTES, MAX_INT64, MIN_INT64 } from '../codes/limits.ts';
import { MSGPACK, SPECIAL, SPECIAL_EXT } from '../codes/msgpack.ts';
import { packBigInt, packBool, packDouble, packInteger, packListHeader, packStringHeader } from '../msgpack/headers.ts';
import { isIntegerValue } from '../msgpack/integers.ts';
import { isBytes } from '../msgpack/map-keys.ts';
import { kindOfOther, packValue } from '../msgpack/pack.ts';
import { UnsupportedValueError } from '../wire-error.ts';
import type { Writer } from '../writer.ts';
import { enclosing, misfit } from './place.ts';

const MAX_UINT64 = 2n ** 64n - 1n;

/** Writes an entry that is a constant; false if it is none. */
export function writeConstant(w: Writer, entry: ExpEntry, depth: number): boolean {
  switch (entry.op) {
    case EXP_ENTRY.VAL_INT:
    case EXP_ENTRY.VAL_RTYPE:
      writeInteger(w, entry.intVal, 'exp.int', MIN_INT64, MAX_INT64, depth);
      return true;
    case EXP_ENTRY.VAL_UINT:
      writeInteger(w, entry.uintVal, 'exp.uint', 0n, MAX_UINT64, depth);
      return true;
    case EXP_ENTRY.VAL_RAWSTR:
      writeRawText(w, entry.strVal, depth);
      return true;
    case EXP_ENTRY.VAL_STR:
      if (typeof entry.strVal !== 'string') throw wrong(depth, 'exp.str', 'text', entry.strVal);
      packValue(w, entry.strVal);
      return true;
    case EXP_ENTRY.VAL_BOOL:
      if (typeof entry.boolVal !== 'boolean') throw wrong(depth, 'exp.bool', 'true or false', entry.boolVal);
      packBool(w, entry.boolVal);
      return true;
    case EXP_ENTRY.VAL_FLOAT:
      packDouble(w, floatOf(entry.floatVal, depth));
      return true;
    case EXP_ENTRY.VAL_BYTES:
      if (!isBytes(entry.bytesVal)) throw wrong(depth, 'exp.bytes', 'a Buffer', entry.bytesVal);
      packValue(w, entry.bytesVal as BinValue);
      return true;
    case EXP_ENTRY.VAL_GEO:
      if (!isGeoJSON(entry.value)) throw wrong(depth, 'exp.geo', 'a GeoJSON', entry.value);
      packValue(w, entry.value as BinValue);
      return true;
    case EXP_ENTRY.AS_VAL:
      writeValue(w, entry, depth);
      return true;
    default:
      return false;
  }
}

function writeValue(w: Writer, entry: ExpEntry, depth: number): void {
  // As the vendor's client has it: the field that is there says what it is.
  if ('value' in entry) {
    if (Array.isArray(entry.value)) {
      packListHeader(w, 2);
      packInteger(w, EXP.QUOTE);
    }
    try {
      packValue(w, entry.value as BinValue);
    } catch (error) {
      throw error instanceof UnsupportedValueError ? misfit(depth, error.message) : error;
    }
  } else if ('inf' in entry) writeSpecial(w, SPECIAL.INFINITY);
  else if ('wildcard' in entry) writeSpecial(w, SPECIAL.WILDCARD);
  else throw misfit(depth, 'a constant has no value');
}

function writeSpecial(w: Writer, which: number): void {
  w.u8(MSGPACK.FIXEXT1);
  w.u8(SPECIAL_EXT);
  w.u8(which);
}

/** A fraction is cut off, as the vendor's client does. */
function writeInteger(w: Writer, value: unknown, maker: string, min: bigint, max: bigint, depth: number): void {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= min) return packInteger(w, value);
    const whole = Math.trunc(value);
    if (isIntegerValue(whole) && whole >= min) return packBigInt(w, BigInt(whole));
  } else if (typeof value === 'bigint' && value >= min && value <= max) return packBigInt(w, value);
  throw wrong(depth, maker, `an integer from ${min} to ${max}`, value);
}

function floatOf(value: unknown, depth: number): number {
  if (typeof value === 'number') return value;
  const held: unknown = (value as { Double?: unknown } | null | undefined)?.Double;
  if (typeof held !== 'number') throw wrong(depth, 'exp.float', 'a number', value);
  return held;
}

function isGeoJSON(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.prototype.toString.call(value) === '[object Object]' && kindOfOther(value) === 'geojson';
}

/** The name of a bin or a variable, or a regular expression. */
function writeRawText(w: Writer, text: unknown, depth: number): void {
  if (typeof text !== 'string') throw misfit(depth, `a name or a regular expression is text, not ${kind(text)}`);
  const bytes = Buffer.byteLength(text);
  const code = enclosing(depth);
  if ((code === EXP.BIN || code === EXP.BIN_TYPE) && (bytes === 0 || bytes > MAX_BIN_NAME_BYTES)) {
    throw misfit(depth, `bin name is ${bytes} bytes long, it has 1 to ${MAX_BIN_NAME_BYTES} (${text})`);
  }
  packStringHeader(w, bytes);
  w.utf8(text);
}

function wrong(depth: number, maker: string, expected: string, value: unknown): Error {
  return misfit(depth, `${maker} takes ${expected}, not ${kind(value)}`);
}

function kind(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
