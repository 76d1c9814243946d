// The policies of info requests, administration, metrics and the command queue: what each takes, and its class.
// As base-policy.ts says of its properties.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import type { IgnoredBaseOptions } from './fields.ts';
import type { AdminFields, CommandQueueFields, InfoFields, MetricsFields } from './service-fields.ts';

/** Values of {@link InfoPolicy}. */
export interface InfoPolicyOptions extends Omit<IgnoredBaseOptions, 'timeoutDelay'>, InfoFields {}

export interface InfoPolicy extends InfoPolicyOptions {}

/**
 * Policy of info requests: `info`, `infoAny`, `infoNode`, `infoAll`.
 *
 * @example
 * import { connect, InfoPolicy } from 'tendril';
 *
 * const client = await connect();
 * // A node that does not answer within 200 ms counts as away.
 * const [answer] = await client.infoAll('status', new InfoPolicy({ timeout: 200 }));
 * console.log(answer.info.trim()); // status ok
 * client.close();
 */
export class InfoPolicy {
  constructor(props?: InfoPolicyOptions | null) {
    this.timeoutDelay = props?.timeoutDelay;
    this.timeout = props?.timeout;
    this.sendAsIs = props?.sendAsIs;
    this.checkBounds = props?.checkBounds;
  }
}

/** Values of {@link AdminPolicy}. */
export interface AdminPolicyOptions extends IgnoredBaseOptions, AdminFields {}

export interface AdminPolicy extends AdminPolicyOptions {}

/**
 * Policy of the administration of users and roles.
 *
 * @example
 * import { AdminPolicy } from 'tendril';
 *
 * // Changes have to reach all nodes; a large cluster takes its time.
 * const patient = new AdminPolicy({ timeout: 5_000 });
 * console.log(patient.timeout); // 5000
 */
export class AdminPolicy {
  constructor(props?: AdminPolicyOptions | null) {
    this.timeout = props?.timeout;
  }
}

/** Values of {@link MetricsPolicy}. */
export interface MetricsPolicyOptions extends MetricsFields {}

export interface MetricsPolicy extends MetricsPolicyOptions {}

/**
 * Policy of `enableMetrics`.
 *
 * @example
 * import { MetricsPolicy } from 'tendril';
 *
 * // A report each minute, in files of at most 10 MB.
 * const metrics = new MetricsPolicy({ interval: 60, reportDir: '/var/log/app', reportSizeLimit: 10_000_000 });
 * console.log(metrics.interval); // 60
 */
export class MetricsPolicy {
  constructor(props?: MetricsPolicyOptions | null) {
    this.metricsListeners = props?.metricsListeners;
    this.reportDir = props?.reportDir;
    this.reportSizeLimit = props?.reportSizeLimit;
    this.interval = props?.interval;
    this.latencyColumns = props?.latencyColumns;
    this.latencyShift = props?.latencyShift;
    this.labels = props?.labels;
  }
}

/** Values of {@link CommandQueuePolicy}. */
export interface CommandQueuePolicyOptions extends IgnoredBaseOptions, CommandQueueFields {}

export interface CommandQueuePolicy extends CommandQueuePolicyOptions {}

/**
 * Policy of the process-wide queue of the native client; accepted, but Tendril needs no such queue.
 *
 * @example
 * import { CommandQueuePolicy, setupGlobalCommandQueue } from 'tendril';
 *
 * setupGlobalCommandQueue(new CommandQueuePolicy({ maxCommandsInProcess: 100 }));
 */
export class CommandQueuePolicy {
  constructor(props?: CommandQueuePolicyOptions | null) {
    this.maxCommandsInProcess = props?.maxCommandsInProcess;
    this.maxCommandsInQueue = props?.maxCommandsInQueue;
    this.queueInitialCapacity = props?.queueInitialCapacity;
  }
}
