// Batches: many records in one command, in their public forms. What rows ask for and how they travel is in
// command/batch/.

import type { BatchMethod } from '../../command/batch/batch-methods.ts';
import type { BatchResult } from '../../model/batch-result.ts';
import type { AerospikeBins } from '../../model/bin-value.ts';
import type { KeyInput, KeyOptions } from '../../model/key.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type {
  BatchApplyPolicyOptions,
  BatchPolicyOptions,
  BatchReadPolicyOptions,
  BatchRemovePolicyOptions,
  BatchWritePolicyOptions,
} from '../../model/policies/batch-policies.ts';
import type { RecordMetadata } from '../../model/record.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Options, Tail } from './tail.ts';
import type { UDF } from './udf.ts';

export type { BatchResult };

/** A row of `batchRead`. */
export interface BatchReadRecord {
  /** Key of the record. */
  key: KeyInput;
  /** Names of the bins to return; without them, `ops` and `readAllBins`, no bins. */
  bins?: readonly string[] | undefined;
  /** Operations that only read, whose results are returned in place of bins. */
  ops?: readonly Operation[] | undefined;
  /** Policy of the row, laid over `Config.policies.batchRead`. */
  policy?: BatchReadPolicyOptions | BatchPolicyOptions | undefined;
  /** Whether to return all bins; default false. */
  readAllBins?: boolean | undefined;
}

/** A row of `batchWrite`. */
export interface BatchWriteRecord {
  /** A value of `batchType`: what to do with the record. */
  type: number;
  /** Key of the record. */
  key: KeyInput;
  /** Of a `BATCH_READ`: names of the bins to return. */
  bins?: readonly string[] | undefined;
  /** Of a `BATCH_READ`: whether to return all bins; default false. */
  readAllBins?: boolean | undefined;
  /** Of a `BATCH_WRITE`: operations, at least one of which writes. Of a `BATCH_READ`: operations that only read. */
  ops?: readonly Operation[] | undefined;
  /** Of a `BATCH_APPLY`: the function to call. */
  udf?: UDF | undefined;
  /** Policy of the row, laid over `batchRead`, `batchWrite`, `batchRemove` or `batchApply` of `Config.policies`. */
  policy?:
    | BatchWritePolicyOptions
    | BatchApplyPolicyOptions
    | BatchRemovePolicyOptions
    | BatchReadPolicyOptions
    | undefined;
}

/** Outcome of one row of `batchSelect` in the types of `aerospike`; what it resolves to is a {@link BatchResult}. */
export interface BatchSelectRecord<B extends object = AerospikeBins> {
  /** A value of `status`. */
  status: number;
  /** Key of the record. */
  key: KeyOptions;
  /** Never there: lifetime and generation are in `record`. */
  meta?: RecordMetadata | undefined;
  /** Never there: the bins are in `record`. */
  bins?: B | undefined;
}

type Policy = Options<BatchPolicyOptions>;
type Apply = BatchApplyPolicyOptions | null | undefined;
type Remove = BatchRemovePolicyOptions | null | undefined;
type Results<B extends object> = BatchResult<B>[];
type Keys = readonly KeyInput[];

/**
 * Batches: many records in one command, with one request to each node that holds some of them, all at the same time. A
 * row whose record is missing has the status `ERR_RECORD_NOT_FOUND` and no bins, and has not failed.
 *
 * A row that fails does not touch the others. `batchRead` and `batchWrite` resolve all the same, each row with its own
 * status; the other commands, whose rows are all of one kind, reject with `BATCH_FAILED`. With `respondAllKeys: false`
 * each of them rejects with the code of the row. Where it is known what became of the rows, `error.results` has it.
 * Every command rejects with `ERR_PARAM` for a row that cannot be sent (`error.cause` says which), and with
 * `ERR_TIMEOUT` once `totalTimeout` is over.
 */
