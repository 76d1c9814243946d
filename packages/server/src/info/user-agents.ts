// Which clients are connected: each connection may name its user agent once, and the node counts equal names.

import { MAX_USER_AGENTS } from '../limits.ts';

export class UserAgents {
  readonly #counts = new Map<string, number>();

  /** Counts one more connection of that agent, given as base64. */
  add(agent: string): void {
    if (!this.#counts.has(agent) && this.#counts.size >= MAX_USER_AGENTS) return;
    this.#counts.set(agent, (this.#counts.get(agent) ?? 0) + 1);
  }

  /** Forgets a closed connection of that agent. */
  remove(agent: string): void {
    const count = this.#counts.get(agent) ?? 0;
    if (count <= 1) this.#counts.delete(agent);
    else this.#counts.set(agent, count - 1);
  }

  /** `user-agent=<base64>:count=<n>;` for each agent. */
  format(): string {
    return [...this.#counts].map(([agent, count]) => `user-agent=${agent}:count=${count};`).join('');
  }
}
