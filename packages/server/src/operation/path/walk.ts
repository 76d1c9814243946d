// Which elements of a collection one level of a path selects (docs/protocol/paths.md, "Select and modify by path").

import {
  CDT_CONTEXT_FAMILY,
  CDT_CONTEXT_FAMILY_MASK,
  CDT_CONTEXT_SELECTOR,
  CDT_CONTEXT_SELECTOR_MASK,
  ElementReader,
  KIND,
} from 'tendril/wire';
import type { Expression } from '../../expression/expression.ts';
import type { LoopVariables, Meter, Scope } from '../../expression/scope.ts';
import { RESULT } from '../../result-code.ts';
import { type Collection, lowerBound, readElements } from '../cdt/collection.ts';
import { compareCanonical } from '../cdt/compare.ts';
import { cdtError } from '../cdt/elements.ts';
import { selectRank } from '../cdt/order.ts';
import { positionOf } from '../cdt/ranges.ts';
import { malformedPath, type PathItem } from './path.ts';

const SELECTOR = CDT_CONTEXT_SELECTOR;
/** The bits that say what a map's item is for; those of creation are not expected among them. */
const MAP_FAMILY_MASK = 0xf0;

/** What an expression of the path sees of element `i`. */
export function loopVariables(collection: Collection, i: number): LoopVariables {
  if (collection.kind === 'list') return { key: undefined, value: collection.items[i], index: i };
  return { key: collection.keys[i], value: collection.values[i], index: undefined };
}

/**
 * The positions that the item selects, ascending, each found when it is asked for: what goes wrong with one comes before
 * what goes wrong in finding the next.
 *
 * @throws ParticleError with the server's result code.
 */
export function* selected(
  collection: Collection,
  item: PathItem,
  noFail: boolean,
  scope: Scope,
): Generator<number, void, undefined> {
  const isList = collection.kind === 'list';
  const family = item.type & (isList ? CDT_CONTEXT_FAMILY_MASK : MAP_FAMILY_MASK);
  if (family !== 0 && family !== (isList ? CDT_CONTEXT_FAMILY.LIST : CDT_CONTEXT_FAMILY.MAP))
    throw malformedPath('an item is for another kind of collection');
  const passes = (filter: Expression, i: number): boolean | undefined => {
    scope.loop = loopVariables(collection, i);
    const value = filter.evaluate(scope);
    return value === undefined ? undefined : value === true;
  };
  const selector = item.type & CDT_CONTEXT_SELECTOR_MASK;
  const { and } = item;
  if (selector === SELECTOR.INDEX || selector === SELECTOR.RANK) {
    const at = position(collection, item.index, selector === SELECTOR.RANK, scope.meter);
    if (at !== undefined && (and === undefined || passes(and, at) === true)) yield at;
    return;
  }
  if (item.several !== undefined) {
    for (const i of item.several(collection)) {
      const passed = and === undefined || passes(and, i);
      if (passed === undefined && !noFail) throw malformedPath('a filter is unknown');
      if (passed === true) yield i;
    }
    return;
  }
  const test = candidateTest(collection, item, selector, scope.meter);
  const { length } = valuesOf(collection);
  let isDone = false;
  for (let i = 0; i < length && !isDone; i++) {
    let passed = test === undefined ? unknownOf(selector) : test(i);
    if (selector === SELECTOR.EXP && item.filter !== undefined) passed = passes(item.filter, i);
    if (passed === true && selector === SELECTOR.KEY) isDone = true;
    if (passed === true && and !== undefined) passed = passes(and, i);
    if (passed === undefined && !noFail) throw malformedPath('a filter is unknown');
    if (passed === true) yield i;
  }
}

/** A filter for everything; a selector that the collection does not know is unknown for all its elements. */
function unknownOf(selector: number): boolean | undefined {
  return selector === SELECTOR.EXP ? true : undefined;
}

export function isCollection(element: Buffer): boolean {
  const kind = new ElementReader(element, 0, element.length).next();
  return kind === KIND.LIST || kind === KIND.MAP;
}

/** Whether the item finds its element by jumping to it: by rank, and in a map by index. */
export function goesByPosition(collection: Collection, { type }: PathItem): boolean {
  const selector = type & CDT_CONTEXT_SELECTOR_MASK;
  return selector === SELECTOR.RANK || (selector === SELECTOR.INDEX && collection.kind === 'map');
}

/** Whether there is an element at the index or rank of the item. */
export function picksOne(collection: Collection, { index }: PathItem): boolean {
  return positionOf(index, valuesOf(collection).length) !== undefined;
}

export function valuesOf(collection: Collection): readonly Buffer[] {
  return collection.kind === 'list' ? collection.items : collection.values;
}

function position(collection: Collection, index: bigint, isRank: boolean, meter: Meter): number | undefined {
  const values = valuesOf(collection);
  const at = positionOf(index, values.length);
  if (at === undefined || !isRank) return at;
  const isOrdered = collection.kind === 'list' && collection.isOrdered;
  return isOrdered ? at : selectRank(values, at, meter);
}

/** Whether the key or value at a position is what the item names; undefined when it does not go by these. */
function candidateTest(
  collection: Collection,
  item: PathItem,
  selector: number,
  meter: Meter,
): ((i: number) => boolean) | undefined {
  const values = valuesOf(collection);
  if (selector === SELECTOR.VALUE) return (i) => compareCanonical(values[i] as Buffer, item.value) === 0;
  if (collection.kind === 'list') return undefined;
  const { keys } = collection;
  if (selector === SELECTOR.KEY) return (i) => compareCanonical(keys[i] as Buffer, item.value) === 0;
  if (selector !== SELECTOR.KEYS_IN) return undefined;
  const wanted = keyList(item.value, meter);
  return (i) => {
    const at = lowerBound(wanted, keys[i] as Buffer);
    return at < wanted.length && compareCanonical(wanted[at] as Buffer, keys[i] as Buffer) === 0;
  };
}

/** The keys of a list, sorted. */
function keyList(list: Buffer, meter: Meter): Buffer[] {
  const reader = new ElementReader(list, 0, list.length);
  if (reader.next() !== KIND.LIST) throw malformedPath('keys are no list');
  let { count } = reader;
  const at = reader.pos;
  if (count > 0 && reader.next() === KIND.EXT && reader.payloadBytes === 0) count--;
  else reader.pos = at;
  // Sorted for each map that the path comes to.
  meter.spend(count * 4, list.length);
  return readElements(reader, count).sort(compareCanonical);
}

export function incompatible(what: string): Error {
  return cdtError(RESULT.INCOMPATIBLE_TYPE, what);
}
