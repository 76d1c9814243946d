// How far a scan or query has come, partition by partition: which are done, and behind which record each of the others
// goes on. Deals the unfinished ones out to nodes. Pure; it knows no sockets, no policies and no clock.
//
//   todo ──dealt──► running ──node's last frame──► done
//    ▲                 ├── node failed, partition unavailable ──┐
//    └─────────────────┴──── goes on behind its last record ◄───┘
//
// Where there is a limit on records, a node that has given its share may have more: its partitions are then `paged`, and
// asked again only if the others have less than theirs.

import { PARTITIONS } from '../../topology/partition-table.ts';
import type { OpenPartition, PartitionCursor, StreamPart } from '../stream-definition.ts';

const UNUSED = 0;
const TODO = 1;
const RUNNING = 2;
const PAGED = 3;
const DONE = 4;

/** The partitions that one node is asked for, and what has come of them. */
export class NodeShare implements StreamPart {
  readonly partitions: readonly number[];
  readonly fresh: readonly number[];
  readonly resumed: readonly PartitionCursor[];
  maxRecords = 0;
  /** Records it has given. */
  records = 0;
  readonly #mine = new Uint8Array(PARTITIONS);

  constructor(partitions: readonly number[], cursors: readonly (PartitionCursor | undefined)[]) {
    this.partitions = partitions;
    this.fresh = partitions.filter((partition) => cursors[partition] === undefined);
    this.resumed = partitions.map((partition) => cursors[partition]).filter((cursor) => cursor !== undefined);
    for (const partition of partitions) this.#mine[partition] = 1;
  }

  has(partition: number): boolean {
    return this.#mine[partition] === 1;
  }
}

export class PartitionTracker {
  readonly #states = new Uint8Array(PARTITIONS).fill(UNUSED);
  readonly #cursors: (PartitionCursor | undefined)[] = new Array<PartitionCursor | undefined>(PARTITIONS).fill(
    undefined,
  );
  /** Columns that a partition has moved on from its first one. */
  readonly #advances = new Uint16Array(PARTITIONS);
  #unfinished: number;

  constructor(open: readonly OpenPartition[]) {
    for (const { partition, cursor } of open) {
      this.#states[partition] = TODO;
      this.#cursors[partition] = cursor;
    }
    this.#unfinished = open.length;
  }

  /** Partitions that this run still has to ask for. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** What is left, on a next page too. */
  get open(): OpenPartition[] {
    const open: OpenPartition[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const state = this.#states[partition] as number;
      if (state !== UNUSED && state !== DONE) open.push({ partition, cursor: this.#cursors[partition] });
    }
    return open;
  }

  /** Where a partition goes on; undefined at its beginning. */
  cursor(partition: number): PartitionCursor | undefined {
    return this.#cursors[partition];
  }

  /**
   * Groups what is to do by whatever `route` gives for a partition and the number of its advances; a partition for which
   * it gives undefined stays to do.
   */
  deal<N>(route: (partition: number, advances: number) => N | undefined): Map<N, NodeShare> {
    const groups = new Map<N, number[]>();
    for (let partition = 0; partition < PARTITIONS; partition++) {
      if (this.#states[partition] !== TODO) continue;
      const node = route(partition, this.#advances[partition] as number);
      if (node === undefined) continue;
      this.#states[partition] = RUNNING;
      const group = groups.get(node);
      if (group === undefined) groups.set(node, [partition]);
      else group.push(partition);
    }
    return new Map([...groups].map(([node, group]) => [node, new NodeShare(group, this.#cursors)]));
  }

  /** A record of the partition has come. */
  note(share: NodeShare, partition: number, cursor: PartitionCursor): void {
    share.records++;
    this.#cursors[partition] = cursor;
  }

  /** The node cannot serve this partition now. */
  unavailable(partition: number): void {
    if (this.#states[partition] === RUNNING) this.#again(partition);
  }

  /** The node's last frame has come: what it did not name unavailable is through. */
  finish(share: NodeShare): void {
    const isPaged = share.maxRecords > 0 && share.records >= share.maxRecords;
    for (const partition of share.partitions) {
      if (this.#states[partition] !== RUNNING) continue;
      this.#states[partition] = isPaged ? PAGED : DONE;
      this.#unfinished--;
    }
  }

  /** Takes up the partitions that were left for a next page. */
  reopen(): void {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      if (this.#states[partition] !== PAGED) continue;
      this.#states[partition] = TODO;
      this.#unfinished++;
    }
  }

  /** The node's stream broke off: its partitions go on elsewhere. */
  fail(share: NodeShare): void {
    for (const partition of share.partitions) if (this.#states[partition] === RUNNING) this.#again(partition);
  }

  /** The request never left: the same node is as good as any. */
  giveBack(share: NodeShare): void {
    for (const partition of share.partitions) if (this.#states[partition] === RUNNING) this.#states[partition] = TODO;
  }

  #again(partition: number): void {
    this.#states[partition] = TODO;
    (this.#advances[partition] as number)++;
  }
}
