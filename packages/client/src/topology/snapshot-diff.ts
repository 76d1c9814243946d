// Which nodes came and left between two snapshots, for node events.

import { sameAddress } from './host-address.ts';
import type { NodeInfo } from './node-info.ts';
import type { RoutingSnapshot } from './routing-snapshot.ts';

export interface NodeChanges {
  readonly added: readonly NodeInfo[];
  readonly removed: readonly NodeInfo[];
}

/** A node that kept its name and changed its address counts as removed and added: connections to it are worthless. */
export function diffNodes(before: RoutingSnapshot, after: RoutingSnapshot): NodeChanges {
  const isIn = (snapshot: RoutingSnapshot, node: NodeInfo): boolean => {
    const other = snapshot.nodeNamed(node.name);
    return other !== undefined && sameAddress(other.address, node.address);
  };
  return {
    added: after.nodes.filter((node) => !isIn(before, node)),
    removed: before.nodes.filter((node) => !isIn(after, node)),
  };
}
