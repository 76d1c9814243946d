// Constants of the modules that are missing, and their types: the names are the vendor's, the numbers those of wire/codes/.

import { constants } from '../../model/constants.ts';
import { CDT_PATH } from '../../wire/codes/collections.ts';
import { EXP_FLAG, EXP_LOOPVAR, EXP_TYPE } from '../../wire/codes/expressions.ts';

type Values<Constants> = Constants[keyof Constants];

export const expConstants = {
  /** Flags of `exp.operations.read`. */
  expReadFlags: constants({ DEFAULT: 0, EVAL_NO_FAIL: EXP_FLAG.EVAL_NO_FAIL }),
  /** Flags of `exp.operations.write`. */
  expWriteFlags: constants({ DEFAULT: 0, ...EXP_FLAG }),
  /** What a selection by path returns. */
  pathSelectFlags: constants({
    MATCHING_TREE: CDT_PATH.MATCHING_TREE,
    VALUE: CDT_PATH.VALUE,
    LIST_VALUE: CDT_PATH.VALUE,
    MAP_VALUE: CDT_PATH.VALUE,
    MAP_KEY: CDT_PATH.MAP_KEY,
    MAP_KEY_VALUE: CDT_PATH.MAP_KEY_VALUE,
    NO_FAIL: CDT_PATH.NO_FAIL,
  }),
  /** How a change by path treats values that do not fit. */
  pathModifyFlags: constants({ DEFAULT: 0, NO_FAIL: CDT_PATH.NO_FAIL }),
  /** What a variable of a loop over elements holds. */
  loopVarPart: constants({ ...EXP_LOOPVAR }),
  /** Types of values. */
  type: constants({ ...EXP_TYPE }),
};

export type ExpReadFlags = Values<(typeof expConstants)['expReadFlags']>;
export type ExpWriteFlags = Values<(typeof expConstants)['expWriteFlags']>;
export type PathSelectFlags = Values<(typeof expConstants)['pathSelectFlags']>;
export type PathModifyFlags = Values<(typeof expConstants)['pathModifyFlags']>;
export type LoopVarPart = Values<(typeof expConstants)['loopVarPart']>;
export type ExpType = Values<(typeof expConstants)['type']>;
