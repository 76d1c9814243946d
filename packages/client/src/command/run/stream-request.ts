// The part of a scan or query that one node answers, on a connection leased for it: records, perhaps partitions that it
// cannot serve, and a last message. Its time for the next frame stands still while the consumer pauses.

import type { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { NodePool } from '../../net/node-pool.ts';
import { type ReplyVerdict, verdictOf } from '../../net/request.ts';
import { DIGEST_BYTES, INFO3 } from '../../wire/codes/message.ts';
import { compressFrame } from '../../wire/compression.ts';
import { partitionId } from '../../wire/digest.ts';
import { ReplyRow } from '../../wire/reply-rows.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { Writer } from '../../wire/writer.ts';
import type { PartitionCursor, StreamPart } from '../stream-definition.ts';
import { type AttemptFailure, type CommandProgress, detailsOf, serverFailure } from './command-error.ts';
import { LATENCY } from './node-counts.ts';
import { NodeRequest } from './node-request.ts';
import type { NodeShare } from './partition-tracker.ts';
import type { Route, RunHost } from './run-host.ts';

/** What it tells its run. */
export interface StreamRequestOwner {
  readonly policy: CommandPolicy;
  readonly ns: string;
  readonly isPaused: boolean;
  /** See StreamDefinition. */
  readonly isWhole: boolean;
  encodePart(w: Writer, part: StreamPart): void;
  /** The record in `buffer[start, end)`. Throws when it cannot be read. */
  onRecord(
    share: NodeShare,
    partition: number,
    cursor: PartitionCursor,
    buffer: Buffer,
    start: number,
    end: number,
  ): void;
  /** The same of a row that belongs to no partition. */
  onValue(buffer: Buffer, start: number, end: number): void;
  onUnavailable(partition: number, code: number): void;
  onDone(request: StreamRequest): void;
  onNodeFailed(request: StreamRequest, failure: AttemptFailure): void;
  onRefused(request: StreamRequest, error: AerospikeError): void;
  onDisplaced(request: StreamRequest): void;
  onCancelled(): void;
}

const row = new ReplyRow();

export class StreamRequest extends NodeRequest {
  override readonly policy: CommandPolicy;
  override readonly ns: string;
  readonly share: NodeShare;
  readonly #owner: StreamRequestOwner;
  #frames = 0;
  #over = false;

  constructor(owner: StreamRequestOwner, host: RunHost, totalDeadlineMs: number, share: NodeShare) {
    super(host, totalDeadlineMs);
    this.policy = owner.policy;
    this.ns = owner.ns;
    this.share = share;
    this.#owner = owner;
  }

  override get hasManyFrames(): boolean {
    return true;
  }

  protected override get latencyKind(): number {
    return LATENCY.QUERY;
  }

  protected override get mayBeRepeated(): boolean {
    return false;
  }

  get progress(): CommandProgress {
    const { sent, attempts, route } = this;
    return { isWrite: false, sent, sentBefore: 0, attempts, node: route?.name ?? null };
  }

  ask(route: Route, nowMs: number): void {
    this.start(route, nowMs);
  }

  noteFailure(failure: AttemptFailure): void {
    if (failure.blamesNode) this.route?.breaker.noteError(failure.cause);
  }

  /** Takes it back; a stream that has begun costs its connection. Returns the node that still works on it, if one does. */
  drop(): Route | null {
    if (this.#over) return null;
    this.#over = true;
    this.withdraw(false);
    return this.sentThisAttempt ? this.route : null;
  }

  pause(): void {
    if (this.#over) return;
    this.host.deadlines.remove(this);
    this.connection?.pause();
  }

  resume(nowMs: number, totalDeadlineMs: number): void {
    this.totalDeadlineMs = totalDeadlineMs;
    if (this.#over) return;
    this.waitUntil(nowMs);
    this.connection?.resume();
  }

  override onSent(): void {
    super.onSent();
    if (this.#owner.isPaused) this.connection?.pause();
  }

  override cancel(): void {
    this.host.deadlines.remove(this);
    this.#over = true;
    this.#owner.onCancelled();
  }

  protected override submit(pool: NodePool, nowMs: number): void {
    pool.lease(this, nowMs);
  }

  protected override waitUntil(nowMs: number): void {
    if (!this.#owner.isPaused) super.waitUntil(nowMs);
  }

  protected override write(w: Writer): void {
    const at = w.pos;
    this.#owner.encodePart(w, this.share);
    const { compress, compressionThreshold } = this.policy;
    if (compress && w.pos - at > compressionThreshold) compressFrame(w, at);
  }

  protected override read(body: Buffer, start: number, end: number): ReplyVerdict {
    const isFirstFrame = this.#frames++ === 0;
    for (let at = start; at < end; ) {
      row.read(body, at, end);
      const { info3, code, end: messageEnd } = row;
      if ((info3 & INFO3.LAST) !== 0) {
        if (messageEnd !== end) throw new WireError('The stream goes on after its last message');
        return this.#onLast(code, body, at, end);
      }
      if ((info3 & INFO3.PARTITION_DONE) !== 0) this.#onPartition(row.generation, code);
      // An error before the stream has begun is one message that does not say that it is the last.
      else if (code !== 0 && isFirstFrame && at === start && messageEnd === end)
        return this.#onLast(code, body, at, end);
      else if (code !== 0) throw new WireError(`The stream has a record with result code ${code}`);
      else if (this.#owner.isWhole) this.#owner.onValue(body, at, messageEnd);
      else this.#onRecord(body, at);
      if (this.#over) return 'more';
      at = messageEnd;
    }
    return 'more';
  }

  #onRecord(body: Buffer, at: number): void {
    const { digestAt, bvalAt, end } = row;
    if (digestAt === -1) throw new WireError('The stream has a record without a digest');
    const digest = Buffer.from(body.subarray(digestAt, digestAt + DIGEST_BYTES));
    const partition = partitionId(digest);
    this.#check(partition);
    const bval = bvalAt === -1 ? undefined : body.readBigInt64LE(bvalAt);
    this.#owner.onRecord(this.share, partition, { digest, bval }, body, at, end);
  }

  /** A message about a partition: unavailable with a code, through without one, which the last message says anyway. */
  #onPartition(partition: number, code: number): void {
    this.#check(partition);
    if (code !== 0) this.#owner.onUnavailable(partition, code);
  }

  #check(partition: number): void {
    if (!this.share.has(partition))
      throw new WireError(`The stream speaks of partition ${partition}, which was not asked for`);
  }

  #onLast(code: number, body: Buffer, at: number, end: number): ReplyVerdict {
    this.answered(code);
    // Where a node answers for all that it has, one that does not have the set has nothing to answer.
    const isEmpty = this.#owner.isWhole && code === status.ERR_RECORD_NOT_FOUND;
    if (code !== 0 && !isEmpty) {
      this.failed(serverFailure(code, undefined, detailsOf(this.policy, body, at, end)));
      return verdictOf(code);
    }
    this.#over = true;
    this.#owner.onDone(this);
    return 'keep';
  }

  protected override failed(failure: AttemptFailure): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.onNodeFailed(this, failure);
  }

  protected override refused(error: AerospikeError): void {
    this.#over = true;
    this.#owner.onRefused(this, error);
  }

  protected override displaced(): void {
    this.#over = true;
    this.#owner.onDisplaced(this);
  }
}
