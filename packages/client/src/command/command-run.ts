// One call of a command from start to settled: the request object that queues, connections and the deadline wheel
// thread, and the state its retries need. Everything that must happen exactly once happens in `#settle`.
//
//   routed ──submit──► waiting ──sent──► in flight ──reply──► settled
//     ▲                   └───── failure, deadline ────┘  │
//     └──────────── retry, while policy and time allow ───┘

import { AerospikeError } from '../model/error.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import { status, statusEntry } from '../model/status.ts';
import { NetError } from '../net/net-error.ts';
import type { NodePool } from '../net/node-pool.ts';
import { type ReplyVerdict, Request } from '../net/request.ts';
import { compressFrame, decompressBody } from '../wire/compression.ts';
import { DIGEST_BYTES, MESSAGE_HEADER_BYTES, PROTO_TYPE } from '../wire/constants.ts';
import { writeDigest } from '../wire/digest.ts';
import { UnsupportedValueError } from '../wire/wire-error.ts';
import type { Writer } from '../wire/writer.ts';
import type { Abortable } from './abort-listeners.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { CommandCall, CommandDefinition, RecordKey } from './command-definition.ts';
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
import type { Route, RunHost } from './run-host.ts';

/** Offset of the result code in a message. */
const RESULT_CODE_AT = 5;

export class CommandRun<A, R> extends Request implements CommandCall<A>, Abortable {
  readonly key: RecordKey;
  readonly digest: Buffer;
  readonly args: A;
  readonly policy: CommandPolicy;
  ownsReply = false;
  readonly #engine: RunHost;
  readonly #definition: CommandDefinition<A, R>;
  readonly #resolve: (result: R) => void;
  readonly #reject: (error: Error) => void;
  readonly #totalDeadlineMs: number;
  /** Node of the current or last attempt. */
  #pool: NodePool | null = null;
  #node: string | null = null;
  #breaker: CircuitBreaker | null = null;
  /** For the replica policies: column of the first attempt plus advances, and the node index tried last. */
  #replicaIndex: number;
  #previousNode = -1;
  #attempts = 0;
  #sent = 0;
  #sentThisAttempt = false;
  #settled = false;
  #signal: AbortSignal | undefined;

  constructor(
    engine: RunHost,
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    resolve: (result: R) => void,
    reject: (error: Error) => void,
  ) {
    super();
    this.#engine = engine;
    this.#definition = definition;
    this.key = key;
    this.args = args;
    this.policy = policy;
    this.#resolve = resolve;
    this.#reject = reject;
    this.digest = digestOf(key);
    const { totalTimeout } = policy;
    this.#totalDeadlineMs = totalTimeout === 0 ? Number.POSITIVE_INFINITY : engine.deadlines.now() + totalTimeout;
    this.#replicaIndex = engine.firstReplica(this);
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
    this.#engine.abortListeners.add(signal, this);
  }

