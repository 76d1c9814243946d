// One operation on one collection: finds it in the tables by code, checks its parameters, and runs it. Selecting codes
// read, or remove what they select and answer as if they had read.

import { RESULT } from '../../result-code.ts';
import { type CdtList, type CdtMap, type Collection, encodeList } from './collection.ts';
import { cdtError, intElement } from './elements.ts';
import { type Change, LIST_OPERATIONS } from './list-operations.ts';
import { MAP_OPERATIONS } from './map-operations.ts';
import { type CdtOperation, malformed } from './operation.ts';
import { clipRange, positionOf } from './ranges.ts';
import { answer, checkReturnType, Elements, pickedSet } from './selection.ts';
import { SELECTORS, type SelectorName } from './selectors.ts';

const LIST_SIZE = 16;
const LIST_GET = 17;
const LIST_GET_RANGE = 18;
const MAP_SIZE = 96;

const LIST_SELECTORS: readonly SelectorName[] = [
  'index',
  'value',
  'rank',
  'allByValue',
  'valueList',
  'indexRange',
  'valueInterval',
  'rankRange',
  'valueRelRankRange',
];
const FIRST_LIST_GET = 19;
const FIRST_LIST_REMOVE = 32;

const MAP_GETS: Readonly<Record<number, SelectorName>> = {
  97: 'key',
  98: 'index',
  99: 'value',
  100: 'rank',
  102: 'allByValue',
  103: 'keyInterval',
  104: 'indexRange',
  105: 'valueInterval',
  106: 'rankRange',
  107: 'keyList',
  108: 'valueList',
  109: 'keyRelIndexRange',
  110: 'valueRelRankRange',
};
const MAP_REMOVES: Readonly<Record<number, SelectorName>> = {
  76: 'key',
  77: 'index',
  78: 'value',
  79: 'rank',
  81: 'keyList',
  82: 'allByValue',
  83: 'valueList',
  84: 'keyInterval',
  85: 'indexRange',
  86: 'valueInterval',
  87: 'rankRange',
  88: 'keyRelIndexRange',
  89: 'valueRelRankRange',
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
  const selector = op.isListOperation ? LIST_SELECTORS[op.code - FIRST_LIST_REMOVE] : MAP_REMOVES[op.code];
  if (selector === undefined) throw malformed(`code ${op.code} modifies nothing`);
  op.requireCount(SELECTORS[selector].min, SELECTORS[selector].max);
  return collection === undefined ? {} : removeSelected(collection, op, selector);
}

/** Runs an operation that only reads; the result element, or undefined when there is none. */
export function readCollection(collection: Collection, op: CdtOperation): Buffer | undefined {
  requireFamily(collection, op);
  if (op.code === (op.isListOperation ? LIST_SIZE : MAP_SIZE)) {
    op.requireCount(0, 0);
    return intElement(collection.kind === 'list' ? collection.items.length : collection.keys.length);
  }
  if (collection.kind === 'list' && op.code === LIST_GET) {
    op.requireCount(1, 1);
    const at = positionOf(op.int(0), collection.items.length);
    if (at === undefined) throw cdtError(RESULT.OP_NOT_APPLICABLE, 'Index is out of range');
    return collection.items[at];
  }
  if (collection.kind === 'list' && op.code === LIST_GET_RANGE) {
    op.requireCount(1, 2);
    const { start, count } = clipRange(op.int(0), op.optionalInt(1), collection.items.length);
    return encodeList(collection.items.slice(start, start + count));
  }
  const selector = op.isListOperation ? LIST_SELECTORS[op.code - FIRST_LIST_GET] : MAP_GETS[op.code];
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
