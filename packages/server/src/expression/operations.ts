// The operations of expressions (docs/protocol/expressions.md): how many arguments each takes, and what is built of them.

import { EXP, EXP_TYPE } from 'tendril/wire';
import { SERVER_VERSIONS, type ServerVersion } from '../server-version.ts';
import { BitScan, Division, FloatFold, IntegerFold, NumberFunction, Remainder } from './arithmetic.ts';
import type { OperationBuilder } from './build.ts';
import { MapParts } from './call.ts';
import { InList } from './comparison.ts';
import { GeoComparison } from './geo.ts';
import { Exclusive, Junction, Not, Unknown } from './logic.ts';
import { malformed } from './malformed.ts';
import { Constant, type Node } from './node.ts';
import { BinExists, BinType, BinValue, DigestModulo, isMetadata, Key, Metadata } from './record-nodes.ts';
import { ToString } from './to-string.ts';
import { INTERNAL_TYPE, REMOVAL } from './value.ts';

const ANY = Number.POSITIVE_INFINITY;
const { BOOL, INT, FLOAT, GEOJSON, LIST } = EXP_TYPE;

/** By version of the server and code of the operation. */
export const OPERATIONS: Readonly<Record<ServerVersion, (OperationBuilder | undefined)[]>> = { '8.1': [], '8.2': [] };

function define(codes: readonly number[], min: number, max: number, build: OperationBuilder['build']): void {
  for (const version of SERVER_VERSIONS) defineIn(version, codes, [min, max], build);
}

function defineIn(
  version: ServerVersion,
  codes: readonly number[],
  count: OperationBuilder['count'],
  build: OperationBuilder['build'],
): void {
  for (const code of codes) OPERATIONS[version][code] = { count, build };
}

define([EXP.UNKNOWN], 0, 0, () => new Unknown());
define([EXP.EQ, EXP.NE, EXP.GT, EXP.GE, EXP.LT, EXP.LE], 2, 2, (b, _, code) => b.comparison(code));
define([EXP.CMP_REGEX], 3, 3, (b) => b.regex());
define([EXP.CMP_GEO], 2, 2, (b) => new GeoComparison(b.argument(GEOJSON), b.argument(GEOJSON)));
define([EXP.IN_LIST], 2, 2, (b) => new InList(b.build(), b.argument(LIST)));
define([EXP.AND, EXP.OR], 2, ANY, (b, n, code) => new Junction(code === EXP.OR, b.arguments(n, BOOL)));
define([EXP.NOT], 1, 1, (b) => new Not(b.argument(BOOL)));
define([EXP.EXCLUSIVE], 2, ANY, (b, n) => new Exclusive(b.arguments(n, BOOL)));
define([EXP.ADD, EXP.SUB, EXP.MUL, EXP.MIN, EXP.MAX], 1, ANY, (b, n, code) => {
  const args = b.numbers(n);
  const [first] = args as [Node];
  if (code === EXP.SUB && n === 1) return new NumberFunction(first.type, code, first);
  return first.type === INT ? new IntegerFold(code, args) : new FloatFold(code, args);
});
define([EXP.DIV], 1, ANY, (b, n) => new Division(b.numbers(n)));
define([EXP.POW, EXP.LOG], 2, 2, (b, n, code) => new FloatFold(code, b.arguments(n, FLOAT)));
define([EXP.MOD], 2, 2, (b) => new Remainder(b.argument(INT), b.argument(INT)));
define([EXP.ABS], 1, 1, (b, n, code) => {
  const [number] = b.numbers(n) as [Node];
  return new NumberFunction(number.type, code, number);
});
define([EXP.FLOOR, EXP.CEIL], 1, 1, (b, _, code) => new NumberFunction(FLOAT, code, b.argument(FLOAT)));
define([EXP.TO_INT], 1, 1, (b, _, code) => new NumberFunction(INT, code, b.argument(FLOAT)));
define([EXP.TO_FLOAT], 1, 1, (b, _, code) => new NumberFunction(FLOAT, code, b.argument(INT)));
define([EXP.INT_AND, EXP.INT_OR, EXP.INT_XOR], 1, ANY, (b, n, code) => new IntegerFold(code, b.arguments(n, INT)));
define(
  [EXP.INT_LSHIFT, EXP.INT_RSHIFT, EXP.INT_ARSHIFT],
  2,
  2,
  (b, n, code) => new IntegerFold(code, b.arguments(n, INT)),
);
define([EXP.INT_NOT, EXP.INT_COUNT], 1, 1, (b, _, code) => new NumberFunction(INT, code, b.argument(INT)));
define([EXP.INT_LSCAN, EXP.INT_RSCAN], 2, 2, (b, _, code) => new BitScan(code, b.argument(INT), b.argument(BOOL)));
define([EXP.DIGEST_MODULO], 1, 1, (b) => {
  const modulus = Number(BigInt.asIntN(32, b.written.integer()));
  if (modulus === 0) throw malformed('a digest modulo zero');
  return new DigestModulo(modulus);
});
define([EXP.KEY], 1, 1, (b) => {
  const type = b.written.typeNumber();
  if (type !== INT && type !== EXP_TYPE.STR && type !== EXP_TYPE.BLOB) throw malformed(`no key has type ${type}`);
  return new Key(type);
});
define([EXP.BIN], 2, 2, (b) => new BinValue(b.written.typeNumber(), b.written.binName()));
define([EXP.BIN_TYPE], 1, 1, (b) => new BinType(b.written.binName()));
defineIn('8.2', [EXP.BIN_EXISTS], [1, 1], (b) => new BinExists(b.written.binName()));
defineIn('8.2', [EXP.TO_STRING], [1, 1], (b) => new ToString(b.build()));
define([EXP.REMOVE_RESULT], 0, 0, () => new Constant(INTERNAL_TYPE.REMOVAL, REMOVAL));
define([EXP.MAP_KEYS, EXP.MAP_VALUES], 1, 1, (b, _, code) => new MapParts(code, b.build()));
define([EXP.LOOPVAR], 2, 2, (b) => b.loopVariable());
define([EXP.COND], 3, ANY, (b, n) => b.condition(n));
define([EXP.VAR], 1, 1, (b) => b.variable());
define([EXP.LET], 3, ANY, (b, n) => b.letIn(n));
define([EXP.QUOTE], 1, 1, (b) => b.written.quotedList());
define([EXP.CALL], 4, 4, (b) => b.call());
for (const code of Object.values(EXP)) if (isMetadata(code)) define([code], 0, 0, () => new Metadata(code));