  /** Makes the first or the next attempt. */
  attempt(): void {
    if (this.#settled) return;
    this.#sentThisAttempt = false;
    let route: Route | AerospikeError;
    try {
      route = this.#engine.route(this, this.#replicaIndex, this.#previousNode);
    } catch (error) {
      route = valueError(error);
    }
    if (!(route instanceof AerospikeError)) {
      this.#start(route);
      return;
    }
    route.attempts = this.#attempts;
    route.inDoubt = isInDoubt(route.code, this.#progress());
    this.#settle(route);
  }

  #start(route: Route): void {
    this.#pool = route.pool;
    this.#node = route.name;
    this.#previousNode = route.nodeIndex;
    this.#breaker = route.breaker;
    this.#attempts++;
    if (route.breaker.isOpen) {
      this.#failAttempt(BREAKER_OPEN);
      return;
    }
    const { deadlines } = this.#engine;
    const { socketTimeout } = this.policy;
    const socketDeadlineMs = socketTimeout === 0 ? Number.POSITIVE_INFINITY : deadlines.now() + socketTimeout;
    try {
      route.pool.submit(this);
    } catch (error) {
      this.#onSubmitError(error);
      return;
    }
    deadlines.add(this, Math.min(socketDeadlineMs, this.#totalDeadlineMs));
  }

  #onSubmitError(error: unknown): void {
    if (error instanceof NetError) this.#failAttempt(netFailure(error));
    else this.#settle(valueError(error));
  }

  override encode(w: Writer): void {
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
    this.#engine.deadlines.remove(this);
    try {
      if (type === PROTO_TYPE.MESSAGE) return this.#onMessage(buffer, start, end);
      if (type === PROTO_TYPE.COMPRESSED) {
        const body = decompressBody(buffer, start, end);
        return this.#onMessage(body, 0, body.length);
      }
      throw new Error(`Unexpected reply of type ${type}`);
    } catch (error) {
      this.#failAttempt(netFailure(new NetError('protocol', (error as Error).message, error)));
      return 'unreadable';
    }
  }

  #onMessage(buffer: Buffer, start: number, end: number): ReplyVerdict {
    if (end - start < MESSAGE_HEADER_BYTES) throw new Error('Reply is shorter than its header');
    const code = buffer[start + RESULT_CODE_AT] as number;
    if (code !== 0) {
      this.#failAttempt(serverFailure(code));
      return statusEntry(code).closesConnection ? 'retire' : 'keep';
    }
    const result = this.#definition.decode(buffer, start, end, this);
    this.#finish();
    this.#resolve(result);
    return 'keep';
  }

  override onFailure(error: NetError, written: boolean): void {
    this.#engine.deadlines.remove(this);
    if (!written && this.#sentThisAttempt) {
      this.#sent--;
      this.#sentThisAttempt = false;
    }
    if (this.#engine.closed) {
      this.cancel();
      return;
    }
    if (error.kind === 'encode') {
      this.#settle(valueError(error.cause));
      return;
    }
    // The node left before this was sent: the new map knows better, and no attempt was made.
    if (error.kind === 'shutdown' && !written) {
      this.#attempts--;
      this.#engine.retryLater(this);
      return;
    }
    // A refused or broken connection may mean that the map is out of date.
    if (error.kind === 'connect' || error.kind === 'closed') this.#engine.requestTend();
    this.#failAttempt(netFailure(error));
  }

  override onDeadline(nowMs: number): void {
    const what = this.#sentThisAttempt ? 'no reply from the server' : 'no connection became free';
    this.#withdraw(true);
    const limit = nowMs >= this.#totalDeadlineMs ? 'totalTimeout' : 'socketTimeout';
    this.#failAttempt(timeoutFailure(`${what} within ${limit}`, this.#sentThisAttempt));
  }

  #withdraw(timedOut: boolean): void {
    this.#pool?.withdraw(this, this.policy.timeoutDelay, timedOut);
  }

  abort(signal: AbortSignal): void {
    if (this.#settled) return;
    this.#engine.deadlines.remove(this);
    this.#withdraw(false);
    const message = 'The command was aborted';
    const failure = { ...CLIENT_FAILURE, code: status.ERR_CLIENT_ABORT, message };
    this.#settle(this.#error({ ...failure, cause: signal.reason }));
  }

  #failAttempt(failure: AttemptFailure): void {
    if (failure.blamesNode) this.#breaker?.noteError(failure.cause);
    const retry = failure.retry && this.#attempts <= this.policy.maxRetries;
    if (!retry || this.#engine.closed || this.#engine.deadlines.now() >= this.#totalDeadlineMs) {
      this.#settle(this.#error(failure));
      return;
    }
    const stays = this.#definition.isWrite || this.#engine.isLinearized(this);
    if (!stays || failure.advancesWrites) this.#replicaIndex++;
    this.#engine.retryLater(this);
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
      node: this.#node,
    };
  }

  #settle(error: AerospikeError): void {
    if (this.#settled) return;
    this.#finish();
    this.#reject(error);
  }

  #finish(): void {
    this.#settled = true;
    this.#engine.onSettled(this);
    if (this.#signal !== undefined) this.#engine.abortListeners.remove(this.#signal, this);
  }

  /** Ends it because the client closes. */
  cancel(): void {
    if (this.#settled) return;
    this.#engine.deadlines.remove(this);
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
  if (key.key === undefined || key.key === null) return key.digest as Buffer;
  const digest = Buffer.allocUnsafe(DIGEST_BYTES);
  writeDigest(key.set ?? '', key.key, digest);
  key.digest = digest;
  return digest;
}
