// The payload of an operation on a list, a map, bits, a HyperLogLog or text, or along a path, as its row in
// codes/functions.ts has it (docs/protocol/collections.md, "Payload"). The caller has checked the arguments.
//
//   payload := list of code · parameters  |  93 · ccff · context · list of code · parameters
//   path    := list of ccfe · context · flags · [ expression ]        expression operation := list of expression · flags

import type { BinValue } from '../model/bin-value.ts';
import { type CdtContext, listCreateFlag, mapCreateFlag } from '../model/operations/context.ts';
import { BITS_INT_FLAG, BITS_INVERT_SIZE } from './codes/bits.ts';
import { CDT_FORM, CDT_PATH, CDT_RETURN_INVERTED, LIST_ORDER, MAP_OP, MAP_ORDER } from './codes/collections.ts';
import { type Argument, type FunctionRow, NO_CODE } from './codes/functions.ts';
import { MSGPACK } from './codes/msgpack.ts';
import { STRING_END } from './codes/strings.ts';
import { type PackExpression, packContext } from './context.ts';
import { packBigInt, packBool, packInteger, packListHeader } from './msgpack/headers.ts';
import { packValue } from './msgpack/pack.ts';
import { UnsupportedValueError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/** An operation by the properties that its row names, and those that its methods set. */
export interface FunctionCall {
  readonly context?: CdtContext | null;
  readonly inverted?: boolean;
  readonly [name: string]: unknown;
}

interface Policy {
  readonly order?: number | null;
  readonly writeFlags?: number | null;
  readonly writeMode?: number | null;
}

/** Values of `writeMode` beside 0, which is any change. */
const WRITE_MODE = { UPDATE_ONLY: 1, CREATE_ONLY: 2 } as const;

/** @throws {@link UnsupportedValueError} for a value that has no bytes, with the argument that it stands in. */
export function packCall(w: Writer, row: FunctionRow, call: FunctionCall, packExpression: PackExpression): void {
  let name = 'context';
  try {
    const { context } = call;
    if (context !== undefined && context !== null) {
      packListHeader(w, 3);
      packInteger(w, CDT_FORM.CONTEXT);
      packContext(w, context.items, packExpression, createFlags(row, call));
    }
    const at = w.pos;
    w.u8(MSGPACK.FIXARRAY);
    let count = 0;
    if (row.code !== NO_CODE) {
      packInteger(w, codeOf(row, call));
      count++;
    }
    for (const parameter of row.parameters) {
      name = parameter.name;
      count += packParameter(w, parameter, call, packExpression);
    }
    // Of at most six elements, so that its head has one byte.
    w.patchU8(at, MSGPACK.FIXARRAY | count);
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(name) : error;
  }
}

/** Where a list or map is made inside another, the last step of the way to it says what it is. */
function createFlags({ parameters }: FunctionRow, call: FunctionCall): number {
  const kind = parameters[0]?.kind;
  if (kind === 'newList') return listCreateFlag(Number(call.order ?? 0), call.pad === true);
  return kind === 'newMap' ? mapCreateFlag(Number(call.order ?? 0)) : 0;
}

/** Without write flags the write mode of a map's policy chooses among three operations. */
function codeOf({ code, parameters }: FunctionRow, call: FunctionCall): number {
  // Not the operations on text that have the same codes.
  if (parameters.at(-1)?.kind !== 'mapPolicy') return code;
  const mode = writeModeOf(call.policy);
  if (mode === WRITE_MODE.CREATE_ONLY) return code === MAP_OP.PUT ? MAP_OP.ADD : MAP_OP.ADD_ITEMS;
  if (mode === WRITE_MODE.UPDATE_ONLY) return code === MAP_OP.PUT ? MAP_OP.REPLACE : MAP_OP.REPLACE_ITEMS;
  return code;
}

function writeModeOf(policy: unknown): number {
  const { writeFlags, writeMode } = (policy ?? {}) as Policy;
  return writeFlags === undefined || writeFlags === null ? (writeMode ?? 0) : 0;
}

function writeFlagsOf(policy: unknown): number {
  return (policy as Policy | null | undefined)?.writeFlags ?? 0;
}

/** Writes one parameter, and says how many elements of the list that took. */
function packParameter(
  w: Writer,
  { name, kind }: Argument,
  call: FunctionCall,
  packExpression: PackExpression,
): number {
  const value = call[name];
  const policy = value as Policy | null | undefined;
  switch (kind) {
    case 'value':
    case 'begin':
    case 'key':
    case 'keys':
    case 'list':
    case 'map':
    case 'bytes':
      packValue(w, value as BinValue);
      return 1;
    case 'integer':
      return packWhole(w, value ?? 0);
    case 'returnType':
      return packWhole(w, Number(value ?? 0) | (call.inverted === true ? CDT_RETURN_INVERTED : 0));
    case 'count':
      return value === undefined || value === null ? 0 : packWhole(w, value);
    case 'end':
      if (value === undefined || value === null) return 0;
      packValue(w, value as BinValue);
      return 1;
    case 'delta':
      packValue(w, (value ?? 1) as BinValue);
      return 1;
    case 'unsigned':
      packBigInt(w, BigInt.asUintN(64, BigInt(whole(value))));
      return 1;
    case 'boolean':
      packBool(w, value === true);
      return 1;
    case 'signed':
      return value === true ? packWhole(w, BITS_INT_FLAG.SIGNED) : 0;
    case 'listPolicy':
      return policy ? packWhole(w, policy.order ?? 0) + packWhole(w, policy.writeFlags ?? 0) : 0;
    case 'listFlags':
      return policy ? packWhole(w, policy.writeFlags ?? 0) : 0;
    case 'writeFlags':
      return packWhole(w, policy?.writeFlags ?? 0);
    case 'mapOrder':
      return packWhole(w, nestedOrder(policy?.order, call));
    case 'mapPolicy':
      if (writeModeOf(policy) === WRITE_MODE.UPDATE_ONLY) return 0;
      return packWhole(w, policy?.order ?? 0) + (policy?.writeFlags ? packWhole(w, policy.writeFlags) : 0);
    case 'newList':
    case 'newMap': {
      const kept = call.persistIndex === true ? LIST_ORDER.PERSIST_INDEX : 0;
      return packWhole(w, nestedOrder(Number(value ?? 0) | kept, call));
    }
    case 'overflow':
      return packWhole(w, Number(value ?? 0) | (call.sign === true ? BITS_INT_FLAG.SIGNED : 0));
    case 'path':
      packContext(w, (value as CdtContext).items, packExpression);
      return 1;
    case 'selection':
      return packWhole(w, Number(value) & ~CDT_PATH.APPLY);
    case 'change':
      return packWhole(w, Number(value) | CDT_PATH.APPLY);
    case 'expression':
      packExpression(w, value);
      return 1;
    case 'byteOffset': {
      const hasSize = call.size !== undefined && call.size !== null;
      return hasSize || (value !== undefined && value !== null) ? packWhole(w, value ?? 0) : 0;
    }
    case 'invertSize':
      return value === true && call.size !== undefined && call.size !== null ? packWhole(w, BITS_INVERT_SIZE) : 0;
    case 'text':
    case 'texts':
      packValue(w, value as BinValue);
      return 1;
    case 'optionalText':
      if (value === undefined || value === null) return 0;
      packValue(w, value as BinValue);
      return 1;
    case 'oneText':
    case 'pair':
      packListHeader(w, kind === 'pair' ? 2 : 1);
      packValue(w, value as BinValue);
      return 1;
    case 'paired':
      packValue(w, value as BinValue);
      return 0;
    case 'cutEnd':
      if (value !== undefined && value !== null) return packWhole(w, value);
      return writeFlagsOf(call.policy) === 0 ? 0 : packWhole(w, STRING_END);
    case 'cutFlags': {
      const flags = writeFlagsOf(value);
      const hasEnd = flags !== 0 || (call.end !== undefined && call.end !== null);
      return hasEnd ? packWhole(w, flags) : 0;
    }
    default:
      // Part of another.
      return 0;
  }
}

/** Only what a bin holds keeps an index: inside it the flag has no place. */
function nestedOrder(order: number | null | undefined, { context }: FunctionCall): number {
  const flags = order ?? 0;
  return context === undefined || context === null ? flags : flags & ~MAP_ORDER.PERSIST_INDEX;
}

function packWhole(w: Writer, value: unknown): 1 {
  const integer = whole(value);
  if (typeof integer === 'bigint') packBigInt(w, integer);
  else packInteger(w, integer);
  return 1;
}

/** An integer without the fraction that it was given with, as the vendor's client has it. */
function whole(value: unknown): number | bigint {
  if (typeof value === 'bigint') return value;
  const integer = Math.trunc(Number(value));
  return Number.isSafeInteger(integer) ? integer + 0 : BigInt(integer);
}
