// RemovePolicy: policy values for remove.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link RemovePolicy}. */
export interface RemovePolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** Generation that `gen` compares with; default 0. */
  generation?: number | undefined;
  /** Whether the user key is sent, a value of `policy.key`; default `DIGEST`. */
  key?: number | undefined;
  /** A value of `policy.gen`, with the generation given as metadata; default `IGNORE`. */
  gen?: number | undefined;
  /** When a write is confirmed, a value of `policy.commitLevel`; default `ALL`. */
  commitLevel?: number | undefined;
  /** Whether a removal leaves a tombstone; needs an Enterprise server; default false. */
  durableDelete?: boolean | undefined;
}

/**
 * Policy values for remove.
 *
 * @example
 * import { policy, RemovePolicy } from 'tendril';
 *
 * console.log(new RemovePolicy({ gen: policy.gen.EQ, generation: 3 }).generation); // 3
 */
export class RemovePolicy extends BasePolicy implements RemovePolicyOptions {
  replica: number | undefined;
  generation: number | undefined;
  key: number | undefined;
  gen: number | undefined;
  commitLevel: number | undefined;
  durableDelete: boolean | undefined;

  constructor(props?: RemovePolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.generation = props?.generation;
    this.key = props?.key;
    this.gen = props?.gen;
    this.commitLevel = props?.commitLevel;
    this.durableDelete = props?.durableDelete;
  }
}
