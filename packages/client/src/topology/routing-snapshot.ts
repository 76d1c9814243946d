// One immutable picture of the cluster: nodes, and a partition table per namespace whose indexes mean these nodes only.
// Commands read one reference of it and never wait; a tend replaces the reference, never the content.

import type { NodeInfo } from './node-info.ts';
import type { PartitionTable } from './partition-table.ts';

export class RoutingSnapshot {
  static readonly EMPTY: RoutingSnapshot = new RoutingSnapshot('', [], new Map());

  /** As the servers report it; empty when they report none. */
  readonly clusterName: string;
  readonly nodes: readonly NodeInfo[];
  readonly namespaces: ReadonlyMap<string, PartitionTable>;
  readonly #byName: ReadonlyMap<string, number>;

  constructor(clusterName: string, nodes: readonly NodeInfo[], namespaces: ReadonlyMap<string, PartitionTable>) {
    this.clusterName = clusterName;
    this.nodes = nodes;
    this.namespaces = namespaces;
    this.#byName = new Map(nodes.map((node, index) => [node.name, index]));
  }

  /** Index of the node with that name, or -1. */
  indexOf(name: string): number {
    return this.#byName.get(name) ?? -1;
  }

  nodeNamed(name: string): NodeInfo | undefined {
    return this.nodes[this.indexOf(name)];
  }
}
