// The nodes to which a strongly consistent namespace belongs, whether they are there or not. A change is pending until
// the cluster is told to take it over ("recluster").

import type { RosterNode } from './availability.ts';

/** The rosters of a cluster, as info commands see and change them. */
export interface Rosters {
  /** Undefined for a namespace that prefers availability. */
  roster(namespace: string): Roster | undefined;
  /** Takes pending rosters over, and revived partitions into service. */
  recluster(): void;
}

export class Roster {
  /** What is to be the roster. */
  pending: readonly RosterNode[];
  /** Dead partitions go on with what there is, from the next time the nodes are balanced. */
  isRevived = false;
  #nodes: readonly RosterNode[];

  constructor(nodes: readonly RosterNode[]) {
    this.#nodes = nodes;
    this.pending = nodes;
  }

  get nodes(): readonly RosterNode[] {
    return this.#nodes;
  }

  includes(name: string): boolean {
    return this.#nodes.some((node) => node.name === name);
  }

  takeOver(): void {
    this.#nodes = this.pending;
  }
}
