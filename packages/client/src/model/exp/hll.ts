// The functions of `exp.hll`: calls of operations on HyperLogLogs. What each means stands in hll-expressions.ts.

import { EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { HLL_OP } from '../../wire/codes/hll.ts';
import type { HLLPolicyOptions } from '../policies/collection-policies.ts';
import { call, modifying } from './calls.ts';
import { type AerospikeExp, int } from './entry.ts';
import type { HLLExpressions } from './hll-expressions.ts';

type Policy = HLLPolicyOptions | null | undefined;

/** In place of a number of bits: as many as the value has. */
const AS_IT_HAS = -1;

/** The vendor's client reads the flags of expressions from another property than those of operations. */
function flagsOf(policy: Policy): number {
  return policy?.writeFlags ?? (policy as { readonly flags?: number } | null | undefined)?.flags ?? 0;
}

function modify(code: number, bin: AerospikeExp, policy: Policy, ...args: AerospikeExp[]): AerospikeExp {
  const parameters = [...args, int(flagsOf(policy))];
  return call(EXP_TYPE.HLL, modifying(EXP_SYSTEM.HLL), code, parameters.length, parameters, bin);
}

/** Without minhash bits. Their place is the third; flags of 0 in it, as the vendor's client sends them, do as well. */
function init(bin: AerospikeExp, indexBitCount: number, policy: Policy): AerospikeExp {
  const rest = flagsOf(policy) === 0 ? [] : [int(AS_IT_HAS)];
  return modify(HLL_OP.INIT, bin, policy, int(indexBitCount), ...rest);
}

const read =
  (type: number, code: number) =>
  (bin: AerospikeExp, ...args: AerospikeExp[]): AerospikeExp =>
    call(type, EXP_SYSTEM.HLL, code, args.length, args, bin);

export const hll: HLLExpressions = {
  initMH: (bin, mhBitCount, indexBitCount, policy) =>
    modify(HLL_OP.INIT, bin, policy, int(indexBitCount), int(mhBitCount)),
  init,
  addMH: (bin, mhBitCount, indexBitCount, list, policy) =>
    modify(HLL_OP.ADD, bin, policy, list, int(indexBitCount), int(mhBitCount)),
  add: (bin, indexBitCount, list, policy) => modify(HLL_OP.ADD, bin, policy, list, int(indexBitCount), int(AS_IT_HAS)),
  update: (bin, list, policy) => modify(HLL_OP.ADD, bin, policy, list, int(AS_IT_HAS), int(AS_IT_HAS)),
  getCount: read(EXP_TYPE.INT, HLL_OP.COUNT),
  getUnion: read(EXP_TYPE.HLL, HLL_OP.GET_UNION),
  getUnionCount: read(EXP_TYPE.INT, HLL_OP.UNION_COUNT),
  getIntersectCount: read(EXP_TYPE.INT, HLL_OP.INTERSECT_COUNT),
  getSimilarity: read(EXP_TYPE.FLOAT, HLL_OP.SIMILARITY),
  describe: read(EXP_TYPE.LIST, HLL_OP.DESCRIBE),
  mayContain: read(EXP_TYPE.INT, HLL_OP.MAY_CONTAIN),
};
