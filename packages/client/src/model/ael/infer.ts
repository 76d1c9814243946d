// Which type each value of a tree has: sets that constraints narrow, one for all mentions of a bin. Every set must have a
// single type in the end, because the server reads a bin as the type that the expression states.

import { FUNCTIONS, type FunctionRow, METADATA, METHODS, NEWER_METHODS, rowOf, suggestion } from './functions.ts';
import { PATH_METHODS, type PathMethod } from './path-methods.ts';
import { isSingle } from './paths.ts';
import { fail } from './problem.ts';
import type { Argument, Bin, Call, Expression, Literal, Method, Operation, Path, Segment } from './syntax.ts';
import {
  ANY,
  BLOB,
  BOOL,
  FLOAT,
  firstNameOf,
  GEO,
  HLL,
  INT,
  LIST,
  MAP,
  NUMBER,
  namesOf,
  STRING,
  TypeSet,
} from './types.ts';

/** What a filter of elements stands in. */
interface Loop {
  readonly value: TypeSet;
  readonly key: TypeSet;
}

interface Pending {
  readonly type: TypeSet;
  readonly at: number;
  /** What has no type yet, as it would be written with a pin behind it. */
  readonly text: string;
  /** In place of the text, where that is no part of the language. */
  readonly example?: string;
}

const COMPARABLE = ANY & ~(GEO | HLL);
const BOOLEAN = new Set(['and', 'or', 'not']);
const COMPARISONS = new Set(['==', '!=', '>', '>=', '<', '<=']);
const NUMERIC: { readonly [name: string]: number } = {
  '+': NUMBER | STRING,
  '-': NUMBER,
  '*': NUMBER,
  '/': NUMBER,
  negate: NUMBER,
  '**': FLOAT,
  '%': INT,
  '&': INT,
  '|': INT,
  '^': INT,
  '<<': INT,
  '>>': INT,
  '>>>': INT,
  invert: INT,
};

/** Fills in the types of a tree. @throws AelProblem */
export function inferTypes(tree: Expression): void {
  const inference = new Inference();
  inference.visit(tree);
  inference.finish();
}

class Inference {
  readonly #bins = new Map<string, { readonly type: TypeSet; pin: number | undefined }>();
  #variables: ReadonlyMap<string, TypeSet> = new Map();
  #loop: Loop | undefined;
  readonly #pending: Pending[] = [];
  readonly #numbers: TypeSet[] = [];

  finish(): void {
    // A whole number that a program passes is an integer unless something has said otherwise.
    for (const number of this.#numbers) if (number.set === NUMBER) number.narrow(INT);
    for (const { type, at, text, example = text } of this.#pending) {
      if (type.isKnown) continue;
      const isOpen = type.set === ANY;
      const pin = isOpen ? 'INT' : firstNameOf(type.set);
      const choice = isOpen ? '' : `; it may be ${namesOf(type.set)}`;
      fail(at, `the type of ${text} is not known: pin it, as in ${example}:${pin}${choice}`);
    }
  }

  /** The type of a node, which is filled in. */
  visit(node: Expression): TypeSet {
    node.type = this.#typeOf(node);
    return node.type;
  }

  #typeOf(node: Expression): TypeSet {
    switch (node.kind) {
      case 'literal':
        return this.#literal(node);
      case 'unknown':
        return new TypeSet(ANY);
      case 'bin':
        return this.#bin(node, true);
      case 'loop': {
        const loop = this.#loop as Loop;
        const type = node.part === 'index' ? new TypeSet(INT) : loop[node.part];
        this.#pinned(type, node.pin, node.at);
        const name = node.part === 'value' ? '@' : `@${node.part}`;
        this.#pending.push({ type, at: node.at, text: name });
        return type;
      }
      case 'variable':
        return this.#variables.get(node.name) ?? fail(node.at, `there is no variable ${node.name} here`);
      case 'metadata': {
        const row = rowOf(METADATA, node.name);
        if (row === undefined) {
          const hint = suggestion(node.name, Object.keys(METADATA));
          return fail(node.at, `unknown metadata '${node.name}'${hint}`);
        }
        const type = this.#call(node.at, node.name, row, node.args, undefined);
        this.#pinned(type, node.pin, node.at);
        this.#pending.push({ type, at: node.at, text: `$.${node.name}()` });
        return type;
      }
      case 'path':
        return this.#path(node, true);
      case 'operation':
        return this.#operation(node);
      case 'matches':
        this.#narrow(node.value, STRING, 'the left side of =~');
        return new TypeSet(BOOL);
      case 'method':
        return this.#method(node);
      case 'call':
        return this.#function(node);
      case 'when': {
        const type = new TypeSet(ANY);
        for (const [condition, value] of node.rows) {
          this.#narrow(condition, BOOL, 'a condition of when');
          this.#joined(type, value, 'the values of when');
        }
        this.#joined(type, node.otherwise, 'the values of when');
        return type;
      }
      case 'let': {
        const outer = this.#variables;
        for (const [name, value] of node.definitions) {
          if (this.#variables.has(name)) fail(value.at, `there is a variable ${name} already`);
          this.#variables = new Map(this.#variables).set(name, this.visit(value));
        }
        const type = this.visit(node.body);
        this.#variables = outer;
        return type;
      }
    }
  }

  #literal({ set }: Literal): TypeSet {
    const type = new TypeSet(set);
    if (set === NUMBER) this.#numbers.push(type);
    return type;
  }

