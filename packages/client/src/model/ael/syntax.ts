// A text as a tree, as the parser makes it and the two steps behind it read it. Types are filled in by infer.ts.

import type { TypeSet } from './types.ts';

interface Common {
  /** Offset in the text, for messages. */
  readonly at: number;
  /** How deep the tree is below. */
  readonly depth: number;
  /** Set by infer.ts. */
  type: TypeSet | undefined;
}

/** A constant, as a program would pass it; floats are `Double`. */
export interface Literal extends Common {
  readonly kind: 'literal';
  readonly set: number;
  readonly value: unknown;
  /** Of a regular expression in the place of a value. */
  readonly regexFlags?: string;
}

/** `unknown` and `error`, which are the same. */
export interface Unknown extends Common {
  readonly kind: 'unknown';
}

export interface Bin extends Common {
  readonly kind: 'bin';
  readonly name: string;
  readonly pin: number | undefined;
  /** The pin is for this place only. */
  readonly local: boolean;
}

/** `@`, `@key`, `@index` */
export interface Loop extends Common {
  readonly kind: 'loop';
  readonly part: 'value' | 'key' | 'index';
  readonly pin: number | undefined;
}

export interface Variable extends Common {
  readonly kind: 'variable';
  readonly name: string;
}

/** `$.ttl()` and its like. */
export interface Metadata extends Common {
  readonly kind: 'metadata';
  readonly name: string;
  readonly args: readonly Argument[];
  readonly pin: number | undefined;
}

/** What is selected inside a list or map. */
export interface Path extends Common {
  readonly kind: 'path';
  readonly base: Expression;
  readonly segments: readonly Segment[];
}

/** How a segment selects. Those from `keys` on may select several elements. */
export type Selector =
  | 'key'
  | 'index'
  | 'rank'
  | 'value'
  | 'keys'
  | 'keyRange'
  | 'indexRange'
  | 'rankRange'
  | 'valueRange'
  | 'values'
  | 'fromKey'
  | 'fromValue'
  | 'all';

export interface Segment {
  readonly at: number;
  /** Undefined for all children, which either has. */
  readonly of: 'list' | 'map' | undefined;
  readonly by: Selector;
  /** In the order of the wire; the values of a list of keys or values are one array. */
  readonly args: readonly unknown[];
  readonly inverted: boolean;
  /** Of all children, or of what was selected, those that pass. */
  readonly filter: Expression | undefined;
  readonly pin: number | undefined;
}

/** An operator or a function: `+`, `and`, `==`, `min`. */
export interface Operation extends Common {
  readonly kind: 'operation';
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface Matches extends Common {
  readonly kind: 'matches';
  readonly value: Expression;
  readonly regex: Regex;
}

export interface Regex {
  readonly at: number;
  readonly pattern: string;
  readonly flags: string;
}

export interface Argument {
  readonly at: number;
  readonly name: string | undefined;
  readonly value: Expression;
}

/** `value.name(...)`, also where it ends a path. */
export interface Method extends Common {
  readonly kind: 'method';
  readonly receiver: Expression;
  /** The receiver stands in parentheses: of a path it is what is at its end, and no longer the path. */
  readonly isValue: boolean;
  readonly name: string;
  readonly args: readonly Argument[];
  readonly flags: readonly string[];
}

/** `name(...)` with names for its arguments. */
export interface Call extends Common {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Argument[];
}

export interface When extends Common {
  readonly kind: 'when';
  readonly rows: readonly (readonly [condition: Expression, value: Expression])[];
  readonly otherwise: Expression;
}

export interface Let extends Common {
  readonly kind: 'let';
  readonly definitions: readonly (readonly [name: string, value: Expression])[];
  readonly body: Expression;
}

export type Expression =
  | Literal
  | Unknown
  | Bin
  | Loop
  | Variable
  | Metadata
  | Path
  | Operation
  | Matches
  | Method
  | Call
  | When
  | Let;
