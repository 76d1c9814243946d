// BatchWritePolicy: policy values for writes in a batch.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import type { AerospikeExp } from './base-policy.ts';

/** Values of {@link BatchWritePolicy}. */
export interface BatchWritePolicyOptions {
  /** The row has an effect only if this expression is true. */
  filterExpression?: AerospikeExp | string | undefined;
  /** Time to live in seconds, or a value of `ttl`; default the one of the namespace. */
  ttl?: number | undefined;
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** A value of `policy.gen`, with the generation given as metadata; default `IGNORE`. */
  gen?: number | undefined;
  /** A value of `policy.exists`; default `IGNORE`. */
  exists?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
  /** Whether to fail if the transaction already holds the record; default false. */
  onLockingOnly?: boolean | undefined;
}

/**
 * Policy values for writes in a batch.
 *
 * @example
 * import { BatchWritePolicy } from 'tendril';
 *
 * console.log(new BatchWritePolicy({ ttl: 60 }).ttl); // 60
 */
export class BatchWritePolicy implements BatchWritePolicyOptions {
  filterExpression: AerospikeExp | string | undefined;
  ttl: number | undefined;
  key: number | undefined;
  commitLevel: number | undefined;
  gen: number | undefined;
  exists: number | undefined;
  durableDelete: boolean | undefined;
  onLockingOnly: boolean | undefined;

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
