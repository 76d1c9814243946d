// When the commands of a turn are merged at one node, and how many of them share a request. The rules and what they were
// measured by: docs/decisions/0013-merged-commands.md.

import type { Connection } from './connection.ts';
import { MergeLessons } from './merged-request.ts';

/**
 * Commands of a node under way from which on they are merged: fewer are answered sooner if each has a connection, and
 * the server works on them at a time.
 */
const MERGE_FROM = 8;
/**
 * Of the commands under way, the part that one request may have: while the server does one, replies to another are read
 * and the next is made. Never fewer than `MERGE_FROM`.
 */
const MERGED_SHARE = 2;
/** How long a node is left alone after it refused a merged request, and after a connection with one was lost. */
const REFUSED_MS = 10_000;
const LOST_MS = 1000;

/** Commands that travelled with others in one request, and these requests. */
export interface MergedCounts {
  commands: number;
  requests: number;
}

export class MergePolicy {
  readonly lessons = new MergeLessons();
  readonly counts: MergedCounts = { commands: 0, requests: 0 };
  /** Of all nodes, those included that are gone. */
  readonly #total: MergedCounts;
  /** Until when commands are sent singly. */
  #singlyUntilMs = Number.NEGATIVE_INFINITY;
  /** The connection whose merged request took the newest command, if it is still open to more. */
  #gathering: Connection | undefined;

  constructor(total: MergedCounts) {
    this.#total = total;
  }

  /** Whether a command joins others, of so many that are under way. */
  applies(underWay: number): boolean {
    return underWay >= MERGE_FROM;
  }

  isAllowed(nowMs: number): boolean {
    return nowMs >= this.#singlyUntilMs;
  }

  /** Where commands of this turn wait already to be sent as one. */
  get gathering(): Connection | undefined {
    return this.#gathering?.gathers === true ? this.#gathering : undefined;
  }

  set gathering(connection: Connection | undefined) {
    this.#gathering = connection;
  }

  /** Whether the request of that connection has its share of so many commands under way, and waits for no more. */
  isEnough({ gathered }: Connection, underWay: number): boolean {
    return gathered * MERGED_SHARE >= underWay && gathered >= MERGE_FROM;
  }

  onMerged(rows: number): void {
    for (const counts of [this.counts, this.#total]) {
      counts.commands += rows;
      counts.requests++;
    }
  }

  /** A merged request went wrong. `refused`: the node will not have them. */
  onFailed(refused: boolean, nowMs: number): void {
    this.#singlyUntilMs = Math.max(this.#singlyUntilMs, nowMs + (refused ? REFUSED_MS : LOST_MS));
  }

  forget(connection: Connection): void {
    if (this.#gathering === connection) this.#gathering = undefined;
  }
}
