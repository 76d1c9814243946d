// Query: the records of a namespace or set that a filter finds. Here are its public form, and its values, which
// programs set until they run it; how it is asked is in command/query/.

import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';
import { checkFilter, type SindexFilterPredicate } from '../../model/filter.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { WritePolicyOptions } from '../../model/policies/record-policies.ts';
import type { QueryPolicyOptions } from '../../model/policies/stream-policies.ts';
import type { Record } from '../../model/record.ts';
import { callbackOf, deliver, optionalArgument } from '../commands/callback.ts';
import type { Options, Tail } from '../commands/tail.ts';
import type { UDF } from '../commands/udf.ts';
import { Job } from './job.ts';
import type { RecordCursor } from './record-cursor.ts';
import type { RecordStream } from './record-stream.ts';
import { type PartFilter, starting, warnOfBoth } from './scan.ts';
import type * as start from './start.ts';

/** What a {@link Query} asks for; each value can also be set on the query, until it is run. */
export interface QueryOptions {
  /** Function that works on the records found. */
  udf?: UDF | undefined;
  /** At most one filter; default none: all records of the set. */
  filters?: SindexFilterPredicate[] | undefined;
  /** Names of the bins to return; default all. */
  select?: string[] | undefined;
  /** Whether to return keys and metadata without bins; default false. */
  nobins?: boolean | undefined;
  /** Records to return at most; default 0: no limit. */
  maxRecords?: number | undefined;
  /** Whether `maxRecords` is the size of a page, behind which {@link Query.nextPage} goes on; default false. */
  paginate?: boolean | undefined;
  /**
   * Lifetime in seconds of the records that a background query writes, or a value of `ttl`; default that of the policy.
   */
  ttl?: number | undefined;
  /** Operations of a background query, or operations that read, whose results come in place of bins (server 8.1.2). */
  ops?: Operation[] | undefined;
}

type Policy = Options<QueryPolicyOptions>;
type Write = Options<WritePolicyOptions>;
type Arguments = readonly AerospikeBinValue[] | null | undefined;
type Id = number | null | undefined;

/**
 * The records of a namespace or set that a filter finds; all of them without a filter.
 *
 * @example
 * import { connect, filter, Key } from 'tendril';
 *
 * const client = await connect();
 * for (const born of [1815, 1906]) await client.put(new Key('test', 'query', born), { born });
 * const job = await client.createIntegerIndex({ ns: 'test', set: 'query', bin: 'born', index: 'query_born' });
 * await job.waitUntilDone(20);
 * const query = client.query('test', 'query');
 * query.where(filter.range('born', 1900, 1999));
 * for await (const record of query) console.log(record.bins); // { born: 1906 }
 * await client.indexRemove('test', 'query_born');
 * client.close();
 */
export class Query {
  /** The client that asks. */
  client: ClientType;
  /** Namespace. */
  ns: string;
  /** Set; null for all records of the namespace. */
  set: string;
  /** The filter, set by {@link Query.where}; at most one. */
  filters: SindexFilterPredicate[];
  /** Names of the bins to return, set by {@link Query.select}. */
  selected: string[];
  /** Operations; see {@link QueryOptions.ops}. */
  ops?: Operation[] | undefined;
  /** Whether to return no bins. */
  nobins: boolean;
  /** Function that works on the records found, set by {@link Query.setUdf}. */
  udf: UDF;
  /** Whether only some partitions are asked, set by {@link Query.partitions}. */
  pfEnabled?: boolean | undefined;
  /** Whether `maxRecords` is the size of a page. */
  paginate?: boolean | undefined;
  /** Records to return at most. */
  maxRecords?: number | undefined;
  /** Where to go on, set by {@link Query.nextPage} and when a page ends. */
  queryState?: number[] | undefined;
  /** Lifetime of the records that a background query writes. */
  ttl: number;
  /** The partitions to ask, where they are not all. */
  declare partFilter?: PartFilter | undefined;

  /**
   * @param client - The client that asks.
   * @param ns - Namespace.
   * @param set - Set; if null or left out, all records of the namespace.
   * @param options - What to ask for.
   * @throws AssertionError for options that only scans have.
   */
  constructor(client: ClientType, ns: string, set?: string | null | QueryOptions, options?: QueryOptions | null) {
    const isShifted = typeof set === 'object' && set !== null;
    const given: QueryOptions = (isShifted ? set : options) ?? {};
    checkOptions(given);
    this.client = client;
    this.ns = ns;
    this.set = (isShifted ? null : (set ?? null)) as string;
    this.filters = given.filters || [];
    this.selected = given.select as string[];
    this.ops = given.ops;
    this.nobins = given.nobins as boolean;
    this.udf = given.udf as UDF;
    this.pfEnabled = false;
    this.paginate = given.paginate;
    this.maxRecords = given.maxRecords;
    this.queryState = undefined;
    this.ttl = given.ttl as number;
  }

