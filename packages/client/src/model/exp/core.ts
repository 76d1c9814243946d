// The functions of `exp` itself: constants, keys and bins, metadata, comparisons, logic, arithmetic, variables. What each
// means stands in expressions.ts.

import { EXP, EXP_ENTRY, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { type AerospikeExp, constant, int, openOperation, operation, rawText } from './entry.ts';
import type { CoreExpressions } from './expressions.ts';
import { type ExpShape, PLAIN_SHAPES } from './shapes.ts';

type Plain = Pick<CoreExpressions, keyof typeof PLAIN_SHAPES>;

function plainFunctions(): Plain {
  const functions = Object.entries(PLAIN_SHAPES).map(([name, { code, args: arity }]: [string, ExpShape]) => {
    const make = (...args: AerospikeExp[]): AerospikeExp =>
      arity === 'open' ? openOperation(code, args) : operation(code, arity, args);
    return [name, make];
  });
  return Object.fromEntries(functions) as unknown as Plain;
}

/** A function that makes a constant. */
const value =
  (op: number, field: string) =>
  (held: unknown): AerospikeExp =>
    constant(op, field, held);

const keyOf = (type: number) => (): AerospikeExp => operation(EXP.KEY, 1, [int(type)]);
/** The function that most expressions begin with. */
const binOf =
  (type: number) =>
  (name: string): AerospikeExp => [
    { op: EXP.BIN, count: 3 },
    { op: EXP_ENTRY.VAL_INT, intVal: type },
    { op: EXP_ENTRY.VAL_RAWSTR, strVal: name },
  ];
const loopVariable =
  (type: number) =>
  (part: number): AerospikeExp =>
    operation(EXP.LOOPVAR, 2, [int(type), int(part)]);
const variable = (name: string): AerospikeExp => operation(EXP.VAR, 1, [rawText(name)]);
const plain = plainFunctions();
const binType = (name: string): AerospikeExp => operation(EXP.BIN_TYPE, 1, [rawText(name)]);

export const core: CoreExpressions = {
  ...plain,
  bool: value(EXP_ENTRY.VAL_BOOL, 'boolVal'),
  int,
  uint: value(EXP_ENTRY.VAL_UINT, 'uintVal'),
  float: value(EXP_ENTRY.VAL_FLOAT, 'floatVal'),
  str: value(EXP_ENTRY.VAL_STR, 'strVal'),
  bytes: (bytes, size) => [{ op: EXP_ENTRY.VAL_BYTES, bytesVal: bytes, sz: size }],
  geo: value(EXP_ENTRY.VAL_GEO, 'value'),
  list: value(EXP_ENTRY.AS_VAL, 'value'),
  map: value(EXP_ENTRY.AS_VAL, 'value'),
  nil: () => constant(EXP_ENTRY.AS_VAL, 'value', null),
  inf: () => constant(EXP_ENTRY.AS_VAL, 'inf', null),
  wildcard: () => constant(EXP_ENTRY.AS_VAL, 'wildcard', null),
  keyInt: keyOf(EXP_TYPE.INT),
  keyStr: keyOf(EXP_TYPE.STR),
  keyBlob: keyOf(EXP_TYPE.BLOB),
  binBool: binOf(EXP_TYPE.BOOL),
  binInt: binOf(EXP_TYPE.INT),
  binFloat: binOf(EXP_TYPE.FLOAT),
  binStr: binOf(EXP_TYPE.STR),
  binBlob: binOf(EXP_TYPE.BLOB),
  binGeo: binOf(EXP_TYPE.GEOJSON),
  binList: binOf(EXP_TYPE.LIST),
  binMap: binOf(EXP_TYPE.MAP),
  binHll: binOf(EXP_TYPE.HLL),
  binType,
  // A bin that is not there has the type 0.
  binExists: (name) => plain.ne(binType(name), int(0)),
  digestModulo: (modulus) => operation(EXP.DIGEST_MODULO, 1, [typeof modulus === 'number' ? int(modulus) : modulus]),
  cmpRegex: (options, regex, text) => operation(EXP.CMP_REGEX, 3, [int(options), rawText(regex), text]),
  def: (name, held) => rawText(name).concat(held),
  var: variable,
  _var: variable,
  loopVarFloat: loopVariable(EXP_TYPE.FLOAT),
  loopVarInt: loopVariable(EXP_TYPE.INT),
  loopVarList: loopVariable(EXP_TYPE.LIST),
  loopVarMap: loopVariable(EXP_TYPE.MAP),
  loopVarStr: loopVariable(EXP_TYPE.STR),
  loopVarBlob: loopVariable(EXP_TYPE.BLOB),
  loopVarBool: loopVariable(EXP_TYPE.BOOL),
  loopVarNil: loopVariable(EXP_TYPE.NIL),
  loopVarGeoJSON: loopVariable(EXP_TYPE.GEOJSON),
  loopVarHLL: loopVariable(EXP_TYPE.HLL),
  resultRemove: plain.removeResult,
};
