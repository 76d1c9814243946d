// How the partitions of the namespaces are distributed over the nodes, as statistics and `tendril status` show it.
// Counts only; decides nothing.

import { PARTITIONS, type PartitionTable } from '../topology/partition-table.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';

/** What one node holds of one namespace. */
export interface PartitionCounts {
  /** Partitions the node is master of, 0 to 4096. */
  readonly master: number;
  /** Replicas of partitions that have their master elsewhere. */
  readonly replica: number;
}

/** Counts by namespace name. */
export type PartitionsByNamespace = { readonly [namespace: string]: PartitionCounts };

/** @internal One entry per node of the snapshot, in its order. */
export function countPartitions({ nodes, namespaces }: RoutingSnapshot): PartitionsByNamespace[] {
  const tables = [...namespaces.values()].map((table) => [table.namespace, countOwners(table, nodes.length)] as const);
  return nodes.map((_node, index) =>
    Object.fromEntries(tables.map(([namespace, counts]) => [namespace, counts[index] ?? { master: 0, replica: 0 }])),
  );
}

/** @internal Partitions of the namespace that no node is master of: reads and writes there have nowhere to go. */
export function countWithoutMaster(table: PartitionTable): number {
  return table.owners.subarray(0, PARTITIONS).filter((owner) => owner === 0).length;
}

function countOwners(table: PartitionTable, nodes: number): PartitionCounts[] {
  const counts = Array.from({ length: nodes }, () => ({ master: 0, replica: 0 }));
  for (const [at, owner] of table.owners.entries()) {
    const count = counts[owner - 1];
    if (count === undefined) continue;
    if (at < PARTITIONS) count.master++;
    else count.replica++;
  }
  return counts;
}
