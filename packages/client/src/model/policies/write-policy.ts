// WritePolicy: policy values for put.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link WritePolicy}. */
export interface WritePolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** Bytes beyond which a request is compressed, if `compress` is set; default 128. */
  compressionThreshold?: number | undefined;
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** A value of `policy.gen`, with the generation given as metadata; default `IGNORE`. */
  gen?: number | undefined;
  /** A value of `policy.exists`; default `IGNORE`. */
  exists?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
  /** Whether to fail if the transaction already holds the record; default false. */
  onLockingOnly?: boolean | undefined;
}

/**
 * Policy values for put.
 *
 * @example
 * import { policy, WritePolicy } from 'tendril';
 *
 * console.log(new WritePolicy({ exists: policy.exists.CREATE }).exists); // 1
 */
export class WritePolicy extends BasePolicy implements WritePolicyOptions {
  replica: number | undefined;
  compressionThreshold: number | undefined;
  key: number | undefined;
  gen: number | undefined;
  exists: number | undefined;
  commitLevel: number | undefined;
  durableDelete: boolean | undefined;
  onLockingOnly: boolean | undefined;

  constructor(props?: WritePolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.compressionThreshold = props?.compressionThreshold;
    this.key = props?.key;
    this.gen = props?.gen;
    this.exists = props?.exists;
    this.commitLevel = props?.commitLevel;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}
