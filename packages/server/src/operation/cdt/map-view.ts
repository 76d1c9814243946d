// A map as selectors look at it: entries lie in the order of keys whatever the map's order; the order of values is that
// of values, then of keys.

import type { WorkMeter } from '../work-meter.ts';
import type { CdtMap } from './collection.ts';
import { FIND, findRank, sortedPositions } from './order.ts';

/** Flag of a map: it is in the order of values, too. */
const VALUE_ORDERED = 0x02;

/** A map and what is computed of it once. */
export class MapView {
  readonly keys: readonly Buffer[];
  readonly values: readonly Buffer[];
  /** Its flags say that it is in order. */
  readonly isOrdered: boolean;
  /** It keeps an index of the order of values. */
  readonly isIndexed: boolean;
  /** What the command has cost so far. */
  readonly meter: WorkMeter;
  #byRank: readonly number[] | undefined;
  #ranks: Uint32Array | undefined;

  constructor(map: CdtMap, meter: WorkMeter) {
    this.meter = meter;
    this.keys = map.keys;
    this.values = map.values;
    this.isOrdered = map.flags !== 0 || map.persistsIndex;
    this.isIndexed = map.persistsIndex && (map.flags & VALUE_ORDERED) !== 0 && map.keys.length > 1;
  }

  get size(): number {
    return this.keys.length;
  }

  /** Positions in the order of values. */
  get byRank(): readonly number[] {
    this.#byRank ??= sortedPositions(this.values, this.meter);
    return this.#byRank;
  }

  rankOf(position: number): number {
    if (this.#ranks === undefined) {
      this.#ranks = new Uint32Array(this.size);
      for (const [rank, i] of this.byRank.entries()) this.#ranks[i] = rank;
    }
    return this.#ranks[position] as number;
  }
}

/** Where a key stands, or would; a wildcard stands where the search comes across it. */
export function findKey(keys: readonly Buffer[], key: Buffer): { at: number; isThere: boolean } {
  const { rank, isThere } = findRank(keys, key, FIND.ANY);
  return { at: rank, isThere };
}
