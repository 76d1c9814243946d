// A function over a stream of records: those of the partitions of which this node is master go to the function, and every
// value that its part of the pipeline gives is a row (docs/protocol/queries.md, "Aggregation"). The function runs in a
// thread of its own; records go there, and values come back, only as fast as the client takes rows.
//
//   row := as_msg · op READ "SUCCESS" value      failure := as_msg · op READ "FAILURE" text, and result 1 at the end

import { setImmediate as turn } from 'node:timers/promises';
import { beginFrame, endFrame, INFO3, OP, PARTICLE, PARTITIONS, PROTO_TYPE, UDF_BIN, type Writer } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { isFound } from '../index/index-lookup.ts';
import { FLUSH_BYTES, FRAME_BYTES, ROWS_PER_STEP } from '../limits.ts';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { StoredRecord } from '../storage/record.ts';
import { aggregate, type StreamRecord } from '../udf/aggregation.ts';
import { AggregationError, type StreamValue } from '../udf/stream-value.ts';
import type { Udf } from '../udf/udf.ts';
import type { JobOutcome, QueryEntry } from './job-table.ts';
import { isOfSet, recordsToVisit } from './partition-records.ts';
import type { Aggregation } from './query-request.ts';
import type { QueryNode } from './record-query-job.ts';
import { RecordRate } from './record-rate.ts';

/** What a row has beside its value, about. */
const ROW_BYTES = 64;

export class AggregationJob implements Job {
  /** Who asks. */
  readonly principal: Principal;
  readonly #own: NodeNamespace;
  readonly #query: Aggregation;
  readonly #node: QueryNode;
  readonly #entry: QueryEntry;
  readonly #out: Writer;
  readonly #reply: Reply;
  readonly #values: AsyncGenerator<StreamValue, void, void>;
  #ready: StreamValue[] = [];
  #readyBytes = 0;
  #owner: JobOwner | undefined;
  #isWaiting = false;
  /** Lets the function go on when its values have been sent. */
  #goOn: (() => void) | undefined;
  #isOver = false;
  #isCancelled = false;
  #isLeft = false;
  #failure: string | undefined;

  constructor(
    own: NodeNamespace,
    query: Aggregation,
    node: QueryNode,
    udf: Udf,
    entry: QueryEntry,
    out: Writer,
    principal: Principal,
  ) {
    this.principal = principal;
    this.#own = own;
    this.#query = query;
    this.#node = node;
    this.#entry = entry;
    this.#out = out;
    this.#reply = new Reply(out);
    this.#values = aggregate(udf, query.call, this.#records());
  }

  step(owner: JobOwner): Progress {
    if (this.#owner === undefined) {
      this.#owner = owner;
      void this.#run();
    }
    const start = this.#out.pos;
    while (this.#ready.length > 0 && this.#out.pos - start < FLUSH_BYTES) this.#writeFrame();
    this.#entry.netBytes += this.#out.pos - start;
    if (this.#ready.length > 0) return PROGRESS.MORE;
    if (this.#isOver) return this.#finish();
    this.#isWaiting = true;
    this.#resume();
    return PROGRESS.WAITING;
  }

  fail(): void {
    this.#isCancelled = true;
    this.#end(RESULT.UNKNOWN, 'ok');
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#resume();
    this.#leave('abandoned-response-error');
  }

  #leave(outcome: JobOutcome): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#node.jobs.finish(this.#entry, outcome);
    this.principal.guard?.release(this.#query.rate, false);
  }

  #resume(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  get #isUnwanted(): boolean {
    return this.#isCancelled || this.#entry.isAborted;
  }

  /** Takes values from the function, a buffer full at most before they are sent. */
  async #run(): Promise<void> {
    try {
      for await (const value of this.#values) {
        this.#ready.push(value);
        this.#readyBytes += value.value.length + ROW_BYTES;
        this.#wake();
        if (this.#readyBytes >= FLUSH_BYTES && !this.#isUnwanted) {
          await new Promise<void>((resolve) => {
            this.#goOn = resolve;
          });
        }
        if (this.#isUnwanted) break;
      }
    } catch (error) {
      if (!(error instanceof AggregationError)) this.#node.log.unexpected('An aggregation', error);
      this.#failure = (error as Error).message;
    }
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#owner?.wake(this);
  }

  /** What the function gets. Others have their turn between two steps. */
  async *#records(): AsyncGenerator<StreamRecord, void, void> {
    const { namespace } = this.#own;
    const rate = new RecordRate(this.#query.rate, this.#node.now());
    let visited = 0;
    for (let partition = 0; partition < PARTITIONS && !this.#isUnwanted; partition++) {
      if (!this.#own.isMaster(partition)) continue;
      const start = { partition, after: undefined, afterBval: undefined };
      const records = recordsToVisit(namespace, this.#query, start);
      this.#entry.progress = (partition / PARTITIONS) * 100;
      for (let next = records.pop(); next !== undefined && !this.#isUnwanted; next = records.pop()) {
        if (++visited % ROWS_PER_STEP === 0) await turn();
        while (rate.take(1, this.#node.now()) === 0 && !this.#isUnwanted) await this.#pause(rate);
        const { digest } = next;
        const record = namespace.store.get(digest);
        if (record === undefined || !this.#isAskedFor(digest, record)) continue;
        this.#entry.succeeded++;
        const left = record.voidTime - secondsOf(namespace.nowMs());
        yield { digest, record, ttl: Math.max(left, 0) };
      }
      if (++visited % ROWS_PER_STEP === 0) await turn();
    }
  }

  #isAskedFor(digest: string, record: StoredRecord): boolean {
    const { namespace } = this.#own;
    const { setName, index, lookup } = this.#query;
    if (namespace.isExpired(record) || !isOfSet(namespace, record, setName)) return false;
    return index === undefined || isFound(index.definition, lookup, namespace, digest, record);
  }

  #pause(rate: RecordRate): Promise<void> {
    this.#entry.throttled++;
    return new Promise((resolve) => {
      setTimeout(resolve, rate.waitMs);
    });
  }

  #writeFrame(): void {
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    let taken = 0;
    while (taken < this.#ready.length && this.#out.pos - at < FRAME_BYTES) {
      const { type, value } = this.#ready[taken] as StreamValue;
      this.#writeRow(UDF_BIN.SUCCESS, type, value);
      this.#readyBytes -= value.length + ROW_BYTES;
      taken++;
    }
    this.#ready.splice(0, taken);
    endFrame(this.#out, at);
  }

  #writeRow(name: string, type: number, value: Buffer): void {
    this.#reply.beginRow();
    this.#reply.addResult(OP.READ, name, type, value);
    this.#reply.finishRow(RESULT.OK);
  }

  #finish(): Progress {
    if (this.#entry.isAborted) return this.#end(RESULT.QUERY_ABORT, 'user-aborted');
    if (this.#failure === undefined) return this.#end(RESULT.OK, 'ok');
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    this.#writeRow(UDF_BIN.FAILURE, PARTICLE.STRING, Buffer.from(this.#failure, 'latin1'));
    endFrame(this.#out, at);
    return this.#end(RESULT.UNKNOWN, 'abandoned-unknown');
  }

  #end(code: number, outcome: JobOutcome): Progress {
    this.#reply.begin();
    this.#reply.finish(code, INFO3.LAST);
    this.#leave(outcome);
    return PROGRESS.DONE;
  }
}
