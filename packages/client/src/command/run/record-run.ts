// One call of a command on a record, from start to settled: a request to the node that its digest is routed to, and the
// state its retries need. Everything that must happen exactly once happens in `#finish`.
//
//   routed ──start──► waiting ──sent──► in flight ──reply──► settled
//     ▲                  └───── failure, deadline ────┘  │
//     └──────────── retry, while policy and time allow ──┘

import type { AerospikeError } from '../../model/error.ts';
import type { UserKey } from '../../model/key.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { type ReplyVerdict, verdictOf } from '../../net/request.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import { DIGEST_BYTES } from '../../wire/codes/message.ts';
import { compressFrame } from '../../wire/compression.ts';
import { writeDigest } from '../../wire/digest.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandCall, CommandDefinition, RecordCommand, RecordKey } from '../command-definition.ts';
import type { Abortable } from './abort-listeners.ts';
import {
  type AttemptFailure,
  CLIENT_FAILURE,
  type CommandProgress,
  commandError,
  detailsOf,
  isInDoubt,
  serverFailure,
  valueError,
} from './command-error.ts';
import { LATENCY } from './node-counts.ts';
import { deadlineAfter, NodeRequest } from './node-request.ts';
import { laneOf } from './record-lane.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { RetriedRun, Route, RunHost } from './run-host.ts';
import { failLater } from './settle-later.ts';

/** Offset of the result code in a message. */
const RESULT_CODE_AT = 5;

export class RecordRun<A, R> extends NodeRequest implements CommandCall<A>, Abortable, RetriedRun {
  override readonly ns: string;
  readonly set: string;
  readonly userKey: UserKey | null;
  readonly digest: Buffer;
  readonly args: A;
  override readonly policy: CommandPolicy;
  readonly needs: ServerNeed | undefined;
  ownsReply = false;
  readonly #definition: CommandDefinition<A, R>;
  readonly #command: RecordCommand<A, R>;
  /** For the replica policies: column of the first attempt plus advances. */
  #replicaIndex: number;
  #mergeable = false;
  #settled = false;
  #signal: AbortSignal | undefined;

  constructor(host: RunHost, command: RecordCommand<A, R>, nowMs: number) {
    const { definition, key, args, policy } = command;
    const digest = digestOf(key);
    super(host, deadlineAfter(policy.totalTimeout, nowMs));
    this.ns = key.ns;
    this.set = key.set ?? '';
    this.userKey = key.key ?? null;
    this.digest = digest;
    this.args = args;
    this.policy = policy;
    this.needs = definition.needsOf?.(args) ?? policy.needs;
    this.#definition = definition;
    this.#command = command;
    this.#replicaIndex = host.firstReplica(this);
    host.onStarted();
  }

  override get lane(): number {
    return laneOf(this.digest);
  }

  override get isWrite(): boolean {
    return this.#definition.isWrite;
  }

  override get isMergeable(): boolean {
    return this.#mergeable;
  }

  protected override get latencyKind(): number {
    return this.#definition.isWrite ? LATENCY.WRITE : LATENCY.READ;
  }

  protected override get mayBeRepeated(): boolean {
    return this.policy.maxRetries > 0 && this.args !== undefined;
  }

  /** Ends the command when the signal aborts: an unsent one leaves the queue. */
  listen(signal: AbortSignal): void {
    if (signal.aborted) {
      this.abort(signal);
      return;
    }
    this.#signal = signal;
    this.host.abortListeners.add(signal, this);
  }

