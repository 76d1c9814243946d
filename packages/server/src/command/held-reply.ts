// The reply of a single-record command whose change is not safe yet: complete, but held back until it is.

import type { Writer } from 'tendril/wire';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { Completion, Waiter } from '../storage/completion.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from './job.ts';

export class HeldReply implements Job, Waiter {
  readonly #out: Writer;
  readonly #frame: Buffer;
  readonly #completion: Completion;
  #owner: JobOwner | undefined;

  /** Takes the reply in `out` from `start` on out again, and keeps it. */
  constructor(out: Writer, start: number, completion: Completion) {
    this.#out = out;
    this.#frame = Buffer.from(out.buffer.subarray(start, out.pos));
    this.#completion = completion;
    out.pos = start;
  }

  step(owner: JobOwner): Progress {
    const { result } = this.#completion;
    if (result === undefined) {
      if (this.#owner === undefined) this.#completion.tell(this);
      this.#owner = owner;
      return PROGRESS.WAITING;
    }
    if (result === RESULT.OK) this.#out.bytes(this.#frame);
    else this.#refuse(result);
    return PROGRESS.DONE;
  }

  fail(): void {
    this.#refuse(RESULT.UNKNOWN);
  }

  cancel(): void {
    this.#completion.forget(this);
  }

  onSettled(): void {
    this.#owner?.wake(this);
  }

  #refuse(result: number): void {
    const reply = new Reply(this.#out);
    reply.begin();
    reply.finish(result);
  }
}
