// One call of a batch: rows dealt out to the nodes that own them, one request for each, and the rows that got no answer
// dealt out anew by the map of that moment. A row's own error is that row's result and touches no other. Rows that were
// always sent together share what happened to them, so the doubt of each is exact.
// Everything that must happen exactly once happens in `#tell` for a row and in `#finish` for the whole.
//
//   rows ──grouped by node──► requests ──answers──► told
//     ▲                          └── failure of the node: rows without an answer ─┐
//     └────────────────── while policy and time allow ────────────────────────────┘

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import type { DetailsReply } from '../../wire/error-details.ts';
import type { Writer } from '../../wire/writer.ts';
import type { BatchDefinition, BatchOutcome, BatchRow } from '../batch-definition.ts';
import type { Abortable } from './abort-listeners.ts';
import { BatchRequest, type BatchRequestOwner, type RowHistory } from './batch-request.ts';
import { type AttemptFailure, CLIENT_FAILURE, commandError, detailsOf, isInDoubt } from './command-error.ts';
import { deadlineAfter } from './node-request.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { Route, RunHost } from './run-host.ts';
import { afterTurn } from './settle-later.ts';

/** Where rows stand when an error is made for them. */
interface RowProgress {
  readonly attempts: number;
  readonly sent: number;
  readonly sentBefore: number;
  readonly node: string | null;
}

const NO_HISTORY: RowHistory = Object.freeze({
  attempts: 0,
  sent: 0,
  readAdvances: 0,
  writeAdvances: 0,
  nodeIndex: -1,
  node: null,
});

export class BatchRun<R> implements BatchRequestOwner, Abortable {
  readonly policy: CommandPolicy;
  readonly #host: RunHost;
  readonly #definition: BatchDefinition<R>;
  readonly #outcome: BatchOutcome<R>;
  readonly #totalDeadlineMs: number;
  /** Rows that were not told yet. */
  #left: number;
  /** Requests that have an answer to give, and those between two attempts. */
  readonly #requests = new Set<BatchRequest>();
  readonly #firstRead: number;
  readonly #firstWrite: number;
  #settled = false;
  #signal: AbortSignal | undefined;

  constructor(host: RunHost, definition: BatchDefinition<R>, outcome: BatchOutcome<R>) {
    const { policy, rows } = definition;
    this.policy = policy;
    this.#host = host;
    this.#definition = definition;
    this.#outcome = outcome;
    this.#left = rows.length;
    this.#totalDeadlineMs = deadlineAfter(policy.totalTimeout, host.deadlines.now());
    this.#firstRead = host.firstReplica({ isWrite: false, ns: '', policy });
    this.#firstWrite = host.firstReplica({ isWrite: true, ns: '', policy });
    host.onStarted();
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
    this.#deal([...this.#definition.rows.keys()], NO_HISTORY, this.#host.deadlines.now());
    this.#finishIfDone(false);
  }

  encodeRows(w: Writer, indexes: readonly number[], alone: boolean): void {
    if (alone) this.#definition.encodeAlone?.(w, indexes[0] as number);
    else this.#definition.encodeRows(w, indexes);
  }

  onAnswer(request: BatchRequest, index: number, code: number, buffer: Buffer, start: number, end: number): void {
    let result: R | undefined;
    try {
      this.#definition.onReply?.(buffer, start, end, index, code);
      if (code === 0) result = this.#definition.decodeRow(buffer, start, end, index);
    } catch (error) {
      // It belongs to those without a readable answer.
      request.left.add(index);
      throw error;
    }
    if (code !== 0) {
      this.#tellCode(index, code, request.progress, detailsOf(this.policy, buffer, start, end));
      return;
    }
    this.#left--;
    this.#outcome.onRow(index, result as R);
  }

  onDone(request: BatchRequest): void {
    this.#requests.delete(request);
    this.#finishIfDone(true);
  }

