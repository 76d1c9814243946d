// One operation on one collection: finds it in the tables by code, checks its parameters, and runs it. Selecting codes
// read, or remove what they select and answer as if they had read.

import { CDT_RETURN, LIST_OP, MAP_OP } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import { malformed } from '../malformed.ts';
import { type Answer, notApplicable, valuesOf, Wanted } from './answers.ts';
import { type CdtList, type CdtMap, type Collection, emptied, encodeList } from './collection.ts';
import { cdtError, intElement } from './elements.ts';
import { LIST_OPERATIONS } from './list-operations.ts';
import { MAP_OPERATIONS } from './map-operations.ts';
import { MapView } from './map-view.ts';
import type { Change } from './modification.ts';
import type { CdtOperation } from './operation.ts';
import { clipRange, positionOf, WITHOUT_COUNT } from './ranges.ts';
import type { Picked } from './selection.ts';
import { LIST_GETS, LIST_REMOVES, MAP_GETS, MAP_REMOVES } from './selectors.ts';

/** Runs an operation that may change the collection; `undefined` stands for a collection that is not there. */
export function modifyCollection(collection: Collection | undefined, op: CdtOperation): Change<Collection> {
  requireFamily(collection, op);
  return op.isListOperation
    ? modifyList(collection as CdtList | undefined, op)
    : modifyMap(collection as CdtMap | undefined, op);
}

function modifyList(list: CdtList | undefined, op: CdtOperation): Change<CdtList> {
  const operation = LIST_OPERATIONS[op.code];
  if (operation !== undefined) return operation(list, op);
  const selector = LIST_REMOVES[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} modifies nothing`);
  // What removes from nothing does nothing, whatever else it says.
  if (list === undefined) return {};
  op.requireCount(selector.min, selector.max);
  const { picked, answer } = selector.select(list, op);
  if (isNothing(picked)) return { result: answer };
  const items = without(list.items, picked);
  return { stored: items.length === 0 ? emptied(list) : { ...list, items }, result: answer };
}

function modifyMap(map: CdtMap | undefined, op: CdtOperation): Change<CdtMap> {
  const operation = MAP_OPERATIONS[op.code];
  if (operation !== undefined) return operation(map, op);
  const selector = MAP_REMOVES[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} modifies nothing`);
  if (map === undefined) return {};
  op.requireCount(selector.min, selector.max);
  const { picked, answer } = selector.select(new MapView(map, op.meter), op);
  if (isNothing(picked)) return { result: answer };
  return {
    stored: { ...map, keys: without(map.keys, picked), values: without(map.values, picked) },
    result: answer,
  };
}

/** Runs an operation that only reads; the result element, or undefined when there is none. */
export function readCollection(collection: Collection, op: CdtOperation): Answer {
  requireFamily(collection, op);
  return collection.kind === 'list' ? readList(collection, op) : readMap(collection, op);
}

function readList(list: CdtList, op: CdtOperation): Answer {
  const { items } = list;
  switch (op.code) {
    case LIST_OP.SIZE:
      return intElement(items.length);
    case LIST_OP.GET: {
      op.requireCount(1, 1);
      const at = positionOf(op.index(0), items.length);
      if (at === undefined) return notApplicable('there is no such index', NOT_APPLICABLE_SUBCODE.INDEX);
      return valuesOf(ONE, [items[at] as Buffer], RESULT.UNKNOWN);
    }
    case LIST_OP.GET_RANGE: {
      op.requireCount(1, 2);
      const { start, count } = clipRange(op.index(0), op.has(1) ? op.count(1) : WITHOUT_COUNT, items.length);
      return encodeList(items.slice(start, start + count));
    }
  }
  const selector = LIST_GETS[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} reads nothing`);
  op.requireCount(selector.min, selector.max);
  return selector.select(list, op).answer;
}

/** What an operation wants that answers one value. */
const ONE = new Wanted(CDT_RETURN.VALUE, false, true);

function readMap(map: CdtMap, op: CdtOperation): Answer {
  if (op.code === MAP_OP.SIZE) return intElement(map.keys.length);
  const selector = MAP_GETS[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} reads nothing`);
  op.requireCount(selector.min, selector.max);
  return selector.select(new MapView(map, op.meter), op).answer;
}

function isNothing(picked: Picked): boolean {
  return ('count' in picked ? picked.count : picked.length) === 0;
}

function without(elements: readonly Buffer[], picked: Picked): Buffer[] {
  if ('count' in picked) return elements.slice(0, picked.start).concat(elements.slice(picked.start + picked.count));
  let next = 0;
  return elements.filter((_, i) => {
    if (picked[next] !== i) return true;
    next++;
    return false;
  });
}

/** Codes below 64 are for lists. A code that no map operation has is still one for maps. */
function requireFamily(collection: Collection | undefined, op: CdtOperation): void {
  if (collection === undefined) return;
  if ((collection.kind === 'list') !== op.isListOperation) {
    throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'The operation is not for this kind of collection');
  }
}
