// A cluster that is whatever snapshot a test puts in, and counts how often it was asked to tend.

import type { RoutingSource } from '../../src/command/routing/router.ts';
import type { NodeInfo } from '../../src/topology/node-info.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export function node(name: string, address: Address, ...more: Address[]): NodeInfo {
  return { name, address, addresses: [address, ...more], build: '8.1.0.3', rackIds: new Map(), active: true };
}

export interface TableOptions {
  readonly strongConsistency?: boolean;
  readonly namespace?: string;
}

/**
 * A snapshot in which every partition has the same owners: `columns[0]` is the index of the master, the next ones those
 * of the replicas; -1 for nobody.
 */
export function snapshotOf(
  nodes: readonly NodeInfo[],
  columns: readonly number[] = nodes.map((_, i) => i),
  { strongConsistency = false, namespace = 'test' }: TableOptions = {},
): RoutingSnapshot {
  const owners = new Uint16Array(columns.length * PARTITIONS);
  for (const [column, index] of columns.entries()) {
    owners.fill(index + 1, column * PARTITIONS, (column + 1) * PARTITIONS);
  }
  const regimes = new Uint32Array(PARTITIONS);
  const table = new PartitionTable({ namespace, columns: columns.length, strongConsistency, owners, regimes });
  return new RoutingSnapshot('', nodes, new Map([[namespace, table]]));
}

export class FakeCluster implements RoutingSource {
  snapshot: RoutingSnapshot;
  tendRequests = 0;

  constructor(snapshot: RoutingSnapshot) {
    this.snapshot = snapshot;
  }

  current(): RoutingSnapshot {
    return this.snapshot;
  }

  requestTend(): void {
    this.tendRequests++;
  }
}
