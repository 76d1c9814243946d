// What the modules lists, maps, bitwise, hll and strings have from the start: their constants, and the names of their functions,
// which are loaded when one is first called.

import { BITS_FLAG, BITS_INT_FLAG, BITS_RESIZE_FLAG } from '../../wire/codes/bits.ts';
import {
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  LIST_ORDER,
  LIST_SORT_FLAG,
  LIST_WRITE_FLAG,
  MAP_ORDER,
  MAP_WRITE_FLAG,
} from '../../wire/codes/collections.ts';
import { HLL_FLAG } from '../../wire/codes/hll.ts';
import { STRING_FLAG, STRING_NUMERIC, STRING_REGEX_FLAG } from '../../wire/codes/strings.ts';
import { constants } from '../constants.ts';
import type { ListReturnType, MapReturnType } from './return-types.ts';

/** The numbers of an ambient enum: what stands here must have them. */
type Numbers<Enum> = {
  [name in keyof Enum]: `${Enum[name] & number}` extends `${infer Value extends number}` ? Value : never;
};

type Values<Constants> = Constants[keyof Constants];

export const listsConstants = {
  /** How the elements of a list are kept. */
  order: constants({ UNORDERED: LIST_ORDER.UNORDERED, ORDERED: LIST_ORDER.ORDERED }),
  /** How a list is sorted. */
  sortFlags: constants({ DEFAULT: 0, DROP_DUPLICATES: LIST_SORT_FLAG.DROP_DUPLICATES }),
  /** What a write demands; flags that can be combined. */
  writeFlags: constants({ DEFAULT: 0, ...LIST_WRITE_FLAG }),
  /** What an operation returns of the elements that it selects. */
  returnType: Object.freeze({
    NONE: CDT_RETURN.NONE,
    INDEX: CDT_RETURN.INDEX,
    REVERSE_INDEX: CDT_RETURN.REVERSE_INDEX,
    RANK: CDT_RETURN.RANK,
    REVERSE_RANK: CDT_RETURN.REVERSE_RANK,
    COUNT: CDT_RETURN.COUNT,
    VALUE: CDT_RETURN.VALUE,
    EXISTS: CDT_RETURN.EXISTS,
    INVERTED: CDT_RETURN_INVERTED,
  } satisfies Numbers<typeof ListReturnType>) as unknown as typeof ListReturnType,
};

export type ListOrder = Values<(typeof listsConstants)['order']>;
export type ListSortFlags = Values<(typeof listsConstants)['sortFlags']>;
export type ListWriteFlags = Values<(typeof listsConstants)['writeFlags']>;

export const mapsConstants = {
  /** How the entries of a map are kept. */
  order: constants({
    UNORDERED: MAP_ORDER.UNORDERED,
    KEY_ORDERED: MAP_ORDER.KEY_ORDERED,
    KEY_VALUE_ORDERED: MAP_ORDER.KEY_VALUE_ORDERED,
  }),
  /** What a write demands of the key: the client's own choice of operation; where there are write flags, those count. */
  writeMode: constants({ UPDATE: 0, UPDATE_ONLY: 1, CREATE_ONLY: 2 }),
  /** What a write demands; flags that can be combined. */
  writeFlags: constants({ DEFAULT: 0, ...MAP_WRITE_FLAG }),
  /** What an operation returns of the entries that it selects. */
  returnType: Object.freeze({
    NONE: CDT_RETURN.NONE,
    INDEX: CDT_RETURN.INDEX,
    REVERSE_INDEX: CDT_RETURN.REVERSE_INDEX,
    RANK: CDT_RETURN.RANK,
    REVERSE_RANK: CDT_RETURN.REVERSE_RANK,
    COUNT: CDT_RETURN.COUNT,
    KEY: CDT_RETURN.KEY,
    VALUE: CDT_RETURN.VALUE,
    KEY_VALUE: CDT_RETURN.KEY_VALUE,
    EXISTS: CDT_RETURN.EXISTS,
    UNORDERED_MAP: CDT_RETURN.UNORDERED_MAP,
    ORDERED_MAP: CDT_RETURN.ORDERED_MAP,
    INVERTED: CDT_RETURN_INVERTED,
  } satisfies Numbers<typeof MapReturnType>) as unknown as typeof MapReturnType,
};

export type MapOrder = Values<(typeof mapsConstants)['order']>;
export type MapWriteMode = Values<(typeof mapsConstants)['writeMode']>;
export type MapWriteFlags = Values<(typeof mapsConstants)['writeFlags']>;

