// BatchApplyPolicy: policy values for user-defined functions in a batch.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import type { AerospikeExp } from './base-policy.ts';

/** Values of {@link BatchApplyPolicy}. */
export interface BatchApplyPolicyOptions {
  /** The row has an effect only if this expression is true. */
  filterExpression?: AerospikeExp | string | undefined;
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** Time to live in seconds, or a value of `ttl`; default the one of the namespace. */
  ttl?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
  /** Whether to fail if the transaction already holds the record; default false. */
  onLockingOnly?: boolean | undefined;
}

/**
 * Policy values for user-defined functions in a batch.
 *
 * @example
 * import { BatchApplyPolicy } from 'tendril';
 *
 * console.log(new BatchApplyPolicy({ ttl: 60 }).ttl); // 60
 */
export class BatchApplyPolicy implements BatchApplyPolicyOptions {
  filterExpression: AerospikeExp | string | undefined;
  key: number | undefined;
  commitLevel: number | undefined;
  ttl: number | undefined;
  durableDelete: boolean | undefined;
  onLockingOnly: boolean | undefined;

  constructor(props?: BatchApplyPolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.ttl = props?.ttl;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}
