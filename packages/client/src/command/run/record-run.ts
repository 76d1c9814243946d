// One call of a command from start to settled: the request object that queues, connections and the deadline wheel
// thread, and the state its retries need. Everything that must happen exactly once happens in `#settle`.
//
//   routed ──submit──► waiting ──sent──► in flight ──reply──► settled
//     ▲                   └───── failure, deadline ────┘  │
//     └──────────── retry, while policy and time allow ───┘

import { AerospikeError } from '../../model/error.ts';
import type { UserKey } from '../../model/key.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status, statusEntry } from '../../model/status.ts';
import { NetError } from '../../net/net-error.ts';
import { type ReplyVerdict, Request } from '../../net/request.ts';
import { DIGEST_BYTES, MESSAGE_HEADER_BYTES, PROTO_TYPE } from '../../wire/codes/message.ts';
import { compressFrame, decompressBody } from '../../wire/compression.ts';
import { writeDigest } from '../../wire/digest.ts';
import { UnsupportedValueError } from '../../wire/wire-error.ts';
import { Writer } from '../../wire/writer.ts';
import type { CommandCall, CommandDefinition, CommandOutcome, RecordKey } from '../command-definition.ts';
import type { Abortable } from './abort-listeners.ts';
import {
  type AttemptFailure,
  BREAKER_OPEN,
  CLIENT_FAILURE,
  type CommandProgress,
  commandError,
  isInDoubt,
  netFailure,
  serverFailure,
  timeoutFailure,
} from './command-error.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { RetriedRun, Route, RunHost } from './run-host.ts';

/** For requests that have to wait. */
let scratch = new Writer();
const KEEP_SCRATCH_BYTES = 64 * 1024;

/** Offset of the result code in a message. */
const RESULT_CODE_AT = 5;

export class RecordRun<A, R> extends Request implements CommandCall<A>, Abortable, RetriedRun {
  readonly ns: string;
  readonly set: string;
  readonly userKey: UserKey | null;
  readonly digest: Buffer;
  readonly args: A;
  readonly policy: CommandPolicy;
  ownsReply = false;
  readonly #router: RunHost;
  readonly #definition: CommandDefinition<A, R>;
  readonly #outcome: CommandOutcome<R>;
  readonly #totalDeadlineMs: number;
  /** Where the current or last attempt went. */
  #route: Route | null = null;
  /** For the replica policies: column of the first attempt plus advances. */
  #replicaIndex: number;
  #attempts = 0;
  #sent = 0;
  #sentThisAttempt = false;
  #settled = false;
  #signal: AbortSignal | undefined;
  /** The request as it was at the call, where it is not sent at once and only once: callers may change their objects. */
  #frame: Buffer | null = null;

  constructor(
    router: RunHost,
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    outcome: CommandOutcome<R>,
    nowMs: number,
  ) {
    super();
    this.#router = router;
    this.#definition = definition;
    this.ns = key.ns;
    this.set = key.set ?? '';
    this.userKey = key.key ?? null;
    this.args = args;
    this.policy = policy;
    this.#outcome = outcome;
    this.digest = digestOf(key);
    const { totalTimeout } = policy;
    this.#totalDeadlineMs = totalTimeout === 0 ? Number.POSITIVE_INFINITY : nowMs + totalTimeout;
    this.#replicaIndex = router.firstReplica(this);
  }

  get isWrite(): boolean {
    return this.#definition.isWrite;
  }

  /** Ends the command when the signal aborts: an unsent one leaves the queue. */
  listen(signal: AbortSignal): void {
    if (signal.aborted) {
      this.abort(signal);
      return;
    }
    this.#signal = signal;
    this.#router.abortListeners.add(signal, this);
  }

