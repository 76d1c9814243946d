// BitwisePolicy: policy values for bit operations.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link BitwisePolicy}. */
export interface BitwisePolicyOptions {
  /** Flags that restrict the modification; default 0. */
  writeFlags?: number | undefined;
}

/**
 * Policy values for bit operations.
 *
 * @example
 * import { policy } from 'tendril';
 *
 * console.log(new policy.BitwisePolicy({ writeFlags: 4 }).writeFlags); // 4
 */
export class BitwisePolicy implements BitwisePolicyOptions {
  writeFlags: number | undefined;

  constructor(props?: BitwisePolicyOptions | null) {
    this.writeFlags = props?.writeFlags;
  }
}
