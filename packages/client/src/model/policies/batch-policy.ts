// BatchPolicy: policy values for batch commands as a whole.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link BatchPolicy}. */
export interface BatchPolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** A value of `policy.readModeAP`; default `ONE`. */
  readModeAP?: number | undefined;
  /** A value of `policy.readModeSC`; default `SESSION`. */
  readModeSC?: number | undefined;
  /**
   * A read renews the lifetime once less than this percentage of it is left: 1 to 100, 0 as the server is configured,
   * -1 never; default 0.
   */
  readTouchTtlPercent?: number | undefined;
  /** Whether the nodes are asked at the same time; default false. */
  concurrent?: boolean | undefined;
  /** Whether the server may answer from its receiving thread for data in memory; default true. */
  allowInline?: boolean | undefined;
  /** The same for data on devices; default false. */
  allowInlineSSD?: boolean | undefined;
  /** Whether rows after a failed one are answered too; default true. */
  respondAllKeys?: boolean | undefined;
  /** Whether the set name is sent with each key; default false. */
  sendSetName?: boolean | undefined;
  /** Whether lists and maps are returned as values or, if false, as bytes; default true. */
  deserialize?: boolean | undefined;
}

/**
 * Policy values for batch commands as a whole.
 *
 * @example
 * import { BatchPolicy } from 'tendril';
 *
 * console.log(new BatchPolicy({ concurrent: true }).concurrent); // true
 */
export class BatchPolicy extends BasePolicy implements BatchPolicyOptions {
  replica: number | undefined;
  readModeAP: number | undefined;
  readModeSC: number | undefined;
  readTouchTtlPercent: number | undefined;
  concurrent: boolean | undefined;
  allowInline: boolean | undefined;
  allowInlineSSD: boolean | undefined;
  respondAllKeys: boolean | undefined;
  sendSetName: boolean | undefined;
  deserialize: boolean | undefined;

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
