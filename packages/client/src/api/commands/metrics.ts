// Extended metrics, and the filter of cross-datacenter replication. Not there yet; see ../missing.ts.

import type { AerospikeExp } from '../../model/exp/entry.ts';
import type { InfoPolicyOptions, MetricsPolicyOptions } from '../../model/policies/service-policies.ts';
import type { TypedCallback } from './callback.ts';
import type { Tail } from './tail.ts';

type Policy = InfoPolicyOptions | null | undefined;

/** Extended metrics, and the filter of cross-datacenter replication. */
export interface MetricsCommands {
  /**
   * Begins to record latencies and to call listeners or write files.
   *
   * @param policy - What is recorded, how often, and where to.
   */
  enableMetrics(policy?: MetricsPolicyOptions | null): Promise<void>;
  enableMetrics(callback: TypedCallback<void>): void;
  enableMetrics(policy: MetricsPolicyOptions | null | undefined, callback: TypedCallback<void>): void;

  /** Ends what {@link enableMetrics} began. */
  disableMetrics(): Promise<void>;
  disableMetrics(callback: TypedCallback<void>): void;

  /**
   * Sets which records are shipped to another datacenter.
   *
   * @param expression - True for the records that are shipped; null removes the filter.
   * @param policy - Laid over `Config.policies.info`.
   * @returns The reply text.
   */
  setXDRFilter(
    expression: AerospikeExp | string | null,
    dataCenter: string,
    namespace: string,
    policy?: Policy,
  ): Promise<string>;
  setXDRFilter(
    expression: AerospikeExp | string | null,
    dataCenter: string,
    namespace: string,
    ...rest: Tail<[policy: Policy], string>
  ): void;
}
