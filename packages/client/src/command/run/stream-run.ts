// One call of a scan or query: in rounds, what is unfinished is dealt out to the nodes that own it now, each node streams
// its part on a connection of its own, and what breaks off goes on behind its last record in the next round. No record
// comes twice by that, and none is left out. Everything that must happen exactly once happens in `#finish`.
//
//   deal ──► nodes stream ──► all ended ──► nothing left: end
//    ▲                            └── something left, while policy and time allow ─┐
//    └─────────────────────────────── pause ◄──────────────────────────────────────┘
//
// While the consumer pauses no socket is read and no time counts. A node waits for it as long as the policy's
// socketTimeout, at most, and then lets go; that costs nothing but a round, which is not counted as a retry.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status, statusEntry } from '../../model/status.ts';
import { DIGEST_BYTES } from '../../wire/codes/message.ts';
import type { Writer } from '../../wire/writer.ts';
import type {
  OpenPartition,
  PartitionCursor,
  StreamConsumer,
  StreamDefinition,
  StreamPart,
} from '../stream-definition.ts';
import type { Abortable } from './abort-listeners.ts';
import {
  type AttemptFailure,
  CLIENT_FAILURE,
  type CommandProgress,
  commandError,
  serverFailure,
} from './command-error.ts';
import { randomJobId } from './job-id.ts';
import { deadlineAfter } from './node-request.ts';
import { type NodeShare, PartitionTracker } from './partition-tracker.ts';
import { RecordQuota } from './record-quota.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { RetriedRun, Route, RunHost } from './run-host.ts';
import { afterTurn } from './settle-later.ts';
import { StreamRequest, type StreamRequestOwner } from './stream-request.ts';

/** A pause after which it is nobody's fault that a connection is gone. */
const EXCUSED_AFTER_MS = 1_000;

/** Of rows that belong to no partition. */
const NO_DIGEST = Buffer.alloc(DIGEST_BYTES);
const NO_CURSOR: PartitionCursor = { digest: NO_DIGEST, bval: undefined };

const LEFT = 'A node left the cluster before it was asked';

const NO_PROGRESS: CommandProgress = Object.freeze({ isWrite: false, sent: 0, sentBefore: 0, attempts: 0, node: null });

export class StreamRun<R> implements StreamRequestOwner, RetriedRun, Abortable {
  readonly policy: CommandPolicy;
  readonly ns: string;
  readonly tracker: PartitionTracker;
  readonly #host: RunHost;
  readonly #definition: StreamDefinition<R>;
  readonly #consumer: StreamConsumer<R>;
  readonly #firstReplica: number;
  readonly #quota: RecordQuota;
  #totalDeadlineMs: number;
  readonly #streaming = new Set<StreamRequest>();
  /** Requests of this round that begin one after the other. */
  #queue: [Route, StreamRequest][] = [];
  #rounds = 0;
  #failedRounds = 0;
  #jobId: number;
  /** What went wrong last in this round. */
  #lastError: AerospikeError | undefined;
  #pausedAtMs: number | undefined;
  /** A round that is to begin when the consumer goes on. */
  #isRoundDue = false;
  /** Whether the consumer has paused for so long in this round that nodes may have let go. */
  #isExcused = false;
  #settled = false;
  #stopped = false;
  #signal: AbortSignal | undefined;

  constructor(host: RunHost, definition: StreamDefinition<R>, consumer: StreamConsumer<R>) {
    const { policy, ns } = definition;
    this.policy = policy;
    this.ns = ns;
    this.tracker = new PartitionTracker(definition.open);
    this.#quota = new RecordQuota(definition.maxRecords);
    this.#jobId = definition.jobId;
    this.#host = host;
    this.#definition = definition;
    this.#consumer = consumer;
    this.#totalDeadlineMs = deadlineAfter(policy.totalTimeout, host.deadlines.now());
    // What a node does for all that it is master of is asked of masters.
    this.#firstReplica = definition.isWhole ? 0 : host.firstReplica({ isWrite: false, ns, policy });
    host.onStarted();
  }

  get isWhole(): boolean {
    return this.#definition.isWhole;
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
  }

  /** What is left to ask. */
  get open(): OpenPartition[] {
    return this.tracker.open;
  }

