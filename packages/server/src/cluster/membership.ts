// Who belongs to the cluster. A join or departure takes effect at once and for all members: there is no heartbeat to
// miss and nothing to migrate, since the nodes of one server share their data.

import { randomBytes } from 'node:crypto';
import type { NodeState } from './node-state.ts';

export class Membership {
  readonly #clusterName: string;
  #members: readonly NodeState[] = [];

  constructor(clusterName: string) {
    this.#clusterName = clusterName;
  }

  get members(): readonly NodeState[] {
    return this.#members;
  }

  join(nodes: readonly NodeState[]): void {
    this.#change([...this.#members, ...nodes]);
  }

  leave(node: NodeState): void {
    if (!this.#members.includes(node)) return;
    node.leave();
    this.#change(this.#members.filter((member) => member !== node));
  }

  #change(members: readonly NodeState[]): void {
    this.#members = members;
    const view = { clusterName: this.#clusterName, clusterKey: newClusterKey(), members };
    for (const member of members) member.adopt(view);
  }
}

/** 48 random bits as hex without leading zeros; never zero, which means "no cluster". */
function newClusterKey(): string {
  return (BigInt(`0x${randomBytes(6).toString('hex')}`) | 1n).toString(16).toUpperCase();
}