  /**
   * Makes the next run go on where an earlier one ended.
   *
   * @param state - What `end` of a page came with, `queryState` of an earlier query, or what `saveState` returned:
   *   plain numbers, which may have travelled through JSON.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * for (let i = 0; i < 5; i++) await client.put(new Key('test', 'next-page', i), { i });
   * const query = client.query('test', 'next-page', { paginate: true, maxRecords: 2 });
   * let pages = 0;
   * let records = 0;
   * do {
   *   records += (await query.results()).length;
   *   pages++;
   * } while (query.hasNextPage());
   * console.log(pages >= 3, records); // true 5
   * client.close();
   */
  nextPage(state: number[] | undefined): void {
    this.queryState = state;
  }

  /** Whether an earlier run left something: the next one goes on there. */
  hasNextPage(): boolean {
    return Boolean(this.queryState);
  }

  /** Sets the bins to return, as one list of names or as arguments. */
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  select(...bins: readonly unknown[]): void {
    this.selected = (Array.isArray(bins[0]) ? bins[0] : bins) as string[];
  }

  /**
   * Sets the filter, in place of the one before. The bin needs a secondary index of the filter's type.
   *
   * @param predicate - What a function of `filter` returns.
   * @throws TypeError if `predicate` is anything else.
   */
  where(predicate: SindexFilterPredicate): void {
    this.filters = [checkFilter(predicate)];
  }

  /**
   * Sets the filter, for the secondary index on an expression.
   *
   * @param predicate - What a function of `filter` returns, with null for the bin.
   * @param expression - The expression of the index, from `exp` or as base64.
   * @throws TypeError if `predicate` is anything else.
   */
  whereWithExp(predicate: SindexFilterPredicate, expression: AerospikeExp | string): void {
    this.where(predicate);
    predicate.exp = expression;
  }

  /**
   * Sets the filter, for the secondary index of a name.
   *
   * @param predicate - What a function of `filter` returns, with null for the bin.
   * @param indexName - Name of the index.
   * @throws TypeError if `predicate` is anything else.
   */
  whereWithIndexName(predicate: SindexFilterPredicate, indexName: string): void {
    this.where(predicate);
    predicate.indexName = indexName;
  }

  /** @internal */
  setSindexFilter(predicate: SindexFilterPredicate): void {
    this.filters = [predicate];
  }

  /**
   * Sets a function over the stream of records found, whose values are returned instead of them.
   *
   * @param udfModule - Name of the module, without its suffix.
   * @param udfFunction - Name of the function.
   * @param udfArgs - Arguments of the function, after the stream; default none.
   */
  setUdf(udfModule: string, udfFunction: string, udfArgs?: Arguments): void {
    this.udf = { module: udfModule, funcname: udfFunction, args: udfArgs as AerospikeBinValue[] };
  }

  /**
   * Limits the query to some of the 4,096 partitions, as where several processes share the work.
   *
   * @param begin - The first partition, 0 to 4095.
   * @param count - How many, from the first on.
   * @param digest - Digest of a record of the first partition, to go on behind that record.
   */
  partitions(begin: number, count: number, digest?: Buffer | null): void {
    this.partFilter = { begin, count, digest: digest as Buffer };
    this.pfEnabled = true;
  }

