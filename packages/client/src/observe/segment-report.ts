// What `tendril status` says of a segment: the shape of its JSON output, and how it is gathered from what shm/ and the
// snapshot hold. No text for people; that is status-text.ts. Documented in docs/api.md: fields are added, never changed.

import type { SegmentStatus } from '../shm/types.ts';
import { formatAddress } from '../topology/host-address.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import { decodeSnapshot } from '../topology/snapshot-codec.ts';
import { countPartitions, countWithoutMaster, type PartitionsByNamespace } from './partition-counts.ts';

/** A node in the output. */
export interface NodeReport {
  /** Name of the node: its id, in hexadecimal. */
  readonly name: string;
  /** `host:port` that commands are sent to. */
  readonly address: string;
  /** Version of the server. */
  readonly build: string;
  /** Whether it answers. */
  readonly active: boolean;
  /** Partitions by namespace: how many the node is master of, and how many it has a replica of. */
  readonly partitions: PartitionsByNamespace;
}

/** A namespace in the output. */
export interface NamespaceReport {
  /** Name of the namespace. */
  readonly name: string;
  /** Copies of each partition, the master included, that at least one node announces. */
  readonly copies: number;
  /** Whether it is strongly consistent. */
  readonly strongConsistency: boolean;
  /** Partitions that no node is master of. */
  readonly withoutMaster: number;
}

/** A process that takes part in a segment. */
export interface MemberReport {
  /** Process id. */
  readonly pid: number;
  /** Whether it tends the cluster for all, or reads what the owner publishes. */
  readonly role: 'owner' | 'follower';
}

/** A segment in the output. */
export interface SegmentReport {
  /** Directory of the segment. */
  readonly path: string;
  /** Process that tends the cluster; 0 before there was one. */
  readonly ownerPid: number;
  /** Whether that process lives. */
  readonly ownerAlive: boolean;
  /** Rises with every change of owner. */
  readonly epoch: number;
  /** Rises with every published state of the cluster and with every change of owner. */
  readonly generation: number;
  /** Process ids of all that share it, ascending. */
  readonly participants: readonly number[];
  /** The same processes with their roles. */
  readonly members: readonly MemberReport[];
  /** How often the owner has changed. */
  readonly takeovers: number;
  /** How often a state of the cluster was published. */
  readonly publishes: number;
  /** ISO time of the last publication; null before the first. */
  readonly writtenAt: string | null;
  /** Milliseconds since the owner's heartbeat was seen to move; null at a single look, which cannot tell. */
  readonly heartbeatAgeMs: number | null;
  /** Name of the cluster, empty if it has none; null before the first publication. */
  readonly clusterName: string | null;
  /** Every node of the cluster. */
  readonly nodes: readonly NodeReport[];
  /** Every namespace that a node has announced. */
  readonly namespaces: readonly NamespaceReport[];
  /** Why the snapshot cannot be shown; absent normally. */
  readonly problem?: string;
}

/** @internal What one segment holds. */
export function describeSegment(status: SegmentStatus, heartbeatAgeMs: number | null = null): SegmentReport {
  const { path, ownerPid, ownerAlive, epoch, generation, participants, takeovers, publishes, writtenAtMs } = status;
  const state = {
    path,
    ownerPid,
    ownerAlive,
    epoch,
    generation,
    participants,
    members: describeMembers(status),
    takeovers,
    publishes,
    writtenAt: writtenAtMs === undefined ? null : new Date(writtenAtMs).toISOString(),
    heartbeatAgeMs,
  };
  const unknown = { clusterName: null, nodes: [], namespaces: [] };
  if (status.body === undefined) return { ...state, ...unknown };
  try {
    return { ...state, ...describeSnapshot(decodeSnapshot(status.body)) };
  } catch (error) {
    return { ...state, ...unknown, problem: (error as Error).message };
  }
}

// A process that attached twice has one owner at most among its two participants.
function describeMembers({ participants, ownerPid, ownerAlive }: SegmentStatus): MemberReport[] {
  const owner = ownerAlive ? participants.indexOf(ownerPid) : -1;
  return participants.map((pid, index) => ({ pid, role: index === owner ? 'owner' : 'follower' }));
}

function describeSnapshot(snapshot: RoutingSnapshot) {
  const partitions = countPartitions(snapshot);
  return {
    clusterName: snapshot.clusterName,
    nodes: snapshot.nodes.map(({ name, address, build, active }, index) => ({
      name,
      address: formatAddress(address),
      build,
      active,
      partitions: partitions[index] ?? {},
    })),
    namespaces: Array.from(snapshot.namespaces.values(), (table) => ({
      name: table.namespace,
      copies: table.columns,
      strongConsistency: table.strongConsistency,
      withoutMaster: countWithoutMaster(table),
    })),
  };
}
