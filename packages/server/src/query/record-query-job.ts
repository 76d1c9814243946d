// A query that returns records: those of the asked partitions that this node holds, partition by partition
// (docs/protocol/queries.md, "Stream of replies" and "Partitions, pages and retries"). A partition that the node does
// not hold is reported, not skipped.
//
//   row := as_msg · NAMESPACE · DIGEST · [SET] · [KEY] · [BVAL] · *bin
//   unavailable := as_msg, info3 PARTITION_DONE, result 11

import { beginFrame, endFrame, FIELD, INFO1, INFO3, PROTO_TYPE, type Writer } from 'tendril/wire';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { findBin } from '../command/read.ts';
import type { IndexKey } from '../index/index-keys.ts';
import { isFound } from '../index/index-lookup.ts';
import { FLUSH_BYTES, FRAME_BYTES, ROW_WORK_BYTES, ROWS_PER_STEP } from '../limits.ts';
import type { Log } from '../log.ts';
import { encodeField, Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import type { SetEntry } from '../storage/set-table.ts';
import type { JobOutcome, JobTable, QueryEntry } from './job-table.ts';
import { isOfSet, recordsToVisit, type VisitedRecord, writeBval } from './partition-records.ts';
import type { PartitionStart, RecordQuery } from './query-request.ts';
import { RecordRate } from './record-rate.ts';
import { RowOperations } from './row-operations.ts';

// Read once: a constant of this module is part of the code, what another module exports is looked up at every use.
const { MESSAGE } = PROTO_TYPE;
const { DIGEST, KEY, BVAL_ARRAY } = FIELD;
const { OK } = RESULT;
const { GET_NO_BINS } = INFO1;
const LARGEST_FRAME = FRAME_BYTES;

/** Empty partitions cost little, yet not nothing: so many count as one record. */
const PARTITIONS_PER_ROW = 8;

/** What a query needs of its node. */
export interface QueryNode {
  readonly jobs: JobTable;
  /** Milliseconds since whenever. */
  readonly now: () => number;
  readonly log: Log;
  /** Whose rules hold. */
  readonly version: ServerVersion;
}

export class RecordQueryJob implements Job {
  /** Who asks. */
  readonly principal: Principal;
  readonly #own: NodeNamespace;
  readonly #query: RecordQuery;
  readonly #node: QueryNode;
  /** Undefined for a short query, which nobody sees. */
  readonly #entry: QueryEntry | undefined;
  readonly #out: Writer;
  readonly #reply: Reply;
  /** Fields that all rows have, or many one after the other. */
  readonly #namespaceField: Buffer;
  #set: SetEntry | undefined;
  #setField: Buffer = Buffer.alloc(0);
  readonly #rate: RecordRate;
  readonly #startedMs: number;
  readonly #bval = Buffer.alloc(8);
  readonly #operations: RowOperations | undefined;
  #left: number;
  #nextPartition = 0;
  #partition = 0;
  /** Records still to visit in the current partition, the next one last. */
  #records: VisitedRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isReleased = false;

  constructor(
    own: NodeNamespace,
    query: RecordQuery,
    node: QueryNode,
    entry: QueryEntry | undefined,
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
    this.#namespaceField = encodeField(FIELD.NAMESPACE, Buffer.from(own.namespace.name, 'latin1'));
    this.#startedMs = node.now();
    this.#rate = new RecordRate(query.rate, this.#startedMs);
    this.#left = query.maxRecords;
    const { operations } = query;
    if (operations !== undefined) this.#operations = new RowOperations(operations, this.#reply, node);
    // A set that does not exist has no records, and that is no error.
    const isUnknownSet = query.setName !== '' && own.namespace.sets.get(query.setName) === undefined;
    if (isUnknownSet) this.#nextPartition = query.partitions.length;
  }

  step(owner: JobOwner): Progress {
    const start = this.#out.pos;
    const nowMs = this.#node.now();
    if (this.#entry?.isAborted === true) return this.#end(RESULT.QUERY_ABORT, 'user-aborted');
    if (this.#query.isShort && nowMs - this.#startedMs > this.#query.timeoutMs) return this.#end(RESULT.TIMEOUT, 'ok');
    let budget = this.#rate.take(ROWS_PER_STEP, nowMs);
    if (budget === 0) return this.#pause(owner);
    while (!this.#isDone()) {
      if (budget <= 0 || this.#out.pos - start >= FLUSH_BYTES) return this.#yield(start, budget);
      budget = this.#writeFrame(budget);
    }
    this.#note(start);
    return this.#end(RESULT.OK, 'ok');
  }

  #yield(start: number, unused: number): Progress {
    this.#rate.giveBack(Math.max(0, Math.floor(unused)));
    this.#note(start);
    return PROGRESS.MORE;
  }

  #note(start: number): void {
    if (this.#entry === undefined) return;
    this.#entry.netBytes += this.#out.pos - start;
    this.#entry.progress = (this.#nextPartition / this.#query.partitions.length) * 100;
  }

  #pause(owner: JobOwner): Progress {
    if (this.#entry !== undefined) this.#entry.throttled++;
    this.#timer = setTimeout(() => owner.wake(this), this.#rate.waitMs);
    return PROGRESS.WAITING;
  }

  #end(code: number, outcome: JobOutcome): Progress {
    this.#reply.begin();
    this.#reply.finish(code, INFO3.LAST);
    if (this.#entry !== undefined) this.#node.jobs.finish(this.#entry, outcome);
    this.#release();
    return PROGRESS.DONE;
  }

  fail(): void {
    this.#end(RESULT.UNKNOWN, 'ok');
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#records = [];
    this.#nextPartition = this.#query.partitions.length;
    if (this.#entry !== undefined) this.#node.jobs.finish(this.#entry, 'abandoned-response-error');
    this.#release();
  }

  /** Gives back what was set aside of the user's quota. */
  #release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.principal.guard?.release(this.#query.rate, false);
  }

  #isDone(): boolean {
    return this.#left <= 0 || (this.#records.length === 0 && this.#nextPartition >= this.#query.partitions.length);
  }

  #writeFrame(budget: number): number {
    const at = beginFrame(this.#out, MESSAGE);
    const bodyAt = this.#out.pos;
    let rest = budget;
    while (rest > 0 && !this.#isDone() && this.#out.pos - at < LARGEST_FRAME) {
      const visited = this.#records.pop();
      if (visited === undefined) {
        this.#enter(this.#query.partitions[this.#nextPartition++] as PartitionStart);
        rest -= 1 / PARTITIONS_PER_ROW;
      } else {
        rest -= 1 + this.#visit(visited);
      }
    }
    if (this.#out.pos === bodyAt) this.#out.pos = at;
    else endFrame(this.#out, at);
    return rest;
  }

  #enter(start: PartitionStart): void {
    this.#partition = start.partition;
    if (this.#own.isOwner(start.partition)) {
      this.#records = recordsToVisit(this.#own.namespace, this.#query, start);
    } else this.#refuse();
  }

  /** The node does not have the partition: the client asks another one, from the last digest that it was sent. */
  #refuse(): void {
    this.#records = [];
    this.#reply.beginRow();
    this.#reply.generation = this.#partition;
    this.#reply.finishRow(RESULT.UNAVAILABLE, 0, INFO3.PARTITION_DONE);
  }

  /** Writes the record's row, if it is still there and asked for. Returns what that took beyond visiting it, in rows. */
  #visit({ digest, key }: VisitedRecord): number {
    const { namespace } = this.#own;
    if (!this.#own.isOwner(this.#partition)) {
      this.#refuse();
      return 0;
    }
    const { setName, filter, index, lookup } = this.#query;
    const record = namespace.store.get(digest);
    if (record === undefined || namespace.isExpired(record)) return 0;
    if (!isOfSet(namespace, record, setName)) return 0;
    if (index !== undefined && !isFound(index.definition, lookup, namespace, digest, record)) return 0;
    const isWanted = filter === undefined || filter.passes(namespace, digest, record);
    if (isWanted) this.#write(digest, key, record);
    else if (this.#entry !== undefined) this.#entry.filteredOut++;
    const rowBytes = isWanted ? (this.#operations?.spentBytes ?? 0) : 0;
    return ((filter?.spentBytes ?? 0) + rowBytes) / ROW_WORK_BYTES;
  }

  #write(digest: string, key: IndexKey | undefined, record: StoredRecord): void {
    const { noBins } = this.#query;
    const bins = noBins || this.#operations !== undefined ? [] : this.#project(record);
    if (!noBins && this.#operations === undefined && bins.length === 0) return;

    const reply = this.#reply;
    reply.beginRow();
    reply.describe(record);
    reply.addEncodedField(this.#namespaceField);
    reply.addLatin1Field(DIGEST, digest);
    if (record.set !== undefined) reply.addEncodedField(this.#fieldOf(record.set));
    if (record.key !== undefined) reply.addField(KEY, record.key);
    if (key !== undefined) {
      writeBval(this.#bval, key);
      reply.addField(BVAL_ARRAY, this.#bval);
    }
    reply.addBins(bins);
    const hasAnswers = this.#operations?.answer(this.#own.namespace, digest, record) ?? true;
    if (!hasAnswers || (this.#operations !== undefined && reply.ops === 0)) {
      reply.cancelRow();
      return;
    }
    reply.finishRow(OK, 0, 0, noBins ? GET_NO_BINS : 0);
    this.#left--;
    if (this.#entry !== undefined) this.#entry.succeeded++;
  }

  #fieldOf(set: SetEntry): Buffer {
    if (set !== this.#set) {
      this.#set = set;
      this.#setField = encodeField(FIELD.SET, Buffer.from(set.name, 'latin1'));
    }
    return this.#setField;
  }

  #project(record: StoredRecord): readonly Bin[] {
    const { binNames } = this.#query;
    if (binNames.length === 0) return record.bins;
    return binNames.map((name) => findBin(record.bins, name)).filter((bin) => bin !== undefined);
  }
}
