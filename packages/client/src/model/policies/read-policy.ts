// ReadPolicy: policy values for get, select and exists.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link ReadPolicy}. */
export interface ReadPolicyOptions extends BasePolicyOptions {
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
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
  /** Whether lists and maps are returned as values or, if false, as bytes; default true. */
  deserialize?: boolean | undefined;
}

/**
 * Policy values for get, select and exists.
 *
 * @example
 * import { ReadPolicy } from 'tendril';
 *
 * console.log(new ReadPolicy({ totalTimeout: 50, maxRetries: 1 }).maxRetries); // 1
 */
export class ReadPolicy extends BasePolicy implements ReadPolicyOptions {
  key: number | undefined;
  replica: number | undefined;
  readModeAP: number | undefined;
  readModeSC: number | undefined;
  readTouchTtlPercent: number | undefined;
  deserialize: boolean | undefined;

  constructor(props?: ReadPolicyOptions | null) {
    super(props);
    this.key = props?.key;
    this.replica = props?.replica;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
    this.deserialize = props?.deserialize;
  }
}
