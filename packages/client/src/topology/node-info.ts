// What every process of the host knows about one node: identity, addresses, build, racks.
// Immutable values; counters that change with each tend live in cluster/, so they never cause a publication.
// Specification: docs/protocol/tending.md.

import {
  type HostAddress,
  type NodeAddress,
  type SecureAddress,
  sameAddress,
  sameAddressList,
} from './host-address.ts';

/** Failed tends in a row after which a node no longer counts as connected (client-c's limit). */
export const MAX_TEND_FAILURES = 5;

/** Namespace to rack id. Empty on servers without racks (Community Edition). */
export type RackIds = ReadonlyMap<string, number>;

/** What a node says of itself when it is validated: who it is, where it is, and which version it runs. */
export interface NodeIdentity {
  /** Upper-case hexadecimal node id, at most 16 digits. */
  readonly name: string;
  /** The address that last answered with this node's name. */
  readonly address: HostAddress;
  /** All addresses worth trying, `address` first. */
  readonly addresses: readonly HostAddress[];
  /** Name the node's TLS certificate must carry; absent on clear connections. */
  readonly tlsName?: string;
  /** Its port for TLS, where logins go when nothing else does. */
  readonly login?: SecureAddress;
  /** Server version text, for example `8.1.0.1`. */
  readonly build: string;
}

export interface NodeInfo extends NodeIdentity {
  readonly rackIds: RackIds;
  /** False after five failed tends in a row; commands may still try the node. */
  readonly active: boolean;
}

export const NO_RACKS: RackIds = new Map();

export function sameRackIds(a: RackIds, b: RackIds): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [namespace, rack] of a) if (b.get(namespace) !== rack) return false;
  return true;
}

/** Whether connections to it are secured and let in alike. */
export function sameDoor(a: NodeInfo, b: NodeInfo): boolean {
  if (a.tlsName !== b.tlsName || a.login?.tlsName !== b.login?.tlsName) return false;
  return a.login === b.login || (a.login !== undefined && b.login !== undefined && sameAddress(a.login, b.login));
}

/** One of its addresses with all that it takes to be let in there. */
export function dialled({ tlsName, login }: Pick<NodeInfo, 'tlsName' | 'login'>, address: HostAddress): NodeAddress {
  if (tlsName === undefined && login === undefined) return address;
  return { ...address, ...(tlsName !== undefined && { tlsName }), ...(login !== undefined && { login }) };
}

export function sameNode(a: NodeInfo, b: NodeInfo): boolean {
  return (
    a === b ||
    (a.name === b.name &&
      a.active === b.active &&
      a.build === b.build &&
      sameDoor(a, b) &&
      sameAddress(a.address, b.address) &&
      sameAddressList(a.addresses, b.addresses) &&
      sameRackIds(a.rackIds, b.rackIds))
  );
}
