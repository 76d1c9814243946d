// Work in the background: operations that write, applied to every record of which this node is master. It goes on by
// itself after the request that began it was answered; how far it is, `query-show` tells.

import { INFO3, PARTITIONS, Writer } from 'tendril/wire';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { type Job, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { ROWS_PER_STEP } from '../limits.ts';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { JobOutcome, QueryEntry } from './job-table.ts';
import { recordsToVisit, type VisitedRecord } from './partition-records.ts';
import type { QueryTerms, RecordSelection } from './query-request.ts';
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
  readonly #selection: RecordSelection & QueryTerms;
  readonly #node: QueryNode;
  readonly #entry: QueryEntry;
  readonly #principal: Principal;
  readonly #runner: CommandRunner;
  readonly #out = new Writer();
  readonly #rate: RecordRate;
  #nextPartition = 0;
  #partition = 0;
  #records: VisitedRecord[] = [];

  /** `message` is the request; it is kept. */
  constructor(
    state: NodeState,
    own: NodeNamespace,
    selection: RecordSelection & QueryTerms,
    node: QueryNode,
    entry: QueryEntry,
    message: Buffer,
    principal: Principal,
  ) {
    this.#own = own;
    this.#selection = selection;
    this.#node = node;
    this.#entry = entry;
    this.#principal = principal;
    this.#runner = new CommandRunner(state, this.#out);
    this.#runner.request.parse(message, 0, message.length);
    // A record that is gone meanwhile does not come back.
    this.#runner.request.info3 |= INFO3.UPDATE_ONLY;
    this.#rate = new RecordRate(selection.rate, node.now());
  }

  /** Begins, or goes on, in a turn of its own. */
  start(): void {
    setImmediate(() => this.#step());
  }

  #step(): void {
    if (this.#entry.isAborted) {
      this.#finish('user-aborted');
      return;
    }
    let budget = this.#rate.take(ROWS_PER_STEP, this.#node.now());
    if (budget === 0) {
      this.#entry.throttled++;
      setTimeout(() => this.#step(), this.#rate.waitMs).unref();
      return;
    }
    while (budget > 0 && (this.#records.length > 0 || this.#nextPartition < PARTITIONS)) {
      const visited = this.#records.pop();
      if (visited !== undefined) {
        this.#change(visited);
        budget--;
      } else this.#enter();
    }
    this.#entry.progress = (this.#nextPartition / PARTITIONS) * 100;
    if (this.#records.length > 0 || this.#nextPartition < PARTITIONS) this.start();
    else this.#finish('ok');
  }

  #finish(outcome: JobOutcome): void {
    this.#node.jobs.finish(this.#entry, outcome);
    this.#principal.guard?.release(this.#selection.rate, true);
  }

  #enter(): void {
    this.#partition = this.#nextPartition++;
    if (!this.#own.isMaster(this.#partition)) return;
    const start = { partition: this.#partition, after: undefined, afterBval: undefined };
    this.#records = recordsToVisit(this.#own.namespace, this.#selection, start);
  }

  #change({ digest }: VisitedRecord): void {
    const { namespace } = this.#own;
    const { setName } = this.#selection;
    const record = namespace.store.get(digest);
    if (record === undefined || namespace.isExpired(record) || !this.#own.isMaster(this.#partition)) return;
    if (setName !== '' && record.set?.name !== setName) return;
    this.#out.reset();
    this.#runner.reply.begin();
    const code = this.#runner.run(this.#own, digest, 'opsSub', this.#principal);
    this.#runner.takeCompletion();
    if (code === RESULT.OK) this.#entry.succeeded++;
    else if (code === RESULT.FILTERED_OUT) this.#entry.filteredOut++;
    else if (code !== RESULT.NOT_FOUND) this.#entry.failed++;
  }
}
