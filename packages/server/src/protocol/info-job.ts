// The reply to an info request, and the job of one that is not answered at once because a command of it takes its time.

import { beginFrame, encodeInfoReply, endFrame, PROTO_TYPE, type Writer } from 'tendril/wire';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';

/** Writes the reply, or returns the job that will. */
export function serveInfo(out: Writer, answer: string | Promise<string>): Job | undefined {
  if (typeof answer !== 'string') return new InfoJob(out, answer);
  writeInfo(out, answer);
  return undefined;
}

/** What a request is answered with that failed unexpectedly. */
export function writeInfoFailure(out: Writer): void {
  out.bytes(encodeInfoReply('ERROR::internal error\n'));
}

/** Info text is bytes both ways: one character per byte, so that the reply repeats what came. */
function writeInfo(out: Writer, text: string): void {
  const reply = Buffer.from(text, 'latin1');
  const at = beginFrame(out, PROTO_TYPE.INFO);
  out.bytes(reply);
  endFrame(out, at);
}

class InfoJob implements Job {
  readonly #out: Writer;
  #owner: JobOwner | undefined;
  #answer: string | undefined;
  #error: unknown;
  #isSettled = false;

  constructor(out: Writer, answer: Promise<string>) {
    this.#out = out;
    answer.then(
      (text) => this.#settle(text, undefined),
      (error: unknown) => this.#settle(undefined, error),
    );
  }

  step(owner: JobOwner): Progress {
    this.#owner = owner;
    if (!this.#isSettled) return PROGRESS.WAITING;
    if (this.#answer === undefined) throw this.#error;
    writeInfo(this.#out, this.#answer);
    return PROGRESS.DONE;
  }

  fail(): void {
    writeInfoFailure(this.#out);
  }

  cancel(): void {
    this.#owner = undefined;
  }

  #settle(answer: string | undefined, error: unknown): void {
    this.#answer = answer;
    this.#error = error;
    this.#isSettled = true;
    this.#owner?.wake(this);
  }
}
