// A command that is not answered within the call that began it, because its reply is long or because it waits for
// something: a disk, a script, a task of its own. It is carried out in steps, so that neither the reply nor the time it
// takes can starve other connections. The connection makes the next step when the peer has room for more; a job that
// waits is left alone until it says that it can go on.

export const PROGRESS = {
  /** The reply is complete. */
  DONE: 0,
  /** There is more to do; others get their turn first. */
  MORE: 1,
  /** There is nothing to do until the job wakes its owner. */
  WAITING: 2,
} as const;

export type Progress = (typeof PROGRESS)[keyof typeof PROGRESS];

/** Whoever carries a job out, step by step. */
export interface JobOwner {
  /** That job, which was waiting, can go on. The next step never comes within this call. */
  wake(job: Job): void;
}

export interface Job {
  /** Appends some of the reply, in whole frames, to the output. */
  step(owner: JobOwner): Progress;
  /** Appends what ends a reply of which a step threw: there is no further one. */
  fail(): void;
  /** Nobody wants the rest of the reply. What is under way is given up as far as it can be; no step follows. */
  cancel(): void;
}
