// Builds an expression from its bytes (docs/protocol/expressions.md, "Encoding" and "Checks when it is built"). Everything
// that does not depend on a record is checked here, with one result code for all of it; what is built can only turn out
// unknown.
//
//   expression := constant | [code, argument...]

import {
  type ElementReader,
  EXP,
  EXP_LOOPVAR,
  EXP_MODIFY_LOCAL,
  EXP_SYSTEM,
  EXP_TYPE,
  KIND,
  MSGPACK,
  PARTICLE,
} from 'tendril/wire';
import { MAX_BIN_NAME_BYTES, MAX_EXPRESSION_BYTES, MAX_EXPRESSION_DEPTH } from '../limits.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { SERVER_VERSIONS, type ServerVersion } from '../server-version.ts';
import { BitScan, Division, FloatFold, IntegerFold, NumberFunction, Remainder } from './arithmetic.ts';
import { Call, LoopVariable, MapParts } from './call.ts';
import { isSpecial, parseCallPayload } from './call-payload.ts';
import { Comparison, InList } from './comparison.ts';
import { GeoComparison } from './geo.ts';
import { Condition, Exclusive, Junction, Let, Not, Unknown, Variable } from './logic.ts';
import { Constant, type Node } from './node.ts';
import { BinExists, BinType, BinValue, DigestModulo, isMetadata, Key, Metadata } from './record-nodes.ts';
import { RegexMatch } from './regex.ts';
import { ToString } from './to-string.ts';
import { doubleOf, geoValue, INTERNAL_TYPE, integerOf, REMOVAL, WrittenCollection } from './value.ts';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Types that a client may name: NIL to HLL. */
const TYPES = EXP_TYPE.HLL + 1;
/** What the server takes these for, though no client sends them. */
const UNKNOWN_LOOP_TYPE = 10;
const REMOVAL_LOOP_TYPE = 11;

/** Bytes of the server's compiled form, which is what its limit on size counts: of most codes, and of larger ones. */
const COMPILED_BYTES = 8;
const CONSTANT_BYTES = 24;
const CALL_BYTES = 344;
const REGEX_BYTES = 80;

/** What a call may be applied to. */
type TypesOfSystems = Readonly<Record<number, readonly number[]>>;
const TYPES_IN_8_1: TypesOfSystems = {
  [EXP_SYSTEM.CDT]: [EXP_TYPE.LIST, EXP_TYPE.MAP],
  [EXP_SYSTEM.BITS]: [EXP_TYPE.BLOB],
  [EXP_SYSTEM.HLL]: [EXP_TYPE.HLL],
};
const TYPES_OF_SYSTEM: Readonly<Record<ServerVersion, TypesOfSystems>> = {
  '8.1': TYPES_IN_8_1,
  // A text within a collection is reached along a context.
  '8.2': { ...TYPES_IN_8_1, [EXP_SYSTEM.STRING]: [EXP_TYPE.STR, EXP_TYPE.LIST, EXP_TYPE.MAP] },
};

/** What a write decides. */
const DATA_CODES: ReadonlySet<number> = new Set([EXP.BIN, EXP.BIN_TYPE, EXP.BIN_EXISTS, EXP.DIGEST_MODULO]);

interface Definition {
  readonly name: string;
  readonly at: number;
  /** Undefined while the variable is being defined. */
  type: number | undefined;
}

