// How far a scan or query has come, partition by partition: which are done, and behind which record each of the others
// goes on. Deals the unfinished ones out to nodes. Pure; it knows no sockets, no policies and no clock.
//
//   todo ──dealt──► running ──node's last frame──► done
//    ▲                 ├── node failed, partition unavailable ──┐
//    └─────────────────┴──── goes on behind its last record ◄───┘
//
// Where there is a limit on records, a node that has given its share may have more: its partitions are then `paged`, and
// asked again only if the others have less than theirs.

import * as message from '../../wire/codes/message.ts';
import type { OpenPartition, PartitionCursor, StreamPart } from '../stream-definition.ts';

/** A constant of its own: what is imported is looked up at every use, and loops here run over all partitions. */
const PARTITIONS = message.PARTITIONS;

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

  /** Without `cursors` all begin. */
  constructor(partitions: readonly number[], cursors: readonly (PartitionCursor | undefined)[] | undefined) {
    const mine = this.#mine;
    for (let i = 0; i < partitions.length; i++) mine[partitions[i] as number] = 1;
    this.partitions = partitions;
    this.fresh = cursors === undefined ? partitions : partitions.filter((one) => cursors[one] === undefined);
    this.resumed =
      cursors === undefined ? [] : partitions.map((one) => cursors[one]).filter((cursor) => cursor !== undefined);
  }

  has(partition: number): boolean {
    return this.#mine[partition] === 1;
  }
}

export class PartitionTracker {
  readonly #states = new Uint8Array(PARTITIONS).fill(UNUSED);
  readonly #cursors: (PartitionCursor | undefined)[] = new Array(PARTITIONS).fill(undefined);
  /** Columns that a partition has moved on from its first one. */
  readonly #advances = new Uint16Array(PARTITIONS);
  #unfinished: number;
  /** Whether any partition goes on behind a record. */
  #hasCursors = false;

  constructor(open: readonly OpenPartition[]) {
    const states = this.#states;
    const cursors = this.#cursors;
    for (let i = 0; i < open.length; i++) {
      const { partition, cursor } = open[i] as OpenPartition;
      states[partition] = TODO;
      if (cursor === undefined) continue;
      cursors[partition] = cursor;
      this.#hasCursors = true;
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
    const states = this.#states;
    const advances = this.#advances;
    // Neighbours are often of one node.
    let last: N | undefined;
    let group: number[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      if (states[partition] !== TODO) continue;
      const node = route(partition, advances[partition] as number);
      if (node === undefined) continue;
      states[partition] = RUNNING;
      if (node !== last) {
        last = node;
        group = groups.get(node) ?? [];
        if (group.length === 0) groups.set(node, group);
      }
      group.push(partition);
    }
    return new Map(
      [...groups].map(([node, group]) => [node, new NodeShare(group, this.#hasCursors ? this.#cursors : undefined)]),
    );
  }

  /** A record of the partition has come. */
  note(share: NodeShare, partition: number, cursor: PartitionCursor): void {
    share.records++;
    this.#cursors[partition] = cursor;
    this.#hasCursors = true;
  }

  /** The node cannot serve this partition now. */
  unavailable(partition: number): void {
    if (this.#states[partition] === RUNNING) this.#again(partition);
  }

  /** The node's last frame has come: what it did not name unavailable is through. */
  finish(share: NodeShare): void {
    const isPaged = share.maxRecords > 0 && share.records >= share.maxRecords;
    const { partitions } = share;
    const states = this.#states;
    const state = isPaged ? PAGED : DONE;
    let left = this.#unfinished;
    for (let i = 0; i < partitions.length; i++) {
      const partition = partitions[i] as number;
      if (states[partition] !== RUNNING) continue;
      states[partition] = state;
      left--;
    }
    this.#unfinished = left;
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
