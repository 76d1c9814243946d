// Lists and maps as the server stores them (docs/protocol/msgpack.md, "Order flags"): smallest number and header forms,
// maps sorted by key, order flags checked against the content. Input comes from the network and is trusted in nothing.
//
//   list := header · [ext8 · 0 · flags] · *element          map := header · [ext8 · 0 · flags · nil] · *(key · value)

import {
  compareElementsAt,
  ElementReader,
  KIND,
  LIST_ORDER,
  MAP_ORDER,
  MSGPACK,
  PARTICLE,
  packExtHeader,
  packListHeader,
  packMapHeader,
  packStringHeader,
  SPECIAL_EXT,
  WireError,
  Writer,
} from 'tendril/wire';
import { MAX_CDT_DEPTH, MAX_RECORD_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import { packIntegerHalves } from './integer-halves.ts';
import { ParticleError } from './particle-error.ts';

/** Flags that are kept; that an index is to be kept is not among them, because no reply says so. */
const LIST_FLAGS = LIST_ORDER.ORDERED;
const MAP_FLAGS = MAP_ORDER.KEY_VALUE_ORDERED;
const MAX_FIXSTR_BYTES = 0x1f;
/** From that length on an ext of the special type can be stored. */
const MIN_STORED_SPECIAL_BYTES = 4;

const scratch = new Writer(64 * 1024);
/** Whether the value that is being written is one to compare with, not one to store. */
let allowsSpecial = false;

/**
 * The canonical form of the list or map in `source[start, end)`.
 *
 * @throws {@link ParticleError} with result code 1 when the bytes are not exactly one storable list or map, 13 when no
 * record can hold it.
 */
export function canonicalCollection(particleType: number, source: Buffer, start: number, end: number): Buffer {
  return canonical(source, start, end, (reader) => {
    const kind = reader.next();
    if (kind !== (particleType === PARTICLE.MAP ? KIND.MAP : KIND.LIST)) throw corrupt('it is of another type');
    writeContainer(reader, kind, 0);
  });
}

/** Whether the flags of the map in `source[start, end)`, which is a map, ask for an index to be kept. */
export function asksForIndex(source: Buffer, start: number, end: number): boolean {
  const reader = new ElementReader(source, start, end);
  reader.next();
  return ((readFlags(reader, reader.count) ?? 0) & MAP_ORDER.PERSIST_INDEX) !== 0;
}

/**
 * The canonical form of the one element in `source[start, end)`: what an operation on a collection is given as a
 * value. With `forComparison` the special values "wildcard" and "infinity" are allowed.
 *
 * @throws {@link ParticleError} as `canonicalCollection` does.
 */
export function canonicalElement(source: Buffer, start: number, end: number, forComparison: boolean): Buffer {
  allowsSpecial = forComparison;
  try {
    return canonical(source, start, end, (reader) => writeElement(reader, 0));
  } finally {
    allowsSpecial = false;
  }
}

function canonical(source: Buffer, start: number, end: number, write: (reader: ElementReader) => void): Buffer {
  const reader = new ElementReader(source, start, end);
  scratch.reset();
  try {
    write(reader);
  } catch (error) {
    throw error instanceof WireError ? corrupt(error.message) : error;
  }
  if (reader.pos !== end) throw corrupt('bytes follow its end');
  return scratch.take();
}

function writeElement(r: ElementReader, depth: number): void {
  const w = scratch;
  const at = r.pos;
  const kind = r.next();
  switch (kind) {
    case KIND.INT:
      packIntegerHalves(w, r.negative, r.high, r.low);
      return;
    case KIND.STR:
      if (isKeptBinary(r.buffer[at] as number, r.payloadBytes)) break;
      packStringHeader(w, r.payloadBytes);
      w.bytes(r.buffer, r.payloadAt, r.payloadAt + r.payloadBytes);
      return;
    case KIND.LIST:
    case KIND.MAP:
      writeContainer(r, kind, depth);
      return;
    case KIND.EXT:
      if (isSpecialExt(r) && !allowsSpecial) throw corrupt('a special value cannot be stored');
      packExtHeader(w, r.payloadBytes, r.extType);
      w.bytes(r.buffer, r.payloadAt, r.payloadAt + r.payloadBytes);
      return;
  }
  w.bytes(r.buffer, at, r.pos);
}

/** The server leaves the binary forms of msgpack alone where a text of that length has as long a header. */
function isKeptBinary(head: number, bytes: number): boolean {
  if (head === MSGPACK.BIN8) return bytes > MAX_FIXSTR_BYTES;
  if (head === MSGPACK.BIN16) return bytes > 0xff;
  return head === MSGPACK.BIN32 && bytes > 0xffff;
}

/** A wildcard, infinity, or what is kept for more of their kind. */
export function isSpecialExt(r: ElementReader): boolean {
  return r.extType === SPECIAL_EXT && r.payloadBytes > 0 && r.payloadBytes < MIN_STORED_SPECIAL_BYTES;
}

function writeContainer(r: ElementReader, kind: number, depth: number): void {
  const { count } = r;
  if (depth >= MAX_CDT_DEPTH) throw corrupt(`it nests deeper than ${MAX_CDT_DEPTH} levels`);
  const elements = kind === KIND.MAP ? count * 2 : count;
  if (elements > r.end - r.pos) throw corrupt('it has more elements than bytes');
  checkFits(elements);
  if (kind === KIND.MAP) writeMap(r, count, depth);
  else writeList(r, count, depth);
}

/**
 * Reads the order flags when the container starts with them; undefined when it does not. Any extension says them with
 * its type, save the shortest, which the server takes for an element here.
 */
function readFlags(r: ElementReader, count: number): number | undefined {
  if (count === 0) return undefined;
  const at = r.pos;
  const isFlags = r.next() === KIND.EXT && r.buffer[at] !== MSGPACK.FIXEXT1;
  if (isFlags && !(r.extType === SPECIAL_EXT && r.payloadBytes === 1)) return r.extType;
  r.pos = at;
  return undefined;
}

function writeList(r: ElementReader, count: number, depth: number): void {
  const flags = readFlags(r, count);
  const elements = flags === undefined ? count : count - 1;
  const kept = (flags ?? 0) & LIST_FLAGS;
  packListHeader(scratch, elements, kept);

  let previousAt = -1;
  for (let i = 0; i < elements; i++) {
    const at = scratch.pos;
    writeElement(r, depth + 1);
    if ((kept & LIST_ORDER.ORDERED) !== 0) {
      if (previousAt !== -1 && compareElementsAt(scratch.buffer, scratch.pos, previousAt, at) > 0) {
        throw corrupt('an ordered list is not sorted');
      }
      previousAt = at;
    }
  }
}

function writeMap(r: ElementReader, count: number, depth: number): void {
  const flags = readFlags(r, count);
  if (flags !== undefined) r.skip();
  const entries = flags === undefined ? count : count - 1;
  const kept = (flags ?? 0) & MAP_FLAGS;
  packMapHeader(scratch, entries, kept);

  const starts: number[] = [];
  let sorted = true;
  for (let i = 0; i < entries; i++) {
    const at = scratch.pos;
    writeKey(r);
    if (i > 0 && sorted) {
      const order = compareElementsAt(scratch.buffer, scratch.pos, starts[i - 1] as number, at);
      if (order === 0) throw corrupt('a map has the same key twice');
      sorted = order < 0;
    }
    starts.push(at);
    writeElement(r, depth + 1);
  }
  if (sorted) return;
  if ((kept & MAP_ORDER.KEY_ORDERED) !== 0) throw corrupt('the keys of an ordered map are not ascending');
  sortEntries(starts, scratch.pos);
}

/** Puts the entries that lie one after the other from `starts[0]` to `end` in the order of their keys. */
function sortEntries(starts: number[], end: number): void {
  const from = starts[0] as number;
  const entries = starts.map((at, i) => ({ at, end: starts[i + 1] ?? end }));
  entries.sort((a, b) => compareElementsAt(scratch.buffer, end, a.at, b.at));
  const copy = Buffer.from(scratch.buffer.subarray(from, end));
  let to = from;
  let previousAt = -1;
  for (const entry of entries) {
    scratch.buffer.set(copy.subarray(entry.at - from, entry.end - from), to);
    if (previousAt !== -1 && compareElementsAt(scratch.buffer, end, previousAt, to) === 0) {
      throw corrupt('a map has the same key twice');
    }
    previousAt = to;
    to += entry.end - entry.at;
  }
}

/** Keys are integers, strings or plain blobs. */
function writeKey(r: ElementReader): void {
  const at = r.pos;
  const kind = r.next();
  const type = kind === KIND.STR && r.payloadBytes > 0 ? r.buffer[r.payloadAt] : undefined;
  if (kind !== KIND.INT && type !== PARTICLE.STRING && type !== PARTICLE.BLOB)
    throw corrupt('a map key has a type that keys cannot have');
  r.pos = at;
  writeElement(r, 0);
}

/** A list or map that the server does not store. Plain writes answer it with result code 1. */
function corrupt(reason: string): ParticleError {
  return new ParticleError(RESULT.UNKNOWN, `Corrupt collection: ${reason}`);
}

/** Every element has a byte at least, so this ends what no record can hold before it takes memory. */
function checkFits(elements: number): void {
  if (scratch.pos + elements > MAX_RECORD_BYTES) {
    throw new ParticleError(RESULT.RECORD_TOO_BIG, `A collection is over the ${MAX_RECORD_BYTES} bytes of a record`);
  }
}
