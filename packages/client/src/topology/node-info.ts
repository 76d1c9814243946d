// What every process of the host knows about one node: identity, addresses, build, racks.
// Immutable values; counters that change with each tend live in cluster/, so they never cause a publication.
// Specification: docs/protocol/tending.md.

import { type HostAddress, sameAddress, sameAddressList } from './host-address.ts';

/** Failed tends in a row after which a node no longer counts as connected (client-c's limit). */
export const MAX_TEND_FAILURES = 5;

/** Namespace to rack id. Empty on servers without racks (Community Edition). */
export type RackIds = ReadonlyMap<string, number>;

export interface NodeInfo {
  /** Upper-case hexadecimal node id, at most 16 digits. */
  readonly name: string;
  /** The address that last answered with this node's name. */
  readonly address: HostAddress;
  /** All addresses worth trying, `address` first. */
  readonly addresses: readonly HostAddress[];
  /** Name the node's TLS certificate must carry; absent on clear connections. */
  readonly tlsName?: string;
  /** Server version text, for example `8.1.0.1`. */
  readonly build: string;
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

export function sameNode(a: NodeInfo, b: NodeInfo): boolean {
  return (
    a === b ||
    (a.name === b.name &&
      a.active === b.active &&
      a.build === b.build &&
      a.tlsName === b.tlsName &&
      sameAddress(a.address, b.address) &&
      sameAddressList(a.addresses, b.addresses) &&
      sameRackIds(a.rackIds, b.rackIds))
  );
}
