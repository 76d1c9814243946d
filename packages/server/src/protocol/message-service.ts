// From a data frame to what carries it out: a single-record command, a batch or a query. The checks that all of them
// share stand here, in the server's order (docs/protocol/server-semantics.md, "Order of checks").

import { FIELD, INFO1, INFO3, MESSAGE_HEADER_BYTES, Writer } from 'tendril/wire';
import { BatchJob } from '../batch/batch-job.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { AppliedReply } from '../command/applied-reply.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { HeldReply } from '../command/held-reply.ts';
import type { Job } from '../command/job.ts';
import { PERMISSION } from '../command/permission.ts';
import type { Guard, Principal } from '../command/principal.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import { AggregationJob } from '../query/aggregation-job.ts';
import { BackgroundBegun, BackgroundJob } from '../query/background-job.ts';
import { FunctionWork, namesOf, OperationsWork, type RecordWork } from '../query/background-work.ts';
import type { JobKind, JobTraits, QueryEntry } from '../query/job-table.ts';
import {
  parseAggregation,
  parseBackground,
  parseBackgroundUdf,
  parseQuery,
  QUERY_KIND,
  type QueryKind,
  queryKindOf,
  type WorkTerms,
} from '../query/query-request.ts';
import { type QueryNode, RecordQueryJob } from '../query/record-query-job.ts';
import type { QueryRules } from '../query/selection.ts';
import { RESULT } from '../result-code.ts';

const INFO1_AT = 1;

export class MessageService {
  readonly #node: NodeState;
  readonly #out: Writer;
  readonly #runner: CommandRunner;
  readonly #maxBatchRows: () => number;
  readonly #rules: QueryRules;
  readonly #queries: QueryNode;

  /** Replies go to `out`. `maxBatchRows` gives the setting of now; 0 = no limit. */
  constructor(node: NodeState, out: Writer, maxBatchRows: () => number, indexes: NodeIndexes, queries: QueryNode) {
    this.#node = node;
    this.#out = out;
    this.#runner = new CommandRunner(node, out);
    this.#maxBatchRows = maxBatchRows;
    this.#rules = { indexes, version: node.version };
    this.#queries = queries;
  }