  /** Makes the first or the next attempt. */
  attempt(nowMs: number): void {
    if (this.#settled) return;
    this.sentThisAttempt = false;
    let route: Route | AerospikeError;
    try {
      route = this.host.route(this, this.#replicaIndex, this.route?.nodeIndex ?? -1);
    } catch (error) {
      route = valueError(error);
    }
    if ('pool' in route) {
      this.#mergeable = this.#mayMerge(route);
      this.start(route, nowMs);
    } else this.refused(route);
  }

  /**
   * A row has no place for a transaction, its reply is not compressed, strong consistency has rules of its own, and nobody
   * is to wait for the function of another.
   */
  #mayMerge({ takesMerged }: Route): boolean {
    const { merge, compress, txn, kind } = this.policy;
    if (!merge || !takesMerged || compress || txn !== undefined || kind === 'apply') return false;
    return !this.host.isStronglyConsistent(this.ns);
  }

  override freeze(): void {
    if (this.args !== undefined) super.freeze();
  }

  protected override write(w: Writer): void {
    const at = w.pos;
    this.#definition.encode(w, this);
    const { compress, compressionThreshold } = this.policy;
    if (compress && w.pos - at > compressionThreshold) compressFrame(w, at);
  }

  protected override read(body: Buffer, start: number, end: number, owned: boolean): ReplyVerdict {
    const code = body[start + RESULT_CODE_AT] as number;
    this.answered(code);
    if (code !== 0) {
      const text = this.#definition.failureText?.(body, start, end);
      const details = detailsOf(this.policy, body, start, end);
      this.#failAttempt(serverFailure(code, text, details), retryPauseMs(this.attempts), true);
      return verdictOf(code);
    }
    this.ownsReply = owned;
    const result = this.#definition.decode(body, start, end, this);
    this.#finish();
    this.#command.onResult(result);
    return 'keep';
  }

  /** An error that did not come from an attempt, with what is known of those before. */
  protected override refused(error: AerospikeError): void {
    error.attempts = this.attempts;
    error.inDoubt = isInDoubt(error.code, this.#progress());
    this.#settle(error);
  }

  protected override displaced(): void {
    this.host.retryLater(this, 0);
  }

  protected override failed(failure: AttemptFailure, pauseMs = retryPauseMs(this.attempts)): void {
    this.#failAttempt(failure, pauseMs, false);
  }

  abort(signal: AbortSignal): void {
    if (this.#settled) return;
    this.withdraw(false);
    const message = 'The command was aborted';
    const failure = { ...CLIENT_FAILURE, code: status.ERR_CLIENT_ABORT, message };
    this.#settle(this.#error({ ...failure, cause: signal.reason }));
  }

  override cancel(): void {
    this.host.deadlines.remove(this);
    this.#settle(this.#error({ ...CLIENT_FAILURE, message: 'The client was closed' }));
  }

  #failAttempt(failure: AttemptFailure, pauseMs: number, hasTurned: boolean): void {
    const { host } = this;
    if (this.#settled) return;
    if (failure.blamesNode) this.route?.breaker.noteError(failure.cause);
    const retry = failure.retry && this.attempts <= this.policy.maxRetries;
    if (!retry || host.closed || host.deadlines.now() + pauseMs >= this.totalDeadlineMs) {
      this.#settle(this.#error(failure), hasTurned);
      return;
    }
    const stays = this.#definition.isWrite || host.isLinearized(this);
    if (!stays || failure.advancesWrites) this.#replicaIndex++;
    host.retryLater(this, pauseMs);
  }

  #error(failure: AttemptFailure): AerospikeError {
    return commandError(failure, this.#progress());
  }

  #progress(): CommandProgress {
    return {
      isWrite: this.isWrite,
      sent: this.sent,
      sentBefore: this.sentThisAttempt ? this.sent - 1 : this.sent,
      attempts: this.attempts,
      node: this.route?.name ?? null,
    };
  }

  /** `hasTurned`: whether the event loop has turned since the call; see settle-later.ts. */
  #settle(error: AerospikeError, hasTurned = false): void {
    if (this.#settled) return;
    this.#finish();
    if (hasTurned) this.#command.onError(error);
    else failLater(this.#command, error);
  }

  #finish(): void {
    this.#settled = true;
    this.host.onSettled();
    const { trace } = this.#command;
    if (trace) {
      trace.node = this.route?.name;
      trace.attempts = this.attempts;
    }
    if (this.#signal !== undefined) this.host.abortListeners.remove(this.#signal, this);
  }
}

/**
 * The digest of the user key, or the given one where there is none. A digest beside a user key is not trusted: the two
 * may have parted. It is left in the key, where the public API shows it.
 */
function digestOf(key: RecordKey): Buffer {
  if (key.key === undefined || key.key === null) return Buffer.from(key.digest as Buffer);
  const digest = Buffer.allocUnsafe(DIGEST_BYTES);
  writeDigest(key.set ?? '', key.key, digest);
  try {
    key.digest = digest;
  } catch {
    // The key is the caller's, and may be frozen.
  }
  return digest;
}
