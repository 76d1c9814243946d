// The entries of an expression as a tree, for whoever shows them. Never checks more than it needs to go on: the encoder
// does.

import { EXP, EXP_ENTRY } from '../../../wire/codes/expressions.ts';
import { type ExpEntry, isEntry } from '../../exp/entry.ts';
import { shapeOf } from '../../exp/shapes.ts';

const MAX_DEPTH = 128;

export interface EntryTree {
  readonly entry: ExpEntry;
  readonly args: readonly EntryTree[];
}

const POLICIES: ReadonlySet<number> = new Set([
  EXP_ENTRY.CDT_LIST_CRMOD,
  EXP_ENTRY.CDT_LIST_MOD,
  EXP_ENTRY.CDT_MAP_CRMOD,
  EXP_ENTRY.CDT_MAP_CR,
  EXP_ENTRY.CDT_MAP_MOD,
]);

/** The tree of a whole expression; undefined for what is none. */
export function treeOf(expression: unknown, depth = 0): EntryTree | undefined {
  if (!Array.isArray(expression)) return undefined;
  const reader = new Reader(expression);
  const tree = reader.next(depth);
  return reader.isAtEnd ? tree : undefined;
}

class Reader {
  readonly #entries: readonly unknown[];
  #at = 0;

  constructor(entries: readonly unknown[]) {
    this.#entries = entries;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#entries.length;
  }

  next(depth: number): EntryTree | undefined {
    const entry = this.#entries[this.#at++];
    if (!isEntry(entry) || depth > MAX_DEPTH) return undefined;
    if (entry.op === EXP_ENTRY.MERGE) return treeOf(entry.exp, depth + 1);
    const shape = shapeOf(entry.op);
    if (shape === undefined) return { entry, args: [] };
    if (shape.args === 'open') return this.#open(entry, depth);
    if (entry.op === EXP.CALL) return this.#call(entry, depth);
    return this.#several(entry, shape.args, depth);
  }

  #several(entry: ExpEntry, count: number, depth: number): EntryTree | undefined {
    const args: EntryTree[] = [];
    for (let i = 0; i < count; i++) {
      const arg = this.next(depth + 1);
      if (arg === undefined) return undefined;
      args.push(arg);
    }
    return { entry, args };
  }

  #open(entry: ExpEntry, depth: number): EntryTree | undefined {
    const args: EntryTree[] = [];
    while ((this.#entries[this.#at] as ExpEntry | undefined)?.op !== EXP_ENTRY.END_OF_VA_ARGS) {
      const arg = this.next(depth + 1);
      if (arg === undefined) return undefined;
      args.push(arg);
    }
    this.#at++;
    return { entry, args };
  }

  /** Type, system, operation with its parameters, and what it works on. Policies are parameters of none or more items. */
  #call(entry: ExpEntry, depth: number): EntryTree | undefined {
    const head = this.#several(entry, 2, depth);
    const start = this.#entries[this.#at++];
    if (head === undefined || !isEntry(start) || typeof start.count !== 'number') return undefined;
    const parameters: EntryTree[] = [];
    for (let left = start.count; left > 0; ) {
      const parameter = this.next(depth + 1);
      if (parameter === undefined) return undefined;
      const isPolicy = POLICIES.has(parameter.entry.op);
      parameters.push(parameter);
      left = isPolicy ? 0 : left - 1;
    }
    while (POLICIES.has((this.#entries[this.#at] as ExpEntry | undefined)?.op as number)) {
      parameters.push({ entry: this.#entries[this.#at++] as ExpEntry, args: [] });
    }
    const value = this.next(depth + 1);
    if (value === undefined) return undefined;
    return { entry, args: [...head.args, { entry: start, args: parameters }, value] };
  }
}
