// Lists and maps as the server stores them (docs/protocol/msgpack.md, "Order flags"): smallest number and header forms,
// maps sorted by key, order flags checked against the content. Input comes from the network and is trusted in nothing.
//
//   list := header · [ext8 · 0 · flags] · *element          map := header · [ext8 · 0 · flags · nil] · *(key · value)

import { PARTICLE, Writer } from 'tendril/wire';
import { MAX_CDT_DEPTH } from '../limits.ts';
import { compareAt } from './cdt-compare.ts';
import { corrupt, KIND, MsgpackReader } from './msgpack-reader.ts';

const ORDERED = 0x01;
/** Flags that are kept; whether an index is persisted does not show in any reply. */
const LIST_FLAGS = ORDERED;
const MAP_FLAGS = ORDERED | 0x02;
/** The type byte of the special values "wildcard" and "infinity", which compare but are never stored. */
const SPECIAL_EXT = 0xff;

const scratch = new Writer(64 * 1024);
/** Whether the value that is being written is one to compare with, not one to store. */
let allowsSpecial = false;

/**
 * The canonical form of the list or map in `source[start, end)`.
 *
 * @throws {@link ParticleError} with result code 1 when the bytes are not exactly one storable list or map.
 */
export function canonicalCollection(particleType: number, source: Buffer, start: number, end: number): Buffer {
  const reader = new MsgpackReader(source, start, end);
  scratch.reset();
  const kind = reader.next();
  if (kind !== (particleType === PARTICLE.MAP ? KIND.MAP : KIND.LIST)) throw corrupt('it is of another type');
  writeContainer(reader, kind, 0);
  if (reader.pos !== end) throw corrupt('bytes follow its end');
  return scratch.take();
}

/**
 * The canonical form of the one element in `source[start, end)`: what an operation on a collection is given as a
 * value. With `forComparison` the special values "wildcard" and "infinity" are allowed.
 *
 * @throws {@link ParticleError} with result code 1 when the bytes are not exactly one such element.
 */
export function canonicalElement(source: Buffer, start: number, end: number, forComparison: boolean): Buffer {
  const reader = new MsgpackReader(source, start, end);
  scratch.reset();
  allowsSpecial = forComparison;
  try {
    writeElement(reader, 0);
  } finally {
    allowsSpecial = false;
  }
  if (reader.pos !== end) throw corrupt('bytes follow its end');
  return scratch.take();
}

function writeElement(r: MsgpackReader, depth: number): void {
  const w = scratch;
  const at = r.pos;
  const kind = r.next();
  switch (kind) {
    case KIND.INT:
      writeInt(w, r);
      return;
    case KIND.STR:
      writeStrHeader(w, r.payloadBytes);
      w.bytes(r.buffer, r.payloadAt, r.payloadAt + r.payloadBytes);
      return;
    case KIND.LIST:
    case KIND.MAP:
      if (depth >= MAX_CDT_DEPTH) throw corrupt(`it nests deeper than ${MAX_CDT_DEPTH} levels`);
      writeContainer(r, kind, depth + 1);
      return;
    case KIND.EXT:
      if (r.extType === SPECIAL_EXT && r.payloadBytes === 1 && !allowsSpecial)
        throw corrupt('a special value cannot be stored');
  }
  w.bytes(r.buffer, at, r.pos);
}

function writeContainer(r: MsgpackReader, kind: number, depth: number): void {
  const { count } = r;
  if (kind === KIND.MAP) writeMap(r, count, depth);
  else writeList(r, count, depth);
}

/** Order flags are an ext of the general form. Of the fixed forms the server drops those without a flag. */
const GENERAL_EXT = [0xc7, 0xc8, 0xc9];

/** Reads the order flags when the container starts with them; undefined when it does not. */
function readFlags(r: MsgpackReader, count: number): number | undefined {
  if (count === 0) return undefined;
  const at = r.pos;
  if (r.next() === KIND.EXT && !(r.extType === SPECIAL_EXT && r.payloadBytes === 1)) {
    const isGeneral = GENERAL_EXT.includes(r.buffer[at] as number);
    if (isGeneral || (r.extType & MAP_FLAGS) === 0) return r.extType;
  }
  r.pos = at;
  return undefined;
}

function writeList(r: MsgpackReader, count: number, depth: number): void {
  const flags = readFlags(r, count);
  const elements = flags === undefined ? count : count - 1;
  const kept = (flags ?? 0) & LIST_FLAGS;
  writeHeader(scratch, 0x90, 0xdc, elements + (kept === 0 ? 0 : 1));
  if (kept !== 0) writeFlags(scratch, kept);

  let previousAt = -1;
  for (let i = 0; i < elements; i++) {
    const at = scratch.pos;
    writeElement(r, depth);
    if ((kept & ORDERED) !== 0) {
      if (previousAt !== -1 && compareAt(scratch.buffer, scratch.pos, previousAt, at) > 0) {
        throw corrupt('an ordered list is not sorted');
      }
      previousAt = at;
    }
  }
}

