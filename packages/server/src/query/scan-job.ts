// A scan: the records of the asked partitions that this node holds, partition by partition, by descending digest
// (docs/protocol/queries.md, "Stream of replies" and "Partitions, pages and retries"). A partition that the node does
// not hold is reported, not skipped.
//
//   row := as_msg · NAMESPACE · DIGEST · [SET] · [KEY] · *bin        unavailable := as_msg, info3 PARTITION_DONE, result 11

import { beginFrame, endFrame, FIELD, INFO1, INFO3, PROTO_TYPE, type Writer } from 'tendril/wire';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { findBin } from '../command/read.ts';
import { FLUSH_BYTES, FRAME_BYTES, ROW_WORK_BYTES, ROWS_PER_STEP } from '../limits.ts';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import type { PartitionStart, ScanRequest } from './query-request.ts';

/** Empty partitions cost little, yet not nothing: so many count as one record. */
const PARTITIONS_PER_ROW = 8;

export class ScanJob implements Job {
  /** Who asks. */
  readonly principal: Principal;
  readonly #own: NodeNamespace;
  readonly #scan: ScanRequest;
  readonly #out: Writer;
  readonly #reply: Reply;
  readonly #namespaceName: Buffer;
  #left: number;
  #nextPartition = 0;
  #partition = 0;
  /** Digests still to visit in the current partition, the next one last. */
  #digests: string[] = [];

  constructor(own: NodeNamespace, scan: ScanRequest, out: Writer, principal: Principal) {
    this.principal = principal;
    this.#own = own;
    this.#scan = scan;
    this.#out = out;
    this.#reply = new Reply(out);
    this.#namespaceName = Buffer.from(own.namespace.name, 'latin1');
    this.#left = scan.maxRecords;
    // A set that does not exist has no records, and that is no error.
    const isUnknownSet = scan.setName !== '' && own.namespace.sets.get(scan.setName) === undefined;
    if (isUnknownSet) this.#nextPartition = scan.partitions.length;
  }

  step(_owner: JobOwner): Progress {
    const start = this.#out.pos;
    let budget = ROWS_PER_STEP;
    while (!this.#isDone()) {
      if (budget <= 0 || this.#out.pos - start >= FLUSH_BYTES) return PROGRESS.MORE;
      budget = this.#writeFrame(budget);
    }
    this.#reply.begin();
    this.#reply.finish(RESULT.OK, INFO3.LAST);
    return PROGRESS.DONE;
  }

  fail(): void {
    this.#reply.begin();
    this.#reply.finish(RESULT.UNKNOWN, INFO3.LAST);
  }

  cancel(): void {
    this.#digests = [];
    this.#nextPartition = this.#scan.partitions.length;
  }

  #isDone(): boolean {
    return this.#left <= 0 || (this.#digests.length === 0 && this.#nextPartition >= this.#scan.partitions.length);
  }

  #writeFrame(budget: number): number {
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    const bodyAt = this.#out.pos;
    let rest = budget;
    while (rest > 0 && !this.#isDone() && this.#out.pos - at < FRAME_BYTES) {
      const digest = this.#digests.pop();
      if (digest === undefined) {
        this.#enter(this.#scan.partitions[this.#nextPartition++] as PartitionStart);
        rest -= 1 / PARTITIONS_PER_ROW;
      } else {
        rest -= 1 + this.#visit(digest);
      }
    }
    if (this.#out.pos === bodyAt) this.#out.pos = at;
    else endFrame(this.#out, at);
    return rest;
  }

  #enter({ partition, after }: PartitionStart): void {
    this.#partition = partition;
    if (!this.#own.isOwner(partition)) {
      this.#refuse();
      return;
    }
    const digests: string[] = [];
    for (const [digest] of this.#own.namespace.store.entries(partition)) {
      if (after === undefined || digest < after) digests.push(digest);
    }
    this.#digests = digests.sort();
  }

  /** The node does not have the partition: the client asks another one, from the last digest that it was sent. */
  #refuse(): void {
    this.#digests = [];
    this.#reply.beginRow();
    this.#reply.generation = this.#partition;
    this.#reply.finishRow(RESULT.UNAVAILABLE, 0, INFO3.PARTITION_DONE);
  }

  /** Writes the record's row, if it is still there and asked for. Returns what its filter cost, in rows. */
  #visit(digest: string): number {
    const { namespace } = this.#own;
    if (!this.#own.isOwner(this.#partition)) {
      this.#refuse();
      return 0;
    }
    const { setName, filter } = this.#scan;
    const record = namespace.store.get(digest);
    if (record === undefined || namespace.isExpired(record)) return 0;
    if (setName !== '' && record.set?.name !== setName) return 0;
    if (filter === undefined || filter.passes(namespace, digest, record)) this.#write(digest, record);
    return (filter?.spentBytes ?? 0) / ROW_WORK_BYTES;
  }

  #write(digest: string, record: StoredRecord): void {
    const { noBins } = this.#scan;
    const bins = noBins ? [] : this.#project(record);
    if (!noBins && bins.length === 0) return;
    const reply = this.#reply;
    reply.beginRow();
    reply.describe(record);
    reply.addField(FIELD.NAMESPACE, this.#namespaceName);
    reply.addField(FIELD.DIGEST, Buffer.from(digest, 'latin1'));
    if (record.set !== undefined) reply.addField(FIELD.SET, Buffer.from(record.set.name, 'latin1'));
    if (record.key !== undefined) reply.addField(FIELD.KEY, record.key);
    reply.addBins(bins);
    reply.finishRow(RESULT.OK, 0, 0, noBins ? INFO1.GET_NO_BINS : 0);
    this.#left--;
  }

  #project(record: StoredRecord): readonly Bin[] {
    const { binNames } = this.#scan;
    if (binNames.length === 0) return record.bins;
    return binNames.map((name) => findBin(record.bins, name)).filter((bin) => bin !== undefined);
  }
}
