// When this participant looks: one timer at a time, armed anew after each look, in turn with the other followers. What a
// look does is look.ts's business; how often, and whose turn, is decided in lease.ts.

import type { SegmentEnvironment } from './environment.ts';
import { ALONE, lookPeriodMs, type Turn, untilTurnMs } from './lease.ts';

/** How often a participant counts the others at least: who left or died changes no id. */
const COUNT_MS = 5000;

export interface RotaOptions {
  readonly tickMs: number;
  readonly leaseMs: number;
}

export class Rota {
  readonly #environment: SegmentEnvironment;
  readonly #options: RotaOptions;
  readonly #look: () => void;
  #turn: Turn = ALONE;
  #countedAtMs = Number.NEGATIVE_INFINITY;
  #countedId = -1;
  #stop: () => void = () => {};

  constructor(environment: SegmentEnvironment, options: RotaOptions, look: () => void) {
    this.#environment = environment;
    this.#options = options;
    this.#look = look;
  }

  /**
   * Arms the timer for the next look. `count` finds this participant's place; called once in a while, and when `lastId`,
   * the last id given away, is another one: somebody joined or left, or owns, or has merely published.
   */
  arm(isOwner: boolean, lastId: number, count: () => Turn): void {
    const nowMs = this.#environment.clock.now();
    if (lastId !== this.#countedId || nowMs - this.#countedAtMs >= COUNT_MS) {
      this.#countedAtMs = nowMs;
      this.#countedId = lastId;
      this.#turn = count();
    }
    const turn = isOwner ? ALONE : this.#turn;
    const { tickMs, leaseMs } = this.#options;
    const periodMs = lookPeriodMs(isOwner, turn.followers, tickMs, leaseMs);
    this.#stop();
    this.#stop = this.#environment.clock.after(untilTurnMs(nowMs, periodMs, turn), this.#look, false);
  }

  stop(): void {
    this.#stop();
  }
}