export const bitwiseConstants = {
  /** What a write demands; flags that can be combined. */
  writeFlags: constants({ DEFAULT: 0, ...BITS_FLAG }),
  /** How bytes are added or removed; flags that can be combined, but for the last two. */
  resizeFlags: constants({ DEFAULT: 0, ...BITS_RESIZE_FLAG }),
  /** What happens to a number that does not fit its bits. */
  overflow: constants({ FAIL: 0, SATURATE: BITS_INT_FLAG.SATURATE, WRAP: BITS_INT_FLAG.WRAP }),
};

export type BitwiseWriteFlags = Values<(typeof bitwiseConstants)['writeFlags']>;
export type BitwiseResizeFlags = Values<(typeof bitwiseConstants)['resizeFlags']>;
export type BitwiseOverflow = Values<(typeof bitwiseConstants)['overflow']>;

export const hllConstants = {
  /** What a write demands; flags that can be combined. */
  writeFlags: constants({ DEFAULT: 0, ...HLL_FLAG }),
};

export type HLLWriteFlags = (typeof hllConstants)['writeFlags'][keyof (typeof hllConstants)['writeFlags']];

export const stringsConstants = {
  /** What a write demands; flags that can be combined. */
  writeFlags: constants({ DEFAULT: 0, ...STRING_FLAG }),
  /** How a regular expression is read; flags that can be combined. `GLOBAL` is for `regexReplace`. */
  regexFlags: constants({ NONE: 0, ...STRING_REGEX_FLAG }),
  /** What `isNumeric` takes for a number. */
  numericType: constants({ ...STRING_NUMERIC }),
};

export type StringWriteFlags = Values<(typeof stringsConstants)['writeFlags']>;
export type StringRegexFlags = Values<(typeof stringsConstants)['regexFlags']>;
export type StringNumericType = Values<(typeof stringsConstants)['numericType']>;

export const listsFunctions = [
  'setOrder',
  'sort',
  'append',
  'appendItems',
  'insert',
  'insertItems',
  'pop',
  'popRange',
  'remove',
  'removeRange',
  'removeByIndex',
  'removeByIndexRange',
  'removeByValue',
  'removeByValueList',
  'removeByValueRange',
  'removeByValueRelRankRange',
  'removeByRank',
  'removeByRankRange',
  'clear',
  'set',
  'trim',
  'get',
  'getRange',
  'getByIndex',
  'getByIndexRange',
  'getByValue',
  'getByValueList',
  'getByValueRange',
  'getByValueRelRankRange',
  'getByRank',
  'getByRankRange',
  'increment',
  'size',
  'create',
  'join',
  'joinSeparator',
] as const;

export const mapsFunctions = [
  'setPolicy',
  'put',
  'putItems',
  'increment',
  'decrement',
  'clear',
  'removeByKey',
  'removeByKeyList',
  'removeByKeyRange',
  'removeByKeyRelIndexRange',
  'removeByValue',
  'removeByValueList',
  'removeByValueRange',
  'removeByValueRelRankRange',
  'removeByIndex',
  'removeByIndexRange',
  'removeByRank',
  'removeByRankRange',
  'size',
  'getByKey',
  'getByKeyList',
  'getByKeyRange',
  'getByKeyRelIndexRange',
  'getByValue',
  'getByValueList',
  'getByValueRange',
  'getByValueRelRankRange',
  'getByIndex',
  'getByIndexRange',
  'getByRank',
  'getByRankRange',
  'create',
] as const;

export const bitwiseFunctions = [
  'resize',
  'insert',
  'remove',
  'set',
  'or',
  'xor',
  'and',
  'not',
  'lshift',
  'rshift',
  'add',
  'subtract',
  'get',
  'lscan',
  'rscan',
  'getInt',
  'count',
  'b64Encode',
  'b64EncodeFrom',
  'b64EncodeRange',
] as const;

export const hllFunctions = [
  'init',
  'add',
  'setUnion',
  'refreshCount',
  'fold',
  'getCount',
  'getUnion',
  'getUnionCount',
  'getIntersectCount',
  'getSimilarity',
  'describe',
  'mayContain',
] as const;

export const stringsFunctions = [
  'strlen',
  'substr',
  'substrRange',
  'charAt',
  'find',
  'findOccurrence',
  'contains',
  'startsWith',
  'endsWith',
  'toInteger',
  'toDouble',
  'byteLength',
  'isNumeric',
  'isNumericType',
  'isUpper',
  'isLower',
  'toBlob',
  'split',
  'splitSeparator',
  'b64Decode',
  'regexCompare',
  'regexCompareFlags',
  'toString',
  'insert',
  'overwrite',
  'concat',
  'concatList',
  'append',
  'prepend',
  'snip',
  'snipStart',
  'snipRange',
  'replace',
  'replaceAll',
  'upper',
  'lower',
  'caseFold',
  'normalizeNfc',
  'trimStart',
  'trimEnd',
  'trim',
  'padStart',
  'padEnd',
  'repeat',
  'regexReplace',
] as const;
