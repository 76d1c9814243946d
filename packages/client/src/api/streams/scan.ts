// Scan: all records of a namespace or set. What it means is in command/query/; here are its public form and its values,
// which programs set until they run it.

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

/** Values of a `Scan`. */
export interface ScanOptions {
  /** Bins to return; all without. */
  select?: string[] | undefined;
  /** Whether to return no bins. */
  nobins?: boolean | undefined;
  /** Whether to ask all nodes at the same time; one after the other without. */
  concurrent?: boolean | undefined;
  /** Lifetime in seconds of records that a background scan writes. */
  ttl?: number | undefined;
  /** Whether `maxRecords` of the policy is the size of a page. */
  paginate?: boolean | undefined;
  /** Where the last page ended. */
  scanState?: number[] | undefined;
  /** Operations: those of a background scan, or reads whose results are returned in place of bins (server 8.1.2). */
  ops?: Operation[] | undefined;
}

/** Partitions that a query or scan asks. */
export interface PartFilter {
  /** The first one; default 0. */
  begin?: number | undefined;
  /** How many; default all that follow. */
  count?: number | undefined;
  /** Digest of a record behind which its partition begins. */
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
  client: ClientType;
  ns: string;
  set: string;
  ops?: Operation[] | undefined;
  selected?: string[] | undefined;
  nobins?: boolean | undefined;
  concurrent?: boolean | undefined;
  pfEnabled: boolean;
  paginate?: boolean | undefined;
  scanState?: number[] | undefined;
  ttl?: number | undefined;
  declare udf?: UDF | undefined;
  declare partFilter?: PartFilter | undefined;

  /**
   * @param client - The client that asks.
   * @param ns - Namespace.
   * @param set - Set; all records of the namespace without.
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

  /** Goes on from a state that a page ended with, or that `saveState` returned. */
  nextPage(state: number[] | undefined): void {
    this.scanState = state;
  }

  /** Whether there is a state to go on from. */
  hasNextPage(): boolean {
    return Boolean(this.scanState);
  }

  /** Sets the bins to return, as a list or as arguments. */
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  select(...bins: readonly unknown[]): void {
    this.selected = (Array.isArray(bins[0]) ? bins[0] : bins) as string[];
  }

  /**
   * Limits the scan to some partitions.
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
   * Calls a user-defined function on every record, in the background.
   *
   * @param policy - Laid over `Config.policies.scan`.
   * @param scanID - Number for the job; a random one without.
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
   * Applies operations that write to every record, in the background.
   *
   * @param policy - Laid over `Config.policies.scan`.
   * @param scanID - Number for the job; a random one without.
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
   * Runs the scan and tells each record as an event; see {@link RecordStream}.
   *
   * @param policy - Laid over `Config.policies.scan`.
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
   * Runs the scan and returns all records, or those of the next page.
   *
   * @param policy - Laid over `Config.policies.scan`.
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
   * Runs the scan for a `for await` loop; see {@link RecordCursor}.
   *
   * @param policy - Laid over `Config.policies.scan`.
   */
  records<B extends object = AerospikeBins>(policy?: Policy): RecordCursor<B> {
    return starting().openCursor<B>(this.client, this.#source(Job.safeRandomJobID()), policy);
  }

  [Symbol.asyncIterator](): AsyncIterator<Record, undefined> {
    return this.records()[Symbol.asyncIterator]();
  }

  #source(jobId: number): RecordSource {
    const { scanState: state, concurrent } = this;
    return starting().sourceOf('scan', { ...this }, { state, isConcurrent: concurrent === true, jobId });
  }
}

/** @internal What scans and queries are set going with; loaded when first used. */
export function starting(): typeof start {
  return require('./start.js') as typeof start;
}

/** Operations and names of bins exclude each other; the operations count. */
export function warnOfBoth({ select, ops }: { select?: unknown; ops?: unknown }): void {
  if (select && ops) process.emitWarning('Operations and bin names are mutually exclusive.');
}