  /** Answers the message in `buffer[start, end)` for `principal`, at once or by the job that is returned. */
  handle(buffer: Buffer, start: number, end: number, principal: Principal): Job | undefined {
    // The server tells a batch by its header alone; a body that is broken is the batch's own failure.
    const isBatch = end - start >= MESSAGE_HEADER_BYTES && ((buffer[start + INFO1_AT] as number) & INFO1.BATCH) !== 0;
    if (principal.guard !== undefined && !this.#admits(principal.guard, isBatch)) return undefined;
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

  /** False when the message is answered with its refusal. */
  #admits(guard: Guard, isBatch: boolean): boolean {
    const refused = guard.admit(isBatch ? 'batch' : 'data');
    if (refused === RESULT.OK) return true;
    this.#runner.reply.begin();
    this.#runner.reply.finish(refused, isBatch ? INFO3.LAST : 0);
    return false;
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
    const kind = queryKindOf(request);
    const { guard } = principal;
    const refused = guard === undefined ? RESULT.OK : guard.query(request, name, permissionOf(kind));
    if (refused !== RESULT.OK) return refused;
    switch (kind) {
      case QUERY_KIND.RECORDS:
        return this.#records(own, principal);
      case QUERY_KIND.AGGREGATION:
        return this.#aggregate(own, principal);
      case QUERY_KIND.BACKGROUND_OPERATIONS:
        return this.#begin(own, 'background-ops', parseBackground(request, name, this.#rules), principal, () => {
          return new OperationsWork(this.#node, own, request.copy(), new Writer(), principal);
        });
      case QUERY_KIND.BACKGROUND_UDF:
        return this.#begin(
          own,
          'background-udf',
          parseBackgroundUdf(request, name, this.#rules),
          principal,
          (terms) => {
            return new FunctionWork(this.#node, own, terms, request.detach(), principal);
          },
        );
      case undefined:
        return RESULT.PARAMETER;
    }
  }

  #records(own: NodeNamespace, principal: Principal): number | Job {
    const query = parseQuery(this.#runner.request, own.namespace.name, this.#rules);
    if (typeof query === 'number') return query;
    const pids = query.partitions.length - query.resumed;
    const entry = this.#enter(own, 'basic', query, principal, { pids, digests: query.resumed });
    if (typeof entry === 'number') return entry;
    if (query.isShort) this.#queries.jobs.forget(entry);
    return new RecordQueryJob(own, query, this.#queries, query.isShort ? undefined : entry, this.#out, principal);
  }

  #aggregate(own: NodeNamespace, principal: Principal): number | Job {
    const query = parseAggregation(this.#runner.request, own.namespace.name, this.#rules);
    if (typeof query === 'number') return this.#refusalOfWork(own, query);
    if (!hasSet(own, query.setName)) return RESULT.NOT_FOUND;
    const entry = this.#enter(own, 'aggregation', query, principal);
    if (typeof entry === 'number') return entry;
    return new AggregationJob(own, query, this.#queries, this.#node.udf, entry, this.#out, principal);
  }

  /** Begins work in the background, which is all that the client is told. */
  #begin(
    own: NodeNamespace,
    kind: JobKind,
    terms: WorkTerms | number,
    principal: Principal,
    work: (terms: WorkTerms) => RecordWork,
  ): number | Job {
    if (typeof terms === 'number') return this.#refusalOfWork(own, terms);
    if (!hasSet(own, terms.setName)) return RESULT.NOT_FOUND;
    const call = kind === 'background-udf' ? { call: namesOf(this.#runner.request) } : {};
    const entry = this.#enter(own, kind, terms, principal, call);
    if (typeof entry === 'number') return entry;
    new BackgroundJob(own, terms, this.#queries, entry, work(terms), principal).start();
    return new BackgroundBegun(this.#out);
  }

  /** That the set is unknown goes before that there is no index. */
  #refusalOfWork(own: NodeNamespace, code: number): number {
    const isIndexMissing = code === RESULT.SINDEX_NOT_FOUND || code === RESULT.SINDEX_NOT_READABLE;
    return isIndexMissing && !hasSet(own, this.#runner.request.setName()) ? RESULT.NOT_FOUND : code;
  }

  /** The query among those of the node, or the result code with which it is refused. */
  #enter(
    own: NodeNamespace,
    kind: JobKind,
    { jobId, setName, index, rate, socketTimeoutMs }: WorkTerms,
    { guard }: Principal,
    traits: Partial<JobTraits> = {},
  ): QueryEntry | number {
    const isWrite = kind === 'background-ops' || kind === 'background-udf';
    const overQuota = guard === undefined ? RESULT.OK : guard.reserve(rate, isWrite);
    if (overQuota !== RESULT.OK) return overQuota;
    const entry = this.#queries.jobs.begin(jobId, {
      kind,
      namespace: own.namespace.name,
      set: setName,
      indexName: index?.definition.name,
      pids: 0,
      digests: 0,
      rate,
      socketTimeoutMs,
      ...traits,
    });
    if (entry !== undefined) return entry;
    guard?.release(rate, isWrite);
    return RESULT.PARAMETER;
  }
}

function permissionOf(kind: QueryKind | undefined): number {
  if (kind === QUERY_KIND.RECORDS) return PERMISSION.QUERY;
  return kind === QUERY_KIND.BACKGROUND_OPERATIONS ? PERMISSION.OPS_QUERY : PERMISSION.UDF_QUERY;
}

/** Work on a set that nobody has heard of is refused. */
function hasSet({ namespace }: NodeNamespace, setName: string): boolean {
  return setName === '' || namespace.sets.get(setName) !== undefined;
}
