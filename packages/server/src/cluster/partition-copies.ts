// The copies that one node has of a namespace's partitions, complete or not, and which version of the data a copy is
// that was left behind when the node went down.

import { PARTITIONS } from 'tendril/wire';

/**
 * A copy is FULL when it has every acknowledged write; FILLING when it receives writes but not yet all older records;
 * STALE when its node was away and nobody has looked yet at what it brings back.
 */
export const COPY = { NONE: 0, STALE: 1, FILLING: 2, FULL: 3 } as const;

export class PartitionCopies {
  readonly #states = new Uint8Array(PARTITIONS);
  readonly #versions = new Uint32Array(PARTITIONS);

  state(partition: number): number {
    return this.#states[partition] as number;
  }

  set(partition: number, state: number): void {
    this.#states[partition] = state;
  }

  /** The version of the data in a STALE copy; 0 is no version. */
  version(partition: number): number {
    return this.#versions[partition] as number;
  }

  leaveBehind(partition: number, version: number): void {
    this.#states[partition] = COPY.STALE;
    this.#versions[partition] = version;
  }

  forget(): void {
    this.#states.fill(COPY.NONE);
    this.#versions.fill(0);
  }
}
