// ScanPolicy: policy values for scans.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link ScanPolicy}. */
export interface ScanPolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
  /** Limit per node and second, 0 for none; default 0. */
  recordsPerSecond?: number | undefined;
  /** Approximate number of records to return, 0 for all; default 0. */
  maxRecords?: number | undefined;
}

/**
 * Policy values for scans.
 *
 * @example
 * import { ScanPolicy } from 'tendril';
 *
 * console.log(new ScanPolicy({ maxRecords: 100 }).maxRecords); // 100
 */
export class ScanPolicy extends BasePolicy implements ScanPolicyOptions {
  replica: number | undefined;
  durableDelete: boolean | undefined;
  recordsPerSecond: number | undefined;
  maxRecords: number | undefined;

  constructor(props?: ScanPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.durableDelete = props?.durableDelete;
    this.recordsPerSecond = props?.recordsPerSecond;
    this.maxRecords = props?.maxRecords;
  }
}