  #bin({ name, pin, local, at }: Bin, isRead: boolean): TypeSet {
    let type: TypeSet;
    if (local) type = new TypeSet(pin as number);
    else {
      let shared = this.#bins.get(name);
      if (shared === undefined) {
        shared = { type: new TypeSet(ANY), pin: undefined };
        this.#bins.set(name, shared);
      }
      type = shared.type;
      if (pin !== undefined && shared.pin !== undefined && pin !== shared.pin) {
        fail(
          at,
          `duplicate type pin: $.${name} is ${namesOf(shared.pin)} elsewhere, $.${name}:LOCAL:${namesOf(pin)} is for this place only`,
        );
      }
      shared.pin ??= pin;
      this.#pinned(type, pin, at);
    }
    if (isRead) this.#pending.push({ type, at, text: /^\w+$/.test(name) ? `$.${name}` : `$.${JSON.stringify(name)}` });
    return type;
  }

  #pinned(type: TypeSet, pin: number | undefined, at: number): void {
    if (pin === undefined) return;
    if (!type.narrow(pin)) fail(at, `type conflict: pinned ${namesOf(pin)}, used as ${namesOf(type.set)}`);
  }

  #narrow(node: Expression, set: number, what: string): TypeSet {
    const type = this.visit(node);
    if (!type.narrow(set)) fail(node.at, `type conflict: ${what} is ${namesOf(set)}, not ${namesOf(type.set)}`);
    return type;
  }

  #joined(type: TypeSet, node: Expression, what: string): void {
    const its = this.visit(node);
    if (node.kind === 'unknown') return;
    if (!type.join(its))
      fail(node.at, `type conflict: ${what} are of one type, not ${namesOf(type.set)} and ${namesOf(its.set)}`);
  }

  #operation(node: Operation): TypeSet {
    const { name, args } = node;
    if (BOOLEAN.has(name)) {
      for (const arg of args) this.#narrow(arg, BOOL, `an operand of ${name}`);
      return new TypeSet(BOOL);
    }
    if (name === 'in') return this.#in(node);
    const type = new TypeSet(COMPARISONS.has(name) ? COMPARABLE : (NUMERIC[name] as number));
    const shown = name === 'negate' ? '-' : name === 'invert' ? '~' : name;
    for (const arg of args) {
      const its = this.visit(arg);
      if (arg.kind === 'unknown') continue;
      if ((its.set & type.set) !== 0) type.join(its);
      else if (type.set === COMPARABLE || type.set === NUMERIC[name]) {
        fail(arg.at, `type conflict: an operand of ${shown} is ${namesOf(type.set)}, not ${namesOf(its.set)}`);
      } else
        fail(
          arg.at,
          `type conflict: the operands of ${shown} are of one type, not ${namesOf(type.set)} and ${namesOf(its.set)}`,
        );
    }
    return COMPARISONS.has(name) ? new TypeSet(BOOL) : type;
  }

  #in({ args }: Operation): TypeSet {
    const [value, list] = args as readonly [Expression, Expression];
    const type = this.visit(value);
    this.#narrow(list, LIST, 'the right side of in');
    if (list.kind === 'literal') {
      for (const item of list.value as readonly unknown[]) {
        const set = setOf(item);
        if (!type.narrow(set)) {
          fail(list.at, `type conflict: the left side of in is ${namesOf(type.set)}, the list has ${namesOf(set)}`);
        }
      }
    }
    return new TypeSet(BOOL);
  }

  #function(node: Call): TypeSet {
    const { name, at, args } = node;
    if (name === 'geoJson') {
      const [first] = args;
      if (args.length !== 1 || first?.value.kind !== 'literal' || first.value.set !== STRING) {
        fail(at, "geoJson takes one constant text, as in geoJson('{...}')");
      }
      return new TypeSet(GEO);
    }
    const row = rowOf(FUNCTIONS, name);
    if (rowOf(METADATA, name) !== undefined) fail(at, `${name} is metadata of the record, which is $.${name}(...)`);
    if (row === undefined)
      fail(at, `unknown function '${name}'${suggestion(name, [...Object.keys(FUNCTIONS), 'geoJson'])}`);
    return this.#call(at, name, row, args, undefined);
  }

  #call(at: number, name: string, row: FunctionRow, args: readonly Argument[], receiver: TypeSet | undefined): TypeSet {
    if (row.isOpen === true) {
      const { set } = row.params[0] as { readonly set: number };
      const type = new TypeSet(set);
      if (args.length < 2) fail(at, `${name} takes two arguments or more`);
      for (const argument of args) {
        if (argument.name !== undefined) fail(argument.at, `${name} takes arguments without names`);
        this.#narrow(argument.value, set, `an argument of ${name}`);
        this.#joined(type, argument.value, `the arguments of ${name}`);
      }
      return row.result === undefined ? type : new TypeSet(row.result);
    }
    const placed = placedArguments(at, name, row, args);
    let only: TypeSet | undefined = receiver;
    for (const [i, value] of placed.entries()) {
      if (value === undefined) continue;
      const { set, isConstant, name: label } = row.params[i] as FunctionRow['params'][number];
      only = this.#narrow(value, set, label === undefined ? `the argument of ${name}` : `${label} of ${name}`);
      if (isConstant === true && value.kind !== 'literal')
        fail(value.at, `${label ?? 'the argument'} of ${name} is a constant`);
    }
    return row.result === undefined ? (only as TypeSet) : new TypeSet(row.result);
  }

  #method(node: Method): TypeSet {
    const { name, at, args, receiver, flags } = node;
    const terminal = rowOf(PATH_METHODS, name);
    if (terminal !== undefined) return this.#terminal(node, terminal);
    if (NEWER_METHODS.has(name)) fail(at, `${name}() needs server 8.2 and is not compiled here`);
    const row = rowOf(METHODS, name);
    if (row === undefined) {
      const names = [...Object.keys(METHODS), ...Object.keys(PATH_METHODS), ...NEWER_METHODS];
      return fail(at, `unknown method '${name}'${suggestion(name, names)}`);
    }
    if (flags.length > 0) fail(at, `:${flags[0]} is no flag of ${name} here`);
    const isChange = row.result === BLOB || row.result === HLL;
    if (isChange && receiver.kind === 'path' && name !== 'bitGet' && name !== 'hllUnion') {
      fail(at, `${name} changes a bin, not what is inside a list or map`);
    }
    const type = this.#narrow(receiver, row.receiver as number, `the value before .${name}()`);
    return this.#call(at, name, row, args, type);
  }

  #terminal({ name, at, args, receiver, flags }: Method, row: PathMethod): TypeSet {
    for (const flag of flags) {
      if (row.flags?.includes(flag) !== true) fail(at, `:${flag} is no flag of ${name}, or is not compiled here`);
    }
    if ((name === 'exists' || name === 'type') && receiver.kind === 'bin') receiver.type = this.#bin(receiver, false);
    else if (name === 'type') fail(at, 'type() is for bins alone');
    else if (receiver.kind === 'path') receiver.type = this.#path(receiver, name === 'count' && isPlain(receiver));
    else if (row.list !== undefined || row.map !== undefined || name === 'count') this.#whole(receiver, row, name);
    else fail(at, `${name}() ends a path, as in $.map.key.${name}()`);
    if (name === 'count' && receiver.kind === 'path' && isPlain(receiver)) {
      const type = receiver.type as TypeSet;
      if (!type.narrow(LIST | MAP)) fail(at, `type conflict: count() is for LIST or MAP, not ${namesOf(type.set)}`);
    }
    this.#argument(at, name, row, args, receiver);
    if (row.result !== undefined) return this.#resultOf(name, row.result, receiver);
    return receiver.kind === 'path' ? (receiver.base.type as TypeSet) : (receiver.type as TypeSet);
  }

  #resultOf(name: string, result: number, receiver: Expression): TypeSet {
    if (name !== 'getIndexes' && name !== 'getRanks') return new TypeSet(result);
    const last = receiver.kind === 'path' ? receiver.segments.at(-1) : undefined;
    return new TypeSet(last !== undefined && isSingle(last) ? INT : LIST);
  }

  /** A method of collections on a whole bin: which of the two it is may follow from the method. */
  #whole(receiver: Expression, row: PathMethod, name: string): void {
    let set = LIST | MAP;
    if (name !== 'count' && row.list === undefined) set = MAP;
    if (name !== 'count' && row.map === undefined) set = LIST;
    this.#narrow(receiver, set, `the value before .${name}()`);
  }

  #argument(at: number, name: string, row: PathMethod, args: readonly Argument[], receiver: Expression): void {
    const [first, second] = args;
    if (row.argument === undefined) {
      if (first !== undefined) fail(first.at, `${name}() takes no argument`);
      return;
    }
    if (first === undefined) fail(at, `${name}() takes one argument`);
    if (second !== undefined) fail(second.at, `${name}() takes one argument`);
    if (first.name !== undefined) fail(first.at, `${name}() takes its argument without a name`);
    const outer = this.#loop;
    if (name === 'modify') this.#loop = newLoop();
    this.#narrow(first.value, row.argument, `the argument of ${name}`);
    this.#loop = outer;
    if (name === 'insertItems' && receiver.kind === 'path') {
      const isList = receiver.segments.at(-1)?.of === 'list';
      (first.value.type as TypeSet).narrow(isList ? LIST : MAP);
    }
  }

  #path(node: Path, isRead: boolean): TypeSet {
    const { base, segments, at } = node;
    const first = segments[0] as Segment;
    const set = first.of === 'list' ? LIST : first.of === 'map' ? MAP : LIST | MAP;
    this.#narrow(base, set, 'what a path leads into');
    for (const { filter } of segments) {
      if (filter === undefined) continue;
      const outer = this.#loop;
      this.#loop = newLoop();
      this.#narrow(filter, BOOL, 'the filter of elements');
      this.#loop = outer;
    }
    const last = segments.at(-1) as Segment;
    const type = new TypeSet(isPlain(node) ? ANY : LIST);
    this.#pinned(type, last.pin, last.at);
    if (isRead) {
      this.#pending.push({
        type,
        at,
        text: 'the end of the path',
        example: '$.map.key',
      });
    }
    return type;
  }
}

