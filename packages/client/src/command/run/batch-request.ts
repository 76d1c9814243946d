// The part of a batch that one node answers: some rows in one frame, their answers in any order in any number of frames,
// then a frame that says it was the last. It knows which of its rows are answered; what follows is the run's to decide.
// A node's only row travels alone where it can: as a command on a record, whose reply is one message.

import type { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { statusEntry } from '../../model/status.ts';
import { type ReplyVerdict, type Request, Tombstone, verdictOf } from '../../net/request.ts';
import { INFO3, PROTO_TYPE } from '../../wire/codes/message.ts';
import { compressFrame, decompressBody } from '../../wire/compression.ts';
import { ReplyRow } from '../../wire/reply-rows.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { Writer } from '../../wire/writer.ts';
import type { BatchRow } from '../batch-definition.ts';
import { type AttemptFailure, detailsOf, serverFailure } from './command-error.ts';
import { LATENCY } from './node-counts.ts';
import { NodeRequest } from './node-request.ts';
import { laneOf } from './record-lane.ts';
import type { RetriedRun, Route, RunHost } from './run-host.ts';

/** What became of rows so far: the history that those share which are sent again together. */
export interface RowHistory {
  readonly attempts: number;
  /** Requests of theirs that were written to a socket. */
  readonly sent: number;
  /** Columns that reads and writes have moved on from their first one. */
  readonly readAdvances: number;
  readonly writeAdvances: number;
  /** The node of the last attempt, for policies that avoid it. */
  readonly nodeIndex: number;
  readonly node: string | null;
}

/** What it tells its run. */
export interface BatchRequestOwner {
  readonly policy: CommandPolicy;
  encodeRows(w: Writer, indexes: readonly number[], alone: boolean): void;
  /** A row's answer is in `buffer[start, end)`. Throws when it cannot be read. */
  onAnswer(request: BatchRequest, index: number, code: number, buffer: Buffer, start: number, end: number): void;
  /** All rows are answered, and the last frame is here. */
  onDone(request: BatchRequest): void;
  /** The rows that are left have no answer. */
  onNodeFailed(request: BatchRequest, failure: AttemptFailure, pauseMs: number | undefined): void;
  onRefused(request: BatchRequest, error: AerospikeError): void;
  onDisplaced(request: BatchRequest): void;
  onCancelled(): void;
  /** Tries the rows again that have no answer. */
  retry(request: BatchRequest, nowMs: number): void;
}

const row = new ReplyRow();

export class BatchRequest extends NodeRequest implements RetriedRun {
  override readonly policy: CommandPolicy;
  readonly history: RowHistory;
  /** Indexes of the rows that have no answer yet. */
  readonly left: Set<number>;
  readonly #owner: BatchRequestOwner;
  override readonly ns: string;
  readonly #alone: boolean;
  readonly #lane: number;
  readonly #isWrite: boolean;
  #latencyKind: number = LATENCY.BATCH;
  #advances: Pick<RowHistory, 'readAdvances' | 'writeAdvances'>;
  #over = false;

  constructor(
    owner: BatchRequestOwner,
    host: RunHost,
    totalDeadlineMs: number,
    indexes: readonly number[],
    history: RowHistory,
    alone: BatchRow | undefined,
  ) {
    super(host, totalDeadlineMs);
    this.policy = owner.policy;
    this.history = history;
    this.left = new Set(indexes);
    this.attempts = history.attempts;
    this.sent = history.sent;
    this.#owner = owner;
    this.ns = alone?.ns ?? '';
    this.#alone = alone !== undefined;
    this.#lane = alone === undefined ? -1 : laneOf(alone.digest);
    this.#isWrite = alone?.isWrite === true;
    if (alone !== undefined) this.#latencyKind = alone.isWrite ? LATENCY.WRITE : LATENCY.READ;
    this.#advances = { readAdvances: history.readAdvances, writeAdvances: history.writeAdvances };
  }

  /** A row that travels alone is a command on a record, and keeps its place among them. */
  override get lane(): number {
    return this.#lane;
  }

  override get isWrite(): boolean {
    return this.#isWrite;
  }

  override get hasManyFrames(): boolean {
    return !this.#alone;
  }

  override tombstone(): Request | null {
    return this.#alone ? null : new Tombstone(judgeBatchFrame);
  }

  protected override get latencyKind(): number {
    return this.#latencyKind;
  }

  protected override get mayBeRepeated(): boolean {
    return false;
  }

  /** Where its rows stand now. */
  get progress(): { attempts: number; sent: number; sentBefore: number; node: string | null; nodeIndex: number } {
    const { attempts, sent, route, history } = this;
    return {
      attempts,
      sent,
      sentBefore: this.sentThisAttempt ? sent - 1 : sent,
      node: route?.name ?? history.node,
      nodeIndex: route?.nodeIndex ?? history.nodeIndex,
    };
  }

  ask(route: Route, nowMs: number): void {
    this.start(route, nowMs);
  }

  /** What the rows without an answer take with them to their next nodes. */
  nextHistory(): RowHistory {
    const { attempts, sent, node, nodeIndex } = this.progress;
    return { attempts, sent, node, nodeIndex, ...this.#advances };
  }

  /** Moves rows on to their next replicas: writes if the failure says so, reads always but where they are linearized. */
  advance(writes: boolean, readsStay: boolean): void {
    const { readAdvances, writeAdvances } = this.history;
    this.#advances = {
      readAdvances: readAdvances + (writes || !readsStay ? 1 : 0),
      writeAdvances: writeAdvances + (writes ? 1 : 0),
    };
  }

  noteFailure(failure: AttemptFailure): void {
    if (failure.blamesNode) this.route?.breaker.noteError(failure.cause);
  }

  /** Takes it back: the batch ended otherwise. */
  drop(): void {
    if (this.#over) return;
    this.#over = true;
    this.withdraw(false);
  }

  attempt(nowMs: number): void {
    this.#owner.retry(this, nowMs);
  }

  override cancel(): void {
    this.host.deadlines.remove(this);
    this.#owner.onCancelled();
  }

  protected override write(w: Writer): void {
    const at = w.pos;
    this.#owner.encodeRows(w, [...this.left], this.#alone);
    const { compress, compressionThreshold } = this.policy;
    if (compress && w.pos - at > compressionThreshold) compressFrame(w, at);
  }

  protected override read(body: Buffer, start: number, end: number): ReplyVerdict {
    if (this.#alone) return this.#readAlone(body, start, end);
    for (let at = start; at < end; at = row.end) {
      row.read(body, at, end);
      const { code } = row;
      if ((row.info3 & INFO3.LAST) !== 0) {
        if (row.end !== end) throw new WireError('The batch reply goes on after its last message');
        return this.#onLast(code);
      }
      const { batchIndex } = row;
      // The same error for a row that is not of this node and for one that was answered before.
      if (!this.left.delete(batchIndex)) {
        throw new WireError(
          `The batch reply answers row ${batchIndex}, which was not asked for or is answered already`,
        );
      }
      const messageEnd = row.end;
      this.#owner.onAnswer(this, batchIndex, code, body, at, messageEnd);
      row.end = messageEnd;
    }
    return 'more';
  }

  #readAlone(body: Buffer, start: number, end: number): ReplyVerdict {
    row.read(body, start, end);
    const { code } = row;
    const { retry } = statusEntry(code);
    const verdict = verdictOf(code);
    this.answered(code);
    // What the node says of itself is no answer to the row, as little as in the last message of a batch.
    if (retry === 'immediate') {
      this.failed(serverFailure(code, undefined, detailsOf(this.policy, body, start, end)));
      return verdict;
    }
    const [index] = this.left as unknown as [number];
    this.left.clear();
    this.#owner.onAnswer(this, index, code, body, start, end);
    this.#over = true;
    this.#owner.onDone(this);
    return verdict;
  }

  #onLast(code: number): ReplyVerdict {
    this.answered(code);
    if (code !== 0) {
      this.failed(serverFailure(code));
      return verdictOf(code);
    }
    if (this.left.size > 0) throw new WireError(`The batch reply ended without an answer to ${this.left.size} rows`);
    this.#over = true;
    this.#owner.onDone(this);
    return 'keep';
  }

  protected override failed(failure: AttemptFailure, pauseMs?: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.onNodeFailed(this, failure, pauseMs);
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

/** Whether a frame that nobody waits for any more ends the reply to a batch. */
export function judgeBatchFrame(type: number, buffer: Buffer, start: number, end: number): ReplyVerdict {
  try {
    let body = buffer;
    let at = start;
    let bodyEnd = end;
    if (type === PROTO_TYPE.COMPRESSED) {
      body = decompressBody(buffer, start, end);
      at = 0;
      bodyEnd = body.length;
    } else if (type !== PROTO_TYPE.MESSAGE) {
      return 'unreadable';
    }
    while (at < bodyEnd) {
      row.read(body, at, bodyEnd);
      if ((row.info3 & INFO3.LAST) !== 0) return 'keep';
      at = row.end;
    }
    return 'more';
  } catch {
    return 'unreadable';
  }
}