export function malformed(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed expression: ${reason}`);
}

export class ExpressionBuilder {
  readonly #r: ElementReader;
  readonly #version: ServerVersion;
  /** Variables that can be seen from here. */
  readonly #definitions: Definition[] = [];
  #compiledBytes = 0;
  #depth = 0;
  /** Parts that were built. */
  nodes = 0;
  /** Whether anything asks for bins or the digest, which a write decides. */
  readsData = false;
  /** Whether anything asks for what may change without a write, or for the key. */
  readsMetadata = false;

  constructor(reader: ElementReader, version: ServerVersion) {
    this.#r = reader;
    this.#version = version;
  }

  /** The next element as an expression. @throws ParticleError or WireError when it is none. */
  build(): Node {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) throw malformed(`it nests deeper than ${MAX_EXPRESSION_DEPTH} levels`);
    this.nodes++;
    const r = this.#r;
    const at = r.pos;
    const node = r.next() === KIND.LIST ? this.#buildOperation(r.count) : this.#buildConstant(at);
    this.#depth--;
    return node;
  }

  #buildOperation(count: number): Node {
    if (count === 0) throw malformed('an empty list is no operation');
    const code = this.#code();
    const argumentCount = count - 1;
    this.#reserve(COMPILED_BYTES);
    const builder = BUILDERS[this.#version][code];
    if (builder === undefined) throw malformed(`there is no operation ${code}`);
    if (DATA_CODES.has(code)) this.readsData = true;
    else if (code === EXP.KEY || isMetadata(code)) this.readsMetadata = true;
    const [min, max] = builder.count;
    if (argumentCount < min || argumentCount > max)
      throw malformed(`operation ${code} has ${argumentCount} arguments instead of ${min} to ${max}`);
    return builder.build(this, argumentCount, code);
  }

  #buildConstant(at: number): Node {
    const r = this.#r;
    this.#reserve(CONSTANT_BYTES);
    r.pos = at;
    switch (r.next()) {
      case KIND.NIL:
        return new Constant(EXP_TYPE.NIL, null);
      case KIND.BOOL:
        return new Constant(EXP_TYPE.BOOL, r.low === 1);
      case KIND.INT:
        return new Constant(EXP_TYPE.INT, integerOf(r));
      case KIND.DOUBLE:
        return new Constant(EXP_TYPE.FLOAT, doubleOf(r));
      case KIND.STR:
        return textConstant(r.buffer.subarray(r.payloadAt, r.payloadAt + r.payloadBytes));
      case KIND.MAP:
        r.pos = at;
        return new Constant(EXP_TYPE.MAP, new WrittenCollection(PARTICLE.MAP, this.element()));
      default:
        return specialConstant(r, at);
    }
  }

  /** The bytes of the next element, whatever it is. */
  element(): Buffer {
    const r = this.#r;
    const at = r.pos;
    r.skip();
    return r.buffer.subarray(at, r.pos);
  }

  #code(): number {
    const r = this.#r;
    if (r.next() !== KIND.INT || r.negative || r.high !== 0) throw malformed('a list does not start with a code');
    return r.low;
  }

  /** An integer that is written down, not computed. */
  integer(): bigint {
    if (this.#r.next() !== KIND.INT) throw malformed('an integer is expected');
    return integerOf(this.#r);
  }

  /** A type that is written down. */
  typeNumber(): number {
    const type = this.integer();
    if (type < 0n || type >= BigInt(TYPES)) throw malformed(`there is no type ${type}`);
    return Number(type);
  }

  /** Text that is written down without a type byte, one character per byte. */
  rawText(): string {
    const r = this.#r;
    if (r.next() !== KIND.STR) throw malformed('a string is expected');
    return r.buffer.toString('latin1', r.payloadAt, r.payloadAt + r.payloadBytes);
  }

  binName(): string {
    const name = this.rawText();
    if (name.length > MAX_BIN_NAME_BYTES || name.includes('\0')) throw malformed('a bin name is too long or has a NUL');
    return name;
  }

  /** An argument of that type. */
  argument(type: number): Node {
    const node = this.build();
    if (node.type !== type) throw malformed(`an argument has type ${node.type} instead of ${type}`);
    return node;
  }

  arguments(count: number, type: number): Node[] {
    const nodes: Node[] = [];
    for (let i = 0; i < count; i++) nodes.push(this.argument(type));
    return nodes;
  }

  /** Arguments that are all integers or all floats. */
  numbers(count: number): Node[] {
    const first = this.build();
    if (first.type !== EXP_TYPE.INT && first.type !== EXP_TYPE.FLOAT) throw malformed('an argument is no number');
    return [first, ...this.arguments(count - 1, first.type)];
  }

  #reserve(bytes: number): void {
    this.#compiledBytes += bytes;
    if (this.#compiledBytes >= MAX_EXPRESSION_BYTES) throw malformed(`it has ${MAX_EXPRESSION_BYTES} bytes or more`);
  }

  comparison(code: number): Node {
    const left = this.build();
    const right = this.argument(left.type);
    if (left.type === EXP_TYPE.GEOJSON || left.type === EXP_TYPE.HLL)
      throw malformed(`values of type ${left.type} do not compare`);
    return new Comparison(code, left, right);
  }

  regex(): Node {
    this.#reserve(REGEX_BYTES);
    const flags = Number(BigInt.asUintN(32, this.integer()));
    const [pattern = ''] = this.rawText().split('\0');
    return new RegexMatch(pattern, flags, this.argument(EXP_TYPE.STR));
  }

  condition(count: number): Node {
    if (count % 2 === 0) throw malformed('a condition has no default');
    const cases: { when: Node; result: Node }[] = [];
    let type: number | undefined;
    const checked = (node: Node): Node => {
      if (node.fitsAnyType) return node;
      type ??= node.type;
      if (node.type !== type) throw malformed(`a case has type ${node.type} instead of ${type}`);
      return node;
    };
    for (let i = 0; i + 1 < count; i += 2) {
      const when = this.argument(EXP_TYPE.BOOL);
      cases.push({ when, result: checked(this.build()) });
    }
    const otherwise = checked(this.build());
    type ??= otherwise.type;
    if (type === INTERNAL_TYPE.SPECIAL) throw malformed('a case has a value that only compares');
    return new Condition(type, cases, otherwise);
  }

  letIn(count: number): Node {
    if (count % 2 === 0) throw malformed('variables have no body');
    const first = this.#definitions.length;
    const values: Node[] = [];
    for (let i = 0; i + 1 < count; i += 2) values.push(this.#define());
    const body = this.build();
    this.#definitions.length = first;
    return new Let(first, values, body);
  }

  #define(): Node {
    const name = this.rawText();
    if (!VARIABLE_NAME.test(name)) throw malformed(`"${name}" is no name of a variable`);
    if (this.#definitions.some((other) => other.name === name)) throw malformed(`variable "${name}" is there already`);
    const definition: Definition = { name, at: this.#definitions.length, type: undefined };
    this.#definitions.push(definition);
    const value = this.build();
    definition.type = value.type;
    return value;
  }

  variable(): Node {
    const name = this.rawText();
    const found = this.#definitions.find((definition) => definition.name === name);
    if (found?.type === undefined || found.type === INTERNAL_TYPE.SPECIAL)
      throw malformed(`variable "${name}" is not defined`);
    return new Variable(found.type, found.at);
  }

  loopVariable(): Node {
    const type = this.integer();
    const which = this.integer();
    if (which < 0n || which > BigInt(EXP_LOOPVAR.INDEX)) throw malformed(`there is no loop variable ${which}`);
    if (which === BigInt(EXP_LOOPVAR.INDEX) && type !== BigInt(EXP_TYPE.INT)) throw malformed('an index is an integer');
    if (type === BigInt(UNKNOWN_LOOP_TYPE)) return new Unknown();
    if (type < 0n || type > BigInt(REMOVAL_LOOP_TYPE)) throw malformed(`there is no type ${type}`);
    const isRemoval = type === BigInt(REMOVAL_LOOP_TYPE);
    return new LoopVariable(isRemoval ? INTERNAL_TYPE.REMOVAL : Number(type), Number(which));
  }

  quote(): Node {
    const r = this.#r;
    const at = r.pos;
    if (r.next() !== KIND.LIST) throw malformed('what is quoted is no list');
    r.pos = at;
    return new Constant(EXP_TYPE.LIST, new WrittenCollection(PARTICLE.LIST, this.element()));
  }

  call(): Node {
    this.#reserve(CALL_BYTES);
    const type = this.typeNumber();
    const system = Number(BigInt.asUintN(32, this.integer()));
    const parts = parseCallPayload(this.#r, this);
    const value = this.build();
    const types = TYPES_OF_SYSTEM[this.#version][system & ~EXP_MODIFY_LOCAL];
    if (types === undefined) throw malformed(`there is no system ${system} to call`);
    if (value.type !== EXP_TYPE.NIL && !types.includes(value.type))
      throw malformed(`system ${system} is not called on type ${value.type}`);
    return new Call({ type, system, version: this.#version, parts, value });
  }
}

/** text := u8 particle type · bytes */
function textConstant(payload: Buffer): Node {
  const value = payload.subarray(1);
  const type = payload[0];
  switch (type) {
    case PARTICLE.STRING:
      return new Constant(EXP_TYPE.STR, { type, value });
    case PARTICLE.BLOB:
      return new Constant(EXP_TYPE.BLOB, { type, value });
    case PARTICLE.HLL:
      return new Constant(EXP_TYPE.HLL, { type, value });
    case PARTICLE.GEOJSON: {
      const geo = geoValue(value);
      if (geo === undefined) throw malformed('a constant is no GeoJSON');
      return new Constant(EXP_TYPE.GEOJSON, geo);
    }
    default:
      throw malformed(`a constant has particle type ${type}`);
  }
}

/** Wildcard, infinity, and extensions that nothing knows. */
function specialConstant(r: ElementReader, at: number): Node {
  if (r.buffer[at] === MSGPACK.FIXEXT1 && !isSpecial(r)) throw malformed('a constant is an unknown extension');
  return new Constant(INTERNAL_TYPE.SPECIAL, { type: INTERNAL_TYPE.SPECIAL, value: r.buffer.subarray(at, r.pos) });
}

interface OperationBuilder {
  /** Fewest and most arguments. */
  readonly count: readonly [number, number];
  build(b: ExpressionBuilder, count: number, code: number): Node;
}

const ANY = Number.POSITIVE_INFINITY;
const { BOOL, INT, FLOAT, GEOJSON, LIST } = EXP_TYPE;

const BUILDERS: Readonly<Record<ServerVersion, (OperationBuilder | undefined)[]>> = { '8.1': [], '8.2': [] };

function define(codes: readonly number[], min: number, max: number, build: OperationBuilder['build']): void {
  for (const version of SERVER_VERSIONS) defineIn(version, codes, [min, max], build);
}

function defineIn(
  version: ServerVersion,
  codes: readonly number[],
  count: OperationBuilder['count'],
  build: OperationBuilder['build'],
): void {
  for (const code of codes) BUILDERS[version][code] = { count, build };
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
  const modulus = Number(BigInt.asIntN(32, b.integer()));
  if (modulus === 0) throw malformed('a digest modulo zero');
  return new DigestModulo(modulus);
});
define([EXP.KEY], 1, 1, (b) => {
  const type = b.typeNumber();
  if (type !== INT && type !== EXP_TYPE.STR && type !== EXP_TYPE.BLOB) throw malformed(`no key has type ${type}`);
  return new Key(type);
});
define([EXP.BIN], 2, 2, (b) => new BinValue(b.typeNumber(), b.binName()));
define([EXP.BIN_TYPE], 1, 1, (b) => new BinType(b.binName()));
defineIn('8.2', [EXP.BIN_EXISTS], [1, 1], (b) => new BinExists(b.binName()));
defineIn('8.2', [EXP.TO_STRING], [1, 1], (b) => new ToString(b.build()));
define([EXP.REMOVE_RESULT], 0, 0, () => new Constant(INTERNAL_TYPE.REMOVAL, REMOVAL));
define([EXP.MAP_KEYS, EXP.MAP_VALUES], 1, 1, (b, _, code) => new MapParts(code, b.build()));
define([EXP.LOOPVAR], 2, 2, (b) => b.loopVariable());
define([EXP.COND], 3, ANY, (b, n) => b.condition(n));
define([EXP.VAR], 1, 1, (b) => b.variable());
define([EXP.LET], 3, ANY, (b, n) => b.letIn(n));
define([EXP.QUOTE], 1, 1, (b) => b.quote());
define([EXP.CALL], 4, 4, (b) => b.call());
for (const code of Object.values(EXP)) if (isMetadata(code)) define([code], 0, 0, () => new Metadata(code));
