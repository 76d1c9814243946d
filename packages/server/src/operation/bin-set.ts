// The bins of a record while a write works on them: a copy, so that a failure leaves the record as it was. Order is the
// server's storage order: new bins at the end, and a removal moves the last bin into the freed place.

import type { Bin } from '../storage/record.ts';

export class BinSet {
  readonly bins: Bin[];

  constructor(bins: readonly Bin[]) {
    this.bins = bins.slice();
  }

  get(name: string): Bin | undefined {
    const at = this.#indexOf(name);
    return at === -1 ? undefined : this.bins[at];
  }

  set(bin: Bin): void {
    const at = this.#indexOf(bin.name);
    if (at === -1) this.bins.push(bin);
    else this.bins[at] = bin;
  }

  remove(name: string): void {
    const at = this.#indexOf(name);
    if (at === -1) return;
    const last = this.bins.pop() as Bin;
    if (at < this.bins.length) this.bins[at] = last;
  }

  clear(): void {
    this.bins.length = 0;
  }

  #indexOf(name: string): number {
    const { bins } = this;
    for (let i = 0; i < bins.length; i++) {
      if ((bins[i] as Bin).name === name) return i;
    }
    return -1;
  }
}