function writeMap(r: MsgpackReader, count: number, depth: number): void {
  const flags = readFlags(r, count);
  if (flags !== undefined) skipElement(r, 0);
  const entries = flags === undefined ? count : count - 1;
  const kept = (flags ?? 0) & MAP_FLAGS;
  writeHeader(scratch, 0x80, 0xde, entries + (kept === 0 ? 0 : 1));
  if (kept !== 0) {
    writeFlags(scratch, kept);
    scratch.u8(0xc0);
  }

  const starts: number[] = [];
  let sorted = true;
  for (let i = 0; i < entries; i++) {
    const at = scratch.pos;
    writeKey(r);
    if (i > 0 && sorted) {
      const order = compareAt(scratch.buffer, scratch.pos, starts[i - 1] as number, at);
      if (order === 0) throw corrupt('a map has the same key twice');
      sorted = order < 0;
    }
    starts.push(at);
    writeElement(r, depth);
  }
  if (sorted) return;
  if ((kept & ORDERED) !== 0) throw corrupt('the keys of an ordered map are not ascending');
  sortEntries(starts, scratch.pos);
}

/** Puts the entries that lie one after the other from `starts[0]` to `end` in the order of their keys. */
function sortEntries(starts: number[], end: number): void {
  const from = starts[0] as number;
  const entries = starts.map((at, i) => ({ at, end: starts[i + 1] ?? end }));
  entries.sort((a, b) => compareAt(scratch.buffer, end, a.at, b.at));
  const copy = Buffer.from(scratch.buffer.subarray(from, end));
  let to = from;
  let previousAt = -1;
  for (const entry of entries) {
    scratch.buffer.set(copy.subarray(entry.at - from, entry.end - from), to);
    if (previousAt !== -1 && compareAt(scratch.buffer, end, previousAt, to) === 0) {
      throw corrupt('a map has the same key twice');
    }
    previousAt = to;
    to += entry.end - entry.at;
  }
}

/** Keys are integers, strings or plain blobs. */
function writeKey(r: MsgpackReader): void {
  const at = r.pos;
  const kind = r.next();
  const type = kind === KIND.STR && r.payloadBytes > 0 ? r.buffer[r.payloadAt] : undefined;
  if (kind !== KIND.INT && type !== PARTICLE.STRING && type !== PARTICLE.BLOB)
    throw corrupt('a map key has a type that keys cannot have');
  r.pos = at;
  writeElement(r, 0);
}

/** Moves the reader past one whole element. */
export function skipElement(r: MsgpackReader, depth = 0): void {
  const kind = r.next();
  if (kind !== KIND.LIST && kind !== KIND.MAP) return;
  if (depth >= MAX_CDT_DEPTH) throw corrupt(`it nests deeper than ${MAX_CDT_DEPTH} levels`);
  for (let left = kind === KIND.MAP ? r.count * 2 : r.count; left > 0; left--) skipElement(r, depth + 1);
}

function writeFlags(w: Writer, flags: number): void {
  w.u8(0xc7);
  w.u8(0);
  w.u8(flags);
}

function writeHeader(w: Writer, fix: number, wide: number, count: number): void {
  if (count <= 0x0f) w.u8(fix | count);
  else if (count <= 0xffff) {
    w.u8(wide);
    w.u16(count);
  } else {
    w.u8(wide + 1);
    w.u32(count);
  }
}

function writeStrHeader(w: Writer, bytes: number): void {
  if (bytes <= 0x1f) w.u8(0xa0 | bytes);
  else if (bytes <= 0xff) {
    w.u8(0xd9);
    w.u8(bytes);
  } else if (bytes <= 0xffff) {
    w.u8(0xda);
    w.u16(bytes);
  } else {
    w.u8(0xdb);
    w.u32(bytes);
  }
}

function writeInt(w: Writer, r: MsgpackReader): void {
  if (r.negative) writeNegativeInt(w, r.high, r.low);
  else if (r.high !== 0) {
    w.u8(0xcf);
    w.u32(r.high);
    w.u32(r.low);
  } else if (r.low <= 0x7f) w.u8(r.low);
  else if (r.low <= 0xff) {
    w.u8(0xcc);
    w.u8(r.low);
  } else if (r.low <= 0xffff) {
    w.u8(0xcd);
    w.u16(r.low);
  } else {
    w.u8(0xce);
    w.u32(r.low);
  }
}

function writeNegativeInt(w: Writer, high: number, low: number): void {
  const value = low | 0;
  if (high !== 0xffffffff || value >= 0) {
    w.u8(0xd3);
    w.u32(high);
    w.u32(low);
  } else if (value >= -32) w.u8(value & 0xff);
  else if (value >= -0x80) {
    w.u8(0xd0);
    w.u8(value & 0xff);
  } else if (value >= -0x8000) {
    w.u8(0xd1);
    w.u16(value & 0xffff);
  } else {
    w.u8(0xd2);
    w.u32(low);
  }
}
