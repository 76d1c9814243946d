// AdminPolicy: policy values for user and role administration.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link AdminPolicy}. */
export interface AdminPolicyOptions {
  /** Limit in ms; default 1 000. */
  timeout?: number | undefined;
}

/**
 * Policy values for user and role administration.
 *
 * @example
 * import { AdminPolicy } from 'tendril';
 *
 * console.log(new AdminPolicy({ timeout: 500 }).timeout); // 500
 */
export class AdminPolicy implements AdminPolicyOptions {
  timeout: number | undefined;

  constructor(props?: AdminPolicyOptions | null) {
    this.timeout = props?.timeout;
  }
}
