// How far work in the background is: what every node says of it, added up.

import { jobStatus } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { type BuildVersion, isAtLeast, parseBuild } from '../../topology/build-version.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { nodeInfo } from '../info/info-requests.ts';
import type { ClusterLink } from '../routing/cluster-link.ts';

const QUERY_ID_BUILD: BuildVersion = [8, 1, 0, 0];

/** How far a job is. */
export interface JobInfoResponse {
  /** 0 to 100, of the node that is behind all others. */
  progressPct: number;
  /** Records that were read so far. */
  recordsRead: number;
  /** A value of `jobStatus`. */
  status: number;
}

/** @internal */
export async function jobInfo(link: ClusterLink, jobId: number, policy: InfoRequestPolicy): Promise<JobInfoResponse> {
  const replies = await Promise.all(link.nodes.map((node) => askNode(link, node, jobId, policy)));
  const known = replies.filter((reply) => reply !== undefined);
  if (replies.length === 0) throw AerospikeError.fromCode({ code: status.ERR_CLUSTER });
  const isRunning = known.some((reply) => reply.status.startsWith('active'));
  return {
    progressPct: known.length === 0 ? 0 : Math.min(...known.map((reply) => reply.progressPct)),
    recordsRead: known.reduce((sum, reply) => sum + reply.recordsRead, 0),
    // A node forgets the jobs that are over.
    status: isRunning ? jobStatus.INPROGRESS : jobStatus.COMPLETED,
  };
}

/** Older servers have another word for it. */
function idName({ build }: NodeInfo): string {
  const version = parseBuild(build);
  return version !== undefined && isAtLeast(version, QUERY_ID_BUILD) ? 'id' : 'trid';
}

interface NodeJob {
  readonly status: string;
  readonly progressPct: number;
  readonly recordsRead: number;
}

/** Undefined where the node does not know the job. */
async function askNode(
  link: ClusterLink,
  node: NodeInfo,
  jobId: number,
  policy: InfoRequestPolicy,
): Promise<NodeJob | undefined> {
  let text: string;
  try {
    text = (await nodeInfo(link, node.name, [`query-show:${idName(node)}=${jobId}`], policy)) ?? '';
  } catch (error) {
    if (error instanceof AerospikeError && error.code === status.ERR_RECORD_NOT_FOUND) return undefined;
    throw error;
  }
  const fields = new Map(
    text
      .slice(text.indexOf('\t') + 1)
      .trim()
      .split(':')
      .map((pair) => pair.split('=', 2) as [string, string]),
  );
  return {
    status: fields.get('status') ?? '',
    progressPct: Math.trunc(Number(fields.get('job-progress') ?? 0)) || 0,
    recordsRead: Number(fields.get('recs-succeeded') ?? 0) || 0,
  };
}