  /**
   * Runs the query and emits each record as an event; see {@link RecordStream}.
   *
   * @param policy - Laid over `Config.policies.query`.
   * @param dataCb - Listener of `data`.
   * @param errorCb - Listener of `error`: everything that goes wrong reaches it, wrong values of the query included.
   * @param endCb - Listener of `end`.
   * @throws Error if the query has both a function and pages.
   */
  foreach<B extends object = AerospikeBins>(
    policy?: Policy,
    dataCb?: ((data: Record<B>) => void) | null,
    errorCb?: ((error: Error) => void) | null,
    endCb?: (() => void) | null,
  ): RecordStream {
    if (this.udf && this.paginate) {
      throw new Error('Stream UDF cannot be applied using a paginated stream. Please disable pagination or UDF.');
    }
    return starting().openStream(this.client, this.#source(), this.paginate === true, policy, [dataCb, errorCb, endCb]);
  }

  /**
   * Runs the query and returns all records, or those of the next page, in no order. All are held in memory; where there
   * may be many, use a `for await` loop.
   *
   * @param policy - Laid over `Config.policies.query`.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the query; `ERR_INDEX_NOT_FOUND` if the filter has no index;
   *   `ERR_NAMESPACE_NOT_FOUND`; `ERR_TIMEOUT`.
   */
  results<B extends object = AerospikeBins>(policy?: Policy): Promise<Record<B>[]> {
    return starting().collect<B>(
      () => this.foreach(policy),
      (state) => {
        this.queryState = state;
      },
    );
  }

  /**
   * Runs the query for a `for await` loop; see {@link RecordCursor}. A loop over the query itself does the same without
   * a policy.
   *
   * @param policy - Laid over `Config.policies.query`.
   */
  records<B extends object = AerospikeBins>(policy?: Policy): RecordCursor<B> {
    return starting().openCursor<B>(this.client, this.#source(), policy);
  }

  /** Runs the query for a `for await` loop; see {@link Query.records}. */
  [Symbol.asyncIterator](): AsyncIterator<Record, undefined> {
    return this.records()[Symbol.asyncIterator]();
  }

  #source(): ReturnType<typeof start.aggregationOf> {
    if (this.udf) return starting().aggregationOf(this.client, { ...this });
    const { queryState: state, maxRecords } = this;
    return starting().sourceOf(
      'query',
      { ...this },
      { state, maxRecords, isConcurrent: true, jobId: Job.safeRandomJobID() },
    );
  }

  /**
   * Runs a function over the stream of records found, and returns the first value that it yields. Its last part, from
   * the first `reduce` on, runs in this process, on the Lua engine of the package `tendril-server`.
   *
   * @param udfModule - Name of the module, without its suffix.
   * @param udfFunction - Name of the function.
   * @param udfArgs - Arguments of the function, after the stream; default none.
   * @param policy - Laid over `Config.policies.query`.
   * @returns The value; null if there is none.
   * @throws AerospikeError `ERR_UDF` if there is no such function or it failed; `ERR_UNSUPPORTED_FEATURE` if
   *   `tendril-server` is not installed.
   */
  apply(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Policy): Promise<AerospikeBinValue>;
  apply(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Policy], AerospikeBinValue>
  ): void;
  apply(module: unknown, funcname: unknown, args?: unknown, policy?: unknown, callback?: unknown) {
    this.udf = { module, funcname, args: optionalArgument(args) } as UDF;
    const cursor = this.records(optionalArgument(policy) as Policy);
    return deliver(starting().firstValue(cursor), callbackOf<AerospikeBinValue>(args, policy, callback));
  }

  /**
   * Calls a user-defined function on every record that the query finds, in the background: the nodes go on by
   * themselves once they have begun, whatever becomes of this process.
   *
   * @param udfModule - Name of the module, without its suffix.
   * @param udfFunction - Name of the function.
   * @param udfArgs - Arguments of the function, after the record; default none.
   * @param policy - Laid over `Config.policies.write`.
   * @param queryID - Number of the job; default a random one.
   * @returns A job that tells how far the work is.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the query or of the call; the code of a node that refuses.
   */
  background(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Write, queryID?: Id): Promise<Job>;
  background(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Write, queryID: Id], Job>
  ): void;
  background(module: unknown, funcname: unknown, args?: unknown, policy?: unknown, id?: unknown, callback?: unknown) {
    this.udf = { module, funcname, args: optionalArgument(args) } as UDF;
    return this.#start({ udf: this.udf }, policy, id, callbackOf<Job>(args, policy, id) ?? callback);
  }

  /**
   * Applies operations to every record that the query finds, in the background: the nodes go on by themselves once they
   * have begun, whatever becomes of this process.
   *
   * @param operations - Operations that write, and no others.
   * @param policy - Laid over `Config.policies.write`.
   * @param queryID - Number of the job; default a random one.
   * @returns A job that tells how far the work is.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the query, or an operation that reads; the code of a node
   *   that refuses.
   */
  operate(operations: readonly Operation[], policy?: Write, queryID?: Id): Promise<Job>;
  operate(operations: readonly Operation[], ...rest: Tail<[policy: Write, queryID: Id], Job>): void;
  operate(operations: unknown, policy?: unknown, id?: unknown, callback?: unknown) {
    this.ops = operations as Operation[];
    return this.#start({ operations }, policy, id, callbackOf<Job>(policy, id, callback));
  }

  #start(work: object, policy: unknown, id: unknown, callback: unknown): Promise<Job> | undefined {
    return starting().startWork(this.client, 'query', 'write', this.ttl, this, work, policy, id, callback);
  }
}

const SCAN_OPTIONS: ReadonlySet<string> = new Set(['UDF', 'concurrent', 'percentage', 'priority']);

/** In old versions of `aerospike` queries did what scans do now; their options are refused with what to use instead. */
function checkOptions(options: QueryOptions): void {
  const invalid = Object.keys(options).filter((name) => SCAN_OPTIONS.has(name));
  if (invalid.length > 0) throw invalidOptions(`${invalid}. Use Client#scan instead.`);
  const { aggregationUDF } = options as { aggregationUDF?: unknown };
  if (aggregationUDF) throw invalidOptions('Pass UDF params to Query#apply instead.');
  warnOfBoth(options);
}

/** An assertion that failed, as programs know it. */
function invalidOptions(what: string): Error {
  const { AssertionError } = require('node:assert') as typeof import('node:assert');
  return new AssertionError({
    message: `Invalid query arguments: ${what}`,
    actual: false,
    expected: true,
    operator: '==',
  });
}
