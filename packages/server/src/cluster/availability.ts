// Which partitions of a strongly consistent namespace its present nodes may serve, by the server's rules. They are such
// that, however the nodes of the roster are divided, no two parts serve the same partition:
//
//   all replicas by the roster are present                  any part of the roster
//   one replica at least is present                         more than half of the roster
//   the first replica by the roster is present              exactly half of the roster

import { Succession } from './succession.ts';

export interface RosterNode {
  readonly name: string;
  /** Undefined: no rack. */
  readonly rackId: number | undefined;
}

export class Availability {
  /** Every node of the roster is present. */
  readonly isComplete: boolean;
  readonly #present: readonly boolean[];
  readonly #succession: Succession;
  readonly #replicas: number;
  readonly #presentCount: number;

  constructor(roster: readonly RosterNode[], present: ReadonlySet<string>, replicationFactor: number) {
    this.#present = roster.map(({ name }) => present.has(name));
    this.#presentCount = this.#present.filter((isPresent) => isPresent).length;
    this.isComplete = this.#presentCount === roster.length && roster.length > 0;
    this.#replicas = Math.min(replicationFactor, roster.length);
    const racks = roster.map(({ rackId }) => rackId);
    const names = roster.map(({ name }) => name);
    this.#succession = new Succession(names, { racks });
  }

  allows(partition: number): boolean {
    let replicas = 0;
    for (let rank = 0; rank < this.#replicas; rank++) if (this.#isPresent(rank, partition)) replicas++;
    if (replicas === 0) return false;
    if (replicas === this.#replicas) return true;
    const surplus = 2 * this.#presentCount - this.#present.length;
    return surplus > 0 || (surplus === 0 && this.#isPresent(0, partition));
  }

  #isPresent(rank: number, partition: number): boolean {
    return this.#present[this.#succession.node(rank, partition)] === true;
  }
}
