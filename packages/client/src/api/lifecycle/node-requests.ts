// What is asked of nodes and not of records: info, the administration of users and roles, metrics. Each has a policy of a
// kind of its own, and waits for the connect as commands do.

import type { CommandPolicies } from '../../command/command-policies.ts';
import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import { loopTurned } from '../../command/run/settle-later.ts';
import {
  type AdminRequestPolicy,
  type InfoRequestPolicy,
  resolveAdminPolicy,
  resolveInfoPolicy,
} from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { optionalArgument } from '../commands/callback.ts';
import { attended } from './attended.ts';
import type { ClientLife } from './client-life.ts';
import type { CommandHost } from './command-host.ts';

type RequestPolicy = CommandPolicies['info' | 'admin'];

/** Asks with the link and the policy that hold once the client is connected. */
type Ask<P, T> = (link: ClusterLink, policy: P) => Promise<T>;

export function requestInfo<T>(
  { face, life }: CommandHost,
  name: string,
  policy: unknown,
  ask: Ask<InfoRequestPolicy, T>,
): Promise<T> {
  return attended(face, 'info', name, () => request(life, 'info', policy, resolveInfoPolicy, ask));
}

export function requestAdmin<T>(
  { face, life }: CommandHost,
  name: string,
  policy: unknown,
  ask: Ask<AdminRequestPolicy, T>,
): Promise<T> {
  return attended(face, 'admin', name, () => request(life, 'admin', policy, resolveAdminPolicy, ask));
}

async function request<T, P extends RequestPolicy>(
  life: ClientLife,
  kind: P['kind'] & ('info' | 'admin'),
  policy: unknown,
  resolve: (base: P, policy: unknown) => P,
  ask: Ask<P, T>,
): Promise<T> {
  try {
    const given = optionalArgument(policy);
    const resolved = resolve(life.options.policies[kind] as P, given);
    reportUnknownFields(kind, given, life.warn);
    const link = life.ready();
    return await (link === undefined ? askLater(life, resolved, ask) : life.during(() => ask(link, resolved)));
  } catch (error) {
    // It may have been decided without the loop having turned: see settle-later.ts.
    await loopTurned();
    throw error;
  }
}

function askLater<T, P extends RequestPolicy>(life: ClientLife, policy: P, ask: Ask<P, T>): Promise<T> {
  return new Promise((onResult, fail) => {
    const start = (link: ClusterLink, leftMs: number): void => {
      const timeout = policy.timeout === 0 ? 0 : leftMs;
      life.during(() => ask(link, { ...policy, timeout })).then(onResult, fail);
    };
    life.room.enter({ bytes: 0, start, fail }, policy.timeout);
  });
}

/** @throws TypeError for what is no policy or no listener */
export async function enableMetrics(host: CommandHost, given: unknown): Promise<void> {
  const { life } = host;
  const { checkMetricsTypes, metricsSettings } =
    require('../../observe/metrics/metrics-settings.js') as typeof import('../../observe/metrics/metrics-settings.ts');
  checkMetricsTypes(given);
  if (life.metricsByFile === false) {
    life.warn('Metrics are disabled by the dynamic configuration, and stay so');
    return;
  }
  const policy = life.metricsPolicy(given);
  checkMetricsTypes(policy);
  await requestInfo(host, 'enableMetrics', undefined, (link) => life.metricsOf(link).enable(metricsSettings(policy)));
}

export async function disableMetrics(host: CommandHost): Promise<void> {
  const { life } = host;
  if (life.metricsByFile === true) {
    life.warn('Metrics are enabled by the dynamic configuration, and stay so');
    return;
  }
  await requestInfo(host, 'disableMetrics', undefined, async () => await life.metrics?.disable());
}
