// The heads of msgpack values, written in their shortest form as the server stores them: whatever writes a value, on
// either side, writes its head here.
//
//   list := array header · [ c7 00 flags ] · values
//   map  := map header (counts the flag pair) · [ c7 00 flags · c0 ] · (key · value)*

import { MSGPACK } from '../codes/msgpack.ts';
import type { Writer } from '../writer.ts';

export function packNil(w: Writer): void {
  w.u8(MSGPACK.NIL);
}

export function packBool(w: Writer, value: boolean): void {
  w.u8(value ? MSGPACK.TRUE : MSGPACK.FALSE);
}

export function packDouble(w: Writer, value: number): void {
  w.u8(MSGPACK.FLOAT64);
  w.f64(value);
}

/** A safe integer. */
export function packInteger(w: Writer, value: number): void {
  if (value >= 0) {
    if (value <= MSGPACK.MAX_FIXINT) w.u8(value);
    else if (value <= 0xff) packHead8(w, MSGPACK.UINT8, value);
    else if (value <= 0xffff) packHead16(w, MSGPACK.UINT16, value);
    else if (value <= 0xffffffff) packHead32(w, MSGPACK.UINT32, value);
    else packWide(w, MSGPACK.UINT64, value);
  } else if (value >= -0x20) w.u8(value & 0xff);
  else if (value >= -0x80) packHead8(w, MSGPACK.INT8, value);
  else if (value >= -0x8000) packHead16(w, MSGPACK.INT16, value);
  else if (value >= -0x80000000) packHead32(w, MSGPACK.INT32, value);
  else packWide(w, MSGPACK.INT64, value);
}

/** An integer of 64 bits; from 2^63 on it is written as unsigned. */
export function packBigInt(w: Writer, value: bigint): void {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return packInteger(w, Number(value));
  w.u8(value < 0n ? MSGPACK.INT64 : MSGPACK.UINT64);
  w.u64(BigInt.asUintN(64, value));
}

/** Of text, bytes, GeoJSON: `bytes` counts the type byte that follows. */
export function packStringHeader(w: Writer, bytes: number): void {
  if (bytes < 0x20) return w.u8(MSGPACK.FIXSTR | bytes);
  if (bytes <= 0xff) return packHead8(w, MSGPACK.STR8, bytes);
  if (bytes <= 0xffff) return packHead16(w, MSGPACK.STR16, bytes);
  packHead32(w, MSGPACK.STR32, bytes);
}

/** Of an extension: a type byte and `bytes` of data follow. */
export function packExtHeader(w: Writer, bytes: number, type: number): void {
  const fixed = FIXED_EXT.indexOf(bytes);
  if (fixed !== -1) w.u8(MSGPACK.FIXEXT1 + fixed);
  else if (bytes <= 0xff) packHead8(w, MSGPACK.EXT8, bytes);
  else if (bytes <= 0xffff) packHead16(w, MSGPACK.EXT16, bytes);
  else packHead32(w, MSGPACK.EXT32, bytes);
  w.u8(type);
}

/** Lengths of data that an extension says with its first byte. */
const FIXED_EXT: readonly number[] = [1, 2, 4, 8, 16];

/** How many bytes `packStringHeader` writes. */
export function stringHeaderBytes(bytes: number): number {
  if (bytes < 0x20) return 1;
  if (bytes <= 0xff) return 2;
  return bytes <= 0xffff ? 3 : 5;
}

/** The head of a list of `count` elements, with its order flags where it has any. */
export function packListHeader(w: Writer, count: number, flags = 0): void {
  packCount(w, MSGPACK.FIXARRAY, MSGPACK.ARRAY16, MSGPACK.ARRAY32, flags === 0 ? count : count + 1);
  if (flags !== 0) packFlags(w, flags);
}

/** The head of a map of `count` entries, with its order flags where it has any. */
export function packMapHeader(w: Writer, count: number, flags = 0): void {
  packCount(w, MSGPACK.FIXMAP, MSGPACK.MAP16, MSGPACK.MAP32, flags === 0 ? count : count + 1);
  if (flags === 0) return;
  packFlags(w, flags);
  packNil(w);
}

function packCount(w: Writer, fix: number, wide: number, widest: number, count: number): void {
  if (count < 0x10) return w.u8(fix | count);
  if (count <= 0xffff) return packHead16(w, wide, count);
  packHead32(w, widest, count);
}

/** An extension without data: its type byte is the flags. */
function packFlags(w: Writer, flags: number): void {
  w.u8(MSGPACK.EXT8);
  w.u8(0);
  w.u8(flags);
}

// A first byte and the number that follows it, with one look at the room that is left.

function packHead8(w: Writer, head: number, value: number): void {
  w.ensure(2);
  const { buffer, pos } = w;
  buffer[pos] = head;
  buffer[pos + 1] = value;
  w.pos = pos + 2;
}

function packHead16(w: Writer, head: number, value: number): void {
  w.ensure(3);
  const { buffer, pos } = w;
  buffer[pos] = head;
  buffer[pos + 1] = value >>> 8;
  buffer[pos + 2] = value;
  w.pos = pos + 3;
}

function packHead32(w: Writer, head: number, value: number): void {
  w.u8(head);
  w.u32(value);
}

function packWide(w: Writer, head: number, value: number): void {
  w.u8(head);
  w.i64(value);
}
