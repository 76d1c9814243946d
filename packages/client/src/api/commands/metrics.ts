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
   * Begins to record latencies, and to report them every `interval` tends: to listeners, or in files if there are none.
   * Metrics that were enabled before are disabled first.
   *
   * @param policy - What is recorded, how often, and where to; default `Config.policies.metrics`.
   * @throws AerospikeError `ERR_PARAM` for an impossible value, `ERR_CLIENT` if no file can be made in `reportDir`.
   * @throws TypeError if the policy is not an object, or a listener not a function.
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

  /**
   * Ends what {@link enableMetrics} began, after a last report. Closing the client does the same. Harmless if metrics
   * are not enabled. A report that cannot be written is logged, and no error.
   *
   * @example
   * import { connect } from 'tendril';
   *
   * const client = await connect();
   * await client.enableMetrics({ reportDir: '/tmp' });
   * await client.disableMetrics();
   * console.log(client.metricsReport()); // undefined
   * client.close();
   */
  disableMetrics(): Promise<void>;
  disableMetrics(callback: TypedCallback<void>): void;

  /**
   * Sets which records of a namespace are shipped to another datacenter (XDR); needs an Enterprise server.
   *
   * @param expression - True for the records that are shipped, from `exp` or as base64; null removes the filter.
   * @param dataCenter - Name of the datacenter, as the servers are configured.
   * @param namespace - Namespace that the filter is for.
   * @param policy - Laid over `Config.policies.info`.
   * @returns The reply text.
   * @throws AerospikeError `ERR_PARAM` for what is not an expression or a name; `ERR_ENTERPRISE_ONLY` from a server
   *   that ships nothing.
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
