// From a data frame to what carries it out: a single-record command, a batch or a query. The checks that all of them
// share stand here, in the server's order (docs/protocol/server-semantics.md, "Order of checks").

import { FIELD, INFO1, INFO3, MESSAGE_HEADER_BYTES, type Writer } from 'tendril/wire';
import { BatchJob } from '../batch/batch-job.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { AppliedReply } from '../command/applied-reply.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { HeldReply } from '../command/held-reply.ts';
import type { Job } from '../command/job.ts';
import { PERMISSION } from '../command/permission.ts';
import type { Principal } from '../command/principal.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import type { Request } from '../message/request.ts';
import { operationOf } from '../operation/registry.ts';
import { BackgroundBegun, BackgroundJob } from '../query/background-job.ts';
import { isBackground, parseBackground, parseQuery } from '../query/query-request.ts';
import { type QueryNode, RecordQueryJob } from '../query/record-query-job.ts';
import { RESULT } from '../result-code.ts';

const INFO1_AT = 1;

export class MessageService {
  readonly #node: NodeState;
  readonly #out: Writer;
  readonly #runner: CommandRunner;
  readonly #maxBatchRows: () => number;
  readonly #indexes: NodeIndexes;
  readonly #queries: QueryNode;

  /** Replies go to `out`. `maxBatchRows` gives the setting of now; 0 = no limit. */
  constructor(node: NodeState, out: Writer, maxBatchRows: () => number, indexes: NodeIndexes, queries: QueryNode) {
    this.#node = node;
    this.#out = out;
    this.#runner = new CommandRunner(node, out);
    this.#maxBatchRows = maxBatchRows;
    this.#indexes = indexes;
    this.#queries = queries;
  }

  /** Answers the message in `buffer[start, end)` for `principal`, at once or by the job that is returned. */
  handle(buffer: Buffer, start: number, end: number, principal: Principal): Job | undefined {
    // The server tells a batch by its header alone; a body that is broken is the batch's own failure.
    const isBatch = end - start >= MESSAGE_HEADER_BYTES && ((buffer[start + INFO1_AT] as number) & INFO1.BATCH) !== 0;
    const refused = principal.guard === undefined ? RESULT.OK : principal.guard.admit(isBatch ? 'batch' : 'data');
    if (refused !== RESULT.OK) {
      this.#runner.reply.begin();
      this.#runner.reply.finish(refused, isBatch ? INFO3.LAST : 0);
      return undefined;
    }
    if (isBatch) {
      const body = Buffer.from(buffer.subarray(start, end));
      return new BatchJob(this.#node, body, this.#out, { maxRows: this.#maxBatchRows(), principal });
    }
    const at = this.#out.pos;
    const { reply } = this.#runner;
    reply.begin();
    const isWellFormed = this.#runner.request.parse(buffer, start, end);
    const outcome = isWellFormed ? this.#dispatch(principal) : RESULT.PARAMETER;
    if (typeof outcome !== 'number') {
      reply.cancelFrame();
      return outcome;
    }
    const application = this.#runner.takeApplication();
    if (application !== undefined) {
      reply.cancelFrame();
      return new AppliedReply(this.#out, application);
    }
    reply.finish(outcome);
    const completion = this.#runner.takeCompletion();
    return completion === undefined ? undefined : new HeldReply(this.#out, at, completion);
  }

  #dispatch(principal: Principal): number | Job {
    const { request } = this.#runner;
    const name = request.namespaceName();
    const own = name === undefined ? undefined : this.#node.namespaces.get(name);
    if (own === undefined) return RESULT.NAMESPACE;
    if (own.map === undefined) return RESULT.UNAVAILABLE;
    if (!request.hasField(FIELD.DIGEST)) return this.#query(own, principal);
    return this.#runner.run(own, request.digest(), 'client', principal);
  }

  /** A message without a digest is a query. */
  #query(own: NodeNamespace, principal: Principal): number | Job {
    const { request } = this.#runner;
    const { name } = own.namespace;
    const { guard } = principal;
    const refused = guard === undefined ? RESULT.OK : guard.query(request, name, queryPermission(request));
    if (refused !== RESULT.OK) return refused;
    if (isBackground(request)) return this.#begin(own, principal);
    const query = parseQuery(request, name, this.#indexes, this.#node.log);
    if (typeof query === 'number') return query;
    const overQuota = guard === undefined ? RESULT.OK : guard.reserve(query.rate, false);
    if (overQuota !== RESULT.OK) return overQuota;
    const { jobs } = this.#queries;
    const entry = jobs.begin(query.jobId, {
      kind: 'basic',
      namespace: name,
      set: query.setName,
      indexName: query.index?.definition.name,
      pids: query.partitions.length - query.resumed,
      digests: query.resumed,
      rate: query.rate,
      socketTimeoutMs: query.socketTimeoutMs,
    });
    if (entry === undefined) {
      guard?.release(query.rate, false);
      return RESULT.PARAMETER;
    }
    if (query.isShort) jobs.forget(entry);
    return new RecordQueryJob(own, query, this.#queries, query.isShort ? undefined : entry, this.#out, principal);
  }

  /** Begins work in the background, which is all that the client is told. */
  #begin(own: NodeNamespace, principal: Principal): number | Job {
    const { request } = this.#runner;
    const { name, sets } = own.namespace;
    const work = parseBackground(request, name, this.#indexes, this.#node.log);
    if (typeof work === 'number') return work;
    for (let i = 0; i < request.opCount; i++) {
      if (operationOf(request.opCode(i))?.access !== 'modifies') return RESULT.PARAMETER;
    }
    if (work.setName !== '' && sets.get(work.setName) === undefined) return RESULT.NOT_FOUND;
    const { guard } = principal;
    const overQuota = guard === undefined ? RESULT.OK : guard.reserve(work.rate, true);
    if (overQuota !== RESULT.OK) return overQuota;
    const entry = this.#queries.jobs.begin(work.jobId, {
      kind: 'background-ops',
      namespace: name,
      set: work.setName,
      indexName: work.index?.definition.name,
      pids: 0,
      digests: 0,
      rate: work.rate,
      socketTimeoutMs: work.socketTimeoutMs,
    });
    if (entry === undefined) {
      guard?.release(work.rate, true);
      return RESULT.PARAMETER;
    }
    const message = request.copy();
    new BackgroundJob(this.#node, own, work, this.#queries, entry, message, principal).start();
    return new BackgroundBegun(this.#out);
  }
}

function queryPermission(request: Request): number {
  if (request.hasField(FIELD.UDF_FILENAME)) return PERMISSION.UDF_QUERY;
  return isBackground(request) ? PERMISSION.OPS_QUERY : PERMISSION.QUERY;
}
