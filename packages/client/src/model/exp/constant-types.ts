// The types of the constants of `exp`: of one of their values each, which any number fits. Types only.

import type { CDT_PATH } from '../../wire/codes/collections.ts';
import type { EXP_FLAG, EXP_LOOPVAR, EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { NamedConstants } from '../constants.ts';

type Value<Constants> = NamedConstants<Constants>[keyof Constants];
type WithDefault<Constants> = Constants & { readonly DEFAULT: 0 };

export type ExpReadFlags = Value<WithDefault<Pick<typeof EXP_FLAG, 'EVAL_NO_FAIL'>>>;
export type ExpWriteFlags = Value<WithDefault<typeof EXP_FLAG>>;
export type PathSelectFlags = Value<Omit<typeof CDT_PATH, 'APPLY'>>;
export type PathModifyFlags = Value<WithDefault<Pick<typeof CDT_PATH, 'NO_FAIL'>>>;
export type LoopVarPart = Value<typeof EXP_LOOPVAR>;
export type ExpType = Value<typeof EXP_TYPE>;
