// The sets of one namespace: what they are called, how much is in them, and their settings. A set exists from its
// first record on and never disappears; emptying or truncating it keeps its entry. Names, settings and truncate
// thresholds are the cluster's and stand in a registry; counts are a node's own.

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

/** What all nodes know of a set. */
interface SharedSet {
  readonly name: string;
  readonly config: SetConfig;
  truncateLutMs: number;
}

/** The sets of a namespace, as the nodes of a cluster agree on them. */
export class SetRegistry {
  readonly #sets = new Map<string, SharedSet>();

  get(name: string): SharedSet | undefined {
    return this.#sets.get(name);
  }

  /** The set of that name, made when it is new; undefined when the name is too long or there are too many sets. */
  getOrCreate(name: string): SharedSet | undefined {
    const known = this.#sets.get(name);
    if (known !== undefined) return known;
    if (name.length > MAX_SET_NAME_BYTES || this.#sets.size >= MAX_SETS) return undefined;
    const config = { defaultTtl: 0, defaultReadTouchTtlPct: 0, stopWritesCount: 0, stopWritesSize: 0 };
    const shared: SharedSet = { name, config, truncateLutMs: 0 };
    this.#sets.set(name, shared);
    return shared;
  }

  names(): Iterable<string> {
    return this.#sets.keys();
  }
}

/** A set on one node. */
export class SetEntry {
  objects = 0;
  dataUsedBytes = 0;
  readonly name: string;
  readonly config: SetConfig;
  readonly #shared: SharedSet;

  constructor(shared: SharedSet) {
    this.name = shared.name;
    this.config = shared.config;
    this.#shared = shared;
  }

  /** Creations with an earlier last-update time are refused. Milliseconds since Aerospike's epoch. */
  get truncateLutMs(): number {
    return this.#shared.truncateLutMs;
  }

  set truncateLutMs(lutMs: number) {
    this.#shared.truncateLutMs = lutMs;
  }
}

export class SetTable {
  readonly #registry: SetRegistry;
  readonly #sets = new Map<string, SetEntry>();

  constructor(registry: SetRegistry) {
    this.#registry = registry;
  }

  /** The set of that name; an empty name is no set. */
  get(name: string): SetEntry | undefined {
    const known = this.#sets.get(name);
    if (known !== undefined || name === '') return known;
    return this.#adopt(this.#registry.get(name));
  }

  /** The set of that name, made when it is new; undefined when the name is too long or there are too many sets. */
  getOrCreate(name: string): SetEntry | undefined {
    return this.#sets.get(name) ?? this.#adopt(this.#registry.getOrCreate(name));
  }

  *[Symbol.iterator](): Iterator<SetEntry> {
    for (const name of this.#registry.names()) yield this.get(name) as SetEntry;
  }

  #adopt(shared: SharedSet | undefined): SetEntry | undefined {
    if (shared === undefined) return undefined;
    const entry = new SetEntry(shared);
    this.#sets.set(shared.name, entry);
    return entry;
  }
}
