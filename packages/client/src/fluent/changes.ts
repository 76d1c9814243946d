// The typed bins of `change`, as types: what can be done with a value follows from the type that its data set gives it.
// Each method makes an operation of the client. What they do is in change-operations.ts.

import type { Double, GeoJSON, Operation } from '../public.ts';
import type { Condition } from './condition.ts';
import type { Computed } from './values.ts';

/** Something that happens to one bin, with what it leaves in the result of `returning`. */
export type Change<Name extends string = string, Result = unknown> = Operation<Name, Result>;

type Numeric = number | bigint | Double;

interface Settable<Name extends string, Value> {
  set(value: Value): Change<Name, undefined>;
}

interface SettableBin<Name extends string, Value> {
  /** Sets the bin, to a value or to one that the server computes. */
  set(value: Value | Computed<Value> | ([Value] extends [boolean] ? Condition : never)): Change<Name, undefined>;
}

/** A bin that records may lack. */
interface Optional<Name extends string> {
  /** Removes the bin. */
  unset(): Change<Name, undefined>;
}

interface NumberBin<Name extends string, Value> extends SettableBin<Name, Value> {
  /** Adds to the number; a missing one counts as 0. */
  add(value: Numeric): Change<Name, undefined>;
}

interface TextBin<Name extends string, Value> extends SettableBin<Name, Value> {
  append(text: string): Change<Name, undefined>;
  prepend(text: string): Change<Name, undefined>;
}

interface BytesBin<Name extends string, Value> extends SettableBin<Name, Value> {
  append(bytes: Buffer): Change<Name, undefined>;
  prepend(bytes: Buffer): Change<Name, undefined>;
}

/** What can be done with a list, wherever it is. */
interface ListChanges<Name extends string, Element> {
  /** Adds elements at the end, or in their places in an ordered list; leaves the length. */
  push(...elements: readonly Element[]): Change<Name, number>;
  /** Adds elements that the list has not yet; leaves the length. */
  pushUnique(...elements: readonly Element[]): Change<Name, number>;
  /** Puts elements before the one at an index; leaves the length. */
  insert(index: number, ...elements: readonly Element[]): Change<Name, number>;
  /** Removes the element at an index, the last one without, and leaves it. */
  pop(index?: number): Change<Name, Element | undefined>;
  /** Removes all elements equal to a value; leaves how many there were. */
  remove(element: Element): Change<Name, number | undefined>;
  /** Removes all but `count` elements from an index on. */
  keep(index: number, count: number): Change<Name, number | undefined>;
  sort(): Change<Name, undefined>;
  /** Leaves the length. */
  length(): Change<Name, number | undefined>;
  /** Leaves `count` elements from an index on, all that follow without `count`. */
  slice(index: number, count?: number): Change<Name, Element[] | undefined>;
  /** The element at an index; -1 is the last. */
  at(index: number): Inner<Name, Element>;
}

/** What can be done with a map, wherever it is. */
interface MapChanges<Name extends string, Key, Element> {
  /** Sets the values of several keys; leaves the size. */
  assign(entries: ReadonlyMap<Key, Element> | { readonly [key: string]: Element }): Change<Name, number>;
  /** Removes keys; leaves how many there were. */
  delete(...keys: readonly Key[]): Change<Name, number | undefined>;
  /** Leaves the size. */
  size(): Change<Name, number | undefined>;
  /** Leaves the keys of the entries with the greatest values, those last. */
  topKeys(count: number): Change<Name, Key[] | undefined>;
  /** The value of a key. Setting one makes the maps on the way that are missing. */
  get(key: Key): Inner<Name, Element>;
}

/** What can be done with a map that an object with known properties stands for. */
interface ObjectChanges<Name extends string, Value> {
  /** Sets some properties; leaves the size. */
  assign(properties: Partial<Value>): Change<Name, number>;
  get<Property extends keyof Value & string>(property: Property): Inner<Name, Value[Property]>;
}

/** A value inside a bin. */
export type Inner<Name extends string, Declared, Value = NonNullable<Declared>> = Settable<Name, Value> & {
  /** Leaves the value. */
  read(): Change<Name, Value | undefined>;
} & ([Value] extends [Numeric]
    ? {
        /** Adds to the number, which counts as 0 if it is missing; leaves the sum. */
        add(value: Numeric): Change<Name, number>;
      }
    : unknown) &
  CollectionChanges<Name, Value>;

type CollectionChanges<Name extends string, Value> = [Value] extends [Numeric | string | boolean | Uint8Array | GeoJSON]
  ? unknown
  : [Value] extends [readonly (infer Element)[]]
    ? ListChanges<Name, Element>
    : [Value] extends [ReadonlyMap<infer Key, infer Element>]
      ? MapChanges<Name, Key, Element>
      : string extends keyof Value
        ? MapChanges<Name, string, Value[string & keyof Value]>
        : [Value] extends [object]
          ? ObjectChanges<Name, Value>
          : unknown;

type BinChanges<Name extends string, Value> = ([Value] extends [Numeric]
  ? NumberBin<Name, Value>
  : [Value] extends [string]
    ? TextBin<Name, Value>
    : [Value] extends [Uint8Array]
      ? BytesBin<Name, Value>
      : SettableBin<Name, Value>) & {
  /** Leaves the value of the bin. */
  read(): Change<Name, Value | undefined>;
} & CollectionChanges<Name, Value>;

/** The bins of a data set, each with what can be done with it. */
export type ChangesOf<Bins extends object> = {
  readonly [Name in keyof Bins & string]-?: BinChanges<Name, NonNullable<Bins[Name]>> &
    (undefined extends Bins[Name] ? Optional<Name> : unknown);
};
