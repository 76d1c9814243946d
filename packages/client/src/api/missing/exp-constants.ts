// Constants of expressions.

import { constants } from '../../model/named-constants.ts';

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
