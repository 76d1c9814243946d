// When this participant looks: one timer at a time, armed anew after each look, in turn with the other followers. What a
// look does is segment.ts's business; how often, and whose turn, is decided in lease.ts.

import type { SegmentEnvironment } from './environment.ts';
import { ALONE, lookPeriodMs, type Turn, untilTurnMs } from './lease.ts';

/** How often a participant counts the others. A place of one who left or died stays empty so long at most. */
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
  #stop: () => void = () => {};

  constructor(environment: SegmentEnvironment, options: RotaOptions, look: () => void) {
    this.#environment = environment;
    this.#options = options;
    this.#look = look;
  }

  /** Arms the timer for the next look. `count` finds this participant's place; called once in a while. */
  arm(isOwner: boolean, count: () => Turn): void {
    const nowMs = this.#environment.nowMs();
    if (nowMs - this.#countedAtMs >= COUNT_MS) {
      this.#countedAtMs = nowMs;
      this.#turn = count();
    }
    const turn = isOwner ? ALONE : this.#turn;
    const { tickMs, leaseMs } = this.#options;
    const periodMs = lookPeriodMs(isOwner, turn.followers, tickMs, leaseMs);
    this.#stop();
    this.#stop = this.#environment.after(untilTurnMs(nowMs, periodMs, turn), this.#look);
  }

  /** The places may have changed: another owner, or a newcomer. */
  recount(): void {
    this.#countedAtMs = Number.NEGATIVE_INFINITY;
  }

  stop(): void {
    this.#stop();
  }
}
