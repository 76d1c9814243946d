// One call of a scan or query: in rounds, what is unfinished is dealt out to the nodes that own it now, each node streams
// its part on a connection of its own, and what breaks off goes on behind its last record in the next round. No record
// comes twice by that, and none is left out. Everything that must happen exactly once happens in `#finish`.
//
//   deal ──► nodes stream ──► all ended ──► nothing left: end
//    ▲                            └── something left, while policy and time allow ─┐
//    └─────────────────────────────── pause ◄──────────────────────────────────────┘
//
// While the consumer pauses no socket is read and no time counts.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status, statusEntry } from '../../model/status.ts';
import type { Writer } from '../../wire/writer.ts';
import type { PartitionCursor, StreamConsumer, StreamDefinition, StreamPart } from '../stream-definition.ts';
import type { Abortable } from './abort-listeners.ts';
import {
  type AttemptFailure,
  CLIENT_FAILURE,
  type CommandProgress,
  commandError,
  serverFailure,
} from './command-error.ts';
import { deadlineAfter } from './node-request.ts';
import { type NodeShare, PartitionTracker } from './partition-tracker.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { RetriedRun, Route, RunHost } from './run-host.ts';
import { afterTurn } from './settle-later.ts';
import { StreamRequest, type StreamRequestOwner } from './stream-request.ts';

const NO_PROGRESS: CommandProgress = Object.freeze({ isWrite: false, sent: 0, sentBefore: 0, attempts: 0, node: null });

export class StreamRun<R> implements StreamRequestOwner, RetriedRun, Abortable {
  readonly policy: CommandPolicy;
  readonly tracker: PartitionTracker;
  readonly #host: RunHost;
  readonly #definition: StreamDefinition<R>;
  readonly #consumer: StreamConsumer<R>;
  readonly #runId: number;
  readonly #firstReplica: number;
  #totalDeadlineMs: number;
  readonly #streaming = new Set<StreamRequest>();
  #rounds = 0;
  #records = 0;
  /** What went wrong last in this round. */
  #lastError: AerospikeError | undefined;
  #pausedAtMs: number | undefined;
  /** A round that is to begin when the consumer goes on. */
  #isRoundDue = false;
  #settled = false;
  #stopped = false;
  #signal: AbortSignal | undefined;

  constructor(host: RunHost, definition: StreamDefinition<R>, consumer: StreamConsumer<R>) {
    const { policy, ns } = definition;
    this.policy = policy;
    this.tracker = new PartitionTracker(definition.firstPartition, definition.partitions);
    this.#host = host;
    this.#definition = definition;
    this.#consumer = consumer;
    this.#totalDeadlineMs = deadlineAfter(policy.totalTimeout, host.deadlines.now());
    this.#firstReplica = host.firstReplica({ isWrite: false, ns, policy });
    this.#runId = host.onStarted(definition.name);
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
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
    this.#totalDeadlineMs += nowMs - this.#pausedAtMs;
    this.#pausedAtMs = undefined;
    for (const request of [...this.#streaming]) request.resume(nowMs, this.#totalDeadlineMs);
    if (!this.#isRoundDue) return;
    this.#isRoundDue = false;
    this.attempt(nowMs);
  }

  /** The consumer wants no more and is told no more. */
  stop(): void {
    this.#stopped = true;
    if (!this.#settled) this.#finish(0);
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
    this.#lastError = undefined;
    const { ns } = this.#definition;
    const routed = { isWrite: false, ns, policy: this.policy };
    const shares = this.tracker.deal((partition, advances) => {
      const route = this.#host.routePartition(routed, partition, this.#firstReplica + advances, -1);
      if (!(route instanceof AerospikeError)) return route;
      this.#lastError = route;
      return undefined;
    });
    this.#limit([...shares.values()]);
    const requests = [...shares].map(([route, share]): [Route, StreamRequest] => [
      route,
      new StreamRequest(this, this.#host, this.#totalDeadlineMs, this.#runId, share),
    ]);
    for (const [, request] of requests) this.#streaming.add(request);
    for (const [route, request] of requests) if (!this.#settled) request.ask(route, nowMs);
    if (this.#streaming.size === 0) this.#endRound();
  }

  encodePart(w: Writer, part: StreamPart): void {
    this.#definition.encodePart(w, part);
  }

  onRecord(
    share: NodeShare,
    partition: number,
    cursor: PartitionCursor,
    buffer: Buffer,
    start: number,
    end: number,
  ): void {
    const { maxRecords } = this.#definition;
    // More nodes than records are wanted: each was asked for one. Those beyond are for the next page.
    if (maxRecords > 0 && this.#records >= maxRecords) {
      share.records = Math.max(share.records, share.maxRecords);
      return;
    }
    const record = this.#definition.decodeRecord(buffer, start, end);
    this.tracker.note(share, partition, cursor);
    this.#records++;
    if (!this.#consumer.onRecord(record)) this.pause();
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
    request.noteFailure(failure);
    const error = commandError(failure, { ...request.progress, attempts: this.#rounds });
    const isTimeUp = this.#host.deadlines.now() >= this.#totalDeadlineMs;
    if (isTimeUp || !(failure.retry || statusEntry(failure.code).retry === 'partition')) {
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
    this.tracker.giveBack(request.share);
    this.#leave(request);
  }

  onCancelled(): void {
    this.cancel();
  }

  #leave(request: StreamRequest): void {
    this.#streaming.delete(request);
    if (!this.#settled && this.#streaming.size === 0) this.#endRound();
  }

  /** Splits what is left of the limit on records evenly; every node gives one at least. */
  #limit(shares: readonly NodeShare[]): void {
    const { maxRecords } = this.#definition;
    if (maxRecords === 0) return;
    const left = maxRecords - this.#records;
    const each = Math.floor(left / shares.length);
    const more = left % shares.length;
    for (const [i, share] of shares.entries()) share.maxRecords = Math.max(1, each + (i < more ? 1 : 0));
  }

  #endRound(): void {
    const { maxRecords } = this.#definition;
    if (this.tracker.unfinished === 0 || (maxRecords > 0 && this.#records >= maxRecords)) {
      this.#finish(0);
      this.#tellLater(() => this.#consumer.onEnd());
      return;
    }
    const pauseMs = retryPauseMs(this.#rounds);
    const isTimeUp = this.#host.deadlines.now() + pauseMs >= this.#totalDeadlineMs;
    if (this.#lastError !== undefined && (this.#rounds > this.policy.maxRetries || isTimeUp || this.#host.closed)) {
      this.#fail(this.#lastError);
      return;
    }
    this.#host.retryLater(this, this.#lastError === undefined ? 0 : pauseMs);
  }

  #progress(): CommandProgress {
    return { ...NO_PROGRESS, attempts: this.#rounds };
  }

  #fail(error: AerospikeError): void {
    if (this.#settled) return;
    error.attempts = this.#rounds;
    this.#finish(error.code);
    this.#tellLater(() => this.#consumer.onError(error));
  }

  /** Not before the event loop has turned, see settle-later.ts; the consumer may stop until then. */
  #tellLater(tell: () => void): void {
    afterTurn(() => {
      if (!this.#stopped) tell();
    });
  }

  #finish(code: number): void {
    this.#settled = true;
    const streaming = [...this.#streaming];
    this.#streaming.clear();
    for (const request of streaming) request.drop();
    this.#host.onSettled(this.#runId, code, this.#rounds);
    if (this.#signal !== undefined) this.#host.abortListeners.remove(this.#signal, this);
  }
}
