// The value of the `service-clear-std` family: the addresses a node publishes for itself.
// Specification: docs/protocol/info.md, "Discovery".

import { DEFAULT_PORT, type HostAddress, parsePort } from './host-address.ts';
import { InfoValueError } from './info-value-error.ts';

export const MAX_SERVICES = 64;

/**
 * ```
 * services := [ addr ":" port *("," addr ":" port) ]        ; IPv6 in brackets
 * ```
 */
export function parseServices(text: string): readonly HostAddress[] {
  if (text === '') return [];
  const entries = text.split(',');
  if (entries.length > MAX_SERVICES) throw new InfoValueError(`More than ${MAX_SERVICES} service addresses`, text);
  return entries.map(parseService);
}

function parseService(entry: string): HostAddress {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^[\]:\s]+))(?::(\d{1,5}))?$/.exec(entry);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? DEFAULT_PORT : parsePort(match[3]);
  if (host === undefined || port === undefined) throw new InfoValueError('Bad service address', entry);
  return { host, port };
}
