// A request whose end a test can await. It fails the test run when it is told its end twice, or after it was taken
// back: the transport promises exactly one.

import assert from 'node:assert/strict';
import { NetError } from '../../src/net/net-error.ts';
import { type ReplyVerdict, Request, Tombstone } from '../../src/net/request.ts';
import type { Writer } from '../../src/wire/writer.ts';

export type Outcome =
  | { readonly kind: 'reply'; readonly type: number; readonly body: Buffer }
  | { readonly kind: 'failure'; readonly error: NetError; readonly written: boolean };

export interface TestRequestOptions {
  readonly verdict?: ReplyVerdict;
  /** Makes it one whose reply has many frames: what each of them means. */
  readonly manyFrames?: (body: string) => ReplyVerdict;
  readonly lane?: number;
  readonly isWrite?: boolean;
  readonly isMergeable?: boolean;
  /** The only type of frame that it can read. */
  readonly reads?: number;
  readonly onEnd?: (request: TestRequest) => void;
  readonly onDeadline?: (request: TestRequest, nowMs: number) => void;
}

export class TestRequest extends Request {
  readonly frame: Buffer;
  readonly outcome: Promise<Outcome>;
  /** Set once it has been told its end. */
  settled: Outcome | undefined;
  /** Frames before the last one. */
  readonly parts: string[] = [];
  sends = 0;
  freezes = 0;
  #withdrawn = false;
  readonly #options: TestRequestOptions;
  readonly #resolve: (outcome: Outcome) => void;

  constructor(frame: Buffer, options: TestRequestOptions = {}) {
    super();
    this.frame = frame;
    this.#options = options;
    let resolve: (outcome: Outcome) => void = () => {};
    this.outcome = new Promise((r) => {
      resolve = r;
    });
    this.#resolve = resolve;
  }

  /** From now on it must not be told anything any more. */
  withdrawn(): void {
    assert.strictEqual(this.settled, undefined);
    this.#withdrawn = true;
  }

  override get lane(): number {
    return this.#options.lane ?? -1;
  }

  override get isWrite(): boolean {
    return this.#options.isWrite ?? false;
  }

  override get isMergeable(): boolean {
    return this.#options.isMergeable ?? false;
  }

  override get hasManyFrames(): boolean {
    return this.#options.manyFrames !== undefined;
  }

  override tombstone(): Request | null {
    const { manyFrames } = this.#options;
    if (manyFrames === undefined) return null;
    return new Tombstone((_type, buffer, start, end) => manyFrames(buffer.toString('utf8', start, end)));
  }

  override encode(w: Writer): void {
    w.bytes(this.frame);
  }

  override freeze(): void {
    this.freezes++;
  }

  override onSent(): void {
    this.sends++;
  }

  override onReply(type: number, buffer: Buffer, start: number, end: number): ReplyVerdict {
    const { manyFrames, reads = type } = this.#options;
    if (type !== reads) {
      this.#end({ kind: 'failure', error: new NetError('protocol', `A frame of type ${type}`), written: true });
      return 'unreadable';
    }
    if (manyFrames !== undefined) {
      const part = buffer.toString('utf8', start, end);
      const verdict = manyFrames(part);
      if (verdict === 'more') {
        assert.strictEqual(this.#withdrawn, false, 'a request that was withdrawn is told nothing');
        this.parts.push(part);
        return verdict;
      }
    }
    this.#end({ kind: 'reply', type, body: Buffer.from(buffer.subarray(start, end)) });
    return this.#options.verdict ?? 'keep';
  }

  override onFailure(error: NetError, written: boolean): void {
    this.#end({ kind: 'failure', error, written });
  }

  override onReturned(): void {
    this.#end({ kind: 'failure', error: new NetError('shutdown', 'returned'), written: false });
  }

  override onDeadline(nowMs: number): void {
    this.#options.onDeadline?.(this, nowMs);
  }

  #end(outcome: Outcome): void {
    assert.strictEqual(this.settled, undefined, 'a request is told its end once');
    assert.strictEqual(this.#withdrawn, false, 'a request that was withdrawn is told nothing');
    this.settled = outcome;
    this.#resolve(outcome);
    this.#options.onEnd?.(this);
  }
}
