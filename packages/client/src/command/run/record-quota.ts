// The limit on the records of a scan or query, and how what is left of it is shared out to nodes. Without a limit
// everybody may give what they have.

import type { NodeShare } from './partition-tracker.ts';

export class RecordQuota {
  /** 0 for no limit. */
  readonly max: number;
  #taken = 0;

  constructor(maxRecords: number) {
    this.max = maxRecords;
  }

  get isFull(): boolean {
    return this.max > 0 && this.#taken >= this.max;
  }

  take(): void {
    this.#taken++;
  }

  /** Splits what is left evenly; every node gives one at least. */
  share(shares: readonly Pick<NodeShare, 'maxRecords'>[]): void {
    if (this.max === 0) return;
    const left = this.max - this.#taken;
    const each = Math.floor(left / shares.length);
    const more = left % shares.length;
    for (const [i, share] of shares.entries()) share.maxRecords = Math.max(1, each + (i < more ? 1 : 0));
  }
}
