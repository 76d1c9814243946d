// `query`: the records of a data set that an index or a condition finds, as a stream, a list or pages.

import {
  AerospikeError,
  type AerospikeExp,
  filter,
  type GeoJSON,
  indexType,
  type Query,
  type QueryPolicyOptions,
  type Record,
  type RecordCursor,
} from '../public.ts';

import { DataSet, faultOf } from './data-set.ts';
import type { Entry } from './get.ts';
import type { ChainPolicy } from './profiles.ts';
import type { Context } from './rows.ts';
import { both, filterOf, type Where, type WhereParameters } from './where.ts';

type Shown<Bins, HasMetadata extends boolean> = HasMetadata extends true ? Entry<Bins> : Bins;

/** What to ask the index of a bin for. */
export type IndexQuery<Declared, Value = NonNullable<Declared>> = [Value] extends [number | bigint]
  ? { readonly equal: Value } | { readonly from: Value; readonly to: Value }
  : [Value] extends [string | Buffer]
    ? { readonly equal: Value }
    : [Value] extends [GeoJSON]
      ? { readonly within: GeoJSON }
      : [Value] extends [readonly (infer Element)[]]
        ? { readonly contains: Element & (string | number | bigint) }
        : [Value] extends [object]
          ? { readonly hasKey: string | number } | { readonly hasValue: string | number }
          : never;

/** Some records, and where to go on. */
export interface Page<Shown> {
  readonly records: Shown[];
  /** For `after`, in this process or another; undefined where nothing is left. */
  readonly cursor: string | undefined;
}

/**
 * A query. Nothing is sent before it is read: with `for await`, which takes records as fast as the loop runs,
 * `toArray`, `first` or `page`.
 */
