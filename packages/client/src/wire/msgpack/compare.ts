// The total order of collection elements (docs/protocol/msgpack.md, "Total order"), on canonical msgpack:
//
//   NIL < FALSE < TRUE < INT < STRING < LIST < MAP < BYTES < DOUBLE < GEOJSON < EXT

import { MAP_ORDER } from '../codes/collections.ts';
import { SPECIAL, SPECIAL_EXT } from '../codes/msgpack.ts';
import { PARTICLE } from '../codes/particles.ts';
import { ElementReader, KIND, type Kind } from './element-reader.ts';

const RANK = {
  NIL: 0,
  BOOL: 1,
  INT: 2,
  STRING: 3,
  LIST: 4,
  MAP: 5,
  BYTES: 6,
  DOUBLE: 7,
  GEOJSON: 8,
  EXT: 9,
  INF: 10,
} as const;
/** Stands for "whatever comes here and after": the comparison of the whole container ends as equal. */
const WILDCARD = -1;

function rankOf(kind: Kind, r: ElementReader): number {
  switch (kind) {
    case KIND.NIL:
      return RANK.NIL;
    case KIND.BOOL:
      return RANK.BOOL;
    case KIND.INT:
      return RANK.INT;
    case KIND.DOUBLE:
      return RANK.DOUBLE;
    case KIND.LIST:
      return RANK.LIST;
    case KIND.MAP:
      return RANK.MAP;
    case KIND.EXT:
      if (r.extType !== SPECIAL_EXT || r.payloadBytes !== 1) return RANK.EXT;
      return r.buffer[r.payloadAt] === SPECIAL.INFINITY ? RANK.INF : WILDCARD;
    default: {
      const type = r.payloadBytes === 0 ? 0 : r.buffer[r.payloadAt];
      return type === PARTICLE.STRING ? RANK.STRING : type === PARTICLE.GEOJSON ? RANK.GEOJSON : RANK.BYTES;
    }
  }
}

function compareInts(a: ElementReader, b: ElementReader): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  return a.high - b.high || a.low - b.low;
}

function doubleOf(r: ElementReader): number {
  return r.payloadBytes === 4 ? r.buffer.readFloatBE(r.payloadAt) : r.buffer.readDoubleBE(r.payloadAt);
}

/** memcmp over the shorter length, then the shorter first. */
function comparePayloads(a: ElementReader, b: ElementReader): number {
  return a.buffer.compare(
    b.buffer,
    b.payloadAt,
    b.payloadAt + b.payloadBytes,
    a.payloadAt,
    a.payloadAt + a.payloadBytes,
  );
}

/** Steps over the order flags that a container may start with; returns how many elements or entries follow. */
function skipMetadata(r: ElementReader, count: number, isMap: boolean): number {
  if (count === 0) return 0;
  const at = r.pos;
  // A wildcard or infinity is an element, not flags.
  if (r.next() !== KIND.EXT || r.extType === SPECIAL_EXT) {
    r.pos = at;
    return count;
  }
  if (isMap) r.next();
  return count - 1;
}

/** Notes whether the map whose header was just read says that it is ordered by key; an empty one need not. */
function noteOrder(r: ElementReader): void {
  const { count, pos } = r;
  if (count === 0 || r.hasUnorderedMap) return;
  r.hasUnorderedMap = r.next() !== KIND.EXT || (r.extType & MAP_ORDER.KEY_ORDERED) === 0;
  r.count = count;
  r.pos = pos;
}

function compareContainers(a: ElementReader, b: ElementReader, isMap: boolean): number | undefined {
  const countA = skipMetadata(a, a.count, isMap);
  const countB = skipMetadata(b, b.count, isMap);
  if (isMap && countA !== countB) return countA - countB;
  const pairs = Math.min(countA, countB) * (isMap ? 2 : 1);
  for (let i = 0; i < pairs; i++) {
    const order = compareNext(a, b);
    if (order !== 0) return order;
  }
  return countA - countB;
}

/**
 * Compares the elements at the two cursors: below zero, zero or above. When they are equal both cursors stand behind
 * them, otherwise anywhere. Each cursor's `hasUnorderedMap` tells whether the comparison came across such a map.
 */
export function compareElements(a: ElementReader, b: ElementReader): number {
  return compareNext(a, b) ?? 0;
}

/** As `compareElements`, but undefined when a wildcard made everything that follows equal. */
function compareNext(a: ElementReader, b: ElementReader): number | undefined {
  const kindA = a.next();
  const kindB = b.next();
  if (kindA === KIND.MAP) noteOrder(a);
  if (kindB === KIND.MAP) noteOrder(b);
  const rank = rankOf(kindA, a);
  const rankB = rankOf(kindB, b);
  if (rank === WILDCARD || rankB === WILDCARD) return undefined;
  const byRank = rank - rankB;
  if (byRank !== 0) return byRank;
  switch (rank) {
    case RANK.NIL:
    case RANK.INF:
      return 0;
    case RANK.BOOL:
      return a.low - b.low;
    case RANK.INT:
      return compareInts(a, b);
    case RANK.DOUBLE:
      return Math.sign(doubleOf(a) - doubleOf(b)) || 0;
    case RANK.LIST:
      return compareContainers(a, b, false);
    case RANK.MAP:
      return compareContainers(a, b, true);
    case RANK.EXT:
      // Whatever their types.
      return comparePayloads(a, b);
    default:
      return comparePayloads(a, b);
  }
}

/** Compares the element at `atA` with the one at `atB`, both in `buffer[0, end)`. */
export function compareElementsAt(buffer: Buffer, end: number, atA: number, atB: number): number {
  return compareElements(new ElementReader(buffer, atA, end), new ElementReader(buffer, atB, end));
}

/** Compares two elements that each fill their buffer. */
export function compareValues(a: Buffer, b: Buffer): number {
  return compareElements(new ElementReader(a, 0, a.length), new ElementReader(b, 0, b.length));
}
