// The answer to an admin request: one frame for most, a list for queries. A request whose answer takes its time, because a
// password has to be hashed or another system asked, is a job of its connection.

import {
  type AdminFields,
  beginFrame,
  endFrame,
  PROTO_TYPE,
  type Writer,
  writeAdminBlock,
  writeAdminReply,
} from 'tendril/wire';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import { FRAME_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';

export interface AdminAnswer {
  readonly result: number;
  /** What a login gives. */
  readonly fields?: AdminFields;
  /** What a query finds: a block of the reply each. */
  readonly list?: readonly AdminFields[];
  /** Time in ms for which the answer is held back. */
  readonly delayMs?: number;
}

/** user, role := block with result 0;  list := *(user | role) · block with result 50 */
export function writeAnswer(out: Writer, { result, fields, list }: AdminAnswer): void {
  if (list === undefined || result !== RESULT.OK) {
    writeAdminReply(out, result, fields);
    return;
  }
  let at = beginFrame(out, PROTO_TYPE.ADMIN);
  for (const one of list) {
    writeAdminBlock(out, RESULT.OK, 0, one);
    if (out.pos - at < FRAME_BYTES) continue;
    endFrame(out, at);
    at = beginFrame(out, PROTO_TYPE.ADMIN);
  }
  writeAdminBlock(out, RESULT.SECURITY_OK_LAST, 0);
  endFrame(out, at);
}

export class AdminJob implements Job {
  readonly #out: Writer;
  #owner: JobOwner | undefined;
  #answer: AdminAnswer | undefined;
  #error: unknown;
  #isSettled = false;
  #isCancelled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(out: Writer, answer: Promise<AdminAnswer>) {
    this.#out = out;
    answer.then(
      (given) => this.#hold(given),
      (error: unknown) => this.#settle(undefined, error),
    );
  }

  step(owner: JobOwner): Progress {
    this.#owner = owner;
    if (!this.#isSettled) return PROGRESS.WAITING;
    if (this.#answer === undefined) throw this.#error;
    writeAnswer(this.#out, this.#answer);
    return PROGRESS.DONE;
  }

  fail(): void {
    writeAdminReply(this.#out, RESULT.UNKNOWN);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#owner = undefined;
    clearTimeout(this.#timer);
  }

  #hold(answer: AdminAnswer): void {
    if (this.#isCancelled) return;
    if (answer.delayMs === undefined) this.#settle(answer, undefined);
    else this.#timer = setTimeout(() => this.#settle(answer, undefined), answer.delayMs);
  }

  #settle(answer: AdminAnswer | undefined, error: unknown): void {
    this.#answer = answer;
    this.#error = error;
    this.#isSettled = true;
    this.#owner?.wake(this);
  }
}
