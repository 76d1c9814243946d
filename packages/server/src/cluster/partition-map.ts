// Who holds which partition: for each of the 4096, the nodes in order of succession, of which the first holds the master
// and the next ones the replicas. Succession depends only on node names, so a node that leaves moves only the
// partitions it held. Immutable; it knows no namespaces' data and no sockets.

import { createHash } from 'node:crypto';
import { PARTITIONS } from 'tendril/wire';

const BITMAP_BYTES = PARTITIONS / 8;

/** What a node is to a partition. */
export const ROLE = { NONE: 0, REPLICA: 1, MASTER: 2 } as const;

export class PartitionMap {
  /** Copies of each partition: replication factor, but no more than there are nodes. */
  readonly columns: number;
  readonly nodeNames: readonly string[];
  /** `owners[column * 4096 + partition]` is an index into `nodeNames`. */
  readonly #owners: Uint8Array;

  constructor(nodeNames: readonly string[], replicationFactor: number) {
    this.nodeNames = nodeNames;
    this.columns = Math.min(replicationFactor, nodeNames.length);
    this.#owners = new Uint8Array(this.columns * PARTITIONS);
    const weights = nodeNames.map(partitionWeights);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const order = nodeNames.map((_, node) => node);
      order.sort((a, b) => weightAt(weights, b, partition) - weightAt(weights, a, partition));
      for (let column = 0; column < this.columns; column++) {
        this.#owners[column * PARTITIONS + partition] = order[column] as number;
      }
    }
  }

  /** Name of the node that serves the partition in that column; column 0 is the master. */
  owner(column: number, partition: number): string {
    return this.nodeNames[this.#owners[column * PARTITIONS + partition] as number] as string;
  }

  /** What the node is to each partition, as a value of `ROLE`. */
  roles(nodeName: string): Uint8Array {
    const roles = new Uint8Array(PARTITIONS);
    const node = this.nodeNames.indexOf(nodeName);
    if (node === -1) return roles;
    for (let i = 0; i < this.#owners.length; i++) {
      if (this.#owners[i] === node) roles[i % PARTITIONS] = i < PARTITIONS ? ROLE.MASTER : ROLE.REPLICA;
    }
    return roles;
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
}

/** A node that has not balanced yet prints one column in which it owns nothing. */
export const EMPTY_BITMAP = Buffer.alloc(BITMAP_BYTES).toString('base64');

/** One well-mixed 32-bit number per partition; the highest of all nodes wins. */
function partitionWeights(nodeName: string): Uint32Array {
  const seed = createHash('sha256').update(nodeName).digest().readUInt32BE();
  return Uint32Array.from({ length: PARTITIONS }, (_, partition) => mix(seed ^ Math.imul(partition + 1, 0x9e3779b1)));
}

/** The finalizer of MurmurHash3: a bijection, so one node never has two equal weights. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function weightAt(weights: readonly Uint32Array[], node: number, partition: number): number {
  return (weights[node] as Uint32Array)[partition] as number;
}
