// The functions, methods and metadata of the language, as rows: what they take, what they yield, and which function of
// `exp` makes them. Methods that end a path are in path-methods.ts.

import { EXP } from '../../wire/codes/expressions.ts';
import { bits } from '../exp/bits.ts';
import { core } from '../exp/core.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { hll } from '../exp/hll.ts';
import type { FunctionRow, Parameter } from './function-row.ts';
import { STRING_METHODS } from './string-functions.ts';
import { BLOB, BOOL, FLOAT, GEO, HLL, INT, LIST, NUMBER, STRING } from './types.ts';

const unnamed = (set: number): Parameter => ({ set });
const named = (name: string, set: number): Parameter => ({ name, set });
const option = (name: string, set: number): Parameter => ({ name, set, isOptional: true });
const NONE: AerospikeExp = [];

type Make = (...args: AerospikeExp[]) => AerospikeExp;

/** A function of the language; a receiver it has none. */
const plain = (params: readonly Parameter[], result: number | undefined, make: Make): FunctionRow => ({
  params,
  result,
  make: (_, ...args: AerospikeExp[]) => make(...args),
});

const open = (set: number, result: number | undefined, code: number): FunctionRow => ({
  params: [unnamed(set)],
  result,
  open: code,
  make: () => NONE,
});

const BASE = named('base', FLOAT);

export const FUNCTIONS: { readonly [name: string]: FunctionRow } = {
  abs: plain([unnamed(NUMBER)], undefined, core.abs),
  ceil: plain([unnamed(FLOAT)], FLOAT, core.ceil),
  floor: plain([unnamed(FLOAT)], FLOAT, core.floor),
  log: plain([named('value', FLOAT), BASE], FLOAT, core.log as Make),
  pow: plain([BASE, named('exponent', FLOAT)], FLOAT, core.pow as Make),
  min: open(NUMBER, undefined, EXP.MIN),
  max: open(NUMBER, undefined, EXP.MAX),
  countOneBits: plain([unnamed(INT)], INT, core.intCount),
  findBitLeft: plain([named('x', INT), named('value', BOOL)], INT, core.intLscan),
  findBitRight: plain([named('x', INT), named('value', BOOL)], INT, core.intRscan),
  geoCompare: plain([unnamed(GEO), unnamed(GEO)], BOOL, core.cmpGeo as Make),
  exclusive: open(BOOL, BOOL, EXP.EXCLUSIVE),
};

export const METADATA: { readonly [name: string]: FunctionRow } = {
  ttl: plain([], INT, core.ttl),
  voidTime: plain([], INT, core.voidTime),
  lastUpdateTime: plain([], INT, core.lastUpdate),
  timeSinceLastUpdate: plain([], INT, core.sinceUpdate),
  setName: plain([], STRING, core.setName),
  keyExists: plain([], BOOL, core.keyExist),
  isTombstone: plain([], BOOL, core.isTombstone),
  recordSize: plain([], INT, core.recordSize),
  deviceSize: plain([], INT, core.deviceSize),
  memorySize: plain([], INT, core.memorySize),
  digestModulo: {
    params: [{ set: INT, isConstant: true }],
    result: INT,
    make: (_, modulus: number) => core.digestModulo(modulus),
  },
  key: plain([], INT | STRING | BLOB, () => NONE),
};

const OFFSET = named('offset', INT);
const SIZE = named('size', INT);
const SHIFT = named('shift', INT);
const BYTES = named('value', BLOB);
const NUMBER_VALUE = named('value', INT);
const SIGNED: Parameter = { name: 'signed', set: BOOL, isOptional: true, isConstant: true };

type Exp = AerospikeExp;

const onBits = (
  params: readonly Parameter[],
  result: number,
  make: (bin: Exp, ...args: Exp[]) => Exp,
): FunctionRow => ({ receiver: BLOB, params, result, make });

const changeOfBits = (params: readonly Parameter[], make: (bin: Exp, ...args: Exp[]) => Exp): FunctionRow => ({
  ...onBits(params, BLOB, make),
  isChange: true,
});

type Change = (bin: Exp, value: Exp, size: Exp, offset: Exp) => Exp;

const change = (make: Change, value: Parameter): FunctionRow =>
  changeOfBits([OFFSET, SIZE, value], (bin, offset, size, by) => make(bin, by as Exp, size as Exp, offset as Exp));

type Sum = (bin: Exp, action: number, value: Exp, size: Exp, offset: Exp) => Exp;

const sum = (make: Sum): FunctionRow => ({
  receiver: BLOB,
  params: [OFFSET, SIZE, NUMBER_VALUE, SIGNED],
  result: BLOB,
  isChange: true,
  make: (bin, offset: Exp, size: Exp, value: Exp, isSigned?: boolean) =>
    make(bin, isSigned === true ? 1 : 0, value, size, offset),
});

