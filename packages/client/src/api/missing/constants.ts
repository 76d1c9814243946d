// Constants of the modules that are missing, and their types.

import { constants } from '../../model/constants.ts';

type Values<Constants> = Constants[keyof Constants];

export const listsConstants = {
  order: constants({ UNORDERED: 0, ORDERED: 1 }),
  sortFlags: constants({ DEFAULT: 0, DROP_DUPLICATES: 2 }),
  writeFlags: constants({ DEFAULT: 0, ADD_UNIQUE: 1, INSERT_BOUNDED: 2, NO_FAIL: 4, PARTIAL: 8 }),
  returnType: constants({
    NONE: 0,
    INDEX: 1,
    REVERSE_INDEX: 2,
    RANK: 3,
    REVERSE_RANK: 4,
    COUNT: 5,
    VALUE: 7,
    EXISTS: 13,
    INVERTED: 65536,
  }),
};
export type ListOrder = Values<(typeof listsConstants)['order']>;
export type ListSortFlags = Values<(typeof listsConstants)['sortFlags']>;
export type ListWriteFlags = Values<(typeof listsConstants)['writeFlags']>;
export type ListReturnType = Values<(typeof listsConstants)['returnType']>;

export const mapsConstants = {
  order: constants({ UNORDERED: 0, KEY_ORDERED: 1, KEY_VALUE_ORDERED: 3 }),
  writeMode: constants({ UPDATE: 0, UPDATE_ONLY: 1, CREATE_ONLY: 2 }),
  writeFlags: constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 }),
  returnType: constants({
    NONE: 0,
    INDEX: 1,
    REVERSE_INDEX: 2,
    RANK: 3,
    REVERSE_RANK: 4,
    COUNT: 5,
    KEY: 6,
    VALUE: 7,
    KEY_VALUE: 8,
    EXISTS: 13,
    UNORDERED_MAP: 16,
    ORDERED_MAP: 17,
    INVERTED: 65536,
  }),
};
export type MapOrder = Values<(typeof mapsConstants)['order']>;
export type MapWriteMode = Values<(typeof mapsConstants)['writeMode']>;
export type MapWriteFlags = Values<(typeof mapsConstants)['writeFlags']>;
export type MapReturnType = Values<(typeof mapsConstants)['returnType']>;

export const bitwiseConstants = {
  writeFlags: constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 }),
  resizeFlags: constants({ DEFAULT: 0, FROM_FRONT: 1, GROW_ONLY: 2, SHRINK_ONLY: 4 }),
  overflow: constants({ FAIL: 0, SATURATE: 2, WRAP: 4 }),
};
export type BitwiseWriteFlags = Values<(typeof bitwiseConstants)['writeFlags']>;
export type BitwiseResizeFlags = Values<(typeof bitwiseConstants)['resizeFlags']>;
export type BitwiseOverflow = Values<(typeof bitwiseConstants)['overflow']>;

export const hllConstants = {
  writeFlags: constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, ALLOW_FOLD: 8 }),
};
export type HLLWriteFlags = Values<(typeof hllConstants)['writeFlags']>;

export const expConstants = {
  /** Flags of `exp.operations.read`. */
  expReadFlags: constants({ DEFAULT: 0, EVAL_NO_FAIL: 16 }),
  /** Flags of `exp.operations.write`. */
  expWriteFlags: constants({
    DEFAULT: 0,
    CREATE_ONLY: 1,
    UPDATE_ONLY: 2,
    ALLOW_DELETE: 4,
    POLICY_NO_FAIL: 8,
    EVAL_NO_FAIL: 16,
  }),
  /** What a selection by path returns. */
  pathSelectFlags: constants({
    MATCHING_TREE: 0,
    VALUE: 1,
    LIST_VALUE: 1,
    MAP_VALUE: 1,
    MAP_KEY: 2,
    MAP_KEY_VALUE: 3,
    NO_FAIL: 16,
  }),
  /** How a change by path treats values that do not fit. */
  pathModifyFlags: constants({ DEFAULT: 0, NO_FAIL: 16 }),
  /** What a variable of a loop over elements holds. */
  loopVarPart: constants({ KEY: 0, VALUE: 1, INDEX: 2 }),
  /** Types of values. */
  type: constants({
    NIL: 0,
    BOOL: 1,
    INT: 2,
    STR: 3,
    LIST: 4,
    MAP: 5,
    BLOB: 6,
    FLOAT: 7,
    GEOJSON: 8,
    HLL: 9,
    AUTO: 10,
    ERROR: 11,
  }),
};

type ExpConstants = typeof expConstants;
export type ExpReadFlags = ExpConstants['expReadFlags'][keyof ExpConstants['expReadFlags']];
export type ExpWriteFlags = ExpConstants['expWriteFlags'][keyof ExpConstants['expWriteFlags']];
export type PathSelectFlags = ExpConstants['pathSelectFlags'][keyof ExpConstants['pathSelectFlags']];
export type PathModifyFlags = ExpConstants['pathModifyFlags'][keyof ExpConstants['pathModifyFlags']];
export type LoopVarPart = ExpConstants['loopVarPart'][keyof ExpConstants['loopVarPart']];
export type ExpType = ExpConstants['type'][keyof ExpConstants['type']];
