// What the user of a segment is told, and what it has been told already: each role and each generation once.

import type { SegmentOptions, SegmentRole } from './types.ts';

export type SegmentListeners = Pick<
  SegmentOptions,
  'onChange' | 'onRoleChange' | 'onParticipants' | 'onRequest' | 'onWarning'
>;

export class Announcements {
  readonly #listeners: SegmentListeners;
  #role: SegmentRole;
  #generation: number | undefined;
  #participants: number | undefined;

  /** `role`: the one that needs no telling. */
  constructor(listeners: SegmentListeners, role: SegmentRole) {
    this.#listeners = listeners;
    this.#role = role;
  }

  role(role: SegmentRole, reason: string): void {
    if (role === this.#role) return;
    this.#role = role;
    call(() => this.#listeners.onRoleChange?.(role, reason));
  }

  /** `role` needs no telling: who asked for it knows. */
  skipRole(role: SegmentRole): void {
    this.#role = role;
  }

  change(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    call(() => this.#listeners.onChange?.());
  }

  /** The same generation counts as new again. */
  forgetChange(): void {
    this.#generation = undefined;
  }

  /** The first count needs no telling. */
  participants(participants: number): void {
    const isNews = this.#participants !== undefined && participants !== this.#participants;
    this.#participants = participants;
    if (isNews) call(() => this.#listeners.onParticipants?.(participants));
  }

  request(): void {
    call(() => this.#listeners.onRequest?.());
  }

  warn(message: string): void {
    call(() => this.#listeners.onWarning?.(message));
  }
}

/** A listener that throws must not take the process with it. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    process.emitWarning(`A listener of the shared segment failed: ${reason}`);
  }
}
