// Scan: all records of a namespace or set. Here are its public form, and its values, which programs set until they run
// it; how it is asked is in command/query/.

import type { RecordSource } from '../../command/query/record-source.ts';
import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { ScanPolicyOptions } from '../../model/policies/stream-policies.ts';
import type { Record } from '../../model/record.ts';
import { callbackOf, optionalArgument } from '../commands/callback.ts';
import type { Options, Tail } from '../commands/tail.ts';
import type { UDF } from '../commands/udf.ts';
import { Job } from './job.ts';
import type { RecordCursor } from './record-cursor.ts';
import type { RecordStream } from './record-stream.ts';
import type * as start from './start.ts';

/** What a {@link Scan} asks for; each value can also be set on the scan, until it is run. */
export interface ScanOptions {
  /** Names of the bins to return; default all. */
  select?: string[] | undefined;
  /** Whether to return keys and metadata without bins; default false. */
  nobins?: boolean | undefined;
  /** Whether to ask all nodes at the same time; default false: one after another. */
  concurrent?: boolean | undefined;
  /**
   * Lifetime in seconds of the records that a background scan writes, or a value of `ttl`; default that of the policy.
   */
  ttl?: number | undefined;
  /**
   * Whether the policy's `maxRecords` is the size of a page, behind which {@link Scan.nextPage} goes on; default false.
   */
  paginate?: boolean | undefined;
  /** Where an earlier page ended; default none: from the beginning. */
  scanState?: number[] | undefined;
  /** Operations of a background scan, or operations that read, whose results come in place of bins (server 8.1.2). */
  ops?: Operation[] | undefined;
}

/** The partitions that a query or scan asks. */
export interface PartFilter {
  /** The first partition, 0 to 4095; default 0. */
  begin?: number | undefined;
  /** How many, from the first on; default all that follow. */
  count?: number | undefined;
  /** Digest of a record of the first partition, to go on behind that record; default from the beginning. */
  digest?: Buffer | undefined;
}

type Policy = Options<ScanPolicyOptions>;
type Arguments = readonly AerospikeBinValue[] | null | undefined;
type Id = number | null | undefined;

/**
 * All records of a namespace or set.
 *
 * @example
 * import { connect, Key } from 'tendril';
 *
 * const client = await connect();
 * for (const name of ['Ada', 'Grace']) await client.put(new Key('test', 'scan', name), { name });
 * const names = [];
 * for await (const record of client.scan('test', 'scan')) names.push(record.bins.name);
 * console.log(names.sort()); // [ 'Ada', 'Grace' ]
 * client.close();
 */
export class Scan {
  /** The client that asks. */
  client: ClientType;
  /** Namespace. */
  ns: string;
  /** Set; null for all records of the namespace. */
  set: string;
  /** Operations; see {@link ScanOptions.ops}. */
  ops?: Operation[] | undefined;
  /** Names of the bins to return, set by {@link Scan.select}. */
  selected?: string[] | undefined;
  /** Whether to return no bins. */
  nobins?: boolean | undefined;
  /** Whether to ask all nodes at the same time. */
  concurrent?: boolean | undefined;
  /** Whether only some partitions are asked, set by {@link Scan.partitions}. */
  pfEnabled: boolean;
  /** Whether the policy's `maxRecords` is the size of a page. */
  paginate?: boolean | undefined;
  /** Where to go on, set by {@link Scan.nextPage} and when a page ends. */
  scanState?: number[] | undefined;
  /** Lifetime of the records that a background scan writes. */
  ttl?: number | undefined;
  /** Function of a background scan. */
  declare udf?: UDF | undefined;
  /** The partitions to ask, where they are not all. */
  declare partFilter?: PartFilter | undefined;

  /**
   * @param client - The client that asks.
   * @param ns - Namespace.
   * @param set - Set; if null or left out, all records of the namespace.
   * @param options - What to ask for.
   */
  constructor(client: ClientType, ns: string, set?: string | null | ScanOptions, options?: ScanOptions | null) {
    const isShifted = typeof set === 'object' && set !== null;
    const given: ScanOptions = (isShifted ? set : options) ?? {};
    this.client = client;
    this.ns = ns;
    this.set = (isShifted ? null : (set ?? null)) as string;
    warnOfBoth(given);
    this.ops = given.ops;
    this.selected = given.select;
    this.nobins = given.nobins;
    this.concurrent = given.concurrent;
    this.pfEnabled = false;
    this.paginate = given.paginate;
    this.scanState = given.scanState;
    this.ttl = given.ttl;
  }

  /**
   * Makes the next run go on where an earlier one ended; see {@link Query.nextPage}.
   *
   * @param state - What `end` of a page came with, `scanState` of an earlier scan, or what `saveState` returned: plain
   *   numbers, which may have travelled through JSON.
   */
  nextPage(state: number[] | undefined): void {
    this.scanState = state;
  }

  /** Whether an earlier run left something: the next one goes on there. */
  hasNextPage(): boolean {
    return Boolean(this.scanState);
  }

