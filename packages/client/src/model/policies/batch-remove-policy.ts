// BatchRemovePolicy: policy values for removals in a batch.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import type { AerospikeExp } from './base-policy.ts';

/** Values of {@link BatchRemovePolicy}. */
export interface BatchRemovePolicyOptions {
  /** The row has an effect only if this expression is true. */
  filterExpression?: AerospikeExp | string | undefined;
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** A value of `policy.gen`, with the generation given as metadata; default `IGNORE`. */
  gen?: number | undefined;
  /** Generation that `gen` compares with; default 0. */
  generation?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
}

/**
 * Policy values for removals in a batch.
 *
 * @example
 * import { BatchRemovePolicy } from 'tendril';
 *
 * console.log(new BatchRemovePolicy({ durableDelete: true }).durableDelete); // true
 */
export class BatchRemovePolicy implements BatchRemovePolicyOptions {
  filterExpression: AerospikeExp | string | undefined;
  key: number | undefined;
  commitLevel: number | undefined;
  gen: number | undefined;
  generation: number | undefined;
  durableDelete: boolean | undefined;

  constructor(props?: BatchRemovePolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.gen = props?.gen;
    this.generation = props?.generation;
    this.durableDelete = props?.durableDelete;
  }
}
