// BatchReadPolicy: policy values for reads in a batch.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import type { AerospikeExp } from './base-policy.ts';

/** Values of {@link BatchReadPolicy}. */
export interface BatchReadPolicyOptions {
  /** The row has an effect only if this expression is true. */
  filterExpression?: AerospikeExp | string | undefined;
  /** A value of `policy.readModeAP`; default `ONE`. */
  readModeAP?: number | undefined;
  /** A value of `policy.readModeSC`; default `SESSION`. */
  readModeSC?: number | undefined;
  /**
   * A read renews the lifetime once less than this percentage of it is left: 1 to 100, 0 as the server is configured,
   * -1 never; default 0.
   */
  readTouchTtlPercent?: number | undefined;
}

/**
 * Policy values for reads in a batch.
 *
 * @example
 * import { BatchReadPolicy } from 'tendril';
 *
 * console.log(new BatchReadPolicy({ readTouchTtlPercent: 80 }).readTouchTtlPercent); // 80
 */
export class BatchReadPolicy implements BatchReadPolicyOptions {
  filterExpression: AerospikeExp | string | undefined;
  readModeAP: number | undefined;
  readModeSC: number | undefined;
  readTouchTtlPercent: number | undefined;

  constructor(props?: BatchReadPolicyOptions | null) {
    this.filterExpression = props?.filterExpression;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
  }
}
