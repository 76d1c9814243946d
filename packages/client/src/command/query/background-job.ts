// Work in the background: every node is told to begin it, and goes on by itself.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { MESSAGE_AT, MESSAGE_HEADER_BYTES, PROTO_TYPE } from '../../wire/codes/message.ts';
import { UDF_OP } from '../../wire/codes/query.ts';
import { WireError } from '../../wire/wire-error.ts';
import { checkOperations } from '../record/arguments.ts';
import { needsOf, TRAIT, traitsOf } from '../record/operate.ts';
import type { ClusterLink } from '../routing/cluster-link.ts';
import { noNodes } from '../run/settle-later.ts';
import { checkNodes } from '../server-needs.ts';
import { checkUdf } from '../udf/udf-call.ts';
import { checkSelection, type GivenQuery } from './query-arguments.ts';
import { type BackgroundWork, backgroundFrame } from './query-frame.ts';

/** What is to be done with each record: one of the two. */
export interface GivenWork {
  readonly operations?: unknown;
  readonly udf?: unknown;
  readonly ttl?: unknown;
  readonly recordsPerSecond: number;
}

/** @throws AerospikeError `ERR_PARAM` */
export function checkWork(
  name: 'query' | 'scan',
  given: GivenQuery,
  { operations, udf, ttl, recordsPerSecond }: GivenWork,
): BackgroundWork {
  const selection = checkSelection(given);
  if (ttl !== undefined && ttl !== null && typeof ttl !== 'number') throw AerospikeError.param('ttl must be a number');
  const work = { selection, kind: UDF_OP.BACKGROUND, recordsPerSecond };
  if (udf !== undefined) return { ...work, operations: [], call: checkUdf(udf), ttl: ttl ?? 0 };
  const checked = [...checkOperations(operations)];
  if ((traitsOf(checked) & TRAIT.READS) !== 0) {
    throw AerospikeError.param(
      `Background ${name} operations must be write-only. Use ${name} for read-only operations.`,
    );
  }
  const touch = checked.findLast((operation) => typeof operation.ttl === 'number');
  return { ...work, operations: checked, call: undefined, ttl: ttl || touch?.ttl || 0 };
}

/** Begins the work at all nodes. @throws AerospikeError of the first node that refuses */
export async function beginWork(
  link: ClusterLink,
  name: string,
  work: BackgroundWork,
  policy: CommandPolicy,
  jobId: number,
): Promise<void> {
  checkNodes(link.nodes, needsOf(work.operations) ?? policy.needs);
  const question = {
    name,
    frame: backgroundFrame(work, policy, jobId),
    isWrite: true,
    replyType: PROTO_TYPE.MESSAGE,
    decode: resultCode,
  };
  if (link.nodes.length === 0) throw noNodes();
  const limits = { timeout: policy.totalTimeout, timeoutDelay: policy.timeoutDelay };
  const codes = await Promise.all(link.nodes.map((node) => link.ask(node.name, question, limits)));
  // A node that does not have the set has nothing to do.
  const code = codes.find((one) => one !== 0 && one !== status.ERR_RECORD_NOT_FOUND);
  if (code !== undefined) throw AerospikeError.fromCode({ code, attempts: 1 });
}

function resultCode(buffer: Buffer, start: number, end: number): number {
  if (end - start < MESSAGE_HEADER_BYTES) throw new WireError('Reply is shorter than its header');
  return buffer[start + MESSAGE_AT.RESULT_CODE] as number;
}
