// QueryPolicy: policy values for queries.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

import { BasePolicy, type BasePolicyOptions } from './base-policy.ts';

/** Values of {@link QueryPolicy}. */
export interface QueryPolicyOptions extends BasePolicyOptions {
  /** Replica that serves the command, a value of `policy.replica`; default `SEQUENCE`. */
  replica?: number | undefined;
  /** Whether lists and maps are returned as values or, if false, as bytes; default true. */
  deserialize?: boolean | undefined;
  /** Whether to fail if partitions migrate; default false. */
  failOnClusterChange?: boolean | undefined;
  /** Limit of the info request that looks for migrations, in ms; default 10 000. */
  infoTimeout?: number | undefined;
  /** A value of `policy.queryDuration`; default `LONG`. */
  expectedDuration?: number | undefined;
}

/**
 * Policy values for queries.
 *
 * @example
 * import { policy, QueryPolicy } from 'tendril';
 *
 * console.log(new QueryPolicy({ expectedDuration: policy.queryDuration.SHORT }).expectedDuration); // 1
 */
export class QueryPolicy extends BasePolicy implements QueryPolicyOptions {
  replica: number | undefined;
  deserialize: boolean | undefined;
  failOnClusterChange: boolean | undefined;
  infoTimeout: number | undefined;
  expectedDuration: number | undefined;

  constructor(props?: QueryPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.deserialize = props?.deserialize;
    this.failOnClusterChange = props?.failOnClusterChange;
    this.infoTimeout = props?.infoTimeout;
    this.expectedDuration = props?.expectedDuration;
  }
}
