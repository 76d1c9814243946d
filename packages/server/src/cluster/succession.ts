// In which order nodes are entitled to a partition. The order depends only on node names, so a node that leaves moves
// only the partitions it held, and a cluster that is started again divides them as before.

import { createHash } from 'node:crypto';
import { PARTITIONS } from 'tendril/wire';

const NONE: ReadonlySet<string> = new Set();

export class Succession {
  readonly nodeNames: readonly string[];
  /** `order[rank * 4096 + partition]` is an index into `nodeNames`. */
  readonly #order: Uint8Array;

  /** Nodes in `leaving` come after all others. */
  constructor(nodeNames: readonly string[], leaving: ReadonlySet<string> = NONE) {
    this.nodeNames = nodeNames;
    this.#order = new Uint8Array(nodeNames.length * PARTITIONS);
    const weights = nodeNames.map(partitionWeights);
    const isLeaving = nodeNames.map((name) => (leaving.has(name) ? 1 : 0));
    const nodes = nodeNames.map((_, node) => node);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      nodes.sort(
        (a, b) =>
          (isLeaving[a] as number) - (isLeaving[b] as number) ||
          weightAt(weights, b, partition) - weightAt(weights, a, partition),
      );
      for (let rank = 0; rank < nodes.length; rank++)
        this.#order[rank * PARTITIONS + partition] = nodes[rank] as number;
    }
  }

  /** Index into `nodeNames` of the node with that rank; 0 is the first choice for master. */
  node(rank: number, partition: number): number {
    return this.#order[rank * PARTITIONS + partition] as number;
  }
}

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
