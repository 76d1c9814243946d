// The partition map of one namespace as flat typed arrays, and the rules that change it.
// Immutable: each rule returns the same table when nothing changed, else a new one. No node objects, only indexes.
// Specification: docs/protocol/partitions.md, "Partition map".
//
//   owners   [column 0: 4096 x u16][column 1: 4096 x u16]...   0 = nobody, i + 1 = node i; column 0 = master
//   regimes  [4096 x u32]                                       0 = AP, grows with each change in SC namespaces

import { PARTITIONS } from '../wire/codes/message.ts';
import type { NamespaceReplicas } from './replicas-text.ts';

export { PARTITIONS };

export interface PartitionTableFields {
  readonly namespace: string;
  readonly columns: number;
  readonly strongConsistency: boolean;
  readonly owners: Uint16Array;
  readonly regimes: Uint32Array;
}

export class PartitionTable implements PartitionTableFields {
  readonly namespace: string;
  readonly columns: number;
  readonly strongConsistency: boolean;
  readonly owners: Uint16Array;
  readonly regimes: Uint32Array;

  constructor(fields: PartitionTableFields) {
    if (fields.owners.length !== fields.columns * PARTITIONS || fields.regimes.length !== PARTITIONS) {
      throw new RangeError(`Partition table of ${fields.namespace} has arrays of the wrong length`);
    }
    this.namespace = fields.namespace;
    this.columns = fields.columns;
    this.strongConsistency = fields.strongConsistency;
    this.owners = fields.owners;
    this.regimes = fields.regimes;
  }

  static empty(namespace: string, columns: number, strongConsistency: boolean): PartitionTable {
    return new PartitionTable({
      namespace,
      columns,
      strongConsistency,
      owners: new Uint16Array(columns * PARTITIONS),
      regimes: new Uint32Array(PARTITIONS),
    });
  }

  /** Index of the node in that column, or -1. */
  owner(partitionId: number, column: number): number {
    return column < this.columns ? (this.owners[column * PARTITIONS + partitionId] as number) - 1 : -1;
  }
}

export interface ApplyResult {
  readonly table: PartitionTable;
  /** Nodes that lost an entry: their stored partition-generation is no longer to be trusted. */
  readonly displaced: ReadonlySet<number>;
  /** Set bits skipped because their regime was older than the stored one. */
  readonly ignored: number;
}

/** Enters what node `nodeIndex` says of itself. Cleared bits never unmap; an older regime never takes from another. */
export function applyReplicas(
  current: PartitionTable | undefined,
  nodeIndex: number,
  reply: NamespaceReplicas,
): ApplyResult {
  const strong = reply.regime > 0 || current?.strongConsistency === true;
  const before = current ?? PartitionTable.empty(reply.namespace, Math.max(1, reply.bitmaps.length), strong);
  const base = withColumns(before, Math.max(before.columns, reply.bitmaps.length));
  const displaced = new Set<number>();
  const entry = nodeIndex + 1;
  let owners = base.owners;
  let regimes = base.regimes;
  let ignored = 0;
  for (let column = 0; column < reply.bitmaps.length; column++) {
    const bitmap = reply.bitmaps[column] as Uint8Array;
    for (let p = 0; p < PARTITIONS; p++) {
      if (((bitmap[p >> 3] as number) & (0x80 >> (p & 7))) === 0) continue;
      const stored = regimes[p] as number;
      const at = column * PARTITIONS + p;
      const owner = owners[at] as number;
      if (reply.regime < stored && owner !== 0) {
        ignored++;
        continue;
      }
      if (reply.regime > stored) {
        if (regimes === base.regimes) regimes = base.regimes.slice();
        regimes[p] = reply.regime;
      }
      if (owner === entry) continue;
      if (owners === base.owners) owners = base.owners.slice();
      owners[at] = entry;
      if (owner !== 0) displaced.add(owner - 1);
    }
  }
  const unchanged =
    base === current && owners === base.owners && regimes === base.regimes && strong === base.strongConsistency;
  if (unchanged) return { table: current, displaced, ignored };
  const table = new PartitionTable({
    namespace: reply.namespace,
    columns: base.columns,
    strongConsistency: strong,
    owners,
    regimes,
  });
  return { table, displaced, ignored };
}

/** Widens with empty columns or drops the last ones. */
export function withColumns(table: PartitionTable, columns: number): PartitionTable {
  if (columns === table.columns) return table;
  const owners = new Uint16Array(columns * PARTITIONS);
  owners.set(table.owners.subarray(0, Math.min(table.owners.length, owners.length)));
  return new PartitionTable({ ...fieldsOf(table), columns, owners });
}

/** Lowers regimes to at most `max`; the owners stay. */
export function limitRegimes(table: PartitionTable, max: number): PartitionTable {
  if (table.regimes.every((regime) => regime <= max)) return table;
  const regimes = table.regimes.map((regime) => Math.min(regime, max));
  return new PartitionTable({ ...fieldsOf(table), regimes });
}

/**
 * Rewrites node indexes after nodes left: `newIndex[old]` is the new index, or -1 for a node that is gone. The regime of
 * a partition that has no owner left is forgotten with them: what comes next may be another cluster.
 */
export function remapNodes(table: PartitionTable, newIndex: readonly number[]): PartitionTable {
  const owners = table.owners.map((owner) => (owner === 0 ? 0 : (newIndex[owner - 1] ?? -1) + 1));
  const regimes = table.regimes.map((regime, p) => (regime !== 0 && hasOwner(owners, p) ? regime : 0));
  return new PartitionTable({ ...fieldsOf(table), owners, regimes });
}

function hasOwner(owners: Uint16Array, partitionId: number): boolean {
  for (let at = partitionId; at < owners.length; at += PARTITIONS) if (owners[at] !== 0) return true;
  return false;
}

export function isMapped(table: PartitionTable, nodeIndex: number): boolean {
  return table.owners.includes(nodeIndex + 1);
}

function fieldsOf(table: PartitionTable): PartitionTableFields {
  const { namespace, columns, strongConsistency, owners, regimes } = table;
  return { namespace, columns, strongConsistency, owners, regimes };
}
