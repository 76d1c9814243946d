// The reports of `tendril status` as text for people. Pure.

import type { MemberReport, SegmentReport } from '../observe/segment-report.ts';

/** Names come from the network, and a terminal obeys control characters. */
const CONTROL = /\p{Cc}/gu;

/** One block per segment. */
export function statusText(reports: readonly SegmentReport[]): string {
  if (reports.length === 0) return 'No shared segments\n';
  return reports.map(segmentText).join('\n');
}

function segmentText(report: SegmentReport): string {
  const owner = report.ownerPid === 0 ? 'nobody' : `process ${report.ownerPid}${report.ownerAlive ? '' : ' (dead)'}`;
  const lines = [
    `Segment       ${report.path}`,
    `  Tended by   ${owner}, epoch ${report.epoch}, ${count(report.takeovers, 'takeover')}`,
  ];
  if (report.heartbeatAgeMs !== null) {
    lines.push(`  Heartbeat   moved ${(report.heartbeatAgeMs / 1000).toFixed(1)} s ago`);
  }
  lines.push(
    `  Snapshot    generation ${report.generation}, written ${report.writtenAt ?? 'never'}`,
    `  Processes   ${membersText(report.members)}`,
    `  Cluster     ${report.clusterName || '(no name)'}, ${count(report.nodes.length, 'node')}`,
  );
  if (report.problem !== undefined) lines.push(`  Problem     ${report.problem}`);
  for (const { name, copies, strongConsistency, withoutMaster } of report.namespaces) {
    const mode = strongConsistency ? ', strong consistency' : '';
    const missing = withoutMaster === 0 ? '' : `, ${count(withoutMaster, 'partition')} without master`;
    lines.push(`  Namespace   ${name}, ${count(copies, 'copy', 'copies')} of each partition${mode}${missing}`);
  }
  for (const node of report.nodes) {
    const state = node.active ? '' : ', not answering';
    lines.push(`  Node        ${node.name} at ${node.address}, build ${node.build}${state}`);
    for (const [namespace, { master, replica }] of Object.entries(node.partitions)) {
      lines.push(`                ${namespace}: master of ${master} partitions, replica of ${replica}`);
    }
  }
  return `${lines.map((line) => line.replace(CONTROL, '?')).join('\n')}\n`;
}

function membersText(members: readonly MemberReport[]): string {
  const pids = (wanted: MemberReport['role']) => members.filter(({ role }) => role === wanted).map(({ pid }) => pid);
  const parts = [];
  if (pids('owner').length > 0) parts.push(`owner ${pids('owner').join(' ')}`);
  if (pids('follower').length > 0) parts.push(`followers ${pids('follower').join(' ')}`);
  return parts.join(', ') || 'none';
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