export class FluentQuery<Bins extends object, Read extends object = Bins, HasMetadata extends boolean = false>
  implements AsyncIterable<Shown<Read, HasMetadata>>
{
  readonly #context: Context;
  readonly #dataSet: DataSet<Bins>;
  #loop: RecordCursor | undefined;
  #select: string[] | undefined;
  #filter: AerospikeExp | undefined;
  #index: ((query: Query) => void) | undefined;
  #limit: number | undefined;
  #partitions: readonly [begin: number, count: number] | undefined;
  #cursor: string | undefined;
  #policy: ChainPolicy | undefined;
  #hasMetadata = false;

  /** @internal */
  constructor(context: Context, dataSet: DataSet<Bins>) {
    this.#context = context;
    this.#dataSet = dataSet;
  }

  /** Reads these bins and no others. */
  select<Name extends keyof Bins & string>(
    ...names: readonly Name[]
  ): FluentQuery<Bins, Pick<Bins, Name>, HasMetadata> {
    this.#select = [...names];
    return this as unknown as FluentQuery<Bins, Pick<Bins, Name>, HasMetadata>;
  }

  /**
   * Restricts it to records of which a condition holds, as {@link Get.where} does. The nodes judge every record that
   * they come upon; an index finds them without that.
   *
   * @throws AerospikeError `ERR_PARAM` for text that is not AEL.
   */
  where(condition: Where<Bins>, parameters?: WhereParameters): this {
    this.#filter = both(this.#filter, filterOf(condition, parameters));
    return this;
  }

  /**
   * Reads what a secondary index on a bin finds: an integer, `{ equal }` or `{ from, to }`, both included; text or
   * bytes, `{ equal }`; GeoJSON, `{ within }`; a list, `{ contains }`; a map, `{ hasKey }` or `{ hasValue }`.
   */
  index<Name extends keyof Bins & string>(name: Name, asked: IndexQuery<Bins[Name]>): this {
    const predicate = predicateOf(name, asked as Asked);
    this.#index = (query) => query.where(predicate);
    return this;
  }

  /**
   * Returns at most this many records.
   *
   * @throws AerospikeError `ERR_PARAM` for anything but a whole number from 1 on.
   */
  limit(count: number): this {
    this.#limit = checkCount('limit', count);
    return this;
  }

  /** Reads `count` of the 4,096 partitions from `begin` on: several processes share a query so. */
  partitions(begin: number, count: number): this {
    this.#partitions = [begin, count];
    return this;
  }

  /** Goes on behind a page. */
  after(cursor: string | undefined): this {
    this.#cursor = cursor;
    return this;
  }

  /** Yields bins, id, generation and lifetime. The id is null where the key was not stored with the record. */
  withMetadata(): FluentQuery<Bins, Read, true> {
    this.#hasMetadata = true;
    return this as unknown as FluentQuery<Bins, Read, true>;
  }

  /** Sets limits of this query, over those of the profile. */
  with(policy: ChainPolicy): this {
    this.#policy = { ...this.#policy, ...policy };
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Shown<Read, HasMetadata>, void, undefined> {
    this.#loop = this.#query(this.#limit).records(this.#laid());
    for await (const record of this.#loop) yield this.#shown(record);
  }

  /**
   * Where the last loop with `for await` is, behind the record that it was given last: for `after`, in this process or
   * another. Undefined before the first record and where nothing is left.
   */
  get cursor(): string | undefined {
    return textOf(this.#loop?.saveState());
  }

  /** All records, in no order. */
  async toArray(): Promise<Shown<Read, HasMetadata>[]> {
    const records = await this.#query(this.#limit).results(this.#laid());
    return Promise.all(records.map((record) => this.#shown(record)));
  }

  /** How many records there are; the nodes send no bins. */
  async count(): Promise<number> {
    const query = this.#query(this.#limit);
    query.nobins = true;
    let count = 0;
    for await (const _ of query.records(this.#laid())) count++;
    return count;
  }

  /** Any one record; undefined if there is none. */
  async first(): Promise<Shown<Read, HasMetadata> | undefined> {
    const [record] = await this.#query(1).results(this.#laid());
    return record === undefined ? undefined : this.#shown(record);
  }

  /**
   * At most `size` records, and where to go on; `limit` has no effect on it.
   *
   * @param size - From 1 on.
   */
  async page(size: number): Promise<Page<Shown<Read, HasMetadata>>> {
    const query = this.#query(checkCount('size of a page', size));
    query.paginate = true;
    const records = await query.results(this.#laid());
    const cursor = query.hasNextPage() ? textOf(query.queryState) : undefined;
    return { records: await Promise.all(records.map((record) => this.#shown(record))), cursor };
  }

  /** All pages, one after another, each when the loop asks for it; `limit` has no effect on them. */
  async *pages(size: number): AsyncGenerator<Page<Shown<Read, HasMetadata>>, void, undefined> {
    const first = this.#cursor;
    try {
      do {
        const page = await this.page(size);
        yield page;
        this.#cursor = page.cursor;
      } while (this.#cursor !== undefined);
    } finally {
      this.#cursor = first;
    }
  }

  #query(maxRecords: number | undefined): Query {
    const { client } = this.#context;
    if (!(this.#dataSet instanceof DataSet)) throw faultOf(this.#dataSet, undefined);
    const { namespace, set } = this.#dataSet;
    const query = client.query(namespace, set, { select: this.#select, maxRecords });
    this.#index?.(query);
    if (this.#partitions !== undefined) query.partitions(...this.#partitions);
    if (this.#cursor !== undefined) query.nextPage(stateOf(this.#cursor));
    return query;
  }

  #laid(): QueryPolicyOptions | undefined {
    const { query } = this.#context.policies;
    if (this.#filter === undefined && this.#policy === undefined) return query;
    return {
      ...query,
      ...this.#policy,
      ...(this.#filter === undefined ? undefined : { filterExpression: this.#filter }),
    };
  }

  /** What is given of a record, once the schema of the data set has judged it. */
  #shown(record: Record): Shown<Read, HasMetadata> | Promise<Shown<Read, HasMetadata>> {
    const { key, gen, ttl } = record;
    const show = (bins: object): Shown<Read, HasMetadata> =>
      (this.#hasMetadata ? { id: key.key, bins, generation: gen, ttl } : bins) as Shown<Read, HasMetadata>;
    const bins = this.#dataSet.asRead(record.bins, this.#select === undefined);
    return bins instanceof Promise ? bins.then(show) : show(bins);
  }
}

/** The client takes 0 for no limit at all. */
function checkCount(what: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw AerospikeError.param(`${what} is ${String(count)}; expected a whole number from 1 on`);
}

function textOf(state: number[] | undefined): string | undefined {
  return state === undefined ? undefined : JSON.stringify(state);
}

interface Asked {
  readonly equal?: string | number | bigint | Buffer;
  readonly from?: number | bigint;
  readonly to?: number | bigint;
  readonly within?: GeoJSON;
  readonly contains?: string | number;
  readonly hasKey?: string | number;
  readonly hasValue?: string | number;
}

function predicateOf(bin: string, asked: Asked): ReturnType<typeof filter.equal> | ReturnType<typeof filter.range> {
  const { equal, from, to, within, contains, hasKey, hasValue } = asked;
  if (equal !== undefined) return filter.equal(bin, equal as string);
  if (from !== undefined && to !== undefined) return filter.range(bin, from, to);
  if (within !== undefined) return filter.geoWithinGeoJSONRegion(bin, within) as never;
  if (contains !== undefined) return filter.contains(bin, contains, indexType.LIST);
  if (hasKey !== undefined) return filter.contains(bin, hasKey, indexType.MAPKEYS);
  if (hasValue !== undefined) return filter.contains(bin, hasValue, indexType.MAPVALUES);
  throw AerospikeError.param(
    `index query of bin ${bin} has ${Object.keys(asked).join(', ') || 'nothing'}; expected equal, from and to, within, contains, hasKey or hasValue`,
  );
}

/** @throws AerospikeError `ERR_PARAM` for what no page ended with. */
function stateOf(cursor: string): number[] {
  try {
    const state: unknown = JSON.parse(cursor);
    if (Array.isArray(state) && state.every((one) => typeof one === 'number')) return state;
  } catch {
    // Told below, as all that is no state.
  }
  throw AerospikeError.param('cursor is not one that a page of this data set ended with');
}
