// `insert`, `upsert`, `update` and `replace`: bins that are written, and operations on them.

import {
  type AerospikeBins,
  AerospikeError,
  batchType,
  type Operation,
  operations,
  policy,
  type UserKey,
} from '../public.ts';
import { changesOf } from './change-operations.ts';
import type { Change, ChangesOf } from './changes.ts';
import type { DataSet } from './data-set.ts';
import { type Expiry, ttlOf, ttlUntil } from './duration.ts';
import { KeyedChain } from './keyed.ts';
import { type Answer, type Context, type RowTemplate, THERE } from './rows.ts';
import { binsOf } from './value-expressions.ts';
import type { BinsOf } from './values.ts';

/** What each verb demands of the record, as `policy.exists` has it. */
export const DEMANDS = {
  insert: policy.exists.CREATE,
  upsert: policy.exists.IGNORE,
  update: policy.exists.UPDATE,
  replace: policy.exists.CREATE_OR_REPLACE,
} as const;

type BinOf<One> = One extends Change<infer Name, unknown> ? Name : never;
type Left<One, Name> = One extends Change<infer Its, infer Result> ? (Its extends Name ? Result : never) : never;

/** What changes leave behind, by bin: of several on one bin what the last left; undefined for nothing. */
export type ResultsOf<Changes extends readonly Change[]> = {
  [Name in BinOf<Changes[number]>]: Left<Changes[number], Name>;
};

/** A write to one record, or to one for each key. Resolves to nothing, or to what changes leave behind. */
export class Write<Bins extends object, Result = undefined, Many extends boolean = false> extends KeyedChain<
  Bins,
  Result,
  Many