  /** Sets the bins to return, as one list of names or as arguments. */
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  select(...bins: readonly unknown[]): void {
    this.selected = (Array.isArray(bins[0]) ? bins[0] : bins) as string[];
  }

  /**
   * Limits the scan to some of the 4,096 partitions, as where several processes share the work.
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
   * Calls a user-defined function on every record, in the background: the nodes go on by themselves once they have
   * begun, whatever becomes of this process.
   *
   * @param udfModule - Name of the module, without its suffix.
   * @param udfFunction - Name of the function.
   * @param udfArgs - Arguments of the function, after the record; default none.
   * @param policy - Laid over `Config.policies.scan`.
   * @param scanID - Number of the job; default a random one.
   * @returns A job that tells how far the work is.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the scan or of the call; the code of a node that refuses.
   */
  background(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Policy, scanID?: Id): Promise<Job>;
  background(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Policy, scanID: Id], Job>
  ): void;
  background(module: unknown, funcname: unknown, args?: unknown, policy?: unknown, id?: unknown, callback?: unknown) {
    this.udf = { module, funcname, args: optionalArgument(args) } as UDF;
    return this.#start({ udf: this.udf }, policy, id, callbackOf<Job>(args, policy, id) ?? callback);
  }

  /**
   * Applies operations to every record, in the background: the nodes go on by themselves once they have begun, whatever
   * becomes of this process.
   *
   * @param operations - Operations that write, and no others.
   * @param policy - Laid over `Config.policies.scan`.
   * @param scanID - Number of the job; default a random one.
   * @returns A job that tells how far the work is.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the scan, or an operation that reads; the code of a node
   *   that refuses.
   */
  operate(operations: readonly Operation[], policy?: Policy, scanID?: Id): Promise<Job>;
  operate(operations: readonly Operation[], ...rest: Tail<[policy: Policy, scanID: Id], Job>): void;
  operate(operations: unknown, policy?: unknown, id?: unknown, callback?: unknown) {
    this.ops = operations as Operation[];
    return this.#start({ operations }, policy, id, callbackOf<Job>(policy, id, callback));
  }

  #start(work: object, policy: unknown, id: unknown, callback: unknown): Promise<Job> | undefined {
    return starting().startWork(this.client, 'scan', 'scan', this.ttl, this, work, policy, id, callback);
  }

  /**
   * Runs the scan and emits each record as an event; see {@link RecordStream}.
   *
   * @param policy - Laid over `Config.policies.scan`.
   * @param dataCb - Listener of `data`.
   * @param errorCb - Listener of `error`: everything that goes wrong reaches it, wrong values of the scan included.
   * @param endCb - Listener of `end`.
   * @throws Error if the scan has a function: those run in the background only.
   */
  foreach<B extends object = AerospikeBins>(
    policy?: Policy,
    dataCb?: ((data: Record<B>) => void) | null,
    errorCb?: ((error: Error) => void) | null,
    endCb?: (() => void) | null,
  ): RecordStream {
    if (this.udf) throw new Error('Record UDF can only be applied using background scan.');
    const jobId = Job.safeRandomJobID();
    const stream = starting().openStream(this.client, this.#source(jobId), this.paginate === true, policy, [
      dataCb,
      errorCb,
      endCb,
    ]);
    stream.job = new Job(this.client, jobId, 'scan');
    return stream;
  }

  /**
   * Runs the scan and returns all records, or those of the next page, in no order. All are held in memory; where there
   * may be many, use a `for await` loop.
   *
   * @param policy - Laid over `Config.policies.scan`.
   * @throws AerospikeError `ERR_PARAM` for wrong values of the scan; `ERR_NAMESPACE_NOT_FOUND`; `ERR_TIMEOUT`.
   */
  results<B extends object = AerospikeBins>(policy?: Policy): Promise<Record<B>[]> {
    return starting().collect<B>(
      () => this.foreach(policy),
      (state) => {
        this.scanState = state;
      },
    );
  }

  /**
   * Runs the scan for a `for await` loop; see {@link RecordCursor}. A loop over the scan itself does the same without a
   * policy.
   *
   * @param policy - Laid over `Config.policies.scan`.
   */
  records<B extends object = AerospikeBins>(policy?: Policy): RecordCursor<B> {
    return starting().openCursor<B>(this.client, this.#source(Job.safeRandomJobID()), policy);
  }

  /** Runs the scan for a `for await` loop; see {@link Scan.records}. */
  [Symbol.asyncIterator](): AsyncIterator<Record, undefined> {
    return this.records()[Symbol.asyncIterator]();
  }

  #source(jobId: number): RecordSource {
    const { scanState: state, concurrent } = this;
    return starting().sourceOf('scan', { ...this }, { state, isConcurrent: concurrent === true, jobId });
  }
}

/** @internal What starts scans and queries; loaded when first used. */
export function starting(): typeof start {
  return require('./start.js') as typeof start;
}

/** Operations and names of bins exclude each other: where both are given, the operations count. */
export function warnOfBoth({ select, ops }: { select?: unknown; ops?: unknown }): void {
  if (select && ops) process.emitWarning('Operations and bin names are mutually exclusive.');
}
