// A session: the verbs of the fluent layer on a client, under one profile. What each verb does is in the file of its
// chain.

import { AerospikeError, type Client, type TransactionOptions, type UserKey } from '../public.ts';
import { Batch, type OutcomesOf, type ValuesOf } from './batch.ts';
import type { DataSet } from './data-set.ts';
import { Delete, Exists, Touch } from './existence.ts';
import { Get } from './get.ts';
import { type Profile, policiesOf, within } from './profiles.ts';
import { FluentQuery } from './query.ts';
import type { Context, RowChain } from './rows.ts';
import { DEMANDS, Replace, Write } from './write.ts';

/** Options of {@link fluent}. */
export interface FluentOptions<Names extends string> {
  /** How commands behave, under names: `db.as('quick')`. */
  readonly profiles?: { readonly [Name in Names]: Profile };
  /** The one to begin with; default the configuration of the client. */
  readonly profile?: Given<Names> | undefined;
}

/** A type that takes part in no inference: that of TypeScript came with 5.4. */
type Given<Type> = [Type][Type extends unknown ? 0 : never];

/** Bins with the keys of their records, for writes of several. */
export type Entries<Id, Bins> = readonly { readonly id: Id; readonly bins: Bins }[];

/** The verbs, on a client and under a profile. */
export class Session<Names extends string = never> {
  readonly #context: Context;
  readonly #profiles: { readonly [name: string]: Profile };

  /** @internal */
  constructor(context: Context, profiles: { readonly [name: string]: Profile }) {
    this.#context = context;
    this.#profiles = profiles;
  }