  /** Makes the first or the next attempt. */
  attempt(nowMs: number): void {
    if (this.#settled) return;
    this.#sentThisAttempt = false;
    let route: Route | AerospikeError;
    try {
      route = this.#router.route(this, this.#replicaIndex, this.#route?.nodeIndex ?? -1);
    } catch (error) {
      route = valueError(error);
    }
    if (!(route instanceof AerospikeError)) {
      this.#start(route, nowMs);
      return;
    }
    this.#settle(this.#told(route));
  }

  #start(route: Route, nowMs: number): void {
    this.#route = route;
    this.#attempts++;
    if (route.breaker.isOpen) {
      // Whatever made it open may have changed the cluster.
      this.#router.requestTend();
      this.#failAttempt(BREAKER_OPEN);
      return;
    }
    const { socketTimeout } = this.policy;
    const socketDeadlineMs = socketTimeout === 0 ? Number.POSITIVE_INFINITY : nowMs + socketTimeout;
    try {
      route.pool.submit(this);
    } catch (error) {
      this.#onSubmitError(error);
      return;
    }
    this.#router.deadlines.add(this, Math.min(socketDeadlineMs, this.#totalDeadlineMs));
  }

  #onSubmitError(error: unknown): void {
    if (error instanceof NetError) this.#failAttempt(netFailure(error));
    else this.#settle(this.#told(valueError(error)));
  }

  /** An error that did not come from an attempt, with what is known of those before. */
  #told(error: AerospikeError): AerospikeError {
    error.attempts = this.#attempts;
    error.inDoubt = isInDoubt(error.code, this.#progress());
    return error;
  }

  override freeze(): void {
    if (this.#frame !== null || this.args === undefined) return;
    scratch.reset();
    this.#encode(scratch);
    this.#frame = scratch.take();
    if (scratch.buffer.length > KEEP_SCRATCH_BYTES) scratch = new Writer();
  }

  override encode(w: Writer): void {
    if (this.#frame !== null) {
      w.bytes(this.#frame);
      return;
    }
    const at = w.pos;
    this.#encode(w);
    const mayBeRepeated = this.policy.maxRetries > 0 && this.args !== undefined;
    if (mayBeRepeated) this.#frame = Buffer.from(w.buffer.subarray(at, w.pos));
  }

  #encode(w: Writer): void {
    const at = w.pos;
    this.#definition.encode(w, this);
    const { compress, compressionThreshold } = this.policy;
    if (compress && w.pos - at > compressionThreshold) compressFrame(w, at);
  }

  override onSent(): void {
    this.#sent++;
    this.#sentThisAttempt = true;
  }

  override onReply(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict {
    this.ownsReply = owned;
    this.#router.deadlines.remove(this);
    let body = buffer;
    let at = start;
    let bodyEnd = end;
    let code: number;
    let result: R | undefined;
    try {
      if (type === PROTO_TYPE.COMPRESSED) {
        body = decompressBody(buffer, start, end);
        at = 0;
        bodyEnd = body.length;
      } else if (type !== PROTO_TYPE.MESSAGE) {
        throw new Error(`Unexpected reply of type ${type}`);
      }
      if (bodyEnd - at < MESSAGE_HEADER_BYTES) throw new Error('Reply is shorter than its header');
      code = body[at + RESULT_CODE_AT] as number;
      if (code === 0) result = this.#definition.decode(body, at, bodyEnd, this);
    } catch (error) {
      this.#failAttempt(netFailure(new NetError('protocol', (error as Error).message, error)));
      return 'unreadable';
    }
    if (code !== 0) {
      this.#failAttempt(serverFailure(code));
      return statusEntry(code).closesConnection ? 'retire' : 'keep';
    }
    this.#finish();
    this.#outcome.onResult(result as R);
    return 'keep';
  }

  override onFailure(error: NetError, written: boolean): void {
    this.#router.deadlines.remove(this);
    if (!written && this.#sentThisAttempt) {
      this.#sent--;
      this.#sentThisAttempt = false;
    }
    if (this.#router.closed) {
      this.cancel();
      return;
    }
    if (error.kind === 'encode') {
      this.#settle(this.#told(valueError(error.cause)));
      return;
    }
    // The node left before this was sent: the new map knows better, and no attempt was made.
    if (error.kind === 'shutdown' && !written) {
      this.#attempts--;
      this.#router.retryLater(this, 0);
      return;
    }
    // A refused or broken connection may mean that the map is out of date.
    if (error.kind === 'connect' || error.kind === 'closed') this.#router.requestTend();
    this.#failAttempt(netFailure(error));
  }

  override onDeadline(nowMs: number): void {
    const what = this.#sentThisAttempt ? 'no reply from the server' : 'no connection became free';
    this.#withdraw(true);
    const limit = nowMs >= this.#totalDeadlineMs ? 'totalTimeout' : 'socketTimeout';
    // The time that ran out was pause enough.
    this.#failAttempt(timeoutFailure(`${what} within ${limit}`, this.#sentThisAttempt), 0);
  }

  #withdraw(timedOut: boolean): void {
    this.#route?.pool.withdraw(this, this.policy.timeoutDelay, timedOut);
  }

  abort(signal: AbortSignal): void {
    if (this.#settled) return;
    this.#router.deadlines.remove(this);
    this.#withdraw(false);
    const message = 'The command was aborted';
    const failure = { ...CLIENT_FAILURE, code: status.ERR_CLIENT_ABORT, message };
    this.#settle(this.#error({ ...failure, cause: signal.reason }));
  }

  #failAttempt(failure: AttemptFailure, pauseMs = retryPauseMs(this.#attempts)): void {
    if (failure.blamesNode) this.#route?.breaker.noteError(failure.cause);
    const retry = failure.retry && this.#attempts <= this.policy.maxRetries;
    if (!retry || this.#router.closed || this.#router.deadlines.now() + pauseMs >= this.#totalDeadlineMs) {
      this.#settle(this.#error(failure));
      return;
    }
    const stays = this.#definition.isWrite || this.#router.isLinearized(this);
    if (!stays || failure.advancesWrites) this.#replicaIndex++;
    this.#router.retryLater(this, pauseMs);
  }

  #error(failure: AttemptFailure): AerospikeError {
    return commandError(failure, this.#progress());
  }

  #progress(): CommandProgress {
    return {
      isWrite: this.isWrite,
      sent: this.#sent,
      sentBefore: this.#sentThisAttempt ? this.#sent - 1 : this.#sent,
      attempts: this.#attempts,
      node: this.#route?.name ?? null,
    };
  }

  #settle(error: AerospikeError): void {
    if (this.#settled) return;
    this.#finish();
    this.#outcome.onError(error);
  }

  #finish(): void {
    this.#settled = true;
    this.#router.onSettled();
    if (this.#signal !== undefined) this.#router.abortListeners.remove(this.#signal, this);
  }

  /** Ends it because the client closes. */
  cancel(): void {
    if (this.#settled) return;
    this.#router.deadlines.remove(this);
    const failure = { ...CLIENT_FAILURE, message: 'The client was closed' };
    this.#settle(this.#error(failure));
  }
}

/** What an encoder, or the hashing of a key, threw. */
export function valueError(error: unknown): AerospikeError {
  return error instanceof UnsupportedValueError
    ? AerospikeError.param(error.message)
    : AerospikeError.fromCode({ code: status.ERR_CLIENT, message: (error as Error).message, cause: error });
}

/**
 * The digest of the user key, or the given one where there is none. A digest beside a user key is not trusted: the two
 * may have parted. It is left in the key, where the public API shows it.
 */
function digestOf(key: RecordKey): Buffer {
  if (key.key === undefined || key.key === null) return Buffer.from(key.digest as Buffer);
  const digest = Buffer.allocUnsafe(DIGEST_BYTES);
  writeDigest(key.set ?? '', key.key, digest);
  key.digest = digest;
  return digest;
}
