// The reply of a command whose function still runs.

import type { Writer } from 'tendril/wire';
import { Reply } from '../message/reply.ts';
import { RESULT } from '../result-code.ts';
import type { Waiter } from '../storage/completion.ts';
import type { Application } from './apply.ts';
import { HeldReply } from './held-reply.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from './job.ts';

export class AppliedReply implements Job, Waiter {
  readonly #out: Writer;
  readonly #application: Application;
  #owner: JobOwner | undefined;
  /** The change is made, and not safe yet. */
  #held: HeldReply | undefined;

  constructor(out: Writer, application: Application) {
    this.#out = out;
    this.#application = application;
  }

  step(owner: JobOwner): Progress {
    if (this.#held !== undefined) return this.#held.step({ wake: () => owner.wake(this) });
    const { result } = this.#application;
    if (result === undefined) {
      if (this.#owner === undefined) this.#application.tell(this);
      this.#owner = owner;
      return PROGRESS.WAITING;
    }
    const at = this.#out.pos;
    const reply = new Reply(this.#out);
    reply.begin();
    this.#application.writeTo(reply);
    reply.finish(result);
    const { completion } = this.#application;
    if (completion === undefined) return PROGRESS.DONE;
    this.#held = new HeldReply(this.#out, at, completion);
    return this.#held.step({ wake: () => owner.wake(this) });
  }

  fail(): void {
    const reply = new Reply(this.#out);
    reply.begin();
    reply.finish(RESULT.UNKNOWN);
  }

  cancel(): void {
    this.#application.forget(this);
    this.#held?.cancel();
  }

  onSettled(): void {
    this.#owner?.wake(this);
  }
}
