// The policies of batches and of their rows: what each takes, and its class.
// As base-policy.ts says of its properties.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import { BasePolicy } from './base-policy.ts';
import type { BasePolicyOptions, IgnoredBaseOptions } from './fields.ts';
import type { FieldsOf } from './fields-of.ts';

/** Values of {@link BatchPolicy}. */
export interface BatchPolicyOptions extends BasePolicyOptions, FieldsOf<'batch'> {}

export interface BatchPolicy extends BatchPolicyOptions {}

/**
 * Policy of a batch as a whole.
 *
 * @example
 * import { BatchPolicy, Config } from 'tendril';
 *
 * // Large batches: all nodes at once, and not on the threads that serve single records.
 * const batch = new BatchPolicy({ concurrent: true, allowInline: false, totalTimeout: 5_000 });
 * console.log(new Config({ policies: { batch } }).policies.batch.concurrent); // true
 */
export class BatchPolicy extends BasePolicy {
  constructor(props?: BatchPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
    this.concurrent = props?.concurrent;
    this.allowInline = props?.allowInline;
    this.allowInlineSSD = props?.allowInlineSSD;
    this.respondAllKeys = props?.respondAllKeys;
    this.sendSetName = props?.sendSetName;
    this.deserialize = props?.deserialize;
  }
}

/** Values of {@link BatchReadPolicy}. */
export interface BatchReadPolicyOptions extends FieldsOf<'batchRead'> {}

export interface BatchReadPolicy extends BatchReadPolicyOptions {}

/**
 * Policy of one row of a batch that reads.
 *
 * @example
 * import { BatchReadPolicy, Key } from 'tendril';
 *
 * // A read of this row renews the lifetime of the record once a fifth of it is over.
 * const row = { key: new Key('test', 'demo', 1), policy: new BatchReadPolicy({ readTouchTtlPercent: 80 }) };
 * console.log(row.policy.readTouchTtlPercent); // 80
 */
export class BatchReadPolicy {
  constructor(props?: BatchReadPolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
  }
}

/** Values of {@link BatchWritePolicy}. */
export interface BatchWritePolicyOptions extends Omit<IgnoredBaseOptions, 'filterExpression'>, FieldsOf<'batchWrite'> {}

export interface BatchWritePolicy extends BatchWritePolicyOptions {}

/**
 * Policy of one row of a batch that writes.
 *
 * @example
 * import { BatchWritePolicy, batchType, Key, operations, policy } from 'tendril';
 *
 * const row = {
 *   type: batchType.BATCH_WRITE,
 *   key: new Key('test', 'demo', 1),
 *   ops: [operations.write('state', 'new')],
 *   policy: new BatchWritePolicy({ exists: policy.exists.CREATE, ttl: 3_600 }),
 * };
 * console.log(row.policy.ttl); // 3600
 */
export class BatchWritePolicy {
  constructor(props?: BatchWritePolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.ttl = props?.ttl;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.gen = props?.gen;
    this.exists = props?.exists;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}

/** Values of {@link BatchRemovePolicy}. */
export interface BatchRemovePolicyOptions extends FieldsOf<'batchRemove'> {}

export interface BatchRemovePolicy extends BatchRemovePolicyOptions {}

/**
 * Policy of one row of a batch that removes a record.
 *
 * @example
 * import { BatchRemovePolicy, batchType, Key, policy } from 'tendril';
 *
 * const unchanged = new BatchRemovePolicy({ gen: policy.gen.EQ, generation: 3 });
 * const row = { type: batchType.BATCH_REMOVE, key: new Key('test', 'demo', 1), policy: unchanged };
 * console.log(row.policy.generation); // 3
 */
export class BatchRemovePolicy {
  constructor(props?: BatchRemovePolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.gen = props?.gen;
    this.generation = props?.generation;
    this.durableDelete = props?.durableDelete;
  }
}

/** Values of {@link BatchApplyPolicy}. */
export interface BatchApplyPolicyOptions extends FieldsOf<'batchApply'> {}

export interface BatchApplyPolicy extends BatchApplyPolicyOptions {}

/**
 * Policy of one row of a batch that calls a user-defined function.
 *
 * @example
 * import { BatchApplyPolicy, policy } from 'tendril';
 *
 * // Does not wait for the replicas.
 * const quick = new BatchApplyPolicy({ commitLevel: policy.commitLevel.MASTER });
 * console.log(quick.commitLevel); // 1
 */
export class BatchApplyPolicy {
  constructor(props?: BatchApplyPolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.ttl = props?.ttl;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}
