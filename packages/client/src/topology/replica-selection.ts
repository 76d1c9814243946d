// Which node gets an attempt: replica policy, read mode, attempt number. Pure functions, nothing allocated per command.
// Never sees connections or errors; whether an attempt advances is a run's decision.
// Specification: docs/protocol/partitions.md, "Choosing a replica" and "Read modes".

import { readModeSC, replica } from '../model/constants.ts';
import { PARTITIONS } from '../wire/codes/message.ts';
import type { NodeInfo } from './node-info.ts';
import type { PartitionTable } from './partition-table.ts';

/** Values of the public `policy.replica`. */
export const REPLICA = replica;
export type Replica = (typeof REPLICA)[keyof typeof REPLICA];

/** Values of the public `policy.readModeSC`. */
export const READ_MODE_SC = readModeSC;
export type ReadModeSc = (typeof READ_MODE_SC)[keyof typeof READ_MODE_SC];

/** The policy a read really uses: strong-consistency sessions read the master, linearized reads ignore racks. */
export function replicaForRead(table: PartitionTable, replica: Replica, readModeSc: ReadModeSc): Replica {
  if (!table.strongConsistency) return replica;
  if (readModeSc === READ_MODE_SC.SESSION) return REPLICA.MASTER;
  if (readModeSc === READ_MODE_SC.LINEARIZE && replica === REPLICA.PREFER_RACK) return REPLICA.SEQUENCE;
  return replica;
}

/** The policy a write really uses: ANY and PREFER_RACK are for reads. */
export function replicaForWrite(replica: Replica): Replica {
  return replica === REPLICA.ANY || replica === REPLICA.PREFER_RACK ? REPLICA.SEQUENCE : replica;
}

/** Spreads ANY and RANDOM commands over the replicas; one per client. */
export class ReplicaCounter {
  #next = 0;

  /** First attempt index of a command: rotates for ANY and RANDOM, 0 otherwise. Add the number of advances to it. */
  start(replica: Replica): number {
    if (replica !== REPLICA.ANY && replica !== REPLICA.RANDOM) return 0;
    this.#next = (this.#next + 1) & 0x3fff_ffff;
    return this.#next;
  }
}

const NO_RACK_PREFERENCE: readonly number[] = [];

/**
 * Index of the node for an attempt, or -1 when no column is usable.
 * `attemptIndex` is the column to begin with (taken modulo the columns). `previousNode` is the index the previous
 * attempt used, or -1; only PREFER_RACK looks at it. `nodes` and `preferredRacks` are needed by PREFER_RACK only.
 */
export function selectNode(
  table: PartitionTable,
  partitionId: number,
  replica: Replica,
  attemptIndex: number,
  previousNode = -1,
  nodes?: readonly NodeInfo[],
  preferredRacks: readonly number[] = NO_RACK_PREFERENCE,
): number {
  const { owners, columns } = table;
  if (replica === REPLICA.MASTER) return (owners[partitionId] as number) - 1;
  if (replica === REPLICA.PREFER_RACK && nodes !== undefined && preferredRacks.length > 0) {
    return selectByRack(table, partitionId, attemptIndex, previousNode, nodes, preferredRacks);
  }
  let column = attemptIndex % columns;
  for (let i = 0; i < columns; i++) {
    const owner = owners[column * PARTITIONS + partitionId] as number;
    if (owner !== 0) return owner - 1;
    if (++column === columns) column = 0;
  }
  return -1;
}

// Preferred racks in order, then any other node, then the node of the previous attempt when it is the only one left.
function selectByRack(
  table: PartitionTable,
  partitionId: number,
  attemptIndex: number,
  previousNode: number,
  nodes: readonly NodeInfo[],
  preferredRacks: readonly number[],
): number {
  const { owners, columns, namespace } = table;
  let other = -1;
  for (let r = 0; r < preferredRacks.length; r++) {
    for (let i = 0; i < columns; i++) {
      const node = (owners[((attemptIndex + i) % columns) * PARTITIONS + partitionId] as number) - 1;
      if (node === -1) continue;
      if (node === previousNode) {
        if (other === -1) other = node;
        continue;
      }
      if (nodes[node]?.rackIds.get(namespace) === preferredRacks[r]) return node;
      if (other === -1 || other === previousNode) other = node;
    }
  }
  return other;
}
