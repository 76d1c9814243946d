// OperatePolicy: policy values for operate, add, append and prepend.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link OperatePolicy}. */
export interface OperatePolicyOptions extends BasePolicyOptions {
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** A value of `policy.gen`, with the generation given as metadata; default `IGNORE`. */
  gen?: number | undefined;
  /** A value of `policy.exists`; default `IGNORE`. */
  exists?: number | undefined;
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** Whether lists and maps are returned as values or, if false, as bytes; default true. */
  deserialize?: boolean | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
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
 * Policy values for operate, add, append and prepend.
 *
 * @example
 * import { OperatePolicy } from 'tendril';
 *
 * console.log(new OperatePolicy({ maxRetries: 0 }).maxRetries); // 0
 */
export class OperatePolicy extends BasePolicy implements OperatePolicyOptions {
  key: number | undefined;
  gen: number | undefined;
  exists: number | undefined;
  replica: number | undefined;
  commitLevel: number | undefined;
  deserialize: boolean | undefined;
  durableDelete: boolean | undefined;
  readModeAP: number | undefined;
  readModeSC: number | undefined;
  readTouchTtlPercent: number | undefined;

  constructor(props?: OperatePolicyOptions | null) {
    super(props);
    this.key = props?.key;
    this.gen = props?.gen;
    this.exists = props?.exists;
    this.replica = props?.replica;
    this.commitLevel = props?.commitLevel;
    this.deserialize = props?.deserialize;
    this.durableDelete = props?.durableDelete;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
  }
}
