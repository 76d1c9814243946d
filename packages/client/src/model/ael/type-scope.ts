// What is known while types are inferred: one set for all mentions of a bin, the variables of let, what a filter of elements
// stands for, and the values whose type must be known in the end.

import { fail } from './problem.ts';
import type { Bin, Expression } from './syntax.ts';
import { ANY, BLOB, firstNameOf, INT, NUMBER, namesOf, STRING, TypeSet, typeSetOf } from './types.ts';

/** What a filter of elements stands in. */
interface Loop {
  readonly value: TypeSet;
  readonly key: TypeSet;
}

interface SharedBin {
  readonly type: TypeSet;
  pin: number | undefined;
}

export abstract class TypeScope {
  readonly #bins = new Map<string, SharedBin>();
  readonly #variables = new Map<string, TypeSet>();
  #loop: Loop | undefined;
  /** Nodes that had no single type when they were seen. */
  readonly #open: Expression[] = [];
  /** Whole numbers that a program passes. */
  readonly #numbers: TypeSet[] = [];

  /** The type of a node, which is filled in. */
  abstract visit(node: Expression): TypeSet;

  /** @throws AelProblem for the first value whose type is not known. */
  finish(): void {
    // A whole number that a program passes is an integer unless something has said otherwise.
    for (const number of this.#numbers) if (number.set === NUMBER) number.narrow(INT);
    for (const node of this.#open) if (!(node.type as TypeSet).isKnown) unknown(node);
  }

  /** A constant of a program, which may be an integer or a float. */
  number(): TypeSet {
    const type = new TypeSet(NUMBER);
    this.#numbers.push(type);
    return type;
  }

  /** @param isRead - whether its type must be known in the end */
  bin(node: Bin, isRead: boolean): TypeSet {
    const { name, pin, local, at } = node;
    const type = local ? typeSetOf(pin as number) : this.#shared(name, pin, at);
    return isRead ? this.mustBeKnown(node, type) : type;
  }

  #shared(name: string, pin: number | undefined, at: number): TypeSet {
    let shared = this.#bins.get(name);
    if (shared === undefined) {
      shared = { type: new TypeSet(ANY), pin: undefined };
      this.#bins.set(name, shared);
    }
    if (pin === undefined) return shared.type;
    if (shared.pin !== undefined && pin !== shared.pin) {
      fail(
        at,
        `duplicate type pin: $.${name} is ${namesOf(shared.pin)} elsewhere, $.${name}:LOCAL:${namesOf(pin)} is for this place only`,
      );
    }
    shared.pin = pin;
    return this.pinned(shared.type, pin, at);
  }

  pinned(type: TypeSet, pin: number | undefined, at: number): TypeSet {
    if (pin !== undefined && !type.narrow(pin)) {
      fail(at, `type conflict: pinned ${namesOf(pin)}, used as ${namesOf(type.set)}`);
    }
    return type;
  }

  mustBeKnown(node: Expression, type: TypeSet): TypeSet {
    if (!type.isKnown) this.#open.push(node);
    return type;
  }

  /** @param what - of which the node is a part, in messages */
  narrow(node: Expression, set: number, what: string): TypeSet {
    const type = this.visit(node);
    if (!type.narrow(set)) fail(node.at, `type conflict: ${what} is ${namesOf(set)}, not ${namesOf(type.set)}`);
    return type;
  }

  /** Visits a node that must be like those before it. */
  joined(type: TypeSet, node: Expression, what: string): void {
    const its = this.visit(node);
    if (node.kind === 'unknown' || type.join(its)) return;
    fail(node.at, `type conflict: ${what} are of one type, not ${namesOf(type.set)} and ${namesOf(its.set)}`);
  }

  variable(name: string, at: number): TypeSet {
    return this.#variables.get(name) ?? fail(at, `there is no variable ${name} here`);
  }

  /** Later definitions see those before them; none is seen behind the body. */
  let(definitions: readonly (readonly [name: string, value: Expression])[], body: Expression): TypeSet {
    for (const [name, value] of definitions) {
      if (this.#variables.has(name)) fail(value.at, `there is a variable ${name} already`);
      this.#variables.set(name, this.visit(value));
    }
    const type = this.visit(body);
    for (const [name] of definitions) this.#variables.delete(name);
    return type;
  }

  /** The element of the innermost loop, or its key. */
  loop(part: 'value' | 'key'): TypeSet {
    return (this.#loop as Loop)[part];
  }

  /** Narrows what is computed for each element. */
  narrowInLoop(node: Expression, set: number, what: string): void {
    const outer = this.#loop;
    this.#loop = { value: new TypeSet(ANY), key: new TypeSet(INT | STRING | BLOB) };
    this.narrow(node, set, what);
    this.#loop = outer;
  }
}

/** @throws AelProblem that shows the node with a pin behind it. */
function unknown(node: Expression): never {
  const { set } = node.type as TypeSet;
  const isOpen = set === ANY;
  const pin = isOpen ? 'INT' : firstNameOf(set);
  const choice = isOpen ? '' : `; it may be ${namesOf(set)}`;
  const isPath = node.kind === 'path';
  const text = isPath ? 'the end of the path' : textOf(node);
  return fail(
    node.at,
    `the type of ${text} is not known: pin it, as in ${isPath ? '$.map.key' : text}:${pin}${choice}`,
  );
}

function textOf(node: Expression): string {
  switch (node.kind) {
    case 'bin':
      return /^\w+$/.test(node.name) ? `$.${node.name}` : `$.${JSON.stringify(node.name)}`;
    case 'metadata':
      return `$.${node.name}()`;
    case 'loop':
      return node.part === 'value' ? '@' : `@${node.part}`;
    default:
      return 'the value';
  }
}