function newLoop(): Loop {
  return { value: new TypeSet(ANY), key: new TypeSet(INT | STRING | BLOB) };
}

/** Whether a path leads to one element at most. */
export function isPlain({ segments }: Path): boolean {
  return segments.every((segment) => isSingle(segment) && segment.filter === undefined);
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

/** Arguments in the order of the parameters; undefined where an optional one is not there. @throws AelProblem */
export function placedArguments(
  at: number,
  name: string,
  row: FunctionRow,
  args: readonly Argument[],
): (Expression | undefined)[] {
  const placed: (Expression | undefined)[] = row.params.map(() => undefined);
  for (const [i, argument] of args.entries()) {
    let index = i;
    if (argument.name !== undefined) {
      index = row.params.findIndex((parameter) => parameter.name === argument.name);
      if (index < 0) {
        const names = row.params.flatMap((parameter) => parameter.name ?? []);
        fail(
          argument.at,
          names.length === 0
            ? `${name} takes arguments without names`
            : `${name} has no argument ${argument.name}, but ${names.join(', ')}`,
        );
      }
    } else if (row.params[i]?.name !== undefined) {
      const names = row.params.flatMap((parameter) => parameter.name ?? []);
      fail(argument.at, `${name} takes named arguments: ${names.join(', ')}`);
    }
    if (index >= placed.length) fail(argument.at, `${name} takes ${placed.length || 'no'} arguments`);
    if (placed[index] !== undefined) fail(argument.at, `${argument.name} of ${name} is there twice`);
    placed[index] = argument.value;
  }
  for (const [i, parameter] of row.params.entries()) {
    if (placed[i] === undefined && parameter.isOptional !== true) {
      fail(
        at,
        `${name} needs ${parameter.name === undefined ? `${row.params.length} arguments` : `its argument ${parameter.name}`}`,
      );
    }
  }
  return placed;
}
