// HLLPolicy: policy values for HyperLogLog operations.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link HLLPolicy}. */
export interface HLLPolicyOptions {
  /** Flags that restrict the modification; default 0. */
  writeFlags?: number | undefined;
}

/**
 * Policy values for HyperLogLog operations.
 *
 * @example
 * import { policy } from 'tendril';
 *
 * console.log(new policy.HLLPolicy({ writeFlags: 4 }).writeFlags); // 4
 */
export class HLLPolicy implements HLLPolicyOptions {
  writeFlags: number | undefined;

  constructor(props?: HLLPolicyOptions | null) {
    this.writeFlags = props?.writeFlags;
  }
}
