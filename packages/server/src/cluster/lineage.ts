// The past of every partition's data, as versions. The version changes whenever a complete copy is left behind on a node
// that goes down, so that the copy can be told, when it comes back, from what was written since:
//
//   its version is the newest        nothing was written without it: it is as good as any
//   its version is in the past       all that it has, and more, is in the others: it is worthless
//   its version is in another past   both sides wrote: the records have to be compared one by one

import { PARTITIONS } from 'tendril/wire';

/** Versions remembered per partition. A copy older than that is compared record by record. */
const MAX_VERSIONS = 256;

export class Lineage {
  readonly #pasts: number[][] = Array.from({ length: PARTITIONS }, () => [1]);
  #newest = 1;

  head(partition: number): number {
    return (this.#pasts[partition] as number[]).at(-1) as number;
  }

  includes(partition: number, version: number): boolean {
    return (this.#pasts[partition] as number[]).includes(version);
  }

  /** What is written from now on is missing in copies of the version before. */
  advance(partition: number): void {
    const past = this.#pasts[partition] as number[];
    past.push(++this.#newest);
    if (past.length > MAX_VERSIONS) past.shift();
  }

  /** The data goes on from an older copy, or from nothing when `version` is 0: what came after that is another past. */
  branch(partition: number, version: number): void {
    const past = this.#pasts[partition] as number[];
    const at = past.indexOf(version);
    this.#pasts[partition] = at !== -1 ? past.slice(0, at + 1) : version === 0 ? [] : [version];
    this.advance(partition);
  }
}
