// What the primary prints for people. Pure: state in, lines out.
import { isLoopback } from '../loopback.ts';
import type { GatewayOptions } from '../options.ts';
import type { SlotView } from './supervisor.ts';

export interface BannerState {
  readonly options: GatewayOptions;
  readonly port: number;
  readonly slots: readonly SlotView[];
  readonly hosts: string;
  readonly embeddedPid: number | undefined;
}

export function banner({ options, port, slots, hosts, embeddedPid }: BannerState): string {
  const url = `${options.tls === undefined ? 'http' : 'https'}://${reachable(options.host)}:${port}`;
  const up = slots.filter(({ listening }) => listening);
  const pids = up.map(({ pid }) => pid).join(', ');
  const database =
    embeddedPid === undefined
      ? `${hosts}${slots.some(({ status }) => status?.connected) ? '' : ' (not reached yet, trying)'}`
      : `${hosts}, embedded server in process ${embeddedPid}; its data lives in memory and ends with it`;
  const curl = options.access === undefined ? 'curl -i' : "curl -i -H 'Authorization: Bearer …'";
  const lines = [
    `Tendril gateway at ${url}`,
    '',
    `  records   namespace ${options.namespace}, set ${options.set}; the path is the key`,
    `  workers   ${up.length} of ${slots.length} up (${up.length === 1 ? 'process' : 'processes'} ${pids})`,
    `  tending   ${tending(slots)}`,
    `  database  ${database}`,
    ...(options.statusPath === undefined ? [] : [`  status    ${url}${options.statusPath}`]),
    ...warnings(options),
    '',
    'Try it:',
    `  ${curl} ${url}/myTestKey`,
    `  ${curl} --data-binary '{"x": 1234, "y": "abcd"}' ${url}/myTestKey`,
    `  ${curl} ${url}/myTestKey`,
    '',
    'Ctrl+C ends every process.',
  ];
  return `${lines.join('\n')}\n`;
}

function warnings({ host, access, tls }: GatewayOptions): readonly string[] {
  if (isLoopback(host)) return [];
  if (access === undefined) return ['', '  Anyone who reaches this address can read and write the records.'];
  return tls === undefined
    ? ['', '  Passwords and tokens travel without TLS: have something in front that adds it.']
    : [];
}

/** Who polls the cluster, in words. */
export function tending(slots: readonly SlotView[]): string {
  const owner = slots.find(({ status }) => status?.role === 'owner');
  if (owner !== undefined) {
    const others = slots.length > 1 ? '; the others read it from shared memory' : '';
    return `process ${owner.pid} (worker ${owner.slot}) tends the cluster${others}`;
  }
  if (slots.some(({ status }) => status?.role === 'private')) {
    return 'every worker for itself, shared memory is not available here';
  }
  if (slots.some(({ status }) => status?.role === 'follower')) {
    return 'a process outside of this gateway tends the cluster; the workers read it from shared memory';
  }
  return 'no process yet, the database has not been reached';
}

/** An address that reaches a server bound to `host`, as the host part of a URL. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
