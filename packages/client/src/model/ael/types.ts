// Types of AEL as sets: what a value may still be while a text is read. Constraints narrow a set, and values that must be
// alike share one (docs/guide/ael.md, "Types").

import { EXP_TYPE } from '../../wire/codes/expressions.ts';

export const INT = 1;
export const FLOAT = 2;
export const STRING = 4;
export const BOOL = 8;
export const BLOB = 16;
export const LIST = 32;
export const MAP = 64;
export const GEO = 128;
export const HLL = 256;
export const ANY = 511;
export const NUMBER = INT | FLOAT;

interface TypeRow {
  readonly set: number;
  /** On the wire. */
  readonly type: number;
  /** Of the values of bins. */
  readonly particle: number;
}

/** The types by the names of their pins. */
export const TYPES: { readonly [name: string]: TypeRow } = {
  INT: { set: INT, type: EXP_TYPE.INT, particle: 1 },
  FLOAT: { set: FLOAT, type: EXP_TYPE.FLOAT, particle: 2 },
  STRING: { set: STRING, type: EXP_TYPE.STR, particle: 3 },
  BLOB: { set: BLOB, type: EXP_TYPE.BLOB, particle: 4 },
  BOOL: { set: BOOL, type: EXP_TYPE.BOOL, particle: 17 },
  HLL: { set: HLL, type: EXP_TYPE.HLL, particle: 18 },
  MAP: { set: MAP, type: EXP_TYPE.MAP, particle: 19 },
  LIST: { set: LIST, type: EXP_TYPE.LIST, particle: 20 },
  GEO: { set: GEO, type: EXP_TYPE.GEOJSON, particle: 23 },
};

/** The row of a name; undefined for names of other things, those of every object included. */
export function typeNamed(name: string): TypeRow | undefined {
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
}

/** A name of a set that has one. */
export function firstNameOf(set: number): string {
  return Object.keys(TYPES).find((name) => ((TYPES[name] as TypeRow).set & set) !== 0) as string;
}

/** The name of a type on the wire; undefined for those that no pin has. */
export function nameOfType(type: unknown): string | undefined {
  return Object.keys(TYPES).find((name) => TYPES[name]?.type === type);
}

/** "INT or FLOAT" */
export function namesOf(set: number): string {
  const names = Object.keys(TYPES).filter((name) => ((TYPES[name] as TypeRow).set & set) !== 0);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : (names[0] ?? 'nothing');
}

/** Of values that have one type: its number on the wire, by the place of its bit. */
const WIRE_TYPES: number[] = [];
for (const { set, type } of Object.values(TYPES)) WIRE_TYPES[31 - Math.clz32(set)] = type;

/** What one value may be. Values that must be alike lead to the same set, until one type is left. */
export class TypeSet {
  #set: number;
  #same: TypeSet | undefined = undefined;

  constructor(set: number) {
    this.#set = set;
  }

  get set(): number {
    return this.#same === undefined ? this.#set : this.#root().#set;
  }

  /** Whether one type is left. */
  get isKnown(): boolean {
    return isOne(this.set);
  }

  /** The type on the wire, once it is known. */
  get type(): number {
    return WIRE_TYPES[31 - Math.clz32(this.set)] as number;
  }

  /** Leaves only what is also in `set`; false, and nothing changed, if that is nothing. */
  narrow(set: number): boolean {
    const root = this.#root();
    const left = root.#set & set;
    if (left === 0) return false;
    root.#set = left;
    return true;
  }

  /** Makes two values alike; false, and nothing changed, if they cannot be. */
  join(other: TypeSet): boolean {
    const mine = this.#root();
    const its = other.#root();
    if (mine === its) return true;
    const left = mine.#set & its.#set;
    if (left === 0) return false;
    mine.#set = left;
    // What is known stays so: no link is needed, and those that everyone shares get none.
    if (isOne(left)) its.#set = left;
    else its.#same = mine;
    return true;
  }

  /** Paths are halved on the way, so that long chains cost little. */
  #root(): TypeSet {
    let at: TypeSet = this;
    while (at.#same !== undefined) {
      at.#same = at.#same.#same ?? at.#same;
      at = at.#same;
    }
    return at;
  }
}

function isOne(set: number): boolean {
  return set !== 0 && (set & (set - 1)) === 0;
}

const KNOWN: readonly TypeSet[] = Array.from({ length: 9 }, (_, bit) => new TypeSet(1 << bit));

/** A type set: for a single type the one that everyone shares, as it can become nothing else. */
export function typeSetOf(set: number): TypeSet {
  return isOne(set) ? (KNOWN[31 - Math.clz32(set)] as TypeSet) : new TypeSet(set);
}
