// Who serves which partition: one column for the master, one for each replica. Immutable; it knows no data and no
// sockets. While a partition moves, one node may stand in several columns, and a partition may have no master.

import { PARTITIONS } from 'tendril/wire';
import type { Succession } from './succession.ts';

const BITMAP_BYTES = PARTITIONS / 8;

/** What a node is to a partition. */
export const ROLE = { NONE: 0, REPLICA: 1, MASTER: 2 } as const;

/** Partitions of a strongly consistent namespace that nobody may serve. */
export interface ClosedPartitions {
  /** Until nodes that are missing come back. */
  readonly unavailable: number;
  /** Although no node of the roster is missing: writes are lost. */
  readonly dead: number;
}

const ALL_OPEN: ClosedPartitions = { unavailable: 0, dead: 0 };

/** In the place of a node: nobody serves the partition in that column. */
export const NO_NODE = 0xff;

export class PartitionMap {
  /** Copies of each partition: replication factor, but no more than there are nodes. */
  readonly columns: number;
  readonly nodeNames: readonly string[];
  readonly closed: ClosedPartitions;
  readonly #owners: Uint8Array;

  /** `owners[column * 4096 + partition]` is an index into `nodeNames`, or `NO_NODE`; it must not change any more. */
  constructor(nodeNames: readonly string[], columns: number, owners: Uint8Array, closed = ALL_OPEN) {
    this.nodeNames = nodeNames;
    this.columns = columns;
    this.closed = closed;
    this.#owners = owners;
  }

  /** The map at which a cluster arrives once every node has the data that is its own. */
  static balanced(succession: Succession, replicationFactor: number): PartitionMap {
    const { nodeNames } = succession;
    const columns = Math.min(replicationFactor, nodeNames.length);
    const owners = new Uint8Array(columns * PARTITIONS);
    for (let i = 0; i < owners.length; i++) owners[i] = succession.node(Math.floor(i / PARTITIONS), i % PARTITIONS);
    return new PartitionMap(nodeNames, columns, owners);
  }

  /** Name of the node that serves the partition in that column, if there is one; column 0 is the master. */
  owner(column: number, partition: number): string | undefined {
    return this.nodeNames[this.#owners[column * PARTITIONS + partition] as number];
  }

  /** What the node is to each partition, as a value of `ROLE`. */
  roles(nodeName: string): Uint8Array {
    const roles = new Uint8Array(PARTITIONS);
    const node = this.nodeNames.indexOf(nodeName);
    if (node === -1) return roles;
    for (let i = this.#owners.length - 1; i >= 0; i--) {
      if (this.#owners[i] === node) roles[i % PARTITIONS] = i < PARTITIONS ? ROLE.MASTER : ROLE.REPLICA;
    }
    return roles;
  }

  /** In how many partitions the node serves other columns than in `before`. */
  countChanges(before: PartitionMap | undefined, nodeName: string): number {
    const node = this.nodeNames.indexOf(nodeName);
    const previous = before?.nodeNames.indexOf(nodeName) ?? -1;
    const columns = Math.max(this.columns, before?.columns ?? 0);
    let changes = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      for (let column = 0; column < columns; column++) {
        const serves = node !== -1 && this.#ownerIndex(column, partition) === node;
        const served = before !== undefined && previous !== -1 && before.#ownerIndex(column, partition) === previous;
        if (serves === served) continue;
        changes++;
        break;
      }
    }
    return changes;
  }

  /** Bitmaps as the `replicas` info command prints them: one per column, partition p at byte p >> 3, mask 0x80 >> (p & 7). */
  bitmaps(nodeName: string): string[] {
    const node = this.nodeNames.indexOf(nodeName);
    return Array.from({ length: this.columns }, (_, column) => {
      const bits = Buffer.alloc(BITMAP_BYTES);
      for (let partition = 0; node !== -1 && partition < PARTITIONS; partition++) {
        if (this.#owners[column * PARTITIONS + partition] !== node) continue;
        bits[partition >> 3] = (bits[partition >> 3] as number) | (0x80 >> (partition & 7));
      }
      return bits.toString('base64');
    });
  }

  #ownerIndex(column: number, partition: number): number {
    return column < this.columns ? (this.#owners[column * PARTITIONS + partition] as number) : NO_NODE;
  }
}

/** A node that has not balanced yet prints one column in which it owns nothing. */
export const EMPTY_BITMAP = Buffer.alloc(BITMAP_BYTES).toString('base64');
