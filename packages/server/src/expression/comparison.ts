// Comparisons (docs/protocol/expressions.md, "Evaluation"). Both sides have one type, which was checked when the
// expression was built; what turns out to have another one compares as unknown.

import { compareElements, ElementReader, EXP, EXP_TYPE, KIND, PARTICLE, WireError } from 'tendril/wire';
import type { Particle } from '../particles/particle.ts';
import { Node, Pair } from './node.ts';
import type { Scope } from './scope.ts';
import { elementOfValue, INTERNAL_TYPE, type Known, type Value } from './value.ts';

/** What a comparison makes of the order of its arguments: below, at or above zero, or NaN. */
const TESTS: Readonly<Record<number, (order: number) => boolean>> = {
  [EXP.EQ]: (order) => order === 0,
  [EXP.NE]: (order) => order !== 0,
  [EXP.GT]: (order) => order > 0,
  [EXP.GE]: (order) => order >= 0,
  [EXP.LT]: (order) => order < 0,
  [EXP.LE]: (order) => order <= 0,
};

export class Comparison extends Pair {
  readonly #test: (order: number) => boolean;

  /** `code` is one of EQ to LE. */
  constructor(code: number, left: Node, right: Node) {
    super(left, right);
    this.#test = TESTS[code] as (order: number) => boolean;
  }

  protected override holds(left: Known, right: Known, scope: Scope): boolean | undefined {
    const order = compare(left, right, scope);
    return order === undefined ? undefined : this.#test(order);
  }
}

/** Undefined when the two have no order; NaN is not equal to anything. */
function compare(a: Known, b: Known, scope: Scope): number | undefined {
  if (typeof a === 'bigint') return typeof b === 'bigint' ? (a < b ? -1 : a > b ? 1 : 0) : undefined;
  if (typeof a === 'number') return typeof b === 'number' ? compareFloats(a, b) : undefined;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a === null) return b === null ? 0 : undefined;
  if (b === null || typeof b !== 'object' || a.type !== b.type) return undefined;
  switch (a.type) {
    case PARTICLE.STRING:
    case PARTICLE.BLOB:
      scope.meter.spend(0, Math.min(a.value.length, b.value.length));
      return Buffer.compare(a.value, b.value);
    case PARTICLE.LIST:
    case PARTICLE.MAP:
    case INTERNAL_TYPE.SPECIAL:
      return compareCollections(a.value, b.value, scope);
    default:
      return undefined;
  }
}

/** The difference tells neither infinities nor NaN apart. */
function compareFloats(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : a > b ? 1 : Number.NaN;
}

/** Maps compare by their entries in order, so one that is not ordered by key compares with nothing. */
function compareCollections(a: Buffer, b: Buffer, { meter }: Scope): number | undefined {
  const bytes = Math.min(a.length, b.length);
  meter.spend(bytes >>> 4, bytes);
  const left = new ElementReader(a, 0, a.length);
  const right = new ElementReader(b, 0, b.length);
  try {
    const order = compareElements(left, right);
    return left.hasUnorderedMap || right.hasUnorderedMap ? undefined : order;
  } catch (error) {
    return unknownIfMalformed(error);
  }
}

/** Whether a list has an element that equals the value. */
export class InList extends Node {
  readonly #value: Node;
  readonly #list: Node;

  constructor(value: Node, list: Node) {
    super(EXP_TYPE.BOOL);
    this.#value = value;
    this.#list = list;
  }

  override evaluate(scope: Scope): Value {
    const value = this.#value.evaluate(scope);
    if (value === undefined) return undefined;
    const list = this.#list.evaluate(scope);
    if (list === null || typeof list !== 'object' || list.type !== PARTICLE.LIST) return undefined;
    if (value !== null && typeof value === 'object' && value.type === INTERNAL_TYPE.REMOVAL) return undefined;
    const element = elementOfValue(value);
    try {
      return hasElement(list, element, scope);
    } catch (error) {
      return unknownIfMalformed(error);
    }
  }
}

/** The order flags count as an element here, as they do for the server: they equal a wildcard. */
function hasElement({ value: list }: Particle, element: Buffer, { meter }: Scope): boolean {
  const elements = new ElementReader(list, 0, list.length);
  if (elements.next() !== KIND.LIST) return false;
  const { count } = elements;
  meter.spend(count >>> 2, list.length);
  const cursor = new ElementReader(list, 0, list.length);
  const wanted = new ElementReader(element, 0, element.length);
  for (let left = count; left > 0; left--) {
    cursor.pos = elements.pos;
    wanted.pos = 0;
    if (compareElements(cursor, wanted) === 0) return true;
    elements.skip();
  }
  return false;
}

export function unknownIfMalformed(error: unknown): undefined {
  if (!(error instanceof WireError)) throw error;
}
