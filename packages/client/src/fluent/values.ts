// The typed bins of `where` and `compute`, as types: what can be asked of a value follows from the type that its data set
// gives it. What the methods make is in value-expressions.ts.

import type { Double, GeoJSON } from '../public.ts';
import type { Condition } from './condition.ts';

declare const COMPUTES: unique symbol;

/** A value that the server computes, whose type it knows: it can be compared, calculated with and selected. */
export interface Computed<out Value> {
  readonly [COMPUTES]?: Value;
}

export type Numeric = number | bigint | Double;

/** What every value can be asked. */
interface Comparable<Value> {
  /** Equal to one of some values. */
  oneOf(...values: readonly Value[]): Condition;
  eq(value: Value | Computed<Value>): Condition;
  /** Not equal; a bin that is missing is neither. */
  ne(value: Value | Computed<Value>): Condition;
}

interface Ordered<Value> extends Comparable<Value> {
  gt(value: Value | Computed<Value>): Condition;
  ge(value: Value | Computed<Value>): Condition;
  lt(value: Value | Computed<Value>): Condition;
  le(value: Value | Computed<Value>): Condition;
  /** From one value to another, both included. */
  between(from: Value, to: Value): Condition;
}

/**
 * A number. The server tells integers from floats, and JavaScript does not: a number is what the value beside it is, as
 * in `age.gt(21)`, `price.gt(new Double(21))`, `price.gt(21.5)`; `int()` and `float()` say it.
 */
export interface NumberValue<Value> extends Ordered<Value | Double> {
  plus(value: Numeric | Computed<Numeric>): NumberValue<Value> & Computed<Value>;
  minus(value: Numeric | Computed<Numeric>): NumberValue<Value> & Computed<Value>;
  times(value: Numeric | Computed<Numeric>): NumberValue<Value> & Computed<Value>;
  /** Of integers without a fraction; by 0 it is unknown. */
  dividedBy(value: Numeric | Computed<Numeric>): NumberValue<Value> & Computed<Value>;
  /** The remainder of integers. */
  modulo(value: number | bigint | Computed<Numeric>): NumberValue<Value> & Computed<Value>;
  /** A float made an integer; what is behind the point goes. */
  toInt(): NumberValue<Value> & Computed<Value>;
  /** An integer made a float. */
  toFloat(): NumberValue<Value> & Computed<Value>;
  /** The same, which is an integer as it is stored. */
  int(): NumberValue<Value> & Computed<Value>;
  /** The same, which is a float as it is stored. */
  float(): NumberValue<Value> & Computed<Value>;
}

export interface TextValue<Value> extends Ordered<Value> {
  /** Whether a POSIX extended regular expression matches somewhere in the text. */
  matches(regex: string, options?: { readonly ignoreCase?: boolean }): Condition;
  /** The same, to be selected or compared with another bin. */
  text(): TextValue<Value> & Computed<Value>;
}

export interface BooleanValue<Value> extends Comparable<Value> {
  isTrue(): Condition;
  bool(): BooleanValue<Value> & Computed<Value>;
}

export interface BytesValue<Value> extends Comparable<Value> {
  bytes(): BytesValue<Value> & Computed<Value>;
}

export interface GeoValue {
  /** Whether a point lies in a region, or a region around a point. */
  within(region: GeoJSON): Condition;
}

export interface ListValue<Value, Element> {
  /** How many elements there are. */
  length(): NumberValue<number> & Computed<number>;
  includes(element: Element): Condition;
  /** The element at an index; -1 is the last. */
  at(index: number): ValueOf<Element>;
  list(): ListValue<Value, Element> & Computed<Value>;
}

export interface MapValue<Value, Key, Element> {
  /** How many entries there are. */
  size(): NumberValue<number> & Computed<number>;
  has(key: Key): Condition;
  get(key: Key): ValueOf<Element>;
  map(): MapValue<Value, Key, Element> & Computed<Value>;
}

/** A map that an object with known properties stands for. */
export interface ObjectValue<Value> {
  size(): NumberValue<number> & Computed<number>;
  has(key: keyof Value & string): Condition;
  get<Name extends keyof Value & string>(key: Name): ValueOf<Value[Name]>;
  map(): ObjectValue<Value> & Computed<Value>;
}

/** What can be asked of a value of a type. */
export type ValueOf<Declared, Value = NonNullable<Declared>> = [Value] extends [Numeric]
  ? NumberValue<Value>
  : [Value] extends [string]
    ? TextValue<Value>
    : [Value] extends [boolean]
      ? BooleanValue<Value>
      : [Value] extends [Uint8Array]
        ? BytesValue<Value>
        : [Value] extends [GeoJSON]
          ? GeoValue
          : [Value] extends [readonly (infer Element)[]]
            ? ListValue<Value, Element>
            : [Value] extends [ReadonlyMap<infer Key, infer Element>]
              ? MapValue<Value, Key, Element>
              : string extends keyof Value
                ? MapValue<Value, string, Value[string & keyof Value]>
                : [Value] extends [object]
                  ? ObjectValue<Value>
                  : never;

/** What the server knows of a record beside its bins. */
export interface RecordValues {
  /** Remaining lifetime in seconds; -1 never expires. */
  ttl(): NumberValue<number> & Computed<number>;
  /** Milliseconds since the record was written. */
  sinceUpdate(): NumberValue<number> & Computed<number>;
  /** Bytes; servers from 7.0 on. */
  size(): NumberValue<number> & Computed<number>;
  /** The digest modulo a number: one part of all records, evenly. */
  digestModulo(modulus: number): NumberValue<number> & Computed<number>;
  /** Whether the key is stored with the record. */
  hasKey(): Condition;
}

interface Bin {
  /** Whether the record has the bin. */
  exists(): Condition;
}

/** The bins of a data set, each with what can be asked of it. */
export type BinsOf<Bins extends object> = { readonly [Name in keyof Bins & string]-?: ValueOf<Bins[Name]> & Bin };
