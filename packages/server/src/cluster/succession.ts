// In which order nodes are entitled to a partition. The order depends only on node names, so a node that leaves moves
// only the partitions it held, and a cluster that is started again divides them as before. Where nodes have racks, no
// two of a partition's first nodes are on one rack as long as there are others.

import { createHash } from 'node:crypto';
import { PARTITIONS } from 'tendril/wire';

export interface SuccessionOptions {
  /** Names of nodes that come after all others. */
  readonly leaving?: ReadonlySet<string>;
  /** Rack of each node, in the order of the names; undefined: no rack. */
  readonly racks?: readonly (number | undefined)[];
}

export class Succession {
  readonly nodeNames: readonly string[];
  /** `order[rank * 4096 + partition]` is an index into `nodeNames`. */
  readonly #order: Uint8Array;

  constructor(nodeNames: readonly string[], { leaving, racks = [] }: SuccessionOptions = {}) {
    this.nodeNames = nodeNames;
    this.#order = new Uint8Array(nodeNames.length * PARTITIONS);
    const weights = nodeNames.map(partitionWeights);
    const isLeaving = nodeNames.map((name) => (leaving?.has(name) === true ? 1 : 0));
    const hasRacks = new Set(racks).size > 1;
    const nodes = nodeNames.map((_, node) => node);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      nodes.sort(
        (a, b) =>
          (isLeaving[a] as number) - (isLeaving[b] as number) ||
          weightAt(weights, b, partition) - weightAt(weights, a, partition),
      );
      const staying = nodes.filter((node) => isLeaving[node] === 0);
      const ordered = hasRacks ? [...spread(staying, racks), ...nodes.slice(staying.length)] : nodes;
      for (let rank = 0; rank < ordered.length; rank++)
        this.#order[rank * PARTITIONS + partition] = ordered[rank] as number;
    }
  }

  /** Index into `nodeNames` of the node with that rank; 0 is the first choice for master. */
  node(rank: number, partition: number): number {
    return this.#order[rank * PARTITIONS + partition] as number;
  }
}

/** The first node of each rack, then the second of each, and so on, otherwise in the given order. */
function spread(nodes: readonly number[], racks: readonly (number | undefined)[]): number[] {
  const seen = new Map<number | undefined, number>();
  const turns = nodes.map((node) => {
    const turn = seen.get(racks[node]) ?? 0;
    seen.set(racks[node], turn + 1);
    return { node, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ node }) => node);
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
