// Rules of partition maps and racks: what a node's answer changes, and what has to be fetched again. Pure.
// Specification: docs/protocol/partitions.md, "Partition map" and "Racks".

import { MAX_NAMESPACES } from '../topology/limits.ts';
import { sameRackIds } from '../topology/node-info.ts';
import { applyReplicas, limitRegimes, type PartitionTable, withColumns } from '../topology/partition-table.ts';
import { replaceNode } from './node-rules.ts';
import {
  type MapsReply,
  type NodeState,
  type TendEffect,
  type TendState,
  type Transition,
  UNBALANCED_GENERATION,
  UNKNOWN_GENERATION,
} from './tend-types.ts';

export function applyMaps(state: TendState, name: string, reply: MapsReply): Transition {
  const mapped = reply.map === undefined ? { state, effects: [] } : applyMap(state, name, reply.map);
  if (reply.racks === undefined) return mapped;
  return { state: applyRacks(mapped.state, name, reply.racks), effects: mapped.effects };
}

// The generation is stored only with a reply that was understood whole: anything else is asked again next tend.
function applyMap(state: TendState, name: string, map: NonNullable<MapsReply['map']>): Transition {
  const index = state.nodes.findIndex((node) => node.info.name === name);
  if (index === -1 || map.generation === UNBALANCED_GENERATION) return { state, effects: [] };
  const tables = new Map(state.tables);
  const told = state.nodes[index] as NodeState;
  const heard = new Map<string, number>();
  const regimes = new Map(told.regimes);
  const displaced = new Set<number>();
  const warnings = map.replicas.problems.map((problem) => `Node ${name} sent an unusable partition map: ${problem}`);
  let dirty = state.dirty;
  for (const entry of map.replicas.namespaces) {
    const before = tables.get(entry.namespace);
    if (before === undefined && tables.size >= MAX_NAMESPACES) continue;
    // A node that says a lower regime than before belongs to a cluster that started anew, or was wrong before: older
    // claims hold no more, and what others said that was too old then has to be heard again.
    const last = regimes.get(entry.namespace) ?? 0;
    const startedAnew = entry.regime < last;
    const base = startedAnew && before !== undefined ? limitRegimes(before, entry.regime) : before;
    const result = applyReplicas(base, index, entry);
    tables.set(entry.namespace, result.table);
    heard.set(entry.namespace, entry.bitmaps.length);
    regimes.set(entry.namespace, entry.regime);
    dirty ||= result.table !== before;
    for (const other of startedAnew ? state.nodes.keys() : result.displaced) displaced.add(other);
    if (result.ignored > 0) warnings.push(`Node ${name} sent an old regime for namespace ${entry.namespace}, ignored`);
  }
  displaced.delete(index);
  const usable = map.replicas.problems.length === 0;
  const columns = usable ? heard : withHeard(told.columns, heard, tables);
  for (const name of regimes.keys()) if (!tables.has(name)) regimes.delete(name);
  const nodes = state.nodes.map((node, i): NodeState => {
    if (i === index) {
      const partitionGeneration = usable ? map.generation : UNKNOWN_GENERATION;
      return { ...node, columns, regimes, partitionGeneration, partitionChanged: false };
    }
    return displaced.has(i) ? { ...node, partitionGeneration: UNKNOWN_GENERATION } : node;
  });
  const effects = warnings.map((message): TendEffect => ({ type: 'warn', message }));
  return { state: { ...state, tables, nodes, dirty }, effects };
}

// A reply that was understood in part says nothing about the namespaces that are not in it.
function withHeard(
  before: ReadonlyMap<string, number> | undefined,
  heard: ReadonlyMap<string, number>,
  tables: ReadonlyMap<string, PartitionTable>,
): ReadonlyMap<string, number> | undefined {
  if (before === undefined) return undefined;
  return new Map([...before, ...heard].filter(([namespace]) => tables.has(namespace)));
}

function applyRacks(state: TendState, name: string, racks: NonNullable<MapsReply['racks']>): TendState {
  const { generation, rackIds } = racks;
  if (rackIds === undefined) return state;
  let dirty = state.dirty;
  const next = replaceNode(state, name, (node) => {
    const same = sameRackIds(node.info.rackIds, rackIds);
    dirty ||= !same;
    const info = same ? node.info : { ...node.info, rackIds };
    return { ...node, info, rebalanceGeneration: generation, rebalanceChanged: false };
  });
  return { ...next, dirty };
}

/** Drops columns and namespaces that no node reports any more, once every node has reported. */
export function trimTables(state: TendState): TendState {
  const reports = state.nodes.map((node) => node.columns).filter((columns) => columns !== undefined);
  if (reports.length === 0 || reports.length < state.nodes.length) return state;
  const tables = new Map<string, PartitionTable>();
  for (const [namespace, table] of state.tables) {
    const wanted = Math.max(0, ...reports.map((columns) => columns.get(namespace) ?? 0));
    if (wanted > 0) tables.set(namespace, wanted < table.columns ? withColumns(table, wanted) : table);
  }
  const isTrimmed = [...state.tables].some(([namespace, table]) => tables.get(namespace) !== table);
  return isTrimmed ? { ...state, tables, dirty: true } : state;
}
