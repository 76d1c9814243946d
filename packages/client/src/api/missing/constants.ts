// Constants of the modules that are missing, and their types: the names are the vendor's, the numbers those of wire/codes/.

import { constants } from '../../model/constants.ts';
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

type Values<Constants> = Constants[keyof Constants];

export const listsConstants = {
  order: constants({ UNORDERED: LIST_ORDER.UNORDERED, ORDERED: LIST_ORDER.ORDERED }),
  sortFlags: constants({ DEFAULT: 0, DROP_DUPLICATES: LIST_SORT_FLAG.DROP_DUPLICATES }),
  writeFlags: constants({ DEFAULT: 0, ...LIST_WRITE_FLAG }),
  returnType: constants({
    NONE: CDT_RETURN.NONE,
    INDEX: CDT_RETURN.INDEX,
    REVERSE_INDEX: CDT_RETURN.REVERSE_INDEX,
    RANK: CDT_RETURN.RANK,
    REVERSE_RANK: CDT_RETURN.REVERSE_RANK,
    COUNT: CDT_RETURN.COUNT,
    VALUE: CDT_RETURN.VALUE,
    EXISTS: CDT_RETURN.EXISTS,
    INVERTED: CDT_RETURN_INVERTED,
  }),
};
export type ListOrder = Values<(typeof listsConstants)['order']>;
export type ListSortFlags = Values<(typeof listsConstants)['sortFlags']>;
export type ListWriteFlags = Values<(typeof listsConstants)['writeFlags']>;
export type ListReturnType = Values<(typeof listsConstants)['returnType']>;

export const mapsConstants = {
  order: constants({
    UNORDERED: MAP_ORDER.UNORDERED,
    KEY_ORDERED: MAP_ORDER.KEY_ORDERED,
    KEY_VALUE_ORDERED: MAP_ORDER.KEY_VALUE_ORDERED,
  }),
  /** The client's own: it stands for a choice of operation, not for a number on the wire. */
  writeMode: constants({ UPDATE: 0, UPDATE_ONLY: 1, CREATE_ONLY: 2 }),
  writeFlags: constants({ DEFAULT: 0, ...MAP_WRITE_FLAG }),
  returnType: constants({
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
  }),
};
export type MapOrder = Values<(typeof mapsConstants)['order']>;
export type MapWriteMode = Values<(typeof mapsConstants)['writeMode']>;
export type MapWriteFlags = Values<(typeof mapsConstants)['writeFlags']>;
export type MapReturnType = Values<(typeof mapsConstants)['returnType']>;

export const bitwiseConstants = {
  writeFlags: constants({ DEFAULT: 0, ...BITS_FLAG }),
  resizeFlags: constants({ DEFAULT: 0, ...BITS_RESIZE_FLAG }),
  overflow: constants({ FAIL: 0, SATURATE: BITS_INT_FLAG.SATURATE, WRAP: BITS_INT_FLAG.WRAP }),
};
export type BitwiseWriteFlags = Values<(typeof bitwiseConstants)['writeFlags']>;
export type BitwiseResizeFlags = Values<(typeof bitwiseConstants)['resizeFlags']>;
export type BitwiseOverflow = Values<(typeof bitwiseConstants)['overflow']>;

export const hllConstants = {
  writeFlags: constants({ DEFAULT: 0, ...HLL_FLAG }),
};
export type HLLWriteFlags = Values<(typeof hllConstants)['writeFlags']>;
