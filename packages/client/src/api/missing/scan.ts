// Scan: all records of a namespace or set. Not there yet; see missing.ts.

import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { ScanPolicyOptions } from '../../model/policies/stream-policies.ts';
import type { Record } from '../../model/record.ts';
import type { Options, Tail } from '../commands/tail.ts';
import type { Job } from './job.ts';
import type { RecordStream } from './record-stream.ts';
import type { UDF } from './udf.ts';

/** Values of a `Scan`. */
export interface ScanOptions {
  /** Bins to return; all without. */
  select?: string[] | undefined;
  /** Whether to return no bins. */
  nobins?: boolean | undefined;
  /** Whether to ask all nodes at the same time. */
  concurrent?: boolean | undefined;
  /** Lifetime in seconds of records that a background scan writes. */
  ttl?: number | undefined;
  /** Whether `maxRecords` of the policy is the size of a page. */
  paginate?: boolean | undefined;
  /** Where the last page ended. */
  scanState?: number[] | undefined;
  /** Operations of a background scan. */
  ops?: Operation[] | undefined;
}

/** Partitions that a query or scan asks. */
export interface PartFilter {
  begin?: number | undefined;
  count?: number | undefined;
  digest?: Buffer | undefined;
}

type Policy = Options<ScanPolicyOptions>;
type Arguments = readonly AerospikeBinValue[] | null | undefined;
type Id = number | null | undefined;

/** All records of a namespace or set. */
export interface Scan {
  client: ClientType;
  ns: string;
  set: string;
  selected?: string[] | undefined;
  nobins?: boolean | undefined;
  concurrent?: boolean | undefined;
  udf?: UDF | undefined;
  ops?: Operation[] | undefined;
  ttl?: number | undefined;
  paginate?: boolean | undefined;
  scanState?: number[] | undefined;
  partFilter?: PartFilter | undefined;
  hasNextPage(): boolean;
  nextPage(state: number[]): void;
  partitions(begin: number, count: number, digest?: Buffer | null): void;
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  background(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Policy, scanID?: Id): Promise<Job>;
  background(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Policy, scanID: Id], Job>
  ): void;
  operate(operations: readonly Operation[], policy?: Policy, scanID?: Id): Promise<Job>;
  operate(operations: readonly Operation[], ...rest: Tail<[policy: Policy, scanID: Id], Job>): void;
  results<B extends object = AerospikeBins>(policy?: Policy): Promise<Record<B>[]>;
  foreach<B extends object = AerospikeBins>(
    policy?: Policy,
    dataCb?: ((data: Record<B>) => void) | null,
    errorCb?: ((error: Error) => void) | null,
    endCb?: (() => void) | null,
  ): RecordStream;
}

/** The type of `Scan` as a class. */
export interface ScanClass {
  new (client: ClientType, ns: string, set?: string | null, options?: ScanOptions | null): Scan;
  readonly prototype: Scan;
}
