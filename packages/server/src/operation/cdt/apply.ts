// One operation on one collection: finds it in the tables by code, checks its parameters, and runs it. Selecting codes
// read, or remove what they select and answer as if they had read.

import { LIST_OP, MAP_OP } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { malformed } from '../malformed.ts';
import { type CdtList, type CdtMap, type Collection, encodeList } from './collection.ts';
import { cdtError, intElement } from './elements.ts';
import { type Change, LIST_OPERATIONS } from './list-operations.ts';
import { MAP_OPERATIONS } from './map-operations.ts';
import type { CdtOperation } from './operation.ts';
import { clipRange, positionOf } from './ranges.ts';
import { answer, checkReturnType, Elements, pickedSet } from './selection.ts';
import { SELECTORS, type SelectorName } from './selectors.ts';

/** What the codes that read by a selector select by, and those that remove. */
const LIST_GETS: Readonly<Record<number, SelectorName>> = {
  [LIST_OP.GET_BY_INDEX]: 'index',
  [LIST_OP.GET_BY_VALUE]: 'value',
  [LIST_OP.GET_BY_RANK]: 'rank',
  [LIST_OP.GET_ALL_BY_VALUE]: 'allByValue',
  [LIST_OP.GET_BY_VALUE_LIST]: 'valueList',
  [LIST_OP.GET_BY_INDEX_RANGE]: 'indexRange',
  [LIST_OP.GET_BY_VALUE_INTERVAL]: 'valueInterval',
  [LIST_OP.GET_BY_RANK_RANGE]: 'rankRange',
  [LIST_OP.GET_BY_VALUE_REL_RANK_RANGE]: 'valueRelRankRange',
};
const LIST_REMOVES: Readonly<Record<number, SelectorName>> = {
  [LIST_OP.REMOVE_BY_INDEX]: 'index',
  [LIST_OP.REMOVE_BY_VALUE]: 'value',
  [LIST_OP.REMOVE_BY_RANK]: 'rank',
  [LIST_OP.REMOVE_ALL_BY_VALUE]: 'allByValue',
  [LIST_OP.REMOVE_BY_VALUE_LIST]: 'valueList',
  [LIST_OP.REMOVE_BY_INDEX_RANGE]: 'indexRange',
  [LIST_OP.REMOVE_BY_VALUE_INTERVAL]: 'valueInterval',
  [LIST_OP.REMOVE_BY_RANK_RANGE]: 'rankRange',
  [LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: 'valueRelRankRange',
};
const MAP_GETS: Readonly<Record<number, SelectorName>> = {
  [MAP_OP.GET_BY_KEY]: 'key',
  [MAP_OP.GET_BY_INDEX]: 'index',
  [MAP_OP.GET_BY_VALUE]: 'value',
  [MAP_OP.GET_BY_RANK]: 'rank',
  [MAP_OP.GET_ALL_BY_VALUE]: 'allByValue',
  [MAP_OP.GET_BY_KEY_INTERVAL]: 'keyInterval',
  [MAP_OP.GET_BY_INDEX_RANGE]: 'indexRange',
  [MAP_OP.GET_BY_VALUE_INTERVAL]: 'valueInterval',
  [MAP_OP.GET_BY_RANK_RANGE]: 'rankRange',
  [MAP_OP.GET_BY_KEY_LIST]: 'keyList',
  [MAP_OP.GET_BY_VALUE_LIST]: 'valueList',
  [MAP_OP.GET_BY_KEY_REL_INDEX_RANGE]: 'keyRelIndexRange',
  [MAP_OP.GET_BY_VALUE_REL_RANK_RANGE]: 'valueRelRankRange',
};
const MAP_REMOVES: Readonly<Record<number, SelectorName>> = {
  [MAP_OP.REMOVE_BY_KEY]: 'key',
  [MAP_OP.REMOVE_BY_INDEX]: 'index',
  [MAP_OP.REMOVE_BY_VALUE]: 'value',
  [MAP_OP.REMOVE_BY_RANK]: 'rank',
  [MAP_OP.REMOVE_ALL_BY_VALUE]: 'allByValue',
  [MAP_OP.REMOVE_BY_KEY_INTERVAL]: 'keyInterval',
  [MAP_OP.REMOVE_BY_INDEX_RANGE]: 'indexRange',
  [MAP_OP.REMOVE_BY_VALUE_INTERVAL]: 'valueInterval',
  [MAP_OP.REMOVE_BY_RANK_RANGE]: 'rankRange',
  [MAP_OP.REMOVE_BY_KEY_LIST]: 'keyList',
  [MAP_OP.REMOVE_BY_VALUE_LIST]: 'valueList',
  [MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE]: 'keyRelIndexRange',
  [MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: 'valueRelRankRange',
};

/** Runs an operation that may change the collection; `undefined` stands for a collection that is not there. */
export function modifyCollection(collection: Collection | undefined, op: CdtOperation): Change<Collection> {
  requireFamily(collection, op);
  const table = op.isListOperation ? LIST_OPERATIONS : MAP_OPERATIONS;
  const operation = table[op.code];
  if (operation !== undefined) {
    op.requireCount(operation.min, operation.max);
    return operation.apply(collection as (CdtList & CdtMap) | undefined, op);
  }
  const selector = (op.isListOperation ? LIST_REMOVES : MAP_REMOVES)[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} modifies nothing`);
  op.requireCount(SELECTORS[selector].min, SELECTORS[selector].max);
  return collection === undefined ? {} : removeSelected(collection, op, selector);
}

/** Runs an operation that only reads; the result element, or undefined when there is none. */
export function readCollection(collection: Collection, op: CdtOperation): Buffer | undefined {
  requireFamily(collection, op);
  if (op.code === (op.isListOperation ? LIST_OP.SIZE : MAP_OP.SIZE)) {
    op.requireCount(0, 0);
    return intElement(collection.kind === 'list' ? collection.items.length : collection.keys.length);
  }
  if (collection.kind === 'list' && op.code === LIST_OP.GET) {
    op.requireCount(1, 1);
    const at = positionOf(op.int(0), collection.items.length);
    if (at === undefined) throw cdtError(RESULT.OP_NOT_APPLICABLE, 'Index is out of range');
    return collection.items[at];
  }
  if (collection.kind === 'list' && op.code === LIST_OP.GET_RANGE) {
    op.requireCount(1, 2);
    const { start, count } = clipRange(op.int(0), op.optionalInt(1), collection.items.length);
    return encodeList(collection.items.slice(start, start + count));
  }
  const selector = (op.isListOperation ? LIST_GETS : MAP_GETS)[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} reads nothing`);
  const { min, max, select } = SELECTORS[selector];
  op.requireCount(min, max);
  const elements = elementsOf(collection);
  const returnType = op.int(0);
  const selection = select(elements, op);
  checkReturnType(elements, selection, returnType);
  return answer(elements, selection, returnType);
}

function removeSelected(collection: Collection, op: CdtOperation, selector: SelectorName): Change<Collection> {
  const elements = elementsOf(collection);
  const returnType = op.int(0);
  const selection = SELECTORS[selector].select(elements, op);
  checkReturnType(elements, selection, returnType);
  const result = answer(elements, selection, returnType);
  const gone = pickedSet(elements, selection, returnType);
  if (gone.size === 0) return { result };
  const stays = (_: Buffer, i: number): boolean => !gone.has(i);
  if (collection.kind === 'list') return { stored: { ...collection, items: collection.items.filter(stays) }, result };
  const { keys, values } = collection;
  return { stored: { ...collection, keys: keys.filter(stays), values: values.filter(stays) }, result };
}

function elementsOf(collection: Collection): Elements {
  return collection.kind === 'list'
    ? new Elements(undefined, collection.items, collection.isOrdered)
    : new Elements(collection.keys, collection.values, false);
}

/** Codes below 64 are for lists. A code that no map operation has is still one for maps. */
function requireFamily(collection: Collection | undefined, op: CdtOperation): void {
  if (collection === undefined) return;
  if ((collection.kind === 'list') !== op.isListOperation) {
    throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'The operation is not for this kind of collection');
  }
}
