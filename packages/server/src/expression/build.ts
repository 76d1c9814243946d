// Builds an expression from its bytes (docs/protocol/expressions.md, "Checks when it is built"). Everything that does not
// depend on a record is checked here, with one result code for all of it; what is built can only turn out unknown.
//
//   expression := constant | [code, argument...]

import { type ElementReader, EXP, EXP_LOOPVAR, EXP_MODIFY_LOCAL, EXP_SYSTEM, EXP_TYPE, KIND } from 'tendril/wire';
import { MAX_EXPRESSION_BYTES, MAX_EXPRESSION_DEPTH } from '../limits.ts';
import type { ServerVersion } from '../server-version.ts';
import { Call, LoopVariable } from './call.ts';
import { parseCallPayload } from './call-payload.ts';
import { Comparison } from './comparison.ts';
import { Condition, Let, Unknown, Variable } from './logic.ts';
import { malformed } from './malformed.ts';
import type { Node } from './node.ts';
import { isMetadata } from './record-nodes.ts';
import { RegexMatch } from './regex.ts';
import { INTERNAL_TYPE } from './value.ts';
import { WrittenParts } from './written-parts.ts';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
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

/** How an operation is built. */
export interface OperationBuilder {
  /** Fewest and most arguments. */
  readonly count: readonly [number, number];
  build(b: ExpressionBuilder, count: number, code: number): Node;
}

export class ExpressionBuilder {
  readonly #r: ElementReader;
  readonly #version: ServerVersion;
  readonly #operations: readonly (OperationBuilder | undefined)[];
  /** What operations have beside their arguments. */
  readonly written: WrittenParts;
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

  /** `operations` by their codes, as that version of the server has them. */
  constructor(reader: ElementReader, version: ServerVersion, operations: readonly (OperationBuilder | undefined)[]) {
    this.#r = reader;
    this.#version = version;
    this.#operations = operations;
    this.written = new WrittenParts(reader, version);
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
    const code = this.written.code();
    const argumentCount = count - 1;
    this.#reserve(COMPILED_BYTES);
    const builder = this.#operations[code];
    if (builder === undefined) throw malformed(`there is no operation ${code}`);
    if (DATA_CODES.has(code)) this.readsData = true;
    else if (code === EXP.KEY || isMetadata(code)) this.readsMetadata = true;
    const [min, max] = builder.count;
    if (argumentCount < min || argumentCount > max)
      throw malformed(`operation ${code} has ${argumentCount} arguments instead of ${min} to ${max}`);
    return builder.build(this, argumentCount, code);
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

  #buildConstant(at: number): Node {
    this.#reserve(CONSTANT_BYTES);
    this.#r.pos = at;
    return this.written.constant();
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
    const flags = Number(BigInt.asUintN(32, this.written.integer()));
    const [pattern = ''] = this.written.rawText().split('\0');
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
    const name = this.written.rawText();
    if (!VARIABLE_NAME.test(name)) throw malformed(`"${name}" is no name of a variable`);
    if (this.#definitions.some((other) => other.name === name)) throw malformed(`variable "${name}" is there already`);
    const definition: Definition = { name, at: this.#definitions.length, type: undefined };
    this.#definitions.push(definition);
    const value = this.build();
    definition.type = value.type;
    return value;
  }

  variable(): Node {
    const name = this.written.rawText();
    const found = this.#definitions.find((definition) => definition.name === name);
    if (found?.type === undefined || found.type === INTERNAL_TYPE.SPECIAL)
      throw malformed(`variable "${name}" is not defined`);
    return new Variable(found.type, found.at);
  }

  loopVariable(): Node {
    const type = this.written.integer();
    const which = this.written.integer();
    if (which < 0n || which > BigInt(EXP_LOOPVAR.INDEX)) throw malformed(`there is no loop variable ${which}`);
    if (which === BigInt(EXP_LOOPVAR.INDEX) && type !== BigInt(EXP_TYPE.INT)) throw malformed('an index is an integer');
    if (type === BigInt(UNKNOWN_LOOP_TYPE)) return new Unknown();
    if (type < 0n || type > BigInt(REMOVAL_LOOP_TYPE)) throw malformed(`there is no type ${type}`);
    const isRemoval = type === BigInt(REMOVAL_LOOP_TYPE);
    return new LoopVariable(isRemoval ? INTERNAL_TYPE.REMOVAL : Number(type), Number(which));
  }

  call(): Node {
    this.#reserve(CALL_BYTES);
    const type = this.written.typeNumber();
    const system = Number(BigInt.asUintN(32, this.written.integer()));
    const parts = parseCallPayload(this.#r, this);
    const value = this.build();
    const types = TYPES_OF_SYSTEM[this.#version][system & ~EXP_MODIFY_LOCAL];
    if (types === undefined) throw malformed(`there is no system ${system} to call`);
    if (value.type !== EXP_TYPE.NIL && !types.includes(value.type))
      throw malformed(`system ${system} is not called on type ${value.type}`);
    return new Call({ type, system, version: this.#version, parts, value });
  }
}
