// `tendril status`: the shared segments of this host as text or JSON.
// Only looks; it takes no lock and changes nothing.

import { listSegments } from '../../shm/list-segments.ts';
import { type SegmentStatus, SharedMemoryUnavailable } from '../../shm/types.ts';
import { formatAddress } from '../../topology/host-address.ts';
import { PARTITIONS, type PartitionTable } from '../../topology/partition-table.ts';
import type { RoutingSnapshot } from '../../topology/routing-snapshot.ts';
import { decodeSnapshot } from '../../topology/snapshot-codec.ts';
import { type CliOutput, UsageError } from './cli-types.ts';

/** A node in the output. */
export interface NodeReport {
  readonly name: string;
  readonly address: string;
  readonly build: string;
  readonly active: boolean;
  /** Partitions by namespace: how many the node is master of, and how many it has a replica of. */
  readonly partitions: { readonly [namespace: string]: { readonly master: number; readonly replica: number } };
}

/** A segment in the output. */
export interface SegmentReport {
  readonly path: string;
  readonly ownerPid: number;
  readonly ownerAlive: boolean;
  readonly epoch: number;
  readonly generation: number;
  /** Process ids. */
  readonly participants: readonly number[];
  readonly takeovers: number;
  readonly publishes: number;
  /** ISO time of the last publication; null before the first. */
  readonly writtenAt: string | null;
  readonly clusterName: string | null;
  readonly nodes: readonly NodeReport[];
  /** Why the snapshot cannot be shown; absent normally. */
  readonly problem?: string;
}

export function runStatus(
  options: { readonly json?: boolean | undefined; readonly directory?: string | undefined },
  rest: readonly string[],
  output: CliOutput,
): number {
  if (rest.length > 0) throw new UsageError(`Unexpected argument: ${rest[0]}`);
  const reports = segments(options.directory, output).map(describeSegment);
  output.out(options.json ? `${JSON.stringify(reports, null, 2)}\n` : statusText(reports));
  return 0;
}

/** Where memory cannot be shared there are no segments: said once, and no failure. */
function segments(directory: string | undefined, output: CliOutput): readonly SegmentStatus[] {
  try {
    return listSegments(directory);
  } catch (error) {
    if (!(error instanceof SharedMemoryUnavailable)) throw error;
    output.error(`tendril: ${error.message}\n`);
    return [];
  }
}

/** What one segment holds. */
export function describeSegment(status: SegmentStatus): SegmentReport {
  const { path, ownerPid, ownerAlive, epoch, generation, participants, takeovers, publishes, writtenAtMs } = status;
  const writtenAt = writtenAtMs === undefined ? null : new Date(writtenAtMs).toISOString();
  const state = { path, ownerPid, ownerAlive, epoch, generation, participants, takeovers, publishes, writtenAt };
  if (status.body === undefined) return { ...state, clusterName: null, nodes: [] };
  try {
    const snapshot = decodeSnapshot(status.body);
    return { ...state, clusterName: snapshot.clusterName, nodes: describeNodes(snapshot) };
  } catch (error) {
    return { ...state, clusterName: null, nodes: [], problem: (error as Error).message };
  }
}

function describeNodes(snapshot: RoutingSnapshot): NodeReport[] {
  const partitions = snapshot.nodes.map((): { [namespace: string]: { master: number; replica: number } } => ({}));
  for (const table of snapshot.namespaces.values()) {
    for (const [node, counts] of countOwners(table, snapshot.nodes.length).entries()) {
      (partitions[node] as NodeReport['partitions'] & { [namespace: string]: unknown })[table.namespace] = counts;
    }
  }
  return snapshot.nodes.map(({ name, address, build, active }, index) => ({
    name,
    address: formatAddress(address),
    build,
    active,
    partitions: partitions[index] ?? {},
  }));
}

function countOwners(table: PartitionTable, nodes: number): { master: number; replica: number }[] {
  const counts = Array.from({ length: nodes }, () => ({ master: 0, replica: 0 }));
  for (const [at, owner] of table.owners.entries()) {
    const count = counts[owner - 1];
    if (count === undefined) continue;
    if (at < PARTITIONS) count.master++;
    else count.replica++;
  }
  return counts;
}

/** The reports for people. */
export function statusText(reports: readonly SegmentReport[]): string {
  if (reports.length === 0) return 'No shared segments\n';
  return reports.map(segmentText).join('\n');
}

function segmentText(report: SegmentReport): string {
  const owner = report.ownerPid === 0 ? 'nobody' : `process ${report.ownerPid}${report.ownerAlive ? '' : ' (dead)'}`;
  const lines = [
    `Segment       ${report.path}`,
    `  Tended by   ${owner}, epoch ${report.epoch}, ${count(report.takeovers, 'takeover')}`,
    `  Snapshot    generation ${report.generation}, written ${report.writtenAt ?? 'never'}`,
    `  Processes   ${report.participants.length === 0 ? 'none' : report.participants.join(' ')}`,
    `  Cluster     ${report.clusterName || '(no name)'}, ${count(report.nodes.length, 'node')}`,
  ];
  if (report.problem !== undefined) lines.push(`  Problem     ${report.problem}`);
  for (const node of report.nodes) {
    const state = node.active ? '' : ', not answering';
    lines.push(`  Node        ${node.name} at ${node.address}, build ${node.build}${state}`);
    for (const [namespace, { master, replica }] of Object.entries(node.partitions)) {
      lines.push(`                ${namespace}: master of ${master} partitions, replica of ${replica}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
