// Query: the records of a namespace or set that a filter finds. What it means is in command/query/; here are its public
// form and its values, which programs set until they run it.

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

/** Values of a `Query`. */
export interface QueryOptions {
  /** Function that works on what the query finds. */
  udf?: UDF | undefined;
  /** At most one filter. */
  filters?: SindexFilterPredicate[] | undefined;
  /** Bins to return; all without. */
  select?: string[] | undefined;
  /** Whether to return no bins. */
  nobins?: boolean | undefined;
  /** How many records to return at most. */
  maxRecords?: number | undefined;
  /** Whether `maxRecords` is the size of a page. */
  paginate?: boolean | undefined;
  /** Lifetime in seconds of records that a background query writes. */
  ttl?: number | undefined;
  /** Operations: those of a background query, or reads whose results are returned in place of bins (server 8.1.2). */
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
  client: ClientType;
  ns: string;
  set: string;
  filters: SindexFilterPredicate[];
  selected: string[];
  ops?: Operation[] | undefined;
  nobins: boolean;
  udf: UDF;
  pfEnabled?: boolean | undefined;
  paginate?: boolean | undefined;
  maxRecords?: number | undefined;
  queryState?: number[] | undefined;
  ttl: number;
  declare partFilter?: PartFilter | undefined;

  /**
   * @param client - The client that asks.
   * @param ns - Namespace.
   * @param set - Set; all records of the namespace without.
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

  /** Goes on from a state that a page ended with, or that `saveState` returned. */
  nextPage(state: number[] | undefined): void {
    this.queryState = state;
  }

  /** Whether there is a state to go on from. */
  hasNextPage(): boolean {
    return Boolean(this.queryState);
  }

  /** Sets the bins to return, as a list or as arguments. */
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  select(...bins: readonly unknown[]): void {
    this.selected = (Array.isArray(bins[0]) ? bins[0] : bins) as string[];
  }

  /**
   * Sets the filter.
   *
   * @param predicate - Made by a function of `filter`.
   * @throws TypeError for what is no filter.
   */
  where(predicate: SindexFilterPredicate): void {
    this.filters = [checkFilter(predicate)];
  }

  /**
   * Sets the filter, for an index on that expression.
   *
   * @param predicate - Made by a function of `filter`, with null for the bin.
   * @throws TypeError for what is no filter.
   */
  whereWithExp(predicate: SindexFilterPredicate, expression: AerospikeExp | string): void {
    this.where(predicate);
    predicate.exp = expression;
  }

  /**
   * Sets the filter, for the index of that name.
   *
   * @param predicate - Made by a function of `filter`, with null for the bin.
   * @throws TypeError for what is no filter.
   */
  whereWithIndexName(predicate: SindexFilterPredicate, indexName: string): void {
    this.where(predicate);
    predicate.indexName = indexName;
  }

  /** @internal */
  setSindexFilter(predicate: SindexFilterPredicate): void {
    this.filters = [predicate];
  }

  /** Sets a function that works on what the query finds. */
  setUdf(udfModule: string, udfFunction: string, udfArgs?: Arguments): void {
    this.udf = { module: udfModule, funcname: udfFunction, args: udfArgs as AerospikeBinValue[] };
  }

  /**
   * Limits the query to some partitions.
   *
   * @param begin - The first one, 0 to 4095.
   * @param count - How many.
   * @param digest - Digest of a record behind which its partition begins.
   */
  partitions(begin: number, count: number, digest?: Buffer | null): void {
    this.partFilter = { begin, count, digest: digest as Buffer };
    this.pfEnabled = true;
  }

  /**
   * Runs the query and tells each record as an event; see {@link RecordStream}.
   *
   * @param policy - Laid over `Config.policies.query`.
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
   * Runs the query and returns all records, or those of the next page.
   *
   * @param policy - Laid over `Config.policies.query`.
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
   * Runs the query for a `for await` loop; see {@link RecordCursor}.
   *
   * @param policy - Laid over `Config.policies.query`.
   */
  records<B extends object = AerospikeBins>(policy?: Policy): RecordCursor<B> {
    return starting().openCursor<B>(this.client, this.#source(), policy);
  }

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
   * Runs a function over what the query finds and returns the first value that it comes to; null when there is none. Its
   * last part, from the first `reduce` on, runs in this process, on the Lua engine of the package `tendril-server`.
   *
   * @param policy - Laid over `Config.policies.query`.
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
   * Calls a user-defined function on every record that the query finds, in the background.
   *
   * @param policy - Laid over `Config.policies.write`.
   * @param queryID - Number for the job; a random one without.
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
   * Applies operations that write to every record that the query finds, in the background.
   *
   * @param policy - Laid over `Config.policies.write`.
   * @param queryID - Number for the job; a random one without.
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

/** Queries were scans too, long ago. */
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
