// The keys of one partition in an index, and the records of each: in order, so that a range is found without a look at
// all of them. Most keys have one record, which then takes no set of its own.

import type { IndexKey } from './index-keys.ts';

const NOBODY: readonly string[] = [];

export class KeyTable {
  readonly #digests = new Map<IndexKey, string | Set<string>>();
  /** The keys in ascending order; undefined until they are put in order. */
  #sorted: IndexKey[] | undefined;

  get isEmpty(): boolean {
    return this.#digests.size === 0;
  }

  /** Whether the record was not there under that key. */
  add(key: IndexKey, digest: string): boolean {
    const known = this.#digests.get(key);
    if (known === undefined) {
      this.#digests.set(key, digest);
      if (this.#sorted !== undefined) this.#sorted.splice(this.#positionOf(this.#sorted, key), 0, key);
      return true;
    }
    if (typeof known === 'string' ? known === digest : known.has(digest)) return false;
    if (typeof known === 'string') this.#digests.set(key, new Set([known, digest]));
    else known.add(digest);
    return true;
  }

  /** Whether the record was there under that key. */
  remove(key: IndexKey, digest: string): boolean {
    const known = this.#digests.get(key);
    if (known === undefined || (typeof known === 'string' ? known !== digest : !known.delete(digest))) return false;
    if (typeof known !== 'string' && known.size > 0) return true;
    this.#digests.delete(key);
    if (this.#sorted !== undefined) this.#sorted.splice(this.#positionOf(this.#sorted, key), 1);
    return true;
  }

  /** The keys from `begin` to `end`, both included, in ascending order. */
  between(begin: IndexKey, end: IndexKey): readonly IndexKey[] {
    if (begin === end) return this.#digests.has(begin) ? [begin] : [];
    const sorted = this.sort();
    const from = this.#positionOf(sorted, begin);
    let to = from;
    while (to < sorted.length && (sorted[to] as IndexKey) <= end) to++;
    return sorted.slice(from, to);
  }

  /** Puts the keys in order now, so that nobody waits for it later. */
  sort(): readonly IndexKey[] {
    this.#sorted ??= [...this.#digests.keys()].sort((a, b) => (a < b ? -1 : 1));
    return this.#sorted;
  }

  /** The records under a key, in ascending order of their digests. */
  digests(key: IndexKey): readonly string[] {
    const known = this.#digests.get(key);
    if (known === undefined) return NOBODY;
    return typeof known === 'string' ? [known] : [...known].sort();
  }

  /** Where the first key is that is not below `key`. */
  #positionOf(sorted: readonly IndexKey[], key: IndexKey): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as IndexKey) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