  /**
   * The same under another profile.
   *
   * @throws AerospikeError `ERR_PARAM` if there is none of this name.
   */
  as(name: Names): Session<Names> {
    const policies = policiesOf(profileOf(this.#profiles, name));
    const { txn } = this.#context;
    return new Session(
      { ...this.#context, policies: txn === undefined ? policies : within(policies, txn) },
      this.#profiles,
    );
  }

  /** Reads a record, or one for each key. */
  get<Bins extends object, Id extends UserKey>(set: DataSet<Bins, Id, object>, id: Id): Get<Bins>;
  get<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    ids: readonly Id[],
  ): Get<Bins, Bins, undefined, false, true>;
  get(set: never, ids: UserKey | readonly UserKey[]): unknown {
    return new Get(this.#context, set, ids);
  }

  /** Whether there is a record. */
  exists<Bins extends object, Id extends UserKey>(set: DataSet<Bins, Id, object>, id: Id): Exists<Bins>;
  exists<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    ids: readonly Id[],
  ): Exists<Bins, true>;
  exists(set: never, ids: UserKey | readonly UserKey[]): unknown {
    return new Exists(this.#context, set, ids);
  }

  /** Removes a record; resolves to whether there was one. */
  delete<Bins extends object, Id extends UserKey>(set: DataSet<Bins, Id, object>, id: Id): Delete<Bins>;
  delete<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    ids: readonly Id[],
  ): Delete<Bins, true>;
  delete(set: never, ids: UserKey | readonly UserKey[]): unknown {
    return new Delete(this.#context, set, ids);
  }

  /** Renews the lifetime of a record; resolves to whether there is one. */
  touch<Bins extends object, Id extends UserKey>(set: DataSet<Bins, Id, object>, id: Id): Touch<Bins>;
  touch<Bins extends object, Id extends UserKey>(set: DataSet<Bins, Id, object>, ids: readonly Id[]): Touch<Bins, true>;
  touch(set: never, ids: UserKey | readonly UserKey[]): unknown {
    return new Touch(this.#context, set, ids);
  }

  /** Creates a record; rejects with `ERR_RECORD_EXISTS` where there is one. */
  insert<Bins extends object, Id extends UserKey, Input extends object>(
    set: DataSet<Bins, Id, Input>,
    id: Id,
    bins: Given<Input>,
  ): Write<Bins>;
  insert<Bins extends object, Id extends UserKey, Input extends object>(
    set: DataSet<Bins, Id, Input>,
    entries: Entries<Id, Given<Input>>,
  ): Write<Bins, undefined, true>;
  insert(set: never, ids: unknown, bins?: object): unknown {
    return this.#write(Write, set, ids, bins, DEMANDS.insert, true);
  }

  /** Makes a record what is given, whether there was one or not: bins that are not given go. */
  replace<Bins extends object, Id extends UserKey, Input extends object>(
    set: DataSet<Bins, Id, Input>,
    id: Id,
    bins: Given<Input>,
  ): Replace<Bins>;
  replace<Bins extends object, Id extends UserKey, Input extends object>(
    set: DataSet<Bins, Id, Input>,
    entries: Entries<Id, Given<Input>>,
  ): Replace<Bins, undefined, true>;
  replace(set: never, ids: unknown, bins?: object): unknown {
    return this.#write(Replace, set, ids, bins, DEMANDS.replace, true);
  }

  /** Sets bins of a record, or creates one with them: bins that are not given stay. */
  upsert<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    id: Id,
    bins?: Given<Partial<Bins>>,
  ): Write<Bins>;
  upsert<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    ids: readonly Id[],
    bins?: Given<Partial<Bins>>,
  ): Write<Bins, undefined, true>;
  upsert<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    entries: Entries<Id, Given<Partial<Bins>>>,
  ): Write<Bins, undefined, true>;
  upsert(set: never, ids: unknown, bins?: object): unknown {
    return this.#write(Write, set, ids, bins, DEMANDS.upsert, false);
  }

  /**
   * Sets bins of a record that is there, or changes them; rejects with `ERR_RECORD_NOT_FOUND` where there is none.
   */
  update<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    id: Id,
    bins?: Given<Partial<Bins>>,
  ): Write<Bins>;
  update<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    ids: readonly Id[],
    bins?: Given<Partial<Bins>>,
  ): Write<Bins, undefined, true>;
  update<Bins extends object, Id extends UserKey>(
    set: DataSet<Bins, Id, object>,
    entries: Entries<Id, Given<Partial<Bins>>>,
  ): Write<Bins, undefined, true>;
  update(set: never, ids: unknown, bins?: object): unknown {
    return this.#write(Write, set, ids, bins, DEMANDS.update, false);
  }

  /**
   * Chains of any kinds and data sets, on one record or several, in one command:
   * `await db.batch([db.get(users, ['ann', 'bob']), db.update(orders, 7).change((order) => [order.total.add(5)])])`.
   */
  batch<Chains extends readonly RowChain[]>(chains: readonly [...Chains]): Batch<ValuesOf<Chains>, OutcomesOf<Chains>> {
    return new Batch(this.#context, chains);
  }

  /**
   * Runs a function in a transaction: all that it does through the session that it is given takes effect together or
   * not at all. It is run anew where another transaction was in the way. See docs/guide/transactions.md.
   *
   * @throws What the function throws, after the transaction was aborted.
   */
  transaction<Value>(
    work: (tx: Session<Names>) => Value | PromiseLike<Value>,
    options?: TransactionOptions,
  ): Promise<Value> {
    const { client, policies } = this.#context;
    return client.transaction(
      (txn) => work(new Session({ client, policies: within(policies, txn), txn }, this.#profiles)),
      options,
    );
  }

  /**
   * The records of a data set.
   *
   * @throws AerospikeError `ERR_PARAM` in a transaction, in which queries take no part.
   */
  query<Bins extends object>(set: DataSet<Bins, UserKey, object>): FluentQuery<Bins> {
    if (this.#context.txn !== undefined) {
      throw AerospikeError.param('queries take no part in transactions; use the session outside');
    }
    return new FluentQuery(this.#context, set as unknown as DataSet<Bins>);
  }

  #write(
    Kind: typeof Write | typeof Replace,
    set: never,
    ids: unknown,
    bins: object | undefined,
    demand: number,
    areWhole: boolean,
  ): unknown {
    if (!isEntries(ids)) return new Kind(this.#context, set, ids as UserKey, demand, [bins], areWhole);
    const keys = ids.map(({ id }) => id);
    const each = ids.map((entry) => entry.bins);
    return new Kind(this.#context, set, keys, demand, each, areWhole);
  }
}

function isEntries(ids: unknown): ids is Entries<UserKey, object> {
  return Array.isArray(ids) && typeof ids[0] === 'object' && ids[0] !== null && 'bins' in ids[0];
}

function profileOf(profiles: { readonly [name: string]: Profile }, name: string): Profile {
  if (Object.hasOwn(profiles, name)) return profiles[name] as Profile;
  const names = Object.keys(profiles).join(', ') || 'none';
  throw AerospikeError.param(`there is no profile "${name}"; the session has ${names}`);
}

/**
 * The fluent layer on a client. It sends nothing by itself, and there may be many of one client.
 *
 * @example
 * import { connect } from 'tendril';
 * import { dataSet, fluent } from 'tendril/fluent';
 *
 * const client = await connect();
 * const db = fluent(client, { profiles: { quick: { all: { totalTimeout: 50, maxRetries: 1 } } } });
 * const users = dataSet('test', 'users');
 *
 * await db.replace(users, 'ann', { name: 'Ann', age: 34, tags: ['new'] }).expiresIn('30d');
 * await db.update(users, 'ann').change((user) => [user.age.add(1), user.tags.push('kind')]);
 * console.log(await db.as('quick').get(users, 'ann').where('$.age > 18').select('name', 'age')); // { name: 'Ann', age: 35 }
 * await db.delete(users, 'ann');
 * client.close();
 */
export function fluent<Names extends string = never>(
  client: Client,
  options: FluentOptions<Names> = {},
): Session<Names> {
  const profiles: { readonly [name: string]: Profile } = options.profiles ?? {};
  const profile = options.profile === undefined ? {} : profileOf(profiles, options.profile);
  return new Session({ client, policies: policiesOf(profile) }, profiles);
}
