// The base of the policies of all commands on records.
// The properties of a policy are public interface, the undefined ones included: undefined means "as configured". They
// are own properties, in the order of the table, and hold what was given: nothing is checked or filled in here.
// They are assigned one by one because a loop over the table takes ten times as long; a test holds the two together.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import type { BasePolicyOptions } from './fields.ts';

export interface BasePolicy extends BasePolicyOptions {}

/**
 * What the policies of all commands on records have in common; the base class of most.
 *
 * @example
 * import { BasePolicy, ReadPolicy } from 'tendril';
 *
 * console.log(new ReadPolicy() instanceof BasePolicy); // true
 */
export class BasePolicy {
  constructor(props?: BasePolicyOptions | null) {
    this.socketTimeout = props?.socketTimeout;
    this.totalTimeout = props?.totalTimeout;
    this.maxRetries = props?.maxRetries;
    this.filterExpression = props?.filterExpression;
    this.compress = props?.compress;
    this.txn = props?.txn;
    this.connectTimeout = props?.connectTimeout;
    this.timeoutDelay = props?.timeoutDelay;
    if (props?.errorDetailVerbosity !== undefined) this.errorDetailVerbosity = props.errorDetailVerbosity;
  }
}
