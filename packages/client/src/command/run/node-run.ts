// One request to a node that is named: info, and the administration of users. It is not repeated, since nobody else
// could answer it, or it might be done twice.

import type { AerospikeError } from '../../model/error.ts';
import { type ReplyVerdict, type Request, Tombstone, verdictOf } from '../../net/request.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandOutcome } from '../command-definition.ts';
import { type AttemptFailure, CLIENT_FAILURE, commandError, serverFailure } from './command-error.ts';
import { deadlineAfter, NodeRequest, type RequestPolicy } from './node-request.ts';
import type { Route, RunHost } from './run-host.ts';
import { failLater } from './settle-later.ts';

/** What is asked, and how the answer is read. */
export interface NodeQuestion<R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  readonly frame: Buffer;
  /** Whether nobody waits for the answer, nor counts it. */
  readonly isSilent?: boolean;
  /** Whether it may change records: a lost answer leaves doubt then. */
  readonly isWrite?: boolean;
  /** Type of the frame that answers it. */
  readonly replyType: number;
  /** Whether the answer may have several frames. */
  readonly hasManyFrames?: boolean;
  /** Reads the body in `buffer[start, end)`; undefined if more frames are to come. Throws when it cannot. */
  decode(buffer: Buffer, start: number, end: number): R | undefined;
  /** The code that an answer has, other than 0 for a refusal. */
  codeOf?(answer: R): number;
  /** What a refusal with that code means here, if not what it always means. */
  failureText?(code: number): string | undefined;
  /** Whether a frame is the last one of an answer that nobody waits for any more. */
  isLast?(buffer: Buffer, start: number, end: number): boolean;
}

export class NodeRun<R> extends NodeRequest {
  override readonly policy: RequestPolicy;
  override readonly ns = '';
  readonly #question: NodeQuestion<R>;
  readonly #outcome: CommandOutcome<R>;
  #settled = false;

  constructor(
    host: RunHost,
    question: NodeQuestion<R>,
    timeoutMs: number,
    timeoutDelay: number,
    outcome: CommandOutcome<R>,
  ) {
    super(host, deadlineAfter(timeoutMs, host.deadlines.now()));
    this.policy = { socketTimeout: 0, timeoutDelay, compress: false };
    this.frame = question.frame;
    this.#question = question;
    this.#outcome = outcome;
    if (question.isSilent !== true) host.onStarted();
  }

  /** Asks even a node whose circuit breaker is open: what it says may be why. */
  ask(route: Route): void {
    this.send(route, this.host.deadlines.now());
  }

  protected override get latencyKind(): number {
    return -1;
  }

  protected override get mayBeRepeated(): boolean {
    return false;
  }

  protected override write(w: Writer): void {
    w.bytes(this.#question.frame);
  }

  override onReply(type: number, buffer: Buffer, start: number, end: number): ReplyVerdict {
    this.noteReply(end - start);
    if (type !== this.#question.replyType) return this.unreadable(new Error(`Unexpected reply of type ${type}`));
    try {
      const verdict = this.read(buffer, start, end);
      if (verdict === 'more') this.onMore();
      return verdict;
    } catch (error) {
      return this.unreadable(error);
    }
  }

  protected override read(body: Buffer, start: number, end: number): ReplyVerdict {
    const question = this.#question;
    const result = question.decode(body, start, end);
    if (result === undefined) return 'more';
    const code = question.codeOf?.(result) ?? 0;
    if (code !== 0) {
      this.#fail(serverFailure(code, question.failureText?.(code)));
      return verdictOf(code);
    }
    this.#finish();
    this.#outcome.onResult(result);
    return 'keep';
  }

  override get hasManyFrames(): boolean {
    return this.#question.hasManyFrames === true;
  }

  override tombstone(): Request | null {
    const question = this.#question;
    if (question.hasManyFrames !== true) return null;
    return new Tombstone((type, buffer, start, end) => {
      try {
        if (type !== question.replyType) return 'unreadable';
        return question.isLast?.(buffer, start, end) === true ? 'keep' : 'more';
      } catch {
        return 'unreadable';
      }
    });
  }

  protected override failed(failure: AttemptFailure): void {
    this.#fail(failure);
  }

  protected override refused(error: AerospikeError): void {
    this.#fail({ ...CLIENT_FAILURE, code: error.code, message: error.message, cause: error });
  }

  protected override displaced(): void {
    this.#fail({ ...CLIENT_FAILURE, message: 'The node left the cluster' });
  }

  override cancel(): void {
    this.host.deadlines.remove(this);
    this.#fail({ ...CLIENT_FAILURE, message: 'The client was closed' });
  }

  #fail(failure: AttemptFailure): void {
    if (this.#settled) return;
    this.#finish();
    const { attempts, sent } = this;
    const node = this.route?.name ?? null;
    failLater(
      this.#outcome,
      commandError(failure, { isWrite: this.#question.isWrite === true, sent, sentBefore: 0, attempts, node }),
    );
  }

  #finish(): void {
    this.#settled = true;
    if (this.#question.isSilent !== true) this.host.onSettled();
  }
}
