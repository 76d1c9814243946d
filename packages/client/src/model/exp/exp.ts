// `exp`, as programs see it: its constants, and its functions, which are loaded when one is first called. The functions
// themselves are in core.ts, paths.ts, lists.ts, maps.ts, bits.ts, hll.ts and strings.ts beside this file.

import { CDT_PATH } from '../../wire/codes/collections.ts';
import { EXP_FLAG, EXP_LOOPVAR, EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { AelFunction } from '../ael/ael-function.ts';
import { constants } from '../constants.ts';
import type { BitExpressions } from './bit-expressions.ts';
import type * as types from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';
import type { CoreExpressions } from './expressions.ts';
import type { HLLExpressions } from './hll-expressions.ts';
import type { ListExpressions } from './list-expressions.ts';
import type { MapExpressions } from './map-expressions.ts';
import type * as model from './operations.ts';
import type { PathExpressions } from './path-expressions.ts';
import type { StringExpressions } from './string-expressions.ts';

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

type Constants = typeof expConstants;
type Functions = CoreExpressions & PathExpressions;

/** The type of `exp`. */
export interface Expressions extends Constants, CoreExpressions, PathExpressions {
  readonly lists: ListExpressions;
  readonly maps: MapExpressions;
  readonly bit: BitExpressions;
  readonly hll: HLLExpressions;
  readonly string: StringExpressions;
  readonly operations: model.ExpOperations;
  readonly ael: AelFunction;
  /**
   * An expression as text, for logs: in AEL where the language has words for it, `exp.name(…)` for the rest. Bins are
   * written with the type that they are read as. Never throws; the text of what `exp.ael` made means the same again.
   */
  readonly toText: (expression: AerospikeExp | string) => string;
}

const FUNCTIONS = [
  ...['bool', 'int', 'uint', 'float', 'str', 'bytes', 'geo', 'list', 'map', 'nil', 'inf', 'wildcard', 'unknown'],
  ...['keyInt', 'keyStr', 'keyBlob', 'keyExist', 'binBool', 'binInt', 'binFloat', 'binStr', 'binBlob', 'binGeo'],
  ...['binList', 'binMap', 'binHll', 'binType', 'binExists', 'setName', 'deviceSize', 'lastUpdate', 'sinceUpdate'],
  ...['voidTime', 'ttl', 'isTombstone', 'memorySize', 'recordSize', 'digestModulo', 'eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  ...['inList', 'mapKeys', 'mapValues', 'cmpRegex', 'cmpGeo', 'not', 'and', 'or', 'exclusive', 'add', 'sub', 'mul'],
  ...['div', 'pow', 'log', 'mod', 'abs', 'floor', 'ceil', 'toInt', 'toFloat', 'intAnd', 'intOr', 'intXor', 'intNot'],
  ...['intLshift', 'intRshift', 'intArshift', 'intCount', 'intLscan', 'intRscan', 'min', 'max', 'cond', 'let', 'def'],
  ...['var', '_var', 'loopVarFloat', 'loopVarInt', 'loopVarList', 'loopVarMap', 'loopVarStr', 'loopVarBlob'],
  ...['loopVarBool', 'loopVarNil', 'loopVarGeoJSON', 'loopVarHLL', 'removeResult', 'resultRemove'],
  ...['selectByPath', 'modifyByPath'],
] as readonly (keyof Functions)[];

type Loaded = { readonly [name in keyof Functions]: (...args: unknown[]) => AerospikeExp };

let loaded: Loaded | undefined;

function load(): Loaded {
  const { core } = require('./core.js') as typeof import('./core.ts');
  const { paths } = require('./paths.js') as typeof import('./paths.ts');
  loaded = { ...core, ...paths } as unknown as Loaded;
  return loaded;
}

function compiler(): typeof import('../ael/compile.ts') {
  return require('../ael/compile.js');
}

const functions = Object.fromEntries(
  FUNCTIONS.map((name) => [name, (...args: unknown[]) => (loaded ?? load())[name](...args)]),
) as unknown as Functions;

/**
 * Expressions: conditions and values that the server computes from a record. They filter commands, as `filterExpression`
 * of their policies, are read or written by `client.operate`, and are indexed.
 *
 * Each function returns an array of plain entries, which is not looked at before a command is sent with it.
 *
 * @example
 * import { connect, exp, Key, status } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'expressions');
 * await client.put(key, { stock: 3, price: 9.5 });
 * try {
 *   await client.remove(key, { filterExpression: exp.eq(exp.binInt('stock'), exp.int(0)) });
 * } catch (error) {
 *   console.log(error.code === status.FILTERED_OUT); // true
 * }
 * const value = exp.mul(exp.toFloat(exp.binInt('stock')), exp.binFloat('price'));
 * const { bins } = await client.operate(key, [exp.operations.read('value', value)]);
 * console.log(bins.value); // 28.5
 * client.close();
 */
export const exp: Expressions = {
  ...expConstants,
  ...functions,
  ael: Object.assign((text: unknown, ...values: unknown[]): AerospikeExp => compiler().compile(text, values), {
    onServer: (text: unknown): AerospikeExp => compiler().forServer(text),
  }),
  toText: (expression) =>
    (require('../ael/format/format.js') as typeof import('../ael/format/format.ts')).format(expression),
  get lists() {
    return (require('./lists.js') as typeof import('./lists.ts')).lists;
  },
  get maps() {
    return (require('./maps.js') as typeof import('./maps.ts')).maps;
  },
  get bit() {
    return (require('./bits.js') as typeof import('./bits.ts')).bits;
  },
  get hll() {
    return (require('./hll.js') as typeof import('./hll.ts')).hll;
  },
  get string() {
    return (require('./strings.js') as typeof import('./strings.ts')).string;
  },
  get operations() {
    return (require('./operations.js') as typeof import('./operations.ts')).operations;
  },
};

export declare namespace exp {
  type expReadFlags = types.ExpReadFlags;
  type expWriteFlags = types.ExpWriteFlags;
  type pathSelectFlags = types.PathSelectFlags;
  type pathModifyFlags = types.PathModifyFlags;
  type loopVarPart = types.LoopVarPart;
  type type = types.ExpType;
  type _valueExp<T> = (value: T) => AerospikeExp;
  type _keyTypeExp = () => AerospikeExp;
  type _binTypeExp = (binName: string) => AerospikeExp;
  type _metaExp = () => AerospikeExp;
  type _nilExp = () => AerospikeExp;
  type _infExp = () => AerospikeExp;
  type _wildcardExp = () => AerospikeExp;
  type _unknownExp = () => AerospikeExp;
  type _cmpExp = (left: AerospikeExp, right: AerospikeExp) => AerospikeExp;
  type _VAExp = (...expr: AerospikeExp[]) => AerospikeExp;
  type _shiftExp = (expr: AerospikeExp, shift: AerospikeExp) => AerospikeExp;
  type _logExp = (num: AerospikeExp, base: AerospikeExp) => AerospikeExp;
  type _powExp = (base: AerospikeExp, exponent: AerospikeExp) => AerospikeExp;
  namespace operations {
    type ExpOperations = number;
    type ExpOperation = model.ExpOperation;
  }
}