export interface BatchCommands {
  /**
   * Reads records.
   *
   * @param records - Rows, each with what to read.
   * @param policy - Laid over `Config.policies.batch`.
   * @returns A result for each row, in the same order.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchRead');
   * await client.put(key, { name: 'Ada', visits: 1 });
   * const [all, some] = await client.batchRead([
   *   { key, readAllBins: true },
   *   { key, bins: ['visits'] },
   * ]);
   * console.log(all.record.bins, some.record.bins); // { name: 'Ada', visits: 1 } { visits: 1 }
   * client.close();
   */
  batchRead<B extends object = AerospikeBins>(
    records: readonly BatchReadRecord[],
    policy?: Policy,
  ): Promise<Results<B>>;
  batchRead<B extends object = AerospikeBins>(
    records: readonly BatchReadRecord[],
    ...rest: Tail<[policy: Policy], Results<B>>
  ): void;

  /**
   * Reads, writes and removes records, each row in its own way. It has no order with commands that are not awaited before
   * it, unless it has one row only.
   *
   * @param records - Rows, each with its type and what to do.
   * @param policy - Laid over `Config.policies.batchParentWrite`.
   * @returns A result for each row, in the same order.
   *
   * @example
   * import { batchType, connect, Key, operations } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchWrite');
   * const results = await client.batchWrite([
   *   { type: batchType.BATCH_WRITE, key, ops: [operations.write('visits', 7)], policy: { ttl: 3_600 } },
   *   { type: batchType.BATCH_READ, key, bins: ['visits'] },
   *   { type: batchType.BATCH_REMOVE, key },
   * ]);
   * console.log(results.map((result) => result.status), results[1].record.bins); // [ 0, 0, 0 ] { visits: 7 }
   * client.close();
   */
  batchWrite<B extends object = AerospikeBins>(
    records: readonly BatchWriteRecord[],
    policy?: Policy,
  ): Promise<Results<B>>;
  batchWrite<B extends object = AerospikeBins>(
    records: readonly BatchWriteRecord[],
    ...rest: Tail<[policy: Policy], Results<B>>
  ): void;

  /**
   * Calls a user-defined function on records.
   *
   * @param policy - Laid over `Config.policies.batchParentWrite`.
   * @param applyPolicy - Policy of the rows.
   * @returns A result for each key, in the same order.
   *
   * @example
   * import { connect, Key, status } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchApply');
   * try {
   *   await client.batchApply([key], { module: 'no_such_module', funcname: 'f', args: [1] });
   * } catch (error) {
   *   console.log(error.code === status.BATCH_FAILED, error.results.length); // true 1
   * }
   * client.close();
   */
  batchApply<B extends object = AerospikeBins>(
    keys: Keys,
    udf: UDF,
    policy?: Policy,
    applyPolicy?: Apply,
  ): Promise<Results<B>>;
  batchApply<B extends object = AerospikeBins>(
    keys: Keys,
    udf: UDF,
    ...rest: Tail<[policy: Policy, applyPolicy: Apply], Results<B>>
  ): void;

  /**
   * Removes records.
   *
   * @param policy - Laid over `Config.policies.batchParentWrite`.
   * @param removePolicy - Policy of the rows.
   * @returns A result for each key, in the same order.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchRemove');
   * await client.put(key, { a: 1 });
   * const [removed, missing] = await client.batchRemove([key, key]);
   * console.log(removed.status, missing.status); // 0 2
   * client.close();
   */
  batchRemove<B extends object = AerospikeBins>(
    keys: Keys,
    policy?: Policy,
    removePolicy?: Remove,
  ): Promise<Results<B>>;
  batchRemove<B extends object = AerospikeBins>(
    keys: Keys,
    ...rest: Tail<[policy: Policy, removePolicy: Remove], Results<B>>
  ): void;

