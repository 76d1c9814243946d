// Which type each value of a tree has: sets that constraints narrow, one for all mentions of a bin. Every set must have
// a single type in the end, because the server reads a bin as the type that the expression states. Paths are in
// infer-paths.ts, what holds between the nodes in type-scope.ts.

import { placedArguments } from './arguments.ts';
import type { FunctionRow } from './function-row.ts';
import { FUNCTIONS, METADATA, METHODS, rowOf, suggestion } from './functions.ts';
import { inferPath, inferPathMethod } from './infer-paths.ts';
import { PATH_METHODS } from './path-methods.ts';
import { fail } from './problem.ts';
import { checkFlags } from './regex.ts';
import type { Argument, Call, Expression, Metadata, Method, Operation } from './syntax.ts';
import { TypeScope } from './type-scope.ts';
import {
  ANY,
  BLOB,
  BOOL,
  FLOAT,
  GEO,
  HLL,
  INT,
  LIST,
  MAP,
  NUMBER,
  namesOf,
  STRING,
  TypeSet,
  typeSetOf,
} from './types.ts';

const COMPARABLE = ANY & ~(GEO | HLL);
const BOOLEANS = typeSetOf(BOOL);

/** What the operands of an operator may be, alike, and whether it yields a boolean. */
interface OperandRow {
  readonly set: number;
  readonly isTest: boolean;
  /** In messages, where the operator has another name. */
  readonly shown?: string;
}

const comparison: OperandRow = { set: COMPARABLE, isTest: true };
const sum: OperandRow = { set: NUMBER, isTest: false };
const bitwise: OperandRow = { set: INT, isTest: false };
const logic: OperandRow = { set: BOOL, isTest: true };

const OPERANDS: { readonly [name: string]: OperandRow } = {
  and: logic,
  or: logic,
  not: logic,
  '==': comparison,
  '!=': comparison,
  '>': comparison,
  '>=': comparison,
  '<': comparison,
  '<=': comparison,
  '+': { set: NUMBER | STRING, isTest: false },
  '-': sum,
  '*': sum,
  '/': sum,
  negate: { ...sum, shown: '-' },
  '**': { set: FLOAT, isTest: false },
  '%': bitwise,
  '&': bitwise,
  '|': bitwise,
  '^': bitwise,
  '<<': bitwise,
  '>>': bitwise,
  '>>>': bitwise,
  invert: { ...bitwise, shown: '~' },
};

/** Fills in the types of a tree. @throws AelProblem */
export function inferTypes(tree: Expression): void {
  const inference = new Inference();
  inference.visit(tree);
  inference.finish();
}

class Inference extends TypeScope {
  visit(node: Expression): TypeSet {
    const type = this.#typeOf(node);
    node.type = type;
    return type;
  }

