// Ends overdue transactions once a second (cluster/settlement.ts). The timer keeps no process alive, and there is none
// where no namespace is strongly consistent.

const SWEEP_INTERVAL_MS = 1000;

export class TransactionTimer {
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(isNeeded: boolean, sweep: () => void) {
    if (isNeeded) this.#timer = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
