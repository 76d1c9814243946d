// Query: the records of a namespace or set that a filter finds. Not there yet; see missing.ts.

import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { WritePolicyOptions } from '../../model/policies/record-policies.ts';
import type { QueryPolicyOptions } from '../../model/policies/stream-policies.ts';
import type { Record } from '../../model/record.ts';
import type { Options, Tail } from '../commands/tail.ts';
import type { SindexFilterPredicate } from './filter.ts';
import type { Job } from './job.ts';
import type { RecordStream } from './record-stream.ts';
import type { PartFilter } from './scan.ts';
import type { UDF } from './udf.ts';

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
  /** About how many records to return. */
  maxRecords?: number | undefined;
  /** Whether `maxRecords` is the size of a page. */
  paginate?: boolean | undefined;
  /** Lifetime in seconds of records that a background query writes. */
  ttl?: number | undefined;
  /** Operations of a background query. */
  ops?: Operation[] | undefined;
}

type Policy = Options<QueryPolicyOptions>;
type Write = Options<WritePolicyOptions>;
type Arguments = readonly AerospikeBinValue[] | null | undefined;
type Id = number | null | undefined;

/** The records of a namespace or set that a filter finds. */
export interface Query {
  client: ClientType;
  ns: string;
  set: string;
  filters: SindexFilterPredicate[];
  selected: string[];
  nobins: boolean;
  udf: UDF;
  maxRecords?: number | undefined;
  ops?: Operation[] | undefined;
  paginate?: boolean | undefined;
  partFilter?: PartFilter | undefined;
  pfEnabled?: boolean | undefined;
  ttl: number;
  queryState?: number[] | undefined;
  hasNextPage(): boolean;
  nextPage(state: number[]): void;
  partitions(begin: number, count: number, digest?: Buffer | null): void;
  select(bins: readonly string[]): void;
  select(...bins: string[]): void;
  where(predicate: SindexFilterPredicate): void;
  whereWithExp(predicate: SindexFilterPredicate, expression: AerospikeExp | string): void;
  whereWithIndexName(predicate: SindexFilterPredicate, indexName: string): void;
  setUdf(udfModule: string, udfFunction: string, udfArgs?: Arguments): void;
  foreach<B extends object = AerospikeBins>(
    policy?: Policy,
    dataCb?: ((data: Record<B>) => void) | null,
    errorCb?: ((error: Error) => void) | null,
    endCb?: (() => void) | null,
  ): RecordStream;
  results<B extends object = AerospikeBins>(policy?: Policy): Promise<Record<B>[]>;
  apply(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Policy): Promise<AerospikeBinValue>;
  apply(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Policy], AerospikeBinValue>
  ): void;
  background(udfModule: string, udfFunction: string, udfArgs?: Arguments, policy?: Write, queryID?: Id): Promise<Job>;
  background(
    udfModule: string,
    udfFunction: string,
    ...rest: Tail<[udfArgs: Arguments, policy: Write, queryID: Id], Job>
  ): void;
  operate(operations: readonly Operation[], policy?: Write, queryID?: Id): Promise<Job>;
  operate(operations: readonly Operation[], ...rest: Tail<[policy: Write, queryID: Id], Job>): void;
}

/** The type of `Query` as a class. */
export interface QueryClass {
  new (client: ClientType, ns: string, set?: string | null, options?: QueryOptions | null): Query;
  readonly prototype: Query;
}