  start(signal?: AbortSignal): void {
    if (signal?.aborted === true) {
      this.abort(signal);
      return;
    }
    if (signal !== undefined) {
      this.#signal = signal;
      this.#host.abortListeners.add(signal, this);
    }
    this.attempt(this.#host.deadlines.now());
  }

  /** Stops reading, and the clock with it. */
  pause(): void {
    if (this.#settled || this.#pausedAtMs !== undefined) return;
    this.#pausedAtMs = this.#host.deadlines.now();
    for (const request of this.#streaming) request.pause();
  }

  resume(): void {
    if (this.#settled || this.#pausedAtMs === undefined) return;
    const nowMs = this.#host.deadlines.now();
    const pausedMs = nowMs - this.#pausedAtMs;
    if (pausedMs >= EXCUSED_AFTER_MS) this.#isExcused = true;
    this.#totalDeadlineMs += pausedMs;
    this.#pausedAtMs = undefined;
    for (const request of [...this.#streaming]) request.resume(nowMs, this.#totalDeadlineMs);
    if (this.#streaming.size === 0) this.#next(nowMs);
    if (!this.#isRoundDue) return;
    this.#isRoundDue = false;
    this.attempt(nowMs);
  }

  /** The consumer wants no more and is told no more. */
  stop(): void {
    this.#stopped = true;
    if (!this.#settled) this.#finish();
  }

  abort(signal: AbortSignal): void {
    const message = 'The command was aborted';
    this.#fail(
      commandError(
        { ...CLIENT_FAILURE, code: status.ERR_CLIENT_ABORT, message, cause: signal.reason },
        this.#progress(),
      ),
    );
  }

  cancel(): void {
    this.#fail(commandError({ ...CLIENT_FAILURE, message: 'The client was closed' }, this.#progress()));
  }

  /** Begins a round. */
  attempt(nowMs: number): void {
    if (this.#settled) return;
    if (this.isPaused) {
      this.#isRoundDue = true;
      return;
    }
    this.#rounds++;
    // A node remembers the numbers of jobs, finished ones too, and refuses one that it knows.
    if (this.#rounds > 1) {
      this.#jobId = randomJobId();
      this.#host.totals.retries++;
    }
    this.#lastError = undefined;
    this.#isExcused = false;
    const { ns, needs } = this.#definition;
    const lacking = needs && this.#host.lacking(needs);
    if (lacking !== undefined) {
      this.#fail(lacking);
      return;
    }
    const routeOf = this.#host.routePartitions({ isWrite: this.isWhole, ns, policy: this.policy });
    const shares = this.tracker.deal((partition, advances) => {
      const route = routeOf(partition, this.#firstReplica + advances);
      if (!(route instanceof AerospikeError)) return route;
      this.#lastError = route;
      return undefined;
    });
    this.#quota.share([...shares.values()]);
    this.#queue = [...shares].map(([route, share]): [Route, StreamRequest] => [
      route,
      new StreamRequest(this, this.#host, this.#totalDeadlineMs, share),
    ]);
    this.#next(nowMs);
    if (shares.size === 0) this.#endRound();
  }

  /** Asks the nodes whose turn it is. */
  #next(nowMs: number): void {
    const next = this.#queue.splice(0, this.#definition.isConcurrent ? this.#queue.length : 1);
    for (const [, request] of next) this.#streaming.add(request);
    for (const [route, request] of next) if (!this.#settled) request.ask(route, nowMs);
  }

  encodePart(w: Writer, part: StreamPart): void {
    this.#definition.encodePart(w, part, this.#jobId);
  }

  onRecord(
    share: NodeShare,
    partition: number,
    cursor: PartitionCursor,
    buffer: Buffer,
    start: number,
    end: number,
  ): void {
    // More nodes than records are wanted: each was asked for one. Those beyond are for the next page.
    if (this.#quota.isFull) {
      share.records = Math.max(share.records, share.maxRecords);
      return;
    }
    const record = this.#definition.decodeRecord(buffer, start, end, cursor.digest);
    this.tracker.note(share, partition, cursor);
    this.#quota.take();
    if (!this.#consumer.onRecord(record, partition, cursor)) this.pause();
  }

  onValue(buffer: Buffer, start: number, end: number): void {
    let value: R;
    try {
      value = this.#definition.decodeRecord(buffer, start, end, NO_DIGEST);
    } catch (error) {
      if (!(error instanceof AerospikeError)) throw error;
      this.#fail(error);
      return;
    }
    this.#quota.take();
    if (!this.#consumer.onRecord(value, 0, NO_CURSOR)) this.pause();
  }

  onUnavailable(partition: number, code: number): void {
    this.tracker.unavailable(partition);
    this.#lastError = commandError(serverFailure(code), this.#progress());
    // The map is out of date.
    this.#host.requestTend();
  }

  onDone(request: StreamRequest): void {
    this.tracker.finish(request.share);
    this.#leave(request);
  }

  onNodeFailed(request: StreamRequest, failure: AttemptFailure): void {
    if (this.#settled) return;
    if (this.isPaused) this.#isExcused = true;
    request.noteFailure(failure);
    const error = commandError(failure, { ...request.progress, attempts: this.#rounds });
    const isTimeUp = this.#host.deadlines.now() >= this.#totalDeadlineMs;
    if (isTimeUp || this.isWhole || !(failure.retry || statusEntry(failure.code).retry === 'partition')) {
      this.#streaming.delete(request);
      this.#fail(error);
      return;
    }
    this.#lastError = error;
    this.tracker.fail(request.share);
    this.#leave(request);
  }

  onRefused(request: StreamRequest, error: AerospikeError): void {
    this.#streaming.delete(request);
    this.#fail(error);
  }

  onDisplaced(request: StreamRequest): void {
    if (this.isWhole) {
      this.#streaming.delete(request);
      this.#fail(commandError({ ...CLIENT_FAILURE, code: status.ERR_CLUSTER, message: LEFT }, this.#progress()));
      return;
    }
    this.tracker.giveBack(request.share);
    this.#leave(request);
  }

  onCancelled(): void {
    this.cancel();
  }

  #leave(request: StreamRequest): void {
    this.#streaming.delete(request);
    if (this.#settled || this.#streaming.size > 0) return;
    if (this.#queue.length === 0) this.#endRound();
    // Otherwise the next node is asked when the consumer goes on.
    else if (!this.isPaused) this.#askLater();
  }

  /** Not from within the reply of the node before, which has not given its connection back yet. */
  #askLater(): void {
    afterTurn(() => {
      if (this.#settled || this.isPaused || this.#streaming.size > 0) return;
      this.#next(this.#host.deadlines.now());
    });
  }

  #endRound(): void {
    const { isFull, max } = this.#quota;
    // Others may have what a node lacks of its share: a page is short only when it is the last one.
    if (max > 0 && !isFull && this.tracker.unfinished === 0) this.tracker.reopen();
    if (isFull || this.tracker.unfinished === 0) {
      this.#finish();
      this.#tellLater(() => this.#consumer.onEnd());
      return;
    }
    if (this.#lastError !== undefined && !this.#isExcused) this.#failedRounds++;
    const pauseMs = this.#lastError === undefined ? 0 : retryPauseMs(this.#failedRounds);
    const isTimeUp = this.#host.deadlines.now() + pauseMs >= this.#totalDeadlineMs;
    if (this.#lastError !== undefined) {
      if (this.#failedRounds > this.policy.maxRetries || isTimeUp || this.#host.closed) {
        this.#fail(this.#lastError);
        return;
      }
    }
    this.#host.retryLater(this, pauseMs);
  }

  #progress(): CommandProgress {
    return { ...NO_PROGRESS, attempts: this.#rounds };
  }

  #fail(error: AerospikeError): void {
    if (this.#settled) return;
    error.attempts = this.#rounds;
    this.#finish();
    this.#tellLater(() => this.#consumer.onError(error));
  }

  /** Not before the event loop has turned, see settle-later.ts; the consumer may stop until then. */
  #tellLater(tell: () => void): void {
    afterTurn(() => {
      if (!this.#stopped) tell();
    });
  }

  #finish(): void {
    this.#settled = true;
    const streaming = [...this.#streaming];
    this.#streaming.clear();
    this.#queue = [];
    for (const request of streaming) {
      const node = request.drop();
      // A node learns of a closed connection only when it has something to send.
      if (node !== null && !this.#host.closed) this.#host.abandonJob(node, this.#jobId);
    }
    this.#host.onSettled();
    if (this.#signal !== undefined) this.#host.abortListeners.remove(this.#signal, this);
  }
}
