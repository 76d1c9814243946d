// Work in the background on every record of which this node is master. It goes on by itself after the request that began
// it was answered; how far it is, `query-show` tells.

import { INFO3, PARTITIONS, type Writer } from 'tendril/wire';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { type Job, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { isFound } from '../index/index-lookup.ts';
import { MAX_BACKGROUND_PENDING, ROWS_PER_STEP } from '../limits.ts';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { RecordWork } from './background-work.ts';
import type { JobOutcome, QueryEntry } from './job-table.ts';
import { isOfSet, recordsToVisit, type VisitedRecord } from './partition-records.ts';
import type { WorkTerms } from './query-request.ts';
import type { QueryNode } from './record-query-job.ts';
import { RecordRate } from './record-rate.ts';

/** The answer to the request: one message, which is the last. */
export class BackgroundBegun implements Job {
  readonly #reply: Reply;

  constructor(out: Writer) {
    this.#reply = new Reply(out);
  }

  step(): Progress {
    this.#reply.begin();
    this.#reply.finish(RESULT.OK, INFO3.LAST);
    return PROGRESS.DONE;
  }

  fail(): void {}

  cancel(): void {}
}

export class BackgroundJob {
  readonly #own: NodeNamespace;
  readonly #terms: WorkTerms;
  readonly #node: QueryNode;
  readonly #entry: QueryEntry;
  readonly #work: RecordWork;
  readonly #rate: RecordRate;
  readonly #principal: Principal;
  #nextPartition = 0;
  #partition = 0;
  #records: VisitedRecord[] = [];
  /** Records whose work has begun and not ended. */
  #pending = 0;
  /** So many are under way that the next waits for one of them to end. */
  #isFull = false;
  #isOver = false;
  readonly #onResult = (code: number): void => this.#note(code);

  constructor(
    own: NodeNamespace,
    terms: WorkTerms,
    node: QueryNode,
    entry: QueryEntry,
    work: RecordWork,
    principal: Principal,
  ) {
    this.#principal = principal;
    this.#own = own;
    this.#terms = terms;
    this.#node = node;
    this.#entry = entry;
    this.#work = work;
    this.#rate = new RecordRate(terms.rate, node.now());
  }

  /** Begins, or goes on, in a turn of its own. */
  start(): void {
    setImmediate(() => this.#step());
  }

  get #isThrough(): boolean {
    return this.#records.length === 0 && this.#nextPartition >= PARTITIONS;
  }

  #step(): void {
    if (this.#entry.isAborted) {
      this.#end('user-aborted');
      return;
    }
    let budget = this.#rate.take(ROWS_PER_STEP, this.#node.now());
    if (budget === 0) {
      this.#entry.throttled++;
      setTimeout(() => this.#step(), this.#rate.waitMs).unref();
      return;
    }
    while (budget > 0 && !this.#isThrough && this.#pending < MAX_BACKGROUND_PENDING) {
      const visited = this.#records.pop();
      if (visited !== undefined) {
        this.#change(visited);
        budget--;
      } else this.#enter();
    }
    this.#rate.giveBack(budget);
    this.#entry.progress = (this.#nextPartition / PARTITIONS) * 100;
    if (this.#isThrough) this.#finish();
    else if (this.#pending < MAX_BACKGROUND_PENDING) this.start();
    else this.#isFull = true;
  }

  #finish(): void {
    if (this.#isThrough && this.#pending === 0) this.#end('ok');
  }

  #end(outcome: JobOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#node.jobs.finish(this.#entry, outcome);
    this.#principal.guard?.release(this.#terms.rate, true);
  }

  #enter(): void {
    this.#partition = this.#nextPartition++;
    if (!this.#own.isMaster(this.#partition)) return;
    const start = { partition: this.#partition, after: undefined, afterBval: undefined };
    this.#records = recordsToVisit(this.#own.namespace, this.#terms, start);
  }

  #change({ digest }: VisitedRecord): void {
    const { namespace } = this.#own;
    const { setName, index, lookup } = this.#terms;
    const record = namespace.store.get(digest);
    if (record === undefined || namespace.isExpired(record) || !this.#own.isMaster(this.#partition)) return;
    if (!isOfSet(namespace, record, setName)) return;
    if (index !== undefined && !isFound(index.definition, lookup, namespace, digest, record)) return;
    this.#pending++;
    this.#work.change(digest, record, this.#onResult);
  }

  #note(code: number): void {
    this.#pending--;
    if (code === RESULT.OK) this.#entry.succeeded++;
    else if (code === RESULT.FILTERED_OUT) this.#entry.filteredOut++;
    else if (code !== RESULT.NOT_FOUND) this.#entry.failed++;
    if (this.#isFull) {
      this.#isFull = false;
      this.start();
    } else this.#finish();
  }
}
