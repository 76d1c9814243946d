// ApplyPolicy: policy values for user-defined functions on one record.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link ApplyPolicy}. */
export interface ApplyPolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
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
 * Policy values for user-defined functions on one record.
 *
 * @example
 * import { ApplyPolicy } from 'tendril';
 *
 * console.log(new ApplyPolicy({ ttl: 60 }).ttl); // 60
 */
export class ApplyPolicy extends BasePolicy implements ApplyPolicyOptions {
  replica: number | undefined;
  key: number | undefined;
  commitLevel: number | undefined;
  ttl: number | undefined;
  durableDelete: boolean | undefined;
  onLockingOnly: boolean | undefined;

  constructor(props?: ApplyPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.ttl = props?.ttl;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}
