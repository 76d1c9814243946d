// The policies of queries and scans: what each takes, and its class.
// As base-policy.ts says of its properties.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import { BasePolicy } from './base-policy.ts';
import type { BasePolicyOptions } from './fields.ts';
import type { FieldsOf } from './fields-of.ts';

/** Values of {@link QueryPolicy}. */
export interface QueryPolicyOptions extends BasePolicyOptions, FieldsOf<'query'> {}

export interface QueryPolicy extends QueryPolicyOptions {}

/**
 * Policy of queries.
 *
 * @example
 * import { Config, policy, QueryPolicy } from 'tendril';
 *
 * // Queries that find a few records each, and have to be quick.
 * const query = new QueryPolicy({ expectedDuration: policy.queryDuration.SHORT, totalTimeout: 200 });
 * console.log(new Config({ policies: { query } }).policies.query.totalTimeout); // 200
 */
export class QueryPolicy extends BasePolicy {
  constructor(props?: QueryPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.deserialize = props?.deserialize;
    this.failOnClusterChange = props?.failOnClusterChange;
    this.infoTimeout = props?.infoTimeout;
    this.expectedDuration = props?.expectedDuration;
  }
}

/** Values of {@link ScanPolicy}. */
export interface ScanPolicyOptions extends BasePolicyOptions, FieldsOf<'scan'> {}

export interface ScanPolicy extends ScanPolicyOptions {}

/**
 * Policy of scans.
 *
 * @example
 * import { Config, ScanPolicy } from 'tendril';
 *
 * // A scan that leaves the nodes time for other work.
 * const scan = new ScanPolicy({ recordsPerSecond: 5_000 });
 * console.log(new Config({ policies: { scan } }).policies.scan.recordsPerSecond); // 5000
 */
export class ScanPolicy extends BasePolicy {
  constructor(props?: ScanPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.durableDelete = props?.durableDelete;
    this.recordsPerSecond = props?.recordsPerSecond;
    this.maxRecords = props?.maxRecords;
  }
}
