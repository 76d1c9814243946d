// The operations of expressions under the names of their public functions: code, and how many arguments each has. The
// functions, the encoder and its messages, and whatever walks an expression follow from this table.
// To add an operation whose arguments are all expressions, add its row here and its docstring in expressions.ts.

import { BUILD_7_0, BUILD_8_1_1, BUILD_8_1_2, BUILD_8_2, type Build } from '../../wire/codes/builds.ts';
import { EXP, EXP_ENTRY } from '../../wire/codes/expressions.ts';

export interface ExpShape {
  readonly code: number;
  /** How many arguments, or that the operation is open: it has as many as there are. */
  readonly args: number | 'open';
  /** The first servers that know it; undefined where all do. */
  readonly since?: Build;
}

/** Operations whose arguments are all expressions. */
export const PLAIN_SHAPES = {
  unknown: { code: EXP.UNKNOWN, args: 0 },
  eq: { code: EXP.EQ, args: 2 },
  ne: { code: EXP.NE, args: 2 },
  gt: { code: EXP.GT, args: 2 },
  ge: { code: EXP.GE, args: 2 },
  lt: { code: EXP.LT, args: 2 },
  le: { code: EXP.LE, args: 2 },
  cmpGeo: { code: EXP.CMP_GEO, args: 2 },
  inList: { code: EXP.IN_LIST, args: 2, since: BUILD_8_1_2 },
  and: { code: EXP.AND, args: 'open' },
  or: { code: EXP.OR, args: 'open' },
  not: { code: EXP.NOT, args: 1 },
  exclusive: { code: EXP.EXCLUSIVE, args: 'open' },
  add: { code: EXP.ADD, args: 'open' },
  sub: { code: EXP.SUB, args: 'open' },
  mul: { code: EXP.MUL, args: 'open' },
  div: { code: EXP.DIV, args: 'open' },
  pow: { code: EXP.POW, args: 2 },
  log: { code: EXP.LOG, args: 2 },
  mod: { code: EXP.MOD, args: 2 },
  abs: { code: EXP.ABS, args: 1 },
  floor: { code: EXP.FLOOR, args: 1 },
  ceil: { code: EXP.CEIL, args: 1 },
  toInt: { code: EXP.TO_INT, args: 1 },
  toFloat: { code: EXP.TO_FLOAT, args: 1 },
  intAnd: { code: EXP.INT_AND, args: 'open' },
  intOr: { code: EXP.INT_OR, args: 'open' },
  intXor: { code: EXP.INT_XOR, args: 'open' },
  intNot: { code: EXP.INT_NOT, args: 1 },
  intLshift: { code: EXP.INT_LSHIFT, args: 2 },
  intRshift: { code: EXP.INT_RSHIFT, args: 2 },
  intArshift: { code: EXP.INT_ARSHIFT, args: 2 },
  intCount: { code: EXP.INT_COUNT, args: 1 },
  intLscan: { code: EXP.INT_LSCAN, args: 2 },
  intRscan: { code: EXP.INT_RSCAN, args: 2 },
  min: { code: EXP.MIN, args: 'open' },
  max: { code: EXP.MAX, args: 'open' },
  deviceSize: { code: EXP.DEVICE_SIZE, args: 0 },
  lastUpdate: { code: EXP.LAST_UPDATE, args: 0 },
  sinceUpdate: { code: EXP.SINCE_UPDATE, args: 0 },
  voidTime: { code: EXP.VOID_TIME, args: 0 },
  ttl: { code: EXP.TTL, args: 0 },
  setName: { code: EXP.SET_NAME, args: 0 },
  keyExist: { code: EXP.KEY_EXIST, args: 0 },
  isTombstone: { code: EXP.IS_TOMBSTONE, args: 0 },
  memorySize: { code: EXP.MEMORY_SIZE, args: 0 },
  recordSize: { code: EXP.RECORD_SIZE, args: 0, since: BUILD_7_0 },
  mapKeys: { code: EXP.MAP_KEYS, args: 1, since: BUILD_8_1_2 },
  mapValues: { code: EXP.MAP_VALUES, args: 1, since: BUILD_8_1_2 },
  removeResult: { code: EXP.REMOVE_RESULT, args: 0, since: BUILD_8_1_1 },
  cond: { code: EXP.COND, args: 'open' },
  let: { code: EXP.LET, args: 'open' },
} as const satisfies { readonly [name: string]: ExpShape };

/** Operations with arguments that are names, types or payloads. */
const OTHER_SHAPES = {
  cmpRegex: { code: EXP.CMP_REGEX, args: 3 },
  digestModulo: { code: EXP.DIGEST_MODULO, args: 1 },
  key: { code: EXP.KEY, args: 1 },
  bin: { code: EXP.BIN, args: 2 },
  binType: { code: EXP.BIN_TYPE, args: 1 },
  loopVar: { code: EXP.LOOPVAR, args: 2, since: BUILD_8_1_1 },
  var: { code: EXP.VAR, args: 1 },
  'string.toString': { code: EXP.TO_STRING, args: 1, since: BUILD_8_2 },
  'ael.onServer': { code: EXP_ENTRY.AEL_TEXT, args: 0, since: BUILD_8_2 },
  call: { code: EXP.CALL, args: 4 },
} as const satisfies { readonly [name: string]: ExpShape };

/** An operation, and what messages call it. */
export interface NamedShape extends ExpShape {
  readonly name: string;
}

const byCode: (NamedShape | undefined)[] = [];
for (const [name, shape] of Object.entries({ ...PLAIN_SHAPES, ...OTHER_SHAPES }))
  byCode[shape.code] = { name, ...shape };

/** The operation of a code; undefined for one that does not exist. */
export function shapeOf(code: number): NamedShape | undefined {
  return byCode[code];
}
