// A tree with types to the entries that the functions of `exp` make, all in one array. Paths are in generate-paths.ts,
// regular expressions in regex.ts.

import { CDT_RETURN, LIST_OP } from '../../wire/codes/collections.ts';
import { EXP, EXP_ENTRY, EXP_LOOPVAR, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { core } from '../exp/core.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { string } from '../exp/strings.ts';
import { GeoJSON } from '../geojson.ts';
import { placedArguments } from './arguments.ts';
import { constantOfType } from './constants.ts';
import { emitCall, emitHead, emitInt, emitMade, emitName, emitOpen, entriesOf } from './emit.ts';
import type { FunctionRow, Parameter } from './function-row.ts';
import { FUNCTIONS, METADATA, METHODS } from './functions.ts';
import { emitPath, emitPathMethod } from './generate-paths.ts';
import { PATH_METHODS } from './path-methods.ts';
import { fail } from './problem.ts';
import { posixFlags, regexFlags } from './regex.ts';
import type { Argument, Expression, Literal, Matches, Method, Operation } from './syntax.ts';
import { FLOAT, INT, STRING, type TypeSet } from './types.ts';

/** The operations of operators; those of `OPEN` have as many arguments as there are. */
const CODES: { readonly [name: string]: number } = {
  not: EXP.NOT,
  '==': EXP.EQ,
  '!=': EXP.NE,
  '>': EXP.GT,
  '>=': EXP.GE,
  '<': EXP.LT,
  '<=': EXP.LE,
  '%': EXP.MOD,
  '**': EXP.POW,
  '<<': EXP.INT_LSHIFT,
  // Named as the languages that have both: `>>` keeps the sign.
  '>>': EXP.INT_ARSHIFT,
  '>>>': EXP.INT_RSHIFT,
  invert: EXP.INT_NOT,
};

const OPEN_CODES: { readonly [name: string]: number } = {
  and: EXP.AND,
  or: EXP.OR,
  '+': EXP.ADD,
  '-': EXP.SUB,
  '*': EXP.MUL,
  '/': EXP.DIV,
  '&': EXP.INT_AND,
  '|': EXP.INT_OR,
  '^': EXP.INT_XOR,
};

/** More than an expression of the greatest size has; in repeats its left side. */
const MAX_ENTRIES = 1024 * 1024;

const LOOP_PARTS = { value: EXP_LOOPVAR.VALUE, key: EXP_LOOPVAR.KEY, index: EXP_LOOPVAR.INDEX };

/** The entries of a tree whose types are known. @throws AelProblem for what has none */
export function generate(tree: Expression): AerospikeExp {
  return entriesOf(tree, emit);
}

function emit(node: Expression, out: AerospikeExp): void {
  switch (node.kind) {
    case 'literal':
      return emitLiteral(node, out);
    case 'unknown':
      return emitHead(EXP.UNKNOWN, 0, out);
    case 'bin':
      emitHead(EXP.BIN, 2, out);
      emitInt(typeOf(node), out);
      return emitName(node.name, out);
    case 'loop':
      emitHead(EXP.LOOPVAR, 2, out);
      emitInt(typeOf(node), out);
      return emitInt(LOOP_PARTS[node.part], out);
    case 'variable':
      emitHead(EXP.VAR, 1, out);
      return emitName(node.name, out);
    case 'metadata':
      if (node.name !== 'key') return emitFunction(METADATA[node.name] as FunctionRow, node, node.args, [], out);
      emitHead(EXP.KEY, 1, out);
      return emitInt(typeOf(node), out);
    case 'path':
      return emitPath(node, emit, out);
    case 'operation':
      return emitOperation(node, out);
    case 'matches':
      return emitMatches(node, out);
    case 'method':
      return emitMethod(node, out);
    case 'call':
      if (node.name === 'geoJson') return emitMade(geoJson(node.args), out);
      return emitFunction(FUNCTIONS[node.name] as FunctionRow, node, node.args, [], out);
    case 'when':
      return emitOpen(EXP.COND, [...node.rows.flat(), node.otherwise], emit, out);
    case 'let':
      out.push({ op: EXP.LET });
      for (const [name, value] of node.definitions) {
        emitName(name, out);
        emit(value, out);
      }
      emit(node.body, out);
      out.push({ op: EXP_ENTRY.END_OF_VA_ARGS });
  }
}

/** The type on the wire. */
function typeOf(node: Expression): number {
  return (node.type as TypeSet).type;
}

function emitLiteral({ type, value }: Literal, out: AerospikeExp): void {
  const { set } = type as TypeSet;
  if (set === INT) out.push({ op: EXP_ENTRY.VAL_INT, intVal: value });
  else if (set === STRING) out.push({ op: EXP_ENTRY.VAL_STR, strVal: value });
  else emitMade(constantOfType(set, value), out);
}

/** Its one constant text, which has been checked. */
function geoJson([text]: readonly Argument[]): AerospikeExp {
  return core.geo(new GeoJSON((text as Argument & { readonly value: Literal }).value.value as string));
}

function emitOperation(node: Operation, out: AerospikeExp): void {
  const { name, args } = node;
  const open = OPEN_CODES[name];
  if (open !== undefined) {
    if (open === EXP.ADD && (node.type as TypeSet).set === STRING) {
      return emitMade(joined(args), out);
    }
    return emitOpen(open, args, emit, out);
  }
  if (name === 'in') return emitIn(node, out);
  if (name === 'negate') {
    out.push({ op: EXP.SUB });
    emitMade((node.type as TypeSet).set === FLOAT ? core.float(0) : core.int(0), out);
    emit(args[0] as Expression, out);
    out.push({ op: EXP_ENTRY.END_OF_VA_ARGS });
    return;
  }
  emitHead(CODES[name] as number, args.length, out);
  for (const arg of args) emit(arg, out);
}

/** Texts are joined two by two, which servers from 8.2 on do. */
function joined([first, ...others]: readonly Expression[]): AerospikeExp {
  return others.reduce(
    (before, next) => string.append(null, entriesOf(next, emit), before),
    entriesOf(first as Expression, emit),
  );
}

/** By POSIX where that means the same, as every server does it; else as servers from 8.2 on do. */
function emitMatches({ regex, value }: Matches, out: AerospikeExp): void {
  const flags = posixFlags(regex);
  if (flags === undefined) {
    return emitMade(string.regexCompareFlags(regex.pattern, regexFlags(regex.flags), entriesOf(value, emit)), out);
  }
  emitHead(EXP.CMP_REGEX, 3, out);
  emitInt(flags, out);
  emitName(regex.pattern, out);
  emit(value, out);
}

/** In words that every server knows: IN_LIST is known from 8.1.2 on. */
function emitIn({ at, args }: Operation, out: AerospikeExp): void {
  const [value, list] = args as readonly [Expression, Expression];
  if (list.kind !== 'literal') {
    const code = LIST_OP.GET_ALL_BY_VALUE;
    emitCall({ type: EXP_TYPE.BOOL, system: EXP_SYSTEM.CDT, code, count: 2, ctx: null }, out);
    emitInt(CDT_RETURN.EXISTS, out);
    emit(value, out);
    return emit(list, out);
  }
  const items = list.value as readonly unknown[];
  const { set } = value.type as TypeSet;
  const subject = entriesOf(value, emit);
  if (out.length + (items.length || 2) * subject.length > MAX_ENTRIES) {
    fail(at, `the expression becomes longer than ${MAX_ENTRIES} entries, with the left side of in for each element`);
  }
  if (items.length === 0) {
    // Nothing is in an empty list, but what is unknown stays so.
    emitHead(EXP.NE, 2, out);
    emitMade(subject, out);
    return emitMade(subject, out);
  }
  if (items.length > 1) out.push({ op: EXP.OR });
  for (const item of items) {
    emitHead(EXP.EQ, 2, out);
    emitMade(subject, out);
    emitMade(constantOfType(set, item), out);
  }
  if (items.length > 1) out.push({ op: EXP_ENTRY.END_OF_VA_ARGS });
}

/** A function with a row: the function of `exp` makes it, given the entries of each argument. */
function emitFunction(
  row: FunctionRow,
  { at, name }: { readonly at: number; readonly name: string },
  args: readonly Argument[],
  receiver: AerospikeExp,
  out: AerospikeExp,
): void {
  if (row.open !== undefined) {
    return emitOpen(
      row.open,
      args.map(({ value }) => value),
      emit,
      out,
    );
  }
  const placed = placedArguments(at, name, row, args);
  const made = placed.map((value, i) => {
    if (value === undefined) return undefined;
    const { isConstant, isRegex } = row.params[i] as Parameter;
    if (isRegex === true) return value;
    return isConstant === true ? (value as Literal).value : entriesOf(value, emit);
  });
  if (name === 'digestModulo' && Number(made[0]) === 0) fail(at, 'digestModulo takes a number that is not 0');
  emitMade(row.make(receiver, ...(made as never[])), out);
}

function emitMethod(node: Method, out: AerospikeExp): void {
  const { name, receiver, args } = node;
  if (Object.hasOwn(PATH_METHODS, name)) return emitPathMethod(node, emit, out);
  const from = (receiver.type as TypeSet).set;
  if (from === STRING && name === 'toInt') return emitMade(string.toInteger(entriesOf(receiver, emit)), out);
  if (from === STRING && name === 'toFloat') return emitMade(string.toDouble(entriesOf(receiver, emit)), out);
  if (name === 'toInt' || name === 'toFloat') {
    if (from === FLOAT && name === 'toInt') emitHead(EXP.TO_INT, 1, out);
    if (from === INT && name === 'toFloat') emitHead(EXP.TO_FLOAT, 1, out);
    return emit(receiver, out);
  }
  emitFunction(METHODS[name] as FunctionRow, node, args, entriesOf(receiver, emit), out);
}
