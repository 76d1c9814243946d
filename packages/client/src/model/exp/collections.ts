// Calls of operations on lists and maps as entries: what `exp.lists` and `exp.maps` have in common.

import { CDT_CONTEXT_FAMILY, CDT_RETURN, CDT_RETURN_INVERTED } from '../../wire/codes/collections.ts';
import { EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { type CallContext, call, modifying } from './calls.ts';
import { type AerospikeExp, constant, int } from './entry.ts';

/** A type of values that a single result may have, or none where there may be several. */
const SEVERAL = EXP_TYPE.AUTO;

const TYPES: ReadonlySet<unknown> = new Set(Object.values(EXP_TYPE));
const { INDEX, REVERSE_INDEX, RANK, REVERSE_RANK, COUNT, KEY, VALUE, KEY_VALUE, EXISTS } = CDT_RETURN;
const { UNORDERED_MAP, ORDERED_MAP } = CDT_RETURN;

/**
 * The type of what a call yields.
 *
 * @param valueType - of the values in the collection, or AUTO
 * @throws TypeError if the two do not go together, as the vendor's client does
 */
function yielded(valueType: number, returnType: number, isSeveral: boolean): number {
  if (!TYPES.has(valueType)) throw new TypeError('invalid value for valueType parameter');
  const type = typeOf(valueType, returnType & ~CDT_RETURN_INVERTED, isSeveral);
  if (type === undefined) {
    throw new TypeError('either set the return type as auto or match with return object data type');
  }
  if (valueType === EXP_TYPE.AUTO || valueType === type) return type;
  throw new TypeError('either set the value type as auto or match with return object data type');
}

function typeOf(valueType: number, returnType: number, isSeveral: boolean): number | undefined {
  switch (returnType) {
    case INDEX:
    case REVERSE_INDEX:
    case RANK:
    case REVERSE_RANK:
      return isSeveral ? EXP_TYPE.LIST : EXP_TYPE.INT;
    case COUNT:
      return EXP_TYPE.INT;
    case KEY:
    case VALUE:
      return isSeveral ? EXP_TYPE.LIST : valueType;
    case EXISTS:
      return EXP_TYPE.BOOL;
    case KEY_VALUE:
    case UNORDERED_MAP:
    case ORDERED_MAP:
      return EXP_TYPE.MAP;
    default:
      return undefined;
  }
}

/** Arguments of a function behind the bin. */
type Rest = readonly (AerospikeExp | CallContext | number)[];

/** The arguments of a function in the order of the wire, which is theirs or the opposite. */
export type Order = 'as on the wire' | 'reversed';

function ordered(args: readonly AerospikeExp[], order: Order): readonly AerospikeExp[] {
  return order === 'reversed' ? args.toReversed() : args;
}

export function size(code: number) {
  return (bin: AerospikeExp, ctx: CallContext = null): AerospikeExp =>
    call(EXP_TYPE.INT, EXP_SYSTEM.CDT, code, 0, [], bin, { ctx });
}

/** A function that selects several elements by arguments, of which there are `count`. */
export function selectSeveral(code: number, count: number, order: Order = 'as on the wire') {
  return (bin: AerospikeExp, ...rest: Rest): AerospikeExp => {
    const args = rest.slice(0, count) as AerospikeExp[];
    const [returnType, ctx = null] = rest.slice(count) as [number, CallContext];
    const parameters = [int(returnType), ...ordered(args, order)];
    return call(yielded(SEVERAL, returnType, true), EXP_SYSTEM.CDT, code, count + 1, parameters, bin, { ctx });
  };
}

/** A function that selects one element by one argument. */
export function selectOne(code: number) {
  return (
    bin: AerospikeExp,
    by: AerospikeExp,
    valueType: number,
    returnType: number,
    ctx: CallContext = null,
  ): AerospikeExp => {
    const type = yielded(valueType, returnType, false);
    return call(type, EXP_SYSTEM.CDT, code, 2, [int(returnType), by], bin, { ctx });
  };
}

/**
 * A call that modifies.
 *
 * @param type - of the bin
 * @param count - how many parameters there will be on the wire
 */
export function modify(
  type: number,
  code: number,
  count: number,
  parameters: readonly AerospikeExp[],
  bin: AerospikeExp,
  ctx: CallContext = null,
): AerospikeExp {
  return call(outermost(ctx, type), modifying(EXP_SYSTEM.CDT), code, count, parameters, bin, { ctx });
}

/**
 * The type of the whole bin, which is what a change yields: a context begins there. The vendor's client looks at where
 * it ends.
 */
function outermost(ctx: CallContext, type: number): number {
  const first: unknown = ctx?.items?.[0];
  if (!Array.isArray(first)) return type;
  return ((first[0] as number) & CDT_CONTEXT_FAMILY.LIST) === 0 ? EXP_TYPE.MAP : EXP_TYPE.LIST;
}

/** What the policy of a change is among its entries, and how many parameters that makes. */
export interface PolicyKind {
  readonly op: number;
  readonly items: number;
}

/**
 * The call of a change that takes a policy behind its arguments.
 *
 * @param withoutPolicy - the entry that stands there if none is given
 */
export function policyCall(
  type: number,
  field: 'listPolicy' | 'mapPolicy',
  withoutPolicy: number,
  code: number,
  { op, items }: PolicyKind,
  args: readonly AerospikeExp[],
  bin: AerospikeExp,
  policy: object | null | undefined,
  ctx: CallContext,
): AerospikeExp {
  const entry = policy ? constant(op, field, policy) : constant(withoutPolicy, field, null);
  return modify(type, code, args.length + (policy ? items : 0), [...args, entry], bin, ctx);
}

/** A function that removes what arguments select, of which there are `count`. */
export function remove(type: number, code: number, count: number) {
  return (bin: AerospikeExp, ...rest: Rest): AerospikeExp => {
    const args = rest.slice(0, count) as AerospikeExp[];
    const [ctx, returnType = CDT_RETURN.NONE] = rest.slice(count) as [CallContext, number?];
    return modify(type, code, count + 1, [int(returnType), ...args.toReversed()], bin, ctx);
  };
}
