// Why a filter is not true of a record: the innermost part of it that decides, for clients that ask server 8.2
// (docs/protocol/server-8.2.md, "Error details"). Parts are evaluated one by one, which nobody pays for who does not ask.

import { ElementReader, EXP, KIND, PARTICLE, WireError } from 'tendril/wire';
import { OUTCOME, type Trace } from '../message/trace.ts';
import { ParticleError } from '../particles/particle-error.ts';
import type { ServerVersion } from '../server-version.ts';
import { compiledTextAt } from './ael.ts';
import { compileExpressionAt } from './expression.ts';
import type { Scope } from './scope.ts';
import { integerOf, type Value } from './value.ts';

const MAX_OPERAND_LENGTH = 48;
const MAX_DEPTH = 64;

const NAMES = new Map<number, string>(Object.entries(EXP).map(([name, code]) => [code, name.toLowerCase()]));
const JUNCTIONS: ReadonlySet<number> = new Set([EXP.AND, EXP.OR, EXP.NOT, EXP.EXCLUSIVE]);
const COMPARISONS: ReadonlySet<number> = new Set([EXP.EQ, EXP.NE, EXP.GT, EXP.GE, EXP.LT, EXP.LE]);
const OF_RECORD: ReadonlySet<number> = new Set([EXP.BIN, EXP.KEY]);
/** What stands before the value that a call is applied to. */
const CALL_ARGUMENTS = 3;

/** The trace of a filter that is not true of the scope's record; undefined when none can be had. */
export function traceFilter(bytes: Buffer, version: ServerVersion, scope: Scope): Trace | undefined {
  try {
    const text = compiledTextAt(bytes, 0, bytes.length);
    const tracer = new Tracer(text?.bytes ?? bytes, version, scope, text !== undefined);
    return tracer.at(0, []);
  } catch (error) {
    // It has cost too much or nests too deeply, or its parts mean nothing by themselves.
    if (error instanceof ParticleError || error instanceof WireError) return undefined;
    throw error;
  }
}

class Tracer {
  readonly #bytes: Buffer;
  readonly #version: ServerVersion;
  readonly #scope: Scope;
  readonly #isText: boolean;

  constructor(bytes: Buffer, version: ServerVersion, scope: Scope, isText: boolean) {
    this.#bytes = bytes;
    this.#version = version;
    this.#scope = scope;
    this.#isText = isText;
  }

  /** What decides in the part that begins at `at`, which is not true. */
  at(at: number, outer: readonly string[]): Trace {
    const { code, args } = this.#partsAt(at);
    const path = [...outer, NAMES.get(code) ?? String(code)];
    const value = this.#evaluate(at);
    const inner = path.length < MAX_DEPTH ? this.#decisive(code, args, value) : undefined;
    if (inner !== undefined) return this.at(inner, path);
    const isFalse = value !== undefined;
    return {
      outcome: isFalse ? OUTCOME.FALSE : OF_RECORD.has(code) ? OUTCOME.ABSENT : OUTCOME.FAULT,
      path,
      offset: this.#isText ? undefined : at,
      operands: isFalse && COMPARISONS.has(code) ? this.#operands(args) : undefined,
      isText: this.#isText,
      fault: isFalse || OF_RECORD.has(code) ? '' : faultOf(code),
    };
  }

  /** Where the argument begins that makes the part what it is; undefined when that is the part itself. */
  #decisive(code: number, args: readonly number[], value: Value): number | undefined {
    if (code === EXP.CALL) return this.#unknownAmong(args.slice(CALL_ARGUMENTS));
    if (value === undefined) return this.#unknownAmong(args);
    if (code === EXP.AND) return args.find((arg) => this.#evaluate(arg) === false);
    return undefined;
  }

  #unknownAmong(args: readonly number[]): number | undefined {
    return args.find((arg) => this.#bytes[arg] !== undefined && isOperation(this.#bytes, arg) && this.#isUnknown(arg));
  }

  #isUnknown(at: number): boolean {
    try {
      return this.#evaluate(at) === undefined;
    } catch (error) {
      // A variable, or what is no expression: nothing by itself.
      if (error instanceof ParticleError) return false;
      throw error;
    }
  }

  #evaluate(at: number): Value {
    return compileExpressionAt(this.#bytes, at, this.#bytes.length, this.#version).expression.evaluate(this.#scope);
  }

  #operands([left = 0, right = 0]: readonly number[]): [string, string] {
    return [shown(this.#evaluate(left)), shown(this.#evaluate(right))];
  }

  /** The code of an operation and where its arguments begin; a constant has the code UNKNOWN and none. */
  #partsAt(at: number): { readonly code: number; readonly args: readonly number[] } {
    const r = new ElementReader(this.#bytes, at, this.#bytes.length);
    if (r.next() !== KIND.LIST) return { code: EXP.UNKNOWN, args: [] };
    const { count } = r;
    r.next();
    const code = Number(integerOf(r));
    const args: number[] = [];
    for (let i = 1; i < count; i++) {
      args.push(r.pos);
      r.skip();
    }
    return { code, args: OF_RECORD.has(code) ? [] : args };
  }
}

function isOperation(bytes: Buffer, at: number): boolean {
  return new ElementReader(bytes, at, bytes.length).next() === KIND.LIST;
}

function faultOf(code: number): string {
  if (code === EXP.DIV || code === EXP.MOD) return 'division by zero';
  return JUNCTIONS.has(code) ? 'an operand is unknown' : `${NAMES.get(code) ?? 'the expression'} gives no value`;
}

const TYPE_NAMES = new Map<number, string>(Object.entries(PARTICLE).map(([name, type]) => [type, name.toLowerCase()]));

function shown(value: Value): string {
  if (value === undefined) return 'unknown';
  if (value === null || typeof value !== 'object') return String(value);
  if (value.type !== PARTICLE.STRING) return TYPE_NAMES.get(value.type) ?? 'a value';
  return JSON.stringify(value.value.toString('utf8', 0, 4 * MAX_OPERAND_LENGTH)).slice(0, MAX_OPERAND_LENGTH);
}