  #typeOf(node: Expression): TypeSet {
    switch (node.kind) {
      case 'literal':
        return node.set === NUMBER ? this.number() : typeSetOf(node.set);
      case 'unknown':
        return new TypeSet(ANY);
      case 'bin':
        return this.bin(node, true);
      case 'loop': {
        const type = node.part === 'index' ? typeSetOf(INT) : this.loop(node.part);
        return this.mustBeKnown(node, this.pinned(type, node.pin, node.at));
      }
      case 'variable':
        return this.variable(node.name, node.at);
      case 'metadata':
        return this.#metadata(node);
      case 'path':
        return inferPath(this, node, true);
      case 'operation':
        return node.name === 'in' ? this.#in(node) : this.#operation(node);
      case 'matches':
        checkFlags(node.regex.at, node.regex.flags);
        this.narrow(node.value, STRING, 'the left side of =~');
        return BOOLEANS;
      case 'method':
        return this.#method(node);
      case 'call':
        return this.#function(node);
      case 'when': {
        const type = new TypeSet(ANY);
        for (const [condition, value] of node.rows) {
          this.narrow(condition, BOOL, 'a condition of when');
          this.joined(type, value, 'the values of when');
        }
        this.joined(type, node.otherwise, 'the values of when');
        return type;
      }
      case 'let':
        return this.let(node.definitions, node.body);
    }
  }

  #metadata(node: Metadata): TypeSet {
    const { name, at, args, pin } = node;
    const row = rowOf(METADATA, name);
    if (row === undefined) fail(at, `unknown metadata '${name}'${suggestion(name, Object.keys(METADATA))}`);
    return this.mustBeKnown(node, this.pinned(this.#call(at, name, row, args, undefined), pin, at));
  }

  #operation({ name, args }: Operation): TypeSet {
    const row = OPERANDS[name] as OperandRow;
    const { set, isTest, shown = name } = row;
    if (row === logic) {
      for (const arg of args) {
        const its = this.visit(arg);
        if (!its.narrow(BOOL)) misfit(arg, `an operand of ${shown} is`, set, its.set);
      }
      return BOOLEANS;
    }
    const type = new TypeSet(set);
    for (const arg of args) {
      const its = this.visit(arg);
      if (arg.kind === 'unknown' || type.join(its)) continue;
      if (type.set === set) misfit(arg, `an operand of ${shown} is`, set, its.set);
      fail(
        arg.at,
        `type conflict: the operands of ${shown} are of one type, not ${namesOf(type.set)} and ${namesOf(its.set)}`,
      );
    }
    return isTest ? BOOLEANS : type;
  }

  #in({ args }: Operation): TypeSet {
    const [value, list] = args as readonly [Expression, Expression];
    const type = this.visit(value);
    this.narrow(list, LIST, 'the right side of in');
    if (list.kind === 'literal') {
      for (const item of list.value as readonly unknown[]) {
        const set = setOf(item);
        if (!type.narrow(set)) {
          fail(list.at, `type conflict: the left side of in is ${namesOf(type.set)}, the list has ${namesOf(set)}`);
        }
      }
    }
    return BOOLEANS;
  }

  #function(node: Call): TypeSet {
    const { name, at, args } = node;
    if (name === 'geoJson') {
      const [first] = args;
      const isText = first?.name === undefined && first?.value.kind === 'literal' && first.value.set === STRING;
      if (args.length !== 1 || !isText) {
        fail(at, "geoJson takes one constant text, as in geoJson('{...}')");
      }
      return typeSetOf(GEO);
    }
    const row = rowOf(FUNCTIONS, name);
    if (row === undefined) {
      if (rowOf(METADATA, name) !== undefined) fail(at, `${name} is metadata of the record, which is $.${name}(...)`);
      fail(at, `unknown function '${name}'${suggestion(name, [...Object.keys(FUNCTIONS), 'geoJson'])}`);
    }
    return this.#call(at, name, row, args, undefined);
  }

  #call(at: number, name: string, row: FunctionRow, args: readonly Argument[], receiver: TypeSet | undefined): TypeSet {
    if (row.open !== undefined) return this.#openCall(at, name, row, args);
    const placed = placedArguments(at, name, row, args);
    let only: TypeSet | undefined = receiver;
    for (const [i, value] of placed.entries()) {
      if (value === undefined) continue;
      const { set, isConstant, isRegex, name: label } = row.params[i] as FunctionRow['params'][number];
      only = this.narrow(value, set, label === undefined ? `the argument of ${name}` : `${label} of ${name}`);
      if (isConstant === true && value.kind !== 'literal')
        fail(value.at, `${label ?? 'the argument'} of ${name} is a constant`);
      checkRegex(value, isRegex === true, `${label} of ${name}`);
    }
    return row.result === undefined ? (only as TypeSet) : typeSetOf(row.result);
  }

  #openCall(at: number, name: string, row: FunctionRow, args: readonly Argument[]): TypeSet {
    const { set } = row.params[0] as { readonly set: number };
    const type = new TypeSet(set);
    if (args.length < 2) fail(at, `${name} takes two arguments or more`);
    for (const argument of args) {
      if (argument.name !== undefined) fail(argument.at, `${name} takes arguments without names`);
      this.narrow(argument.value, set, `an argument of ${name}`);
      const its = argument.value.type as TypeSet;
      if (type.join(its)) continue;
      const what = `the arguments of ${name}`;
      fail(
        argument.value.at,
        `type conflict: ${what} are of one type, not ${namesOf(type.set)} and ${namesOf(its.set)}`,
      );
    }
    return row.result === undefined ? type : typeSetOf(row.result);
  }

  #method(node: Method): TypeSet {
    const { name, at, args, receiver, flags } = node;
    const terminal = rowOf(PATH_METHODS, name);
    if (terminal !== undefined) return inferPathMethod(this, node, terminal);
    const row = rowOf(METHODS, name);
    if (row === undefined) {
      const names = [...Object.keys(METHODS), ...Object.keys(PATH_METHODS)];
      return fail(at, `unknown method '${name}'${suggestion(name, names)}`);
    }
    if (flags.length > 0) fail(at, `:${flags[0]} is not a flag of ${name} here`);
    if (row.isChange === true && receiver.kind === 'path' && !node.isValue) {
      fail(
        at,
        `${name} changes a bin, not what is inside a list or map; of its value it is ($.map.key:STRING).${name}(...)`,
      );
    }
    const type = this.narrow(receiver, row.receiver as number, `the value before .${name}()`);
    return this.#call(at, name, row, args, type);
  }
}

/** A regular expression stands where one is taken, and nothing else there. */
function checkRegex(value: Expression, isTaken: boolean, what: string): void {
  const flags = value.kind === 'literal' ? value.regexFlags : undefined;
  if (isTaken && flags === undefined) fail(value.at, `${what} is a regular expression, as /a/`);
  if (!isTaken && flags !== undefined) fail(value.at, 'a regular expression stands behind =~ and as pattern: only');
  if (flags !== undefined) checkFlags(value.at, flags);
}

function misfit(node: Expression, what: string, wanted: number, its: number): never {
  return fail(node.at, `type conflict: ${what} ${namesOf(wanted)}, not ${namesOf(its)}`);
}

/** What a constant in a list may be. */
function setOf(value: unknown): number {
  if (typeof value === 'string') return STRING;
  if (typeof value === 'boolean') return BOOL;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return INT;
  if (typeof value === 'number') return FLOAT;
  if (value === null) return 0;
  if (Array.isArray(value)) return LIST;
  if (value instanceof Uint8Array) return BLOB;
  if (value instanceof Map) return MAP;
  return typeof (value as { Double?: unknown }).Double === 'number' ? FLOAT : MAP;
}