const onHLL = (params: readonly Parameter[], result: number, make: (bin: Exp, ...args: Exp[]) => Exp): FunctionRow => ({
  receiver: HLL,
  params,
  result,
  make,
});

/** Methods on values. */
export const METHODS: { readonly [name: string]: FunctionRow } = {
  bitGet: onBits([OFFSET, SIZE], BLOB, (bin, offset, size) => bits.get(bin, size as Exp, offset as Exp)),
  bitCount: onBits([OFFSET, SIZE], INT, (bin, offset, size) => bits.count(bin, size as Exp, offset as Exp)),
  bitLscan: onBits([OFFSET, SIZE, named('value', BOOL)], INT, (bin, offset, size, value) =>
    bits.lScan(bin, value as Exp, size as Exp, offset as Exp),
  ),
  bitRscan: onBits([OFFSET, SIZE, named('value', BOOL)], INT, (bin, offset, size, value) =>
    bits.rScan(bin, value as Exp, size as Exp, offset as Exp),
  ),
  // Without `signed` the vendor's language sends two parameters; a third of 0 says the same.
  bitGetInt: {
    receiver: BLOB,
    params: [OFFSET, SIZE, SIGNED],
    result: INT,
    make: (bin, offset: Exp, size: Exp, isSigned?: boolean) => bits.getInt(bin, isSigned === true, size, offset),
  },
  bitSet: change(bits.set, BYTES),
  bitOr: change(bits.or, BYTES),
  bitXor: change(bits.xor, BYTES),
  bitAnd: change(bits.and, BYTES),
  bitNot: changeOfBits([OFFSET, SIZE], (bin, offset, size) => bits.not(bin, size as Exp, offset as Exp)),
  bitLshift: change(bits.lShift, SHIFT),
  bitRshift: change(bits.rShift, SHIFT),
  bitAdd: sum(bits.add as Sum),
  bitSubtract: sum(bits.subtract as Sum),
  bitSetInt: change(bits.setInt, NUMBER_VALUE),
  bitResize: changeOfBits([named('byteSize', INT)], (bin, size) => bits.reSize(bin, 0 as never, size as Exp)),
  bitInsert: changeOfBits([named('byteOffset', INT), BYTES], (bin, offset, value) =>
    bits.insert(bin, value as Exp, offset as Exp),
  ),
  bitRemove: changeOfBits([named('byteOffset', INT), named('byteSize', INT)], (bin, offset, size) =>
    bits.remove(bin, size as Exp, offset as Exp),
  ),
  hllCount: onHLL([], INT, hll.getCount),
  hllDescribe: onHLL([], LIST, hll.describe),
  hllMayContain: onHLL([unnamed(LIST)], INT, hll.mayContain as never),
  hllUnion: onHLL([unnamed(HLL)], HLL, hll.getUnion as never),
  hllUnionCount: onHLL([unnamed(HLL)], INT, hll.getUnionCount as never),
  hllIntersectCount: onHLL([unnamed(HLL)], INT, hll.getIntersectCount as never),
  hllSimilarity: onHLL([unnamed(HLL)], FLOAT, hll.getSimilarity as never),
  hllAdd: {
    receiver: HLL,
    params: [
      unnamed(LIST),
      { ...option('indexBits', INT), isConstant: true },
      { ...option('minHashBits', INT), isConstant: true },
    ],
    result: HLL,
    isChange: true,
    make: (bin, list: Exp, indexBits = -1, minHashBits = -1) => hll.addMH(bin, minHashBits, indexBits, list),
  },
  hllInit: {
    receiver: HLL,
    params: [
      { ...named('indexBits', INT), isConstant: true },
      { ...option('minHashBits', INT), isConstant: true },
    ],
    result: HLL,
    isChange: true,
    make: (bin, indexBits: number, minHashBits?: number) =>
      minHashBits === undefined ? hll.init(bin, indexBits) : hll.initMH(bin, minHashBits, indexBits),
  },
  // What they become hangs on the type of the value: generate.ts knows.
  toInt: { receiver: NUMBER | STRING, params: [], result: INT, make: (value) => value },
  toFloat: { receiver: NUMBER | STRING, params: [], result: FLOAT, make: (value) => value },
  ...STRING_METHODS,
};

/** The row of a name, never a property that every object has. */
export function rowOf<T>(rows: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}

/** What someone may have meant: the name that differs least, if it differs little. */
export function suggestion(name: string, names: Iterable<string>): string {
  if (name.length > 40) return '';
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(name.length / 3) + 1);
  for (const other of names) {
    const distance = distanceOf(name.toLowerCase(), other.toLowerCase());
    if (distance < least) [best, least] = [other, distance];
  }
  return best === undefined ? '' : ` -- did you mean '${best}'?`;
}

function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
