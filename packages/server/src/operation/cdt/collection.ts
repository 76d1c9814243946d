// Lists and maps taken apart for an operation and put together again. Elements stay canonical msgpack bytes, each a
// buffer of its own; nothing is decoded to a JavaScript value.

import { ElementReader, KIND, LIST_ORDER, packListHeader, packMapHeader, Writer } from 'tendril/wire';
import type { WorkMeter } from '../work-meter.ts';
import { compareCanonical } from './compare.ts';

export interface CdtList {
  readonly kind: 'list';
  readonly isOrdered: boolean;
  /** As they stand in the bytes, whatever they are: bit 0 = ordered. */
  readonly flags: number;
  readonly items: readonly Buffer[];
}

export interface CdtMap {
  readonly kind: 'map';
  /** As they stand in the bytes: 1 = by key, 2 = by value, 3 = both. Entries are by key all the same. */
  readonly flags: number;
  /** It keeps an index, which shows in the order of some answers. No reply says so. */
  readonly persistsIndex: boolean;
  readonly keys: readonly Buffer[];
  readonly values: readonly Buffer[];
}

export type Collection = CdtList | CdtMap;

const scratch = new Writer(64 * 1024);

/**
 * Takes a stored list or map apart; undefined when the element is neither. That a map keeps an index does not stand in
 * its bytes.
 */
export function decodeCollection(element: Buffer, meter: WorkMeter, persistsIndex = false): Collection | undefined {
  const reader = new ElementReader(element, 0, element.length);
  const kind = reader.next();
  if (kind !== KIND.LIST && kind !== KIND.MAP) return undefined;
  meter.spend(reader.count, element.length);
  let { count } = reader;
  let flags = 0;
  if (count > 0) {
    const at = reader.pos;
    if (reader.next() === KIND.EXT) {
      flags = reader.extType;
      if (kind === KIND.MAP) reader.next();
      count--;
    } else reader.pos = at;
  }
  if (kind === KIND.LIST) return listOf(flags, readElements(reader, count));
  const keys: Buffer[] = [];
  const values: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    keys.push(readElement(reader));
    values.push(readElement(reader));
  }
  return { kind: 'map', flags, persistsIndex, keys, values };
}

/** A list that everything was taken from keeps its order, and no other flag. */
export function emptied(list: CdtList): CdtList {
  return listOf(list.flags & LIST_ORDER.ORDERED, []);
}

export function listOf(flags: number, items: readonly Buffer[]): CdtList {
  return { kind: 'list', flags, isOrdered: (flags & LIST_ORDER.ORDERED) !== 0, items };
}

/** The next element's bytes, as a view. */
export function readElement(reader: ElementReader): Buffer {
  const at = reader.pos;
  reader.skip();
  return reader.buffer.subarray(at, reader.pos);
}

export function readElements(reader: ElementReader, count: number): Buffer[] {
  const elements: Buffer[] = [];
  for (let i = 0; i < count; i++) elements.push(readElement(reader));
  return elements;
}

export function encodeCollection(collection: Collection): Buffer {
  return collection.kind === 'list'
    ? encodeList(collection.items, collection.flags)
    : encodeMap(collection.keys, collection.values, collection.flags);
}

export function encodeList(items: readonly Buffer[], flags = 0): Buffer {
  scratch.reset();
  packListHeader(scratch, items.length, flags);
  for (const item of items) scratch.bytes(item);
  return scratch.take();
}

export function encodeMap(keys: readonly Buffer[], values: readonly Buffer[], flags = 0): Buffer {
  scratch.reset();
  packMapHeader(scratch, keys.length, flags);
  for (const [i, key] of keys.entries()) {
    scratch.bytes(key);
    scratch.bytes(values[i] as Buffer);
  }
  return scratch.take();
}

/** Where the first element from `start` on that is not below `value` stands in sorted elements. */
export function lowerBound(sorted: readonly Buffer[], value: Buffer, start = 0): number {
  let from = start;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compareCanonical(sorted[middle] as Buffer, value) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
