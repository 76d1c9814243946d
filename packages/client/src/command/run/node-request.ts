// One request to one node: its frame, its deadlines, whether it was sent, and what its failure means. Runs stand on it:
// a RecordRun is one such request, again and again; a BatchRun and a StreamRun have one for each node. What happens
// next is theirs to decide, in the abstract methods.
//
//   routed ──submit──► waiting ──sent──► in flight ──frames──► read
//                         └──── deadline, failure ───┴──────► failed
//
// Two deadlines hold: one for the whole, and one for the next frame, which starts anew with each frame of the reply.

import type { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { NetError } from '../../net/net-error.ts';
import type { NodePool } from '../../net/node-pool.ts';
import { type ReplyVerdict, Request } from '../../net/request.ts';
import { MESSAGE_HEADER_BYTES, PROTO_HEADER_BYTES, PROTO_TYPE } from '../../wire/codes/message.ts';
import { checkReplyType, decompressBody } from '../../wire/compression.ts';
import { Writer } from '../../wire/writer.ts';
import { type AttemptFailure, BREAKER_OPEN, netFailure, timeoutFailure, valueError } from './command-error.ts';
import type { NamespaceCounts } from './node-counts.ts';
import type { Route, RunHost } from './run-host.ts';

/** What of a policy concerns one request. */
export interface RequestPolicy {
  /** Longest wait for a connection and for each frame in ms, 0 for no limit. */
  readonly socketTimeout: number;
  /** Patience with the late reply of a timed-out request in ms. */
  readonly timeoutDelay: number;
  /** Whether replies may be compressed. */
  readonly compress: boolean;
}

/** For requests that have to wait. */
let scratch = new Writer();
const KEEP_SCRATCH_BYTES = 64 * 1024;

export abstract class NodeRequest extends Request {
  abstract readonly policy: RequestPolicy;
  /** What it is counted under: the namespace, or nothing where it concerns several or none. */
  abstract readonly ns: string;
  /** Which histogram its time goes into; -1 for none. */
  protected abstract get latencyKind(): number;
  protected readonly host: RunHost;
  /** The end of the time for the whole. */
  protected totalDeadlineMs: number;
  /** Where the current or last attempt went. */
  protected route: Route | null = null;
  /** Attempts so far. */
  protected attempts = 0;
  /** Requests that were written to a socket, at least in part. */
  protected sent = 0;
  protected sentThisAttempt = false;
  /** The request as it was at the call, where it is not sent at once and only once: callers may change their objects. */
  protected frame: Buffer | null = null;
  /** Where the attempt is counted while it is measured, and when it began; see meter.ts. */
  #counts: NamespaceCounts | null = null;
  #beganUs = 0;

  constructor(host: RunHost, totalDeadlineMs: number) {
    super();
    this.host = host;
    this.totalDeadlineMs = totalDeadlineMs;
  }

  /** Writes the frame. Throws UnsupportedValueError for a value that has no bytes. */
  protected abstract write(w: Writer): void;

  /** Whether `frame` has to be kept when it is written, for another attempt. */
  protected abstract get mayBeRepeated(): boolean;

  /** Takes the message or messages in `body[start, end)`. Throws when they cannot be read; `failed` follows then. */
  protected abstract read(body: Buffer, start: number, end: number, owned: boolean): ReplyVerdict;

  /** The attempt failed. `pauseMs` is the pause before a retry if it is not the usual one. */
  protected abstract failed(failure: AttemptFailure, pauseMs?: number): void;

  /** It cannot be written, wherever it is sent. */
  protected abstract refused(error: AerospikeError): void;

  /** The node left before it was sent: no attempt was made. */
  protected abstract displaced(): void;

  /** The client closes. */
  abstract cancel(): void;

  /** How it gets a connection; never throws anything but what `write` throws, and NetError. */
  protected submit(pool: NodePool, nowMs: number): void {
    pool.submit(this, nowMs);
  }

  /** Makes an attempt at a node, unless its circuit breaker is open. */
  protected start(route: Route, nowMs: number): void {
    if (!route.breaker.isOpen) {
      this.send(route, nowMs);
      return;
    }
    this.route = route;
    if (this.attempts++ > 0) this.host.totals.retries++;
    this.sentThisAttempt = false;
    // Whatever made it open may have changed the cluster.
    this.host.requestTend();
    this.failed(BREAKER_OPEN);
  }

  /** Makes an attempt at a node. */
  protected send(route: Route, nowMs: number): void {
    const { host } = this;
    this.route = route;
    if (this.attempts++ > 0) host.totals.retries++;
    this.sentThisAttempt = false;
    this.#counts = null;
    if (host.meter !== null) {
      this.#counts = route.counts.of(this.ns);
      this.#beganUs = host.deadlines.recentUs;
    }
    try {
      this.submit(route.pool, nowMs);
    } catch (error) {
      if (error instanceof NetError) this.failed(netFailure(error));
      else this.refused(valueError(error));
      return;
    }
    this.waitUntil(nowMs);
  }

  /** Starts the time for the next frame. */
  protected waitUntil(nowMs: number): void {
    const { socketTimeout } = this.policy;
    const { totalDeadlineMs } = this;
    const frameDeadlineMs = socketTimeout === 0 ? totalDeadlineMs : nowMs + socketTimeout;
    this.host.deadlines.add(this, Math.min(frameDeadlineMs, totalDeadlineMs));
  }

  /** Takes it back: nothing more will be read or failed. */
  protected withdraw(timedOut: boolean): void {
    this.host.deadlines.remove(this);
    this.route?.pool.withdraw(this, this.policy.timeoutDelay, timedOut);
  }

  override freeze(): void {
    if (this.frame !== null) return;
    scratch.reset();
    this.write(scratch);
    this.frame = scratch.take();
    if (scratch.buffer.length > KEEP_SCRATCH_BYTES) scratch = new Writer();
  }

  override encode(w: Writer): void {
    const at = w.pos;
    if (this.frame !== null) {
      w.bytes(this.frame);
    } else {
      this.write(w);
      if (this.mayBeRepeated) this.frame = Buffer.from(w.buffer.subarray(at, w.pos));
    }
    if (this.#counts !== null) this.#counts.bytesOut += w.pos - at;
  }

  override onSent(): void {
    this.sent++;
    this.sentThisAttempt = true;
  }

  override onReply(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict {
    this.noteReply(end - start);
    try {
      let verdict: ReplyVerdict;
      if (type === PROTO_TYPE.MESSAGE) {
        if (end - start < MESSAGE_HEADER_BYTES) throw new Error('Reply is shorter than its header');
        verdict = this.read(buffer, start, end, owned);
      } else {
        const body = decompressed(type, this.policy, buffer, start, end);
        verdict = this.read(body, 0, body.length, true);
      }
      if (verdict === 'more' && this.connection !== null) this.onMore();
      return verdict;
    } catch (error) {
      return this.unreadable(error);
    }
  }

  protected noteReply(bytes: number): void {
    const { host } = this;
    host.deadlines.remove(this);
    if (this.#counts !== null) this.#counts.bytesIn += bytes + PROTO_HEADER_BYTES;
  }

  /** The last of the reply is here, and this is the code in it. */
  protected answered(code: number): void {
    const counts = this.#counts;
    const { meter, deadlines } = this.host;
    if (code !== status.OK) this.#countsOf()?.refused(code);
    if (counts === null || meter === null || this.latencyKind === -1) return;
    if (code === status.OK || code === status.ERR_RECORD_NOT_FOUND) {
      meter.add(counts, this.latencyKind, (deadlines.recentUs - this.#beganUs) | 0);
    }
  }

  #countsOf(): NamespaceCounts | undefined {
    return this.#counts ?? this.route?.counts.of(this.ns);
  }

  protected unreadable(error: unknown): ReplyVerdict {
    this.failed(netFailure(new NetError('protocol', (error as Error).message, error)));
    return 'unreadable';
  }

  /** A frame was read and more are to come. */
  protected onMore(): void {
    this.waitUntil(this.host.deadlines.now());
  }

  override onFailure(error: NetError, written: boolean): void {
    const { host } = this;
    host.deadlines.remove(this);
    if (!written && this.sentThisAttempt) {
      this.sent--;
      this.sentThisAttempt = false;
    }
    if (host.closed) {
      this.cancel();
      return;
    }
    if (error.kind === 'encode') {
      this.refused(valueError(error.cause));
      return;
    }
    // The node left before this was sent: the new map knows better, and no attempt was made.
    if (error.kind === 'shutdown' && !written) {
      this.attempts--;
      this.displaced();
      return;
    }
    // A refused or broken connection may mean that the map is out of date.
    if (error.kind === 'connect' || error.kind === 'closed') host.requestTend();
    this.failed(netFailure(error));
  }

  override onReturned(): void {
    this.host.deadlines.remove(this);
    this.sent--;
    this.sentThisAttempt = false;
    this.attempts--;
    if (this.host.closed) this.cancel();
    else this.displaced();
  }

  override onDeadline(nowMs: number): void {
    const counts = this.#countsOf();
    if (counts !== undefined) counts.timeouts++;
    if (!this.sentThisAttempt) this.host.totals.unsentTimeouts++;
    const what = this.sentThisAttempt ? 'no reply from the server' : 'no connection became free';
    this.withdraw(true);
    const limit = nowMs >= this.totalDeadlineMs ? 'totalTimeout' : 'socketTimeout';
    // The time that ran out was pause enough.
    this.failed(timeoutFailure(`${what} within ${limit}`, this.sentThisAttempt, this.policy.timeoutDelay), 0);
  }
}

/** The end of a time limit in ms that starts now; 0 is no limit. */
export function deadlineAfter(limitMs: number, nowMs: number): number {
  return limitMs === 0 ? Number.POSITIVE_INFINITY : nowMs + limitMs;
}

function decompressed(type: number, { compress }: RequestPolicy, buffer: Buffer, start: number, end: number): Buffer {
  checkReplyType(type, compress);
  const body = decompressBody(buffer, start, end);
  if (body.length < MESSAGE_HEADER_BYTES) throw new Error('Reply is shorter than its header');
  return body;
}
