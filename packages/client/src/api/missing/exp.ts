// Expressions: their constants and types. The functions are not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { GeoJSON } from '../../model/geojson.ts';
import type { CdtContext } from '../../model/operations/context.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type * as constants from './constants.ts';
import type { BitExpressions } from './exp-bits.ts';
import type { HLLExpressions } from './exp-hll.ts';
import type { ListExpressions } from './exp-lists.ts';
import type { MapExpressions } from './exp-maps.ts';
import type { ExpOperations } from './exp-operations.ts';

type Constants = typeof constants.expConstants;

/** The type of `exp`. */
export interface Expressions extends Constants {
  readonly lists: ListExpressions;
  readonly maps: MapExpressions;
  readonly bit: BitExpressions;
  readonly hll: HLLExpressions;
  readonly operations: ExpOperations;
  bool(value: boolean): AerospikeExp;
  int(value: number): AerospikeExp;
  uint(value: number): AerospikeExp;
  float(value: number): AerospikeExp;
  str(value: string): AerospikeExp;
  bytes(value: string[] | Buffer, size?: number): AerospikeExp;
  geo(value: GeoJSON): AerospikeExp;
  list(value: readonly AerospikeBinValue[]): AerospikeExp;
  map(value: { [name: string]: AerospikeBinValue }): AerospikeExp;
  nil(): AerospikeExp;
  inf(): AerospikeExp;
  wildcard(): AerospikeExp;
  unknown(): AerospikeExp;
  keyInt(): AerospikeExp;
  keyStr(): AerospikeExp;
  keyBlob(): AerospikeExp;
  keyExist(): AerospikeExp;
  binBool(binName: string): AerospikeExp;
  binInt(binName: string): AerospikeExp;
  binFloat(binName: string): AerospikeExp;
  binStr(binName: string): AerospikeExp;
  binBlob(binName: string): AerospikeExp;
  binGeo(binName: string): AerospikeExp;
  binList(binName: string): AerospikeExp;
  binMap(binName: string): AerospikeExp;
  binHll(binName: string): AerospikeExp;
  binType(binName: string): AerospikeExp;
  binExists(binName: string): AerospikeExp;
  setName(): AerospikeExp;
  deviceSize(): AerospikeExp;
  lastUpdate(): AerospikeExp;
  sinceUpdate(): AerospikeExp;
  voidTime(): AerospikeExp;
  ttl(): AerospikeExp;
  isTombstone(): AerospikeExp;
  memorySize(): AerospikeExp;
  recordSize(): AerospikeExp;
  digestModulo(...expr: AerospikeExp[]): AerospikeExp;
  eq(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  ne(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  gt(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  ge(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  lt(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  le(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  inList(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  mapKeys(map: AerospikeExp): AerospikeExp;
  mapValues(map: AerospikeExp): AerospikeExp;
  cmpRegex(options: number, regex: string, cmpStr: AerospikeExp): AerospikeExp;
  cmpGeo(left: AerospikeExp, right: AerospikeExp): AerospikeExp;
  not(expr: AerospikeExp): AerospikeExp;
  and(...expr: AerospikeExp[]): AerospikeExp;
  or(...expr: AerospikeExp[]): AerospikeExp;
  exclusive(...expr: AerospikeExp[]): AerospikeExp;
  add(...expr: AerospikeExp[]): AerospikeExp;
  sub(...expr: AerospikeExp[]): AerospikeExp;
  mul(...expr: AerospikeExp[]): AerospikeExp;
  div(...expr: AerospikeExp[]): AerospikeExp;
  pow(base: AerospikeExp, exponent: AerospikeExp): AerospikeExp;
  log(num: AerospikeExp, base: AerospikeExp): AerospikeExp;
  mod(...expr: AerospikeExp[]): AerospikeExp;
  abs(...expr: AerospikeExp[]): AerospikeExp;
  floor(...expr: AerospikeExp[]): AerospikeExp;
  ceil(...expr: AerospikeExp[]): AerospikeExp;
  toInt(...expr: AerospikeExp[]): AerospikeExp;
  toFloat(...expr: AerospikeExp[]): AerospikeExp;
  intAnd(...expr: AerospikeExp[]): AerospikeExp;
  intOr(...expr: AerospikeExp[]): AerospikeExp;
  intXor(...expr: AerospikeExp[]): AerospikeExp;
  intNot(...expr: AerospikeExp[]): AerospikeExp;
  intLshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  intRshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  intArshift(expr: AerospikeExp, shift: AerospikeExp): AerospikeExp;
  intCount(...expr: AerospikeExp[]): AerospikeExp;
  intLscan(...expr: AerospikeExp[]): AerospikeExp;
  intRscan(...expr: AerospikeExp[]): AerospikeExp;
  min(...expr: AerospikeExp[]): AerospikeExp;
  max(...expr: AerospikeExp[]): AerospikeExp;
  cond(...expr: AerospikeExp[]): AerospikeExp;
  let(...expr: AerospikeExp[]): AerospikeExp;
  def(varName: string, expr: AerospikeExp): AerospikeExp;
  var(varName: string): AerospikeExp;
  _var(varName: string): AerospikeExp;
  loopVarFloat(varId: constants.LoopVarPart): AerospikeExp;
  loopVarInt(varId: constants.LoopVarPart): AerospikeExp;
  loopVarList(varId: constants.LoopVarPart): AerospikeExp;
  loopVarMap(varId: constants.LoopVarPart): AerospikeExp;
  loopVarStr(varId: constants.LoopVarPart): AerospikeExp;
  loopVarBlob(varId: constants.LoopVarPart): AerospikeExp;
  loopVarBool(varId: constants.LoopVarPart): AerospikeExp;
  loopVarNil(varId: constants.LoopVarPart): AerospikeExp;
  loopVarGeoJSON(varId: constants.LoopVarPart): AerospikeExp;
  loopVarHLL(varId: constants.LoopVarPart): AerospikeExp;
  selectByPath(
    bin: AerospikeExp,
    valueType: constants.ExpType,
    flags: constants.PathSelectFlags,
    ctx: CdtContext,
  ): AerospikeExp;
  modifyByPath(
    bin: AerospikeExp,
    valueType: constants.ExpType,
    modExp: AerospikeExp,
    flags: constants.PathModifyFlags,
    ctx: CdtContext,
  ): AerospikeExp;
  removeResult(): AerospikeExp;
  resultRemove(): AerospikeExp;
}
