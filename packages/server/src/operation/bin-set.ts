// The bins of a record while a write works on them: a copy, so that a failure leaves the record as it was. Order is the
// server's storage order: new bins at the end, and a removal moves the last bin into the freed place.

import type { Bin } from '../storage/record.ts';

/** Fewer bins are looked through; with more, a command of as many operations would take the square of their number. */
const INDEXED_BINS = 32;

export class BinSet {
  readonly bins: Bin[];
  /** Where each bin is; undefined as long as nobody has looked for one among many. */
  #places: Map<string, number> | undefined;

  constructor(bins: readonly Bin[]) {
    this.bins = bins.slice();
  }

  get(name: string): Bin | undefined {
    const at = this.#indexOf(name);
    return at === -1 ? undefined : this.bins[at];
  }

  set(bin: Bin): void {
    const at = this.#indexOf(bin.name);
    if (at !== -1) {
      this.bins[at] = bin;
      return;
    }
    this.bins.push(bin);
    this.#places?.set(bin.name, this.bins.length - 1);
  }

  remove(name: string): void {
    const at = this.#indexOf(name);
    if (at === -1) return;
    const last = this.bins.pop() as Bin;
    this.#places?.delete(name);
    if (at === this.bins.length) return;
    this.bins[at] = last;
    this.#places?.set(last.name, at);
  }

  clear(): void {
    this.bins.length = 0;
    this.#places = undefined;
  }

  #indexOf(name: string): number {
    const { bins } = this;
    if (bins.length > INDEXED_BINS) {
      this.#places ??= new Map(bins.map((bin, at) => [bin.name, at]));
      return this.#places.get(name) ?? -1;
    }
    // Few again after removals: the places are kept right all the same.
    for (let i = 0; i < bins.length; i++) {
      if ((bins[i] as Bin).name === name) return i;
    }
    return -1;
  }
}