> {
  #demand: number;
  readonly #bins: readonly (object | undefined)[];
  /** Whether the bins are a whole record, which the schema of the data set can judge. */
  readonly #areWhole: boolean;
  #changes: readonly Operation[] = [];
  #ttl: number | undefined;
  #generation: number | undefined;

  /** @param bins - for each id, or one for all of them; undefined where only changes are made */
  constructor(
    context: Context,
    dataSet: DataSet<Bins>,
    ids: UserKey | readonly UserKey[],
    demand: number,
    bins: readonly (object | undefined)[],
    areWhole: boolean,
  ) {
    super(context, dataSet, ids);
    this.#demand = demand;
    this.#bins = bins;
    this.#areWhole = areWhole;
    // Anything but a data set is refused when the chain is sent, not here.
    this.#ttl = dataSet?.ttl;
  }

  /**
   * Changes bins where they are, in the order of the list, all or none: `.change((user) => [user.visits.add(1),
   * user.tags.push('new')])`. Resolves to what they leave behind, by bin. Operations of `operations`, `lists`, `maps`,
   * `bitwise` and `hll` may stand among them. The second argument of the function are the bins as values, to compute
   * others from: `(order, of) => [order.sum.set(of.price.times(of.count).int())]`.
   */
  change<Changes extends readonly Change<keyof Bins & string>[]>(
    changes: (bins: ChangesOf<Bins>, values: BinsOf<Bins>) => readonly [...Changes],
  ): Write<Bins, ResultsOf<Changes>, Many> {
    this.checkOpen();
    const made: unknown = changes(changesOf<Bins>(), binsOf<Bins>());
    if (!Array.isArray(made))
      throw AerospikeError.param('change returned no list; write it as (user) => [user.age.add(1)]');
    this.#changes = [...this.#changes, ...made];
    return this as unknown as Write<Bins, ResultsOf<Changes>, Many>;
  }

  /** The lifetime from now on; default that of the data set. */
  expiresIn(expiry: Expiry): this {
    this.checkOpen();
    this.#ttl = ttlOf(expiry);
    return this;
  }

  /** A lifetime that ends at a time; from now on at least 1 second. */
  expiresAt(time: Date): this {
    this.checkOpen();
    this.#ttl = ttlUntil(time);
    return this;
  }

  /**
   * Only if the record was not written since it had this generation; otherwise it fails with `ERR_RECORD_GENERATION`.
   */
  ifGeneration(generation: number): this {
    this.checkOpen();
    this.#generation = generation;
    return this;
  }

  protected override send(id: UserKey): Promise<Answer> {
    const bins = this.#checked(0);
    return bins instanceof Promise ? bins.then((checked) => this.#write(id, checked)) : this.#write(id, bins);
  }

  protected override get isUniform(): boolean {
    return this.#bins.length === 1;
  }

  protected override async templateOf(index: number): Promise<RowTemplate> {
    if (this.#generation !== undefined) {
      throw AerospikeError.param(
        'a row of a batch cannot demand a generation; use a chain on one key, outside of a batch',
      );
    }
    const ttl = this.#ttl === undefined ? undefined : { ttl: this.#ttl };
    return {
      type: batchType.BATCH_WRITE,
      ops: this.#operations(await this.#checked(index)),
      policy: this.rowPolicyOf(this.context.policies.writeRow, this.#own(), ttl),
    };
  }

  protected override outcomeOf(answer: Answer | AerospikeError): Result {
    if (answer instanceof Error) throw answer;
    return (this.#changes.length === 0 ? undefined : left(answer.bins)) as Result;
  }

  #write(id: UserKey, bins: AerospikeBins | undefined): Promise<Answer> {
    const { client, policies } = this.context;
    const key = this.dataSet.key(id);
    const metadata = { ttl: this.#ttl, gen: this.#generation };
    const laid = this.policyOf(policies.write, this.#own());
    if (this.#changes.length > 0) return client.operate(key, this.#operations(bins), metadata, laid);
    return client.put(key, something(bins), metadata, laid).then(() => THERE);
  }

  #own(): object {
    return {
      exists: this.#demand,
      key: this.dataSet.sendKey ? policy.key.SEND : policy.key.DIGEST,
      ...(this.#generation === undefined ? undefined : { gen: policy.gen.EQ }),
    };
  }

  #operations(bins: AerospikeBins | undefined): Operation[] {
    const given = this.#changes.length > 0 ? (bins ?? {}) : something(bins);
    const writes = Object.entries(given).map(([name, value]): Operation => operations.write(name, value));
    return [...writes, ...this.#changes];
  }

  /** The bins for a record as they are stored: with what the schema makes of them, and without undefined ones. */
  #checked(index: number): AerospikeBins | undefined | Promise<AerospikeBins | undefined> {
    const given = this.#bins.length === 1 ? this.#bins[0] : this.#bins[index];
    if (given === undefined) return undefined;
    const checked = this.dataSet.toWrite(given, this.#areWhole);
    return checked instanceof Promise ? checked.then(defined) : defined(checked);
  }

  /** @internal */
  protected demand(demand: number): void {
    this.checkOpen();
    this.#demand = demand;
  }
}

/** A `replace`, which may be bound to there being a record. */
export class Replace<Bins extends object, Result = undefined, Many extends boolean = false> extends Write<
  Bins,
  Result,
  Many
> {
  /** Only if there is a record; otherwise it fails with `ERR_RECORD_NOT_FOUND`. */
  ifExists(): this {
    this.demand(policy.exists.REPLACE);
    return this;
  }
}

/** @throws AerospikeError `ERR_PARAM` where nothing is to be written. */
function something(bins: AerospikeBins | undefined): AerospikeBins {
  for (const _ in bins) return bins;
  throw AerospikeError.param('a write has neither bins nor changes; give it one or the other');
}

/** What changes left: a server answers some that leave nothing with null. */
function left(bins: object): object {
  return Object.fromEntries(Object.entries(bins).filter(([, value]) => value !== null));
}

/** Properties that are undefined are none, as JSON has it. */
function defined(bins: object): AerospikeBins {
  for (const name in bins) {
    if ((bins as AerospikeBins)[name] !== undefined) continue;
    return Object.fromEntries(Object.entries(bins).filter(([, value]) => value !== undefined));
  }
  return bins as AerospikeBins;
}
