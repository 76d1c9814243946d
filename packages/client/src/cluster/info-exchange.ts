// The info exchanges of a tend: which commands go into one frame and how the values are read.
// Owns the wording; connections and deadlines are tend-runtime.ts. Throws InfoValueError on answers that make no sense.
// Specification: docs/protocol/tending.md, "One tend" and "Seeds and validation" and docs/protocol/partitions.md,
// "Partition map" and "Racks".

import { InfoValueError, requireValue } from '../topology/info-value-error.ts';
import { NO_RACKS, type RackIds } from '../topology/node-info.ts';
import { type PeersReply, parsePeers } from '../topology/peers-text.ts';
import { parseRackIds } from '../topology/racks-text.ts';
import { parseReplicas } from '../topology/replicas-text.ts';
import type { MapsReply, RefreshReply } from './tend-types.ts';

export interface ServiceKind {
  /** With `'login'`, nodes are found and logged in to by TLS, and used without it. */
  readonly tls: boolean | 'login';
  readonly alternate: boolean;
}

export type Ask = (commands: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export function peersCommand(kind: ServiceKind): string {
  return `peers-${kind.tls ? 'tls' : 'clear'}-${kind.alternate ? 'alt' : 'std'}`;
}

export function serviceCommand(kind: ServiceKind): string {
  return `service-${kind.tls === true ? 'tls' : 'clear'}-${kind.alternate ? 'alt' : 'std'}`;
}

export async function askRefresh(ask: Ask, rackAware: boolean): Promise<RefreshReply> {
  const commands = ['node', 'peers-generation', 'partition-generation'];
  if (rackAware) commands.push('rebalance-generation');
  const values = await ask(commands);
  return {
    name: requireValue('node', values.get('node')),
    peersGeneration: generation('peers-generation', values),
    partitionGeneration: generation('partition-generation', values),
    rebalanceGeneration: rackAware ? generation('rebalance-generation', values) : undefined,
  };
}

export async function askPeers(ask: Ask, kind: ServiceKind): Promise<PeersReply> {
  const command = peersCommand(kind);
  const values = await ask([command]);
  return parsePeers(requireValue(command, values.get(command)));
}

/** The generation goes first in the frame: a change in between then only causes another fetch. */
export async function askMaps(ask: Ask, map: boolean, racks: boolean): Promise<MapsReply> {
  const commands: string[] = [];
  if (map) commands.push('partition-generation', 'replicas');
  if (racks) commands.push('rebalance-generation', 'rack-ids');
  const values = await ask(commands);
  return {
    ...(map && {
      map: {
        generation: generation('partition-generation', values),
        replicas: parseReplicas(values.get('replicas') ?? 'ERROR:no answer'),
      },
    }),
    ...(racks && {
      racks: { generation: generation('rebalance-generation', values), rackIds: rackIds(values.get('rack-ids')) },
    }),
  };
}

// Community Edition refuses with code 25 for good; any other refusal is asked again at the next tend.
function rackIds(value: string | undefined): RackIds | undefined {
  if (value?.startsWith('ERROR:25') === true) return NO_RACKS;
  try {
    return parseRackIds(requireValue('rack-ids', value));
  } catch {
    return undefined;
  }
}

function generation(command: string, values: ReadonlyMap<string, string>): string {
  const value = requireValue(command, values.get(command));
  if (!/^(-1|\d{1,20})$/.test(value)) throw new InfoValueError(`Bad ${command}`, value);
  return value;
}
