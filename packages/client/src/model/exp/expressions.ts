// What the functions of `exp` itself mean: types only. Their table is shapes.ts and core.ts; the rules of the server are in
// docs/protocol/expressions.md.
//
// An expression has a type: boolean, integer, float, text, bytes, list, map, GeoJSON, HyperLogLog, nil. It may also be
// unknown, as a bin is that the record lacks or has with another type. Most operations on something unknown are unknown.

import type { AerospikeBinValue } from '../bin-value.ts';
import type { Double } from '../double.ts';
import type { GeoJSON } from '../geojson.ts';
import type { LoopVarPart } from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';

/** Values that are always the same. */
export interface ConstantExpressions {
  /** A boolean. */
  bool(value: boolean): AerospikeExp;
  /** A signed integer of 64 bits; a fraction is cut off. */
  int(value: number | bigint): AerospikeExp;
  /** An integer that is not negative. */
  uint(value: number | bigint): AerospikeExp;
  /** A float of 64 bits, also where the number has no fraction. */
  float(value: number | Double): AerospikeExp;
  /** Text. */
  str(value: string): AerospikeExp;
  /** Bytes. The size is accepted for compatibility: all bytes count. */
  bytes(value: string[] | Buffer | Uint8Array, size?: number): AerospikeExp;
  /** A point or a region. */
  geo(value: GeoJSON): AerospikeExp;
  /** A list. */
  list(value: readonly AerospikeBinValue[]): AerospikeExp;
  /** A map, in the order of its keys. */
  map(value: { [name: string]: AerospikeBinValue } | ReadonlyMap<unknown, unknown>): AerospikeExp;
  /** Nil: smaller than every value, so the open begin of a range; and as the bin of a modifying call, no bin yet. */
  nil(): AerospikeExp;
  /** Greater than every value: the open end of a range. Stands in parameters only. */
  inf(): AerospikeExp;
  /** Matches whatever stands in its place and behind it in a list. Stands in parameters only. */
  wildcard(): AerospikeExp;
  /** Unknown, of any type: makes an operation fail on purpose, as the last value of `cond`. */
  unknown(): AerospikeExp;
}

/** The key and the bins of the record. */
export interface RecordExpressions {
  /** The user key, an integer. Unknown unless it was stored with `policy.key.SEND`. */
  keyInt(): AerospikeExp;
  /** The user key, text. Unknown unless it was stored with `policy.key.SEND`. */
  keyStr(): AerospikeExp;
  /** The user key, bytes. Unknown unless it was stored with `policy.key.SEND`. */
  keyBlob(): AerospikeExp;
  /** Whether the user key is stored: a boolean. */
  keyExist(): AerospikeExp;
  /** A bin that holds a boolean. */
  binBool(binName: string): AerospikeExp;
  /** A bin that holds an integer. */
  binInt(binName: string): AerospikeExp;
  /** A bin that holds a float. */
  binFloat(binName: string): AerospikeExp;
  /** A bin that holds text. */
  binStr(binName: string): AerospikeExp;
  /** A bin that holds bytes. */
  binBlob(binName: string): AerospikeExp;
  /** A bin that holds GeoJSON. */
  binGeo(binName: string): AerospikeExp;
  /** A bin that holds a list. */
  binList(binName: string): AerospikeExp;
  /** A bin that holds a map. */
  binMap(binName: string): AerospikeExp;
  /** A bin that holds a HyperLogLog. */
  binHll(binName: string): AerospikeExp;
  /**
   * The type of a bin, never unknown: 0 if there is none, 1 integer, 2 float, 3 text, 4 bytes, 17 boolean,
   * 18 HyperLogLog, 19 map, 20 list, 23 GeoJSON.
   */
  binType(binName: string): AerospikeExp;
  /** Whether the record has a bin, of whatever type. */
  binExists(binName: string): AerospikeExp;
}

