// The methods that end a path, as rows: what they read of the selected elements, or how they change the bin.

import { LIST_OP, LIST_WRITE_FLAG, MAP_OP, MAP_WRITE_FLAG } from '../../wire/codes/collections.ts';
import { ANY, INT, LIST, MAP, NUMBER } from './types.ts';

/** What a path reads, or how it changes. */
export interface PathMethod {
  /** What its argument may be; undefined for none. */
  readonly argument?: number;
  readonly isOptional?: boolean;
  /** What it yields; undefined for the type of the bin. */
  readonly result: number | undefined;
  readonly flags?: readonly string[];
  /** How the last segment of a list takes it; undefined if it does not. */
  readonly list?: Change;
  readonly map?: Change;
}

export interface Change {
  readonly code: number;
  /** Whether the last segment is a parameter of the operation, or leads to the collection that changes. */
  readonly isAtElement: boolean;
  /** The order and write flags behind the arguments; none are sent where all are 0. */
  readonly tail: readonly number[];
}

const BOUNDED = LIST_WRITE_FLAG.INSERT_BOUNDED;
const { CREATE_ONLY, UPDATE_ONLY } = MAP_WRITE_FLAG;

const at = (code: number, ...tail: number[]): Change => ({ code, isAtElement: true, tail });
const whole = (code: number, ...tail: number[]): Change => ({ code, isAtElement: false, tail });

export const PATH_METHODS: { readonly [name: string]: PathMethod } = {
  count: { result: INT },
  exists: { result: 8 },
  type: { result: INT },
  getKeys: { result: LIST },
  getKeyValues: { result: LIST },
  getTree: { result: undefined },
  getMaps: { result: MAP, flags: ['UNORDERED'] },
  getIndexes: { result: INT | LIST, flags: ['REVERSE'] },
  getRanks: { result: INT | LIST, flags: ['REVERSE'] },
  setTo: { argument: ANY, result: undefined, list: at(LIST_OP.SET, BOUNDED), map: at(MAP_OP.PUT) },
  insert: {
    argument: ANY,
    result: undefined,
    list: at(LIST_OP.INSERT, BOUNDED),
    map: at(MAP_OP.PUT, 0, CREATE_ONLY),
  },
  update: { argument: ANY, result: undefined, map: at(MAP_OP.PUT, 0, UPDATE_ONLY) },
  add: { argument: NUMBER, result: undefined, list: at(LIST_OP.INCREMENT, 0, BOUNDED), map: at(MAP_OP.INCREMENT) },
  append: { argument: ANY, result: undefined, list: whole(LIST_OP.APPEND) },
  appendItems: { argument: LIST, result: undefined, list: whole(LIST_OP.APPEND_ITEMS) },
  insertItems: {
    argument: LIST | MAP,
    result: undefined,
    list: at(LIST_OP.INSERT_ITEMS, BOUNDED),
    map: whole(MAP_OP.PUT_ITEMS, 0, CREATE_ONLY),
  },
  putItems: { argument: MAP, result: undefined, map: whole(MAP_OP.PUT_ITEMS) },
  updateItems: { argument: MAP, result: undefined, map: whole(MAP_OP.PUT_ITEMS, 0, UPDATE_ONLY) },
  clear: { result: undefined, list: whole(LIST_OP.CLEAR), map: whole(MAP_OP.CLEAR) },
  sort: { result: undefined, flags: ['DROP_DUPS'], list: whole(LIST_OP.SORT, 0) },
  remove: { result: undefined, flags: ['NO_FAIL'] },
  modify: { argument: ANY, result: undefined, flags: ['NO_FAIL'] },
};
