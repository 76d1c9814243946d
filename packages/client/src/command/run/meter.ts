// Measures requests while metrics are on: it puts the time that each took into a histogram of its node, its namespace and
// its kind. Without one, a request costs a comparison with null at each of three places; with one, no object is made and
// no clock looked at: a reply has come when its socket was read.
//
//   column      0     1        2         …   last
//   ms, up to   1     2^shift  2^2shift  …   all the rest; then the sum of all, in microseconds

import { LATENCY_KINDS, type NamespaceCounts } from './node-counts.ts';

export class Meter {
  readonly columns: number;
  readonly shift: number;
  readonly #factor: number;

  /** A new meter begins with empty histograms. */
  constructor(columns: number, shift: number) {
    this.columns = columns;
    this.shift = shift;
    this.#factor = 2 ** shift;
  }

  /** Something of that kind took so many microseconds. */
  add(counts: NamespaceCounts, kind: number, us: number): void {
    if (counts.meter !== this) this.#adopt(counts);
    const latency = counts.latency as Float64Array;
    const last = this.columns - 1;
    let column = 0;
    for (let limitUs = 1000; column < last && us > limitUs; column++) limitUs *= this.#factor;
    const first = kind * (this.columns + 1);
    latency[first + column] = (latency[first + column] as number) + 1;
    latency[first + this.columns] = (latency[first + this.columns] as number) + us;
  }

  /** The columns of a kind; all 0 where nothing of it was measured. */
  columnsOf(counts: NamespaceCounts, kind: number): number[] {
    const { columns } = this;
    if (counts.meter !== this || counts.latency === null) return new Array<number>(columns).fill(0);
    const first = kind * (columns + 1);
    return Array.from(counts.latency.subarray(first, first + columns));
  }

  /** The sum of all times of a kind. */
  secondsOf(counts: NamespaceCounts, kind: number): number {
    if (counts.meter !== this) return 0;
    return ((counts.latency?.[kind * (this.columns + 1) + this.columns] as number) || 0) / 1e6;
  }

  /** Upper ends of the columns in ms, but for the last, which has none. */
  get boundsMs(): number[] {
    return Array.from({ length: this.columns - 1 }, (_, column) => this.#factor ** column);
  }

  #adopt(counts: NamespaceCounts): void {
    counts.meter = this;
    counts.latency = new Float64Array(LATENCY_KINDS * (this.columns + 1));
  }
}