  onNodeFailed(request: BatchRequest, failure: AttemptFailure, pauseMs?: number): void {
    if (this.#settled) return;
    request.noteFailure(failure);
    const { attempts } = request.progress;
    const pause = pauseMs ?? retryPauseMs(attempts);
    const retry = failure.retry && attempts <= this.policy.maxRetries && request.left.size > 0;
    if (retry && !this.#host.closed && this.#host.deadlines.now() + pause < this.#totalDeadlineMs) {
      request.advance(failure.advancesWrites, this.#areReadsLinearized());
      this.#host.retryLater(request, pause);
      return;
    }
    this.#requests.delete(request);
    for (const index of request.left) this.#tell(index, this.#error(failure, index, request.progress));
    this.#finishIfDone(false);
  }

  onRefused(request: BatchRequest, error: AerospikeError): void {
    this.#requests.delete(request);
    const failure = { ...CLIENT_FAILURE, code: error.code, message: error.message, cause: error.cause };
    for (const index of request.left) this.#tell(index, this.#error(failure, index, request.progress));
    this.#finishIfDone(false);
  }

  onDisplaced(request: BatchRequest): void {
    if (!this.#settled) this.#host.retryLater(request, 0);
  }

  onCancelled(): void {
    this.#end({ ...CLIENT_FAILURE, message: 'The client was closed' });
  }

  retry(request: BatchRequest, nowMs: number): void {
    if (this.#settled) return;
    this.#requests.delete(request);
    this.#deal([...request.left], request.nextHistory(), nowMs);
    this.#finishIfDone(false);
  }

  abort(signal: AbortSignal): void {
    const message = 'The command was aborted';
    this.#end({ ...CLIENT_FAILURE, code: status.ERR_CLIENT_ABORT, message, cause: signal.reason });
  }

  /** Groups rows by the node that each goes to now, and sends a request to each. */
  #deal(indexes: readonly number[], history: RowHistory, nowMs: number): void {
    const groups = new Map<Route, number[]>();
    const command = {
      isWrite: false,
      ns: '',
      digest: NO_DIGEST,
      policy: this.policy,
      needs: undefined as ServerNeed | undefined,
    };
    for (const index of indexes) {
      const { ns, digest, isWrite, needs } = this.#definition.rows[index] as BatchRow;
      command.needs = needs;
      command.ns = ns;
      command.digest = digest;
      command.isWrite = isWrite;
      const column = isWrite ? this.#firstWrite + history.writeAdvances : this.#firstRead + history.readAdvances;
      const route = this.#host.route(command, column, history.nodeIndex);
      if (route instanceof AerospikeError) {
        const progress = { ...history, sentBefore: history.sent, node: null };
        const { code, message } = route;
        // The text of these two says more than their code.
        if (code === status.ERR_CLIENT || code === status.ERR_UNSUPPORTED_FEATURE) {
          this.#tell(index, this.#error({ ...CLIENT_FAILURE, code, message }, index, progress));
        } else this.#tellCode(index, code, progress);
        continue;
      }
      const group = groups.get(route);
      if (group === undefined) groups.set(route, [index]);
      else group.push(index);
    }
    const requests = [...groups].map(([route, group]) => {
      const isAlone = group.length === 1 && this.#definition.encodeAlone !== undefined;
      const alone = isAlone ? (this.#definition.rows[group[0] as number] as BatchRow) : undefined;
      const request = new BatchRequest(this, this.#host, this.#totalDeadlineMs, group, history, alone);
      this.#requests.add(request);
      return { route, request };
    });
    for (const { route, request } of requests) if (!this.#settled) request.ask(route, nowMs);
  }

  #areReadsLinearized(): boolean {
    const { ns } = this.#definition.rows[0] as BatchRow;
    return this.#host.isLinearized({ isWrite: false, ns, policy: this.policy });
  }

  /** Ends it before its time: the rows that are left get this failure. */
  #end(failure: AttemptFailure): void {
    if (this.#settled) return;
    const requests = [...this.#requests];
    this.#requests.clear();
    for (const request of requests) {
      const { progress } = request;
      request.drop();
      for (const index of request.left) {
        this.#tell(index, this.#error(failure, index, progress));
      }
    }
    if (this.#left > 0 && requests.length === 0) {
      const progress = { ...NO_HISTORY, sentBefore: 0 };
      for (const index of this.#definition.rows.keys()) this.#tell(index, this.#error(failure, index, progress));
    }
    this.#finishIfDone(false);
  }

  #error(failure: AttemptFailure, index: number, progress: RowProgress): AerospikeError {
    const { isWrite } = this.#definition.rows[index] as BatchRow;
    return commandError(failure, { ...progress, isWrite });
  }

  #tellCode(index: number, code: number, progress: RowProgress, details?: DetailsReply): void {
    const { isWrite } = this.#definition.rows[index] as BatchRow;
    this.#left--;
    this.#outcome.onRowCode(index, code, isInDoubt(code, { ...progress, isWrite }), progress.attempts, details);
  }

  #tell(index: number, error: AerospikeError): void {
    this.#left--;
    this.#outcome.onRowError(index, error);
  }

  /** `hasTurned`: whether the event loop has turned since the call; see settle-later.ts. */
  #finishIfDone(hasTurned: boolean): void {
    if (this.#settled || this.#left > 0 || this.#requests.size > 0) return;
    this.#settled = true;
    this.#host.onSettled();
    if (this.#signal !== undefined) this.#host.abortListeners.remove(this.#signal, this);
    if (hasTurned) this.#outcome.onEnd();
    else afterTurn(() => this.#outcome.onEnd());
  }
}

const NO_DIGEST: Buffer = Buffer.alloc(0);
