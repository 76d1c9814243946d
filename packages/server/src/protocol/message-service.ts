// From a data frame to what carries it out: a single-record command, a batch or a scan. The checks that all of them
// share stand here, in the server's order (docs/protocol/server-semantics.md, "Order of checks").

import { FIELD, INFO1, MESSAGE_HEADER_BYTES, type Writer } from 'tendril/wire';
import { BatchJob } from '../batch/batch-job.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { CommandRunner } from '../command/command-runner.ts';
import type { Job } from '../command/job.ts';
import { parseScan } from '../query/query-request.ts';
import { ScanJob } from '../query/scan-job.ts';
import { RESULT } from '../result-code.ts';

const INFO1_AT = 1;

export class MessageService {
  readonly #node: NodeState;
  readonly #out: Writer;
  readonly #runner: CommandRunner;
  readonly #maxBatchRows: () => number;

  /** Replies go to `out`. `maxBatchRows` gives the setting of now; 0 = no limit. */
  constructor(node: NodeState, out: Writer, maxBatchRows: () => number) {
    this.#node = node;
    this.#out = out;
    this.#runner = new CommandRunner(node, out);
    this.#maxBatchRows = maxBatchRows;
  }

  /** Answers the message in `buffer[start, end)`, at once or by the job that is returned. */
  handle(buffer: Buffer, start: number, end: number): Job | undefined {
    // The server tells a batch by its header alone; a body that is broken is the batch's own failure.
    const isBatch = end - start >= MESSAGE_HEADER_BYTES && ((buffer[start + INFO1_AT] as number) & INFO1.BATCH) !== 0;
    if (isBatch) {
      return new BatchJob(this.#node, Buffer.from(buffer.subarray(start, end)), this.#out, this.#maxBatchRows());
    }
    const { reply } = this.#runner;
    reply.begin();
    const outcome = this.#runner.request.parse(buffer, start, end) ? this.#dispatch() : RESULT.PARAMETER;
    if (typeof outcome === 'number') {
      reply.finish(outcome);
      return undefined;
    }
    reply.cancelFrame();
    return outcome;
  }

  #dispatch(): number | Job {
    const { request } = this.#runner;
    const name = request.namespaceName();
    const own = name === undefined ? undefined : this.#node.namespaces.get(name);
    if (own === undefined) return RESULT.NAMESPACE;
    if (own.map === undefined) return RESULT.UNAVAILABLE;
    if (!request.hasField(FIELD.DIGEST)) return this.#query(own);
    return this.#runner.run(own, request.digest(), 'client');
  }

  /** A message without a digest is a query. */
  #query(own: NodeNamespace): number | Job {
    const scan = parseScan(this.#runner.request, this.#node.log);
    return typeof scan === 'number' ? scan : new ScanJob(own, scan, this.#out);
  }
}
