// Bin: one named value, for `put` with a single bin.
// The third argument is the map order of the collection operations; 1 (key-ordered) makes the value a `Map`.

import type { AerospikeBinValue } from './bin-value.ts';

/**
 * A bin, i.e. a name and a value.
 *
 * @example
 * import { Bin, connect, Key } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'bin');
 * await client.put(key, new Bin('tags', { b: 1, a: 2 }, 1));
 * console.log((await client.get(key)).bins.tags); // { a: 2, b: 1 }
 * client.close();
 */
export class Bin {
  /** Name, at most 15 bytes. */
  name: string;
  /** Value. */
  value: AerospikeBinValue;

  /**
   * @param name - Name, at most 15 bytes.
   * @param value - Value.
   * @param mapOrder - 1 (key-ordered) turns an object into a `Map`.
   */
  constructor(name: string, value: AerospikeBinValue, mapOrder?: number) {
    this.name = name;
    this.value = mapOrder === 1 ? new Map(Object.entries(value as object)) : value;
  }
}
