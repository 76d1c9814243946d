// What operations leave in the bins of the record that `operate` returns, as far as TypeScript can tell. Types only:
// the server decides, and these say what it decides (checked against Community Edition 8.1.2).

import type { AerospikeBins, AerospikeBinValue } from '../bin-value.ts';
import type { Operation } from './operation.ts';
import type { ListReturnType as OfList, MapReturnType as OfMap } from './return-types.ts';

type ListPosition = OfList.INDEX | OfList.REVERSE_INDEX | OfList.RANK | OfList.REVERSE_RANK;
type MapPosition = OfMap.INDEX | OfMap.REVERSE_INDEX | OfMap.RANK | OfMap.REVERSE_RANK;
type OneOrMany<Value, Many> = Many extends true ? Value[] : Value;

/** What a selection in a list returns; undefined where the bin is missing. */
export type ListResult<Type extends OfList, Many> = Type extends OfList.NONE
  ? undefined
  : Type extends OfList.COUNT
    ? number | undefined
    : Type extends OfList.EXISTS
      ? boolean | undefined
      : Type extends ListPosition
        ? OneOrMany<number, Many> | undefined
        : Type extends OfList.VALUE
          ? OneOrMany<AerospikeBinValue, Many> | undefined
          : AerospikeBinValue;

/** What a selection in a map returns; null where the bin, or the one entry, is missing. */
export type MapResult<Type extends OfMap, Many> = Type extends OfMap.NONE
  ? null
  : Type extends OfMap.COUNT
    ? number | null
    : Type extends OfMap.EXISTS
      ? boolean | null
      : Type extends MapPosition
        ? OneOrMany<number, Many> | null
        : Type extends OfMap.KEY | OfMap.VALUE
          ? OneOrMany<AerospikeBinValue, Many> | null
          : Type extends OfMap.KEY_VALUE
            ? AerospikeBinValue[] | null
            : AerospikeBinValue;

type BinOf<One> = One extends Operation<infer Name, unknown> ? Name : never;
type ResultOf<One> = One extends Operation<string, infer Result> ? Result : never;

/** Whether an operation makes the server answer every operation of its command, with null where there is no result. */
type AsksForAll<One> = One extends { invertSelection: unknown }
  ? never
  : One extends { andReturn: unknown } | { withPolicy: unknown }
    ? true
    : never;

type Answer<Result, All> = All extends true
  ? Exclude<Result, undefined> | (undefined extends Result ? null : never)
  : Result;

/** The bins so far with those of one more operation: the last answer of a bin is the one that stays. */
type With<Bins, Name extends string, Result> = [Result] extends [undefined]
  ? Bins
  : Omit<Bins, Name> & { [name in Name]: Result };

type Collected<Operations, Bins, All> = Operations extends readonly [infer One, ...infer Others]
  ? Collected<Others, With<Bins, BinOf<One>, Answer<ResultOf<One>, All>>, All>
  : { [name in keyof Bins]: Bins[name] };

/**
 * The bins that a list of operations returns: with a type of their own where the list and the names of the bins are
 * known to the compiler. Bins that no operation names have any value. `respondAllOps` of the policy is not known here.
 */
export type ReturnedBins<Operations extends readonly Operation[]> = number extends Operations['length']
  ? AerospikeBins
  : string extends BinOf<Operations[number]>
    ? AerospikeBins
    : AerospikeBins & Collected<Operations, unknown, [AsksForAll<Operations[number]>] extends [never] ? false : true>;