  /**
   * Whether records exist. Their bins do not travel.
   *
   * @param policy - Laid over `Config.policies.batch`.
   * @returns A result for each key, in the same order.
   *
   * @example
   * import { connect, Key, status } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchExists');
   * await client.put(key, { a: 1 });
   * const [result] = await client.batchExists([key]);
   * console.log(result.status === status.OK, result.record.gen); // true …
   * client.close();
   */
  batchExists<B extends object = AerospikeBins>(keys: Keys, policy?: Policy): Promise<Results<B>>;
  batchExists<B extends object = AerospikeBins>(keys: Keys, ...rest: Tail<[policy: Policy], Results<B>>): void;

  /**
   * Reads records with all bins; {@link batchRead} does more.
   *
   * @param policy - Laid over `Config.policies.batch`.
   * @returns A result for each key, in the same order.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchGet');
   * await client.put(key, { a: 1 });
   * const [found, missing] = await client.batchGet([key, new Key('test', 'demo', 'no such record')]);
   * console.log(found.record.bins, missing.status); // { a: 1 } 2
   * client.close();
   */
  batchGet<B extends object = AerospikeBins>(keys: Keys, policy?: Policy): Promise<Results<B>>;
  batchGet<B extends object = AerospikeBins>(keys: Keys, ...rest: Tail<[policy: Policy], Results<B>>): void;

  /**
   * Reads some bins of records; {@link batchRead} does more.
   *
   * @param bins - Names of the bins.
   * @param policy - Laid over `Config.policies.batch`.
   * @returns A result for each key, in the same order.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'batchSelect');
   * await client.put(key, { a: 1, b: 2 });
   * const [result] = await client.batchSelect([key], ['b']);
   * console.log(result.record.bins); // { b: 2 }
   * client.close();
   */
  batchSelect<B extends object = AerospikeBins>(
    keys: Keys,
    bins: readonly string[],
    policy?: Policy,
  ): Promise<BatchSelectRecord<B>[]>;
  batchSelect<B extends object = AerospikeBins>(
    keys: Keys,
    bins: readonly string[],
    ...rest: Tail<[policy: Policy], BatchSelectRecord<B>[]>
  ): void;
}

function run<I>(
  client: HasCore,
  method: BatchMethod<I>,
  input: I,
  policy: unknown,
  callback: TypedCallback<BatchResult[]> | undefined,
): Promise<BatchResult[]> | undefined {
  const core = client[CORE];
  const failed = callback && core.life.isConnected(false) ? (): BatchResult[] => [] : undefined;
  return deliver(core.executeBatch(method, input, optionalArgument(policy)), callback, failed);
}

/** Loaded with the first batch. */
function methods(): typeof import('../../command/batch/batch-methods.ts') {
  return require('../../command/batch/batch-methods.js');
}

/** @internal */
export const batchCommands: Implementation<BatchCommands> = {
  batchRead(records, policy, callback) {
    return run(this, methods().BATCH_READ, records, policy, callbackOf(policy, callback));
  },

  batchWrite(records, policy, callback) {
    return run(this, methods().BATCH_WRITE, records, policy, callbackOf(policy, callback));
  },

  batchApply(keys, udf, policy, rows, callback) {
    const input = { keys, udf, rows: optionalArgument(rows) };
    return run(this, methods().BATCH_APPLY, input, policy, callbackOf(policy, rows, callback));
  },

  batchRemove(keys, policy, rows, callback) {
    const input = { keys, rows: optionalArgument(rows) };
    return run(this, methods().BATCH_REMOVE, input, policy, callbackOf(policy, rows, callback));
  },

  batchExists(keys, policy, callback) {
    return run(this, methods().BATCH_EXISTS, keys, policy, callbackOf(policy, callback));
  },

  batchGet(keys, policy, callback) {
    return run(this, methods().BATCH_GET, keys, policy, callbackOf(policy, callback));
  },

  batchSelect(keys, bins, policy, callback) {
    return run(this, methods().BATCH_SELECT, { keys, bins }, policy, callbackOf(policy, callback));
  },
};
