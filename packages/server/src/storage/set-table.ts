// The sets of one namespace: what they are called, how much is in them, and their settings. A set exists from its
// first record on and never disappears; emptying or truncating it keeps its entry.

import { MAX_SET_NAME_BYTES, MAX_SETS } from '../limits.ts';

/** Settings of a set; zero means "as the namespace has it". */
export interface SetConfig {
  /** Seconds; -1 = never expire. */
  defaultTtl: number;
  /** Percent, 1 to 100; -1 = never touch. */
  defaultReadTouchTtlPct: number;
  /** Records; 0 = no limit. */
  stopWritesCount: number;
  /** Bytes; 0 = no limit. */
  stopWritesSize: number;
}

export interface SetEntry {
  readonly name: string;
  objects: number;
  dataUsedBytes: number;
  /** Creations with an earlier last-update time are refused. Milliseconds since Aerospike's epoch. */
  truncateLutMs: number;
  readonly config: SetConfig;
}

export class SetTable {
  readonly #sets = new Map<string, SetEntry>();

  /** The set of that name; an empty name is no set. */
  get(name: string): SetEntry | undefined {
    return name === '' ? undefined : this.#sets.get(name);
  }

  /** The set of that name, made when it is new; undefined when the name is too long or there are too many sets. */
  getOrCreate(name: string): SetEntry | undefined {
    const known = this.#sets.get(name);
    if (known !== undefined) return known;
    if (name.length > MAX_SET_NAME_BYTES || this.#sets.size >= MAX_SETS) return undefined;
    const entry: SetEntry = {
      name,
      objects: 0,
      dataUsedBytes: 0,
      truncateLutMs: 0,
      config: { defaultTtl: 0, defaultReadTouchTtlPct: 0, stopWritesCount: 0, stopWritesSize: 0 },
    };
    this.#sets.set(name, entry);
    return entry;
  }

  [Symbol.iterator](): Iterator<SetEntry> {
    return this.#sets.values();
  }
}
