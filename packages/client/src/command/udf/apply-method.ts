// apply as the client offers it.

import type { BinValue } from '../../model/bin-value.ts';
import type { RecordMethod } from '../record/record-methods.ts';
import { APPLY } from './apply.ts';
import { checkUdf, type UdfCall } from './udf-call.ts';

export const APPLY_RECORD: RecordMethod<unknown, UdfCall, BinValue, BinValue> = {
  name: 'apply',
  policy: 'apply',
  prepare: checkUdf,
  definition: () => APPLY,
  finish: (_key, value) => value,
  failed: () => null,
};
