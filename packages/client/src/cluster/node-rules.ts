// Rules of the node list: who joins, who counts as a friend, who is removed. Pure.
// Specification: docs/protocol/tending.md, "Peers" and "Removal of nodes".

import { sameAddress } from '../topology/host-address.ts';
import { MAX_NODES } from '../topology/limits.ts';
import { MAX_TEND_FAILURES, NO_RACKS, type NodeInfo } from '../topology/node-info.ts';
import { isMapped, remapNodes } from '../topology/partition-table.ts';
import type { Peer } from '../topology/peers-text.ts';
import {
  type FoundNode,
  MAX_JOINS_PER_ROUND,
  type NodeState,
  type TendEffect,
  type TendState,
  type Transition,
  UNKNOWN_GENERATION,
} from './tend-types.ts';

/** By how many the order in which peers are tried moves on from round to round, where there are more. */
const PEERS_ROTATED = 29;

/** Worth asking more in this round. */
export function reachable(node: NodeState): boolean {
  return node.failures === 0 && !node.renamed;
}

export function replaceNode(state: TendState, name: string, change: (node: NodeState) => NodeState): TendState {
  return { ...state, nodes: state.nodes.map((node) => (node.info.name === name ? change(node) : node)) };
}

/** Counts one failed exchange; the fifth in a row makes the node inactive. */
export function failed(state: TendState, name: string): TendState {
  let wentInactive = false;
  const next = replaceNode(state, name, (node) => {
    const failures = node.failures + 1;
    wentInactive = node.info.active && failures >= MAX_TEND_FAILURES;
    return { ...node, failures, info: wentInactive ? { ...node.info, active: false } : node.info };
  });
  return { ...next, listChanged: true, dirty: state.dirty || wentInactive };
}

/** Adds a validated node, or gives a known but failing one its new address. */
export function foundNode(state: TendState, found: FoundNode): Transition {
  const at = state.nodes.findIndex((node) => node.info.name === found.name);
  const known = state.nodes[at];
  if ((known !== undefined && reachable(known)) || (known === undefined && state.nodes.length >= MAX_NODES)) {
    return { state, effects: [{ type: 'reject', candidate: found.candidate }] };
  }
  const { name, address, addresses, build } = found;
  const info: NodeInfo = {
    name,
    address,
    addresses,
    build,
    rackIds: known?.info.rackIds ?? NO_RACKS,
    active: true,
    ...(found.tlsName !== undefined && { tlsName: found.tlsName }),
    ...(found.login !== undefined && { login: found.login }),
  };
  const node: NodeState = {
    info,
    failures: 0,
    peersGeneration: UNKNOWN_GENERATION,
    partitionGeneration: UNKNOWN_GENERATION,
    rebalanceGeneration: UNKNOWN_GENERATION,
    peersCount: found.peers.peers.length,
    columns: undefined,
    regimes: known?.regimes ?? new Map(),
    partitionChanged: true,
    rebalanceChanged: true,
    refreshed: false,
    renamed: false,
    joined: true,
    offer: found.peers,
  };
  const nodes = known === undefined ? [...state.nodes, node] : state.nodes.with(at, node);
  const adopt: TendEffect = { type: 'adopt', candidate: found.candidate, node: name };
  return {
    state: { ...state, nodes, clusterName: found.clusterName, listChanged: true, dirty: true },
    effects: isSameCluster(state.clusterName, found.clusterName) ? [adopt] : [adopt, nameWarning(state, found)],
  };
}

/** Servers that tell no name, or none that was chosen, are not told apart. */
function isSameCluster(before: string, found: string): boolean {
  return before === found || before === '' || found === '';
}

function nameWarning({ clusterName }: TendState, found: FoundNode): TendEffect {
  const [is, was] = [found.clusterName, clusterName].map((name) => JSON.stringify(name));
  return { type: 'warn', message: `Node ${found.name} belongs to cluster ${is}, the nodes before it to ${was}` };
}

/**
 * Peers that were offered in this round and have to be validated: unknown ones, and known ones that fail while
 * somebody offers another address for them (the same node on a new machine).
 */
export function peersToTry(state: TendState): readonly Peer[] {
  const known = new Map(state.nodes.map((node) => [node.info.name, node]));
  const chosen = new Map<string, Peer>();
  for (const { offer } of state.nodes) {
    for (const peer of offer?.peers ?? []) {
      if (state.tried.has(peer.name) || chosen.has(peer.name) || peer.hosts.length === 0) continue;
      if (state.tried.size + chosen.size >= MAX_JOINS_PER_ROUND) break;
      const node = known.get(peer.name);
      const moved = (): boolean => peer.hosts.some((host) => !sameAddress(host, (node as NodeState).info.address));
      if (node === undefined || (!reachable(node) && moved())) chosen.set(peer.name, peer);
    }
  }
  // A round may not get to all of many; another one begins elsewhere.
  const peers = [...chosen.values()];
  const first = peers.length <= PEERS_ROTATED ? 0 : (state.round * PEERS_ROTATED) % peers.length;
  return [...peers.slice(first), ...peers.slice(0, first)];
}

/** Ends the part of a round that is about the node list: removals, and which peers generations are settled. */
export function finishList(state: TendState): Transition {
  const friends = countFriends(state);
  const offers = state.nodes.filter((node) => node.offer !== undefined).length;
  const isGone = state.nodes.map((node, index) => mustLeave(state, node, index, offers, friends));
  const staying = new Set(state.nodes.filter((_, index) => !isGone[index]).map((node) => node.info.name));
  const nodes = settleGenerations(state, staying);
  if (!isGone.includes(true)) return { state: { ...state, nodes }, effects: [] };
  let kept = 0;
  const newIndex = isGone.map((gone) => (gone ? -1 : kept++));
  const tables = new Map([...state.tables].map(([name, table]) => [name, remapNodes(table, newIndex)]));
  const effects: TendEffect[] = [];
  for (const [index, node] of state.nodes.entries()) {
    if (isGone[index]) effects.push({ type: 'dropNode', node: node.info.name });
  }
  return { state: { ...state, tables, nodes: nodes.filter((_, index) => !isGone[index]), dirty: true }, effects };
}

function countFriends(state: TendState): ReadonlyMap<string, number> {
  const friends = new Map<string, number>();
  for (const node of state.nodes) {
    for (const peer of node.offer?.peers ?? []) {
      if (peer.hosts.length > 0) friends.set(peer.name, (friends.get(peer.name) ?? 0) + 1);
    }
  }
  return friends;
}

function mustLeave(
  state: TendState,
  node: NodeState,
  index: number,
  offers: number,
  friends: ReadonlyMap<string, number>,
): boolean {
  if (node.renamed) return true;
  if (node.joined) return false;
  if (offers === 0) return node.failures >= MAX_TEND_FAILURES;
  if (state.nodes.length === 1 || (friends.get(node.info.name) ?? 0) > 0) return false;
  return node.failures > 0 || ![...state.tables.values()].some((table) => isMapped(table, index));
}

// Settled only when every peer it names is known and stays: otherwise the next tend sees a difference and tries again.
// One that answered under another name leaves while others still name it, and nobody would look for it any more.
function settleGenerations(state: TendState, staying: ReadonlySet<string>): readonly NodeState[] {
  return state.nodes.map((node) => {
    if (node.offer === undefined) return node;
    const complete = node.offer.peers.every((peer) => staying.has(peer.name) || peer.hosts.length === 0);
    return { ...node, peersGeneration: complete ? node.offer.generation : UNKNOWN_GENERATION };
  });
}