/** What the server knows of the record without reading it. A filter of these alone spares the read. */
export interface MetadataExpressions {
  /** The name of the set, empty for records in none. */
  setName(): AerospikeExp;
  /** Bytes on the device; 0 in memory. @deprecated `recordSize` replaces it. */
  deviceSize(): AerospikeExp;
  /** When the record was last written, in ns since 1970. */
  lastUpdate(): AerospikeExp;
  /** How long ago the record was last written, in ms. */
  sinceUpdate(): AerospikeExp;
  /** When the record expires, in ns since 1970; -1 for never. */
  voidTime(): AerospikeExp;
  /** In how many seconds the record expires; -1 for never. */
  ttl(): AerospikeExp;
  /** Whether the record was deleted durably and is a tombstone: of use in XDR filters. */
  isTombstone(): AerospikeExp;
  /** Bytes in memory. @deprecated `recordSize` replaces it. */
  memorySize(): AerospikeExp;
  /** Bytes of the record. */
  recordSize(): AerospikeExp;
  /** The digest modulo a number that is not 0, given as such or as `exp.int`: picks a share of all records. */
  digestModulo(modulus: number | AerospikeExp): AerospikeExp;
  digestModulo(...modulus: AerospikeExp[]): AerospikeExp;
}

/** Comparisons of two values of one type; integers and floats do not compare. */
export interface ComparisonExpressions {
  /** Whether two values are equal. */
  eq(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether two values differ. */
  ne(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether the left value is greater. */
  gt(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether the left value is greater or equal. */
  ge(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether the left value is less. */
  lt(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether the left value is less or equal. */
  le(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  /** Whether a list has a value. Servers from 8.1.2 on. */
  inList(value: AerospikeExp, list: AerospikeExp): AerospikeExp;
  /** Whether a POSIX regular expression matches somewhere in a text. `options` is a sum of values of `regex`. */
  cmpRegex(options: number, regex: string, cmpStr: AerospikeExp): AerospikeExp;
  /** Whether a point lies within a region; in either order. */
  cmpGeo(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
}

/** Logic with three values: `and` is false as soon as one argument is, whatever is unknown; `or` is true likewise. */
export interface LogicExpressions {
  /** The opposite of a boolean. */
  not(expr: AerospikeExp): AerospikeExp;
  /** Whether all of at least two booleans are true. */
  and(...expr: AerospikeExp[]): AerospikeExp;
  /** Whether at least one of at least two booleans is true. */
  or(...expr: AerospikeExp[]): AerospikeExp;
  /** Whether exactly one of at least two booleans is true. */
  exclusive(...expr: AerospikeExp[]): AerospikeExp;
  /** The value behind the first condition that is true: `cond(test1, value1, test2, value2, …, otherwise)`. */
  cond(...expr: AerospikeExp[]): AerospikeExp;
}

/** Arithmetic. Several arguments of one operation are all integers or all floats. */
export interface ArithmeticExpressions {
  /** The sum; integers wrap around. */
  add(...expr: AerospikeExp[]): AerospikeExp;
  /** The first less the others; of one argument, its opposite. */
  sub(...expr: AerospikeExp[]): AerospikeExp;
  /** The product; integers wrap around. */
  mul(...expr: AerospikeExp[]): AerospikeExp;
  /** The first divided by the others; of one argument, 1 divided by it. Integers: without a fraction, unknown by 0. */
  div(...expr: AerospikeExp[]): AerospikeExp;
  /** A float raised to a float. */
  pow(base: AerospikeExp, exponent: AerospikeExp): AerospikeExp;
  /** The logarithm of a float to the base of a float. */
  log(num: AerospikeExp, base: AerospikeExp): AerospikeExp;
  /** The remainder of an integer divided by another, with the sign of the first; unknown by 0. */
  mod(...expr: AerospikeExp[]): AerospikeExp;
  /** The value without its sign. */
  abs(...expr: AerospikeExp[]): AerospikeExp;
  /** A float rounded down, still a float. */
  floor(...expr: AerospikeExp[]): AerospikeExp;
  /** A float rounded up, still a float. */
  ceil(...expr: AerospikeExp[]): AerospikeExp;
  /** A float as an integer, without its fraction. */
  toInt(...expr: AerospikeExp[]): AerospikeExp;
  /** An integer as a float. */
  toFloat(...expr: AerospikeExp[]): AerospikeExp;
  /** The smallest. */
  min(...expr: AerospikeExp[]): AerospikeExp;
  /** The greatest. */
  max(...expr: AerospikeExp[]): AerospikeExp;
}

/** The 64 bits of integers. */
export interface IntegerBitExpressions {
  /** The bits that all of at least two integers have. */
  intAnd(...expr: AerospikeExp[]): AerospikeExp;
  /** The bits that at least one of at least two integers has. */
  intOr(...expr: AerospikeExp[]): AerospikeExp;
  /** The bits that an odd number of at least two integers have. */
  intXor(...expr: AerospikeExp[]): AerospikeExp;
  /** All bits the other way round. */
  intNot(...expr: AerospikeExp[]): AerospikeExp;
  /** The bits moved to the left; by 0 to 63, more counts modulo 64. */
  intLshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  /** The bits moved to the right, zeros following. */
  intRshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  /** The bits moved to the right, the sign following. */
  intArshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  /** How many bits are set. */
  intCount(...expr: AerospikeExp[]): AerospikeExp;
  /** Where the first bit with the value of a boolean is, from the left: 0 to 63, -1 if there is none. */
  intLscan(...expr: AerospikeExp[]): AerospikeExp;
  /** Where the last bit with the value of a boolean is, counted from the left: 0 to 63, -1 if there is none. */
  intRscan(...expr: AerospikeExp[]): AerospikeExp;
}

/** Variables. */
export interface VariableExpressions {
  /** Variables, and an expression that uses them: `let(def('x', …), def('y', …), …)`. */
  let(...expr: AerospikeExp[]): AerospikeExp;
  /** A variable of `let`: letters, digits and underscores. Later ones may use it. */
  def(varName: string, expr: AerospikeExp): AerospikeExp;
  /** The value of a variable. */
  var(varName: string): AerospikeExp;
  /** The value of a variable. */
  _var(varName: string): AerospikeExp;
  /** The element that a path looks at, or its key or index, a float. Servers from 8.1.1 on. */
  loopVarFloat(varId: LoopVarPart): AerospikeExp;
  /** The same, an integer. */
  loopVarInt(varId: LoopVarPart): AerospikeExp;
  /** The same, a list. */
  loopVarList(varId: LoopVarPart): AerospikeExp;
  /** The same, a map. */
  loopVarMap(varId: LoopVarPart): AerospikeExp;
  /** The same, text. */
  loopVarStr(varId: LoopVarPart): AerospikeExp;
  /** The same, bytes. */
  loopVarBlob(varId: LoopVarPart): AerospikeExp;
  /** The same, a boolean. */
  loopVarBool(varId: LoopVarPart): AerospikeExp;
  /** The same, nil. */
  loopVarNil(varId: LoopVarPart): AerospikeExp;
  /** The same, GeoJSON. */
  loopVarGeoJSON(varId: LoopVarPart): AerospikeExp;
  /** The same, a HyperLogLog. */
  loopVarHLL(varId: LoopVarPart): AerospikeExp;
}

/** Lists of the parts of maps, and the end of an element. */
export interface CollectionExpressions {
  /** The keys of a map, a list. Servers from 8.1.2 on. */
  mapKeys(map: AerospikeExp): AerospikeExp;
  /** The values of a map, a list. Servers from 8.1.2 on. */
  mapValues(map: AerospikeExp): AerospikeExp;
  /** As the result of a change by path: the element is removed. Servers from 8.1.1 on. */
  removeResult(): AerospikeExp;
  /** The same as `removeResult`. */
  resultRemove(): AerospikeExp;
}

/** The functions of `exp` itself. */
export interface CoreExpressions
  extends ConstantExpressions,
    RecordExpressions,
    MetadataExpressions,
    ComparisonExpressions,
    LogicExpressions,
    ArithmeticExpressions,
    IntegerBitExpressions,
    VariableExpressions,
    CollectionExpressions {}
