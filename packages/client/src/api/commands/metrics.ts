// Extended metrics, and the types of the filter of cross-datacenter replication.

import type { AerospikeExp } from '../../model/exp/entry.ts';
import type { InfoPolicyOptions, MetricsPolicyOptions } from '../../model/policies/service-policies.ts';
import { CORE } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Tail } from './tail.ts';

type Policy = InfoPolicyOptions | null | undefined;

/** Extended metrics, and the filter of cross-datacenter replication. */
export interface MetricsCommands {
  /**
   * Begins to record latencies, and to tell listeners or write files every so many tends. What was enabled before ends.
   *
   * @param policy - What is recorded, how often, and where to; default `Config.policies.metrics`.
   * @throws AerospikeError `ERR_PARAM` for an impossible value, `ERR_CLIENT` if no file can be made in `reportDir`.
   * @throws TypeError if the policy is no object or a listener no function.
   *
   * @example
   * import { mkdtempSync, readdirSync } from 'node:fs';
   * import { connect, MetricsPolicy } from 'tendril';
   *
   * const client = await connect();
   * const reportDir = mkdtempSync('/tmp/metrics-');
   * await client.enableMetrics(new MetricsPolicy({ reportDir, interval: 30, labels: { region: 'eu' } }));
   * console.log(readdirSync(reportDir).length); // 1
   * client.close();
   */
  enableMetrics(policy?: MetricsPolicyOptions | null): Promise<void>;
  enableMetrics(callback: TypedCallback<void>): void;
  enableMetrics(policy: MetricsPolicyOptions | null | undefined, callback: TypedCallback<void>): void;

  /** Ends what {@link enableMetrics} began, after a last report. Closing the client does the same. */
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

/** @internal */
export const metricsCommands: Implementation<Pick<MetricsCommands, 'enableMetrics' | 'disableMetrics'>> = {
  enableMetrics(policy, callback) {
    const outcome = this[CORE].enableMetrics(optionalArgument(policy)).then(() => null);
    return deliver(outcome, callbackOf<null>(policy, callback));
  },

  disableMetrics(callback) {
    const outcome = this[CORE].disableMetrics().then(() => null);
    return deliver(outcome, callbackOf<null>(callback));
  },
};
