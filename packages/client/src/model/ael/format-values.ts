// Calls on bytes and HyperLogLogs as methods with named arguments. What the language cannot say is undefined here.

import { BITS_INT_FLAG, BITS_OP } from '../../wire/codes/bits.ts';
import { EXP, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { HLL_OP } from '../../wire/codes/hll.ts';
import { type CallTree, integerOf, receiverText, type Show, typeOfTree } from './call-tree.ts';
import type { EntryTree } from './entry-tree.ts';

interface MethodRow {
  readonly name: string;
  /** Names of the arguments in the order of the wire; empty for one without. */
  readonly labels: readonly string[];
  /** What behind them must be 0: policy flags. */
  readonly flags: number;
  /** The last argument says whether the number has a sign. */
  readonly isSigned?: boolean;
}

const read = (name: string, ...labels: string[]): MethodRow => ({ name, labels, flags: 0 });
const change = (name: string, ...labels: string[]): MethodRow => ({ name, labels, flags: 1 });

const BITS: { readonly [code: number]: MethodRow } = {
  [BITS_OP.GET]: read('bitGet', 'offset', 'size'),
  [BITS_OP.COUNT]: read('bitCount', 'offset', 'size'),
  [BITS_OP.LSCAN]: read('bitLscan', 'offset', 'size', 'value'),
  [BITS_OP.RSCAN]: read('bitRscan', 'offset', 'size', 'value'),
  [BITS_OP.GET_INT]: { ...read('bitGetInt', 'offset', 'size'), isSigned: true },
  [BITS_OP.RESIZE]: { ...change('bitResize', 'byteSize'), flags: 2 },
  [BITS_OP.INSERT]: change('bitInsert', 'byteOffset', 'value'),
  [BITS_OP.REMOVE]: change('bitRemove', 'byteOffset', 'byteSize'),
  [BITS_OP.SET]: change('bitSet', 'offset', 'size', 'value'),
  [BITS_OP.OR]: change('bitOr', 'offset', 'size', 'value'),
  [BITS_OP.XOR]: change('bitXor', 'offset', 'size', 'value'),
  [BITS_OP.AND]: change('bitAnd', 'offset', 'size', 'value'),
  [BITS_OP.NOT]: change('bitNot', 'offset', 'size'),
  [BITS_OP.LSHIFT]: change('bitLshift', 'offset', 'size', 'shift'),
  [BITS_OP.RSHIFT]: change('bitRshift', 'offset', 'size', 'shift'),
  [BITS_OP.ADD]: { ...change('bitAdd', 'offset', 'size', 'value'), isSigned: true },
  [BITS_OP.SUBTRACT]: { ...change('bitSubtract', 'offset', 'size', 'value'), isSigned: true },
  [BITS_OP.SET_INT]: change('bitSetInt', 'offset', 'size', 'value'),
};

const HLL: { readonly [code: number]: MethodRow } = {
  [HLL_OP.COUNT]: read('hllCount'),
  [HLL_OP.DESCRIBE]: read('hllDescribe'),
  [HLL_OP.MAY_CONTAIN]: read('hllMayContain', ''),
  [HLL_OP.GET_UNION]: read('hllUnion', ''),
  [HLL_OP.UNION_COUNT]: read('hllUnionCount', ''),
  [HLL_OP.INTERSECT_COUNT]: read('hllIntersectCount', ''),
  [HLL_OP.SIMILARITY]: read('hllSimilarity', ''),
};

/** The text of a call on bytes or a HyperLogLog. */
export function valueText(show: Show, call: CallTree): string | undefined {
  // The language changes whole values only, and what is read from a path is none.
  if (call.isChange && isRead(call.value)) return undefined;
  if (call.system === EXP_SYSTEM.BITS) return bitsText(show, call);
  return call.code === HLL_OP.ADD && call.isChange ? addText(show, call) : hllText(show, call);
}

function isRead({ entry, args }: EntryTree): boolean {
  return entry.op === EXP.CALL && args[1]?.entry.intVal === EXP_SYSTEM.CDT;
}

function bitsText(show: Show, call: CallTree): string | undefined {
  const row = BITS[call.code];
  if (row === undefined) return undefined;
  const { name, labels, flags, isSigned = false } = row;
  const rest = call.args.slice(labels.length);
  const sign = isSigned ? integerOf(rest.pop()) : 0;
  if (rest.length !== flags || rest.some((flag) => integerOf(flag) !== 0)) return undefined;
  if (sign !== 0 && sign !== BITS_INT_FLAG.SIGNED) return undefined;
  const args = labels.map((label, i) => `${label}: ${show.text(call.args[i] as EntryTree)}`);
  if (sign !== 0) args.push('signed: true');
  return `${receiverText(show, call.value)}.${name}(${args.join(', ')})`;
}

/** Lists of HyperLogLogs have no words, as those have no constants. */
function hllText(show: Show, { code, args, value }: CallTree): string | undefined {
  const row = HLL[code];
  if (row === undefined || args.length !== row.labels.length) return undefined;
  const [argument] = args;
  if (argument !== undefined && code !== HLL_OP.MAY_CONTAIN && typeOfTree(argument) !== EXP_TYPE.HLL) return undefined;
  return `${receiverText(show, value)}.${row.name}(${argument === undefined ? '' : show.text(argument)})`;
}

function addText(show: Show, { args, value }: CallTree): string | undefined {
  const [list, indexBits, minHashBits, flags] = args;
  if (list === undefined || integerOf(flags) !== 0) return undefined;
  const bits = [
    ['indexBits', integerOf(indexBits)],
    ['minHashBits', integerOf(minHashBits)],
  ] as const;
  if (bits.some(([, count]) => count === undefined)) return undefined;
  const named = bits.flatMap(([name, count]) => (count === -1 ? [] : [`${name}: ${count}`]));
  return `${receiverText(show, value)}.hllAdd(${[show.text(list), ...named].join(', ')})`;
}
