// The tend as a pure machine: (state, event) -> state and effects. No I/O, no clock, no timers, no randomness.
// Effects are carried out by tend-runtime.ts, which answers each exactly once. Rules of the node list: node-rules.ts;
// rules of the maps: map-rules.ts. The transition table is docs/tend.md and changes in the same commit.

import { limitRegimes } from '../topology/partition-table.ts';
import { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import { applyMaps, trimTables } from './map-rules.ts';
import { failed, finishList, foundNode, peersToTry, reachable, replaceNode } from './node-rules.ts';
import {
  type NodeState,
  type TendEffect,
  type TendEvent,
  type TendPhase,
  type TendState,
  type Transition,
  UNKNOWN_GENERATION,
} from './tend-types.ts';

export interface TendConfig {
  readonly rackAware: boolean;
}

/** A machine that knows nothing, or what another process knew: then every node is asked for everything once. */
export function initialState(config: TendConfig, known: RoutingSnapshot = RoutingSnapshot.EMPTY): TendState {
  return {
    phase: 'idle',
    round: 0,
    awaiting: new Set(),
    clusterName: known.clusterName,
    rackAware: config.rackAware,
    nodes: known.nodes.map((info) => ({
      info,
      failures: 0,
      peersGeneration: UNKNOWN_GENERATION,
      partitionGeneration: UNKNOWN_GENERATION,
      rebalanceGeneration: UNKNOWN_GENERATION,
      peersCount: 0,
      columns: undefined,
      regimes: new Map(),
      partitionChanged: true,
      rebalanceChanged: true,
      refreshed: false,
      renamed: false,
      joined: false,
      offer: undefined,
    })),
    // Everyone is asked, so the newest regime is heard in any case; an earlier life of the cluster must not outdo it.
    tables: new Map([...known.namespaces].map(([name, table]) => [name, limitRegimes(table, 0)])),
    listChanged: false,
    tried: new Set(),
    dirty: false,
  };
}

export function snapshotOf(state: TendState): RoutingSnapshot {
  return new RoutingSnapshot(
    state.clusterName,
    state.nodes.map((node) => node.info),
    state.tables,
  );
}

export function transition(state: TendState, event: TendEvent): Transition {
  if (event.type === 'closed') return { state: { ...state, phase: 'closed', awaiting: new Set() }, effects: [] };
  if (event.type === 'roundDue') return state.phase === 'idle' ? startRound(state) : { state, effects: [] };
  const expected = ANSWERS[event.type].includes(state.phase);
  if (!expected || event.round !== state.round || !state.awaiting.has(keyOf(event))) {
    return { state, effects: 'found' in event ? [{ type: 'reject', candidate: event.found.candidate }] : [] };
  }
  const awaiting = new Set(state.awaiting);
  awaiting.delete(keyOf(event));
  const answered = answer({ ...state, awaiting }, event);
  if (answered.state.awaiting.size > 0) return answered;
  const next = nextPhase(answered.state);
  return { state: next.state, effects: [...answered.effects, ...next.effects] };
}

type Answer = Exclude<TendEvent, { type: 'roundDue' } | { type: 'closed' }>;

// The phases in which an answer can be awaited; anything else is stale.
const ANSWERS: Readonly<Record<Answer['type'], readonly TendPhase[]>> = {
  refreshed: ['refreshing'],
  refreshFailed: ['refreshing'],
  peersRead: ['peers'],
  peersFailed: ['peers'],
  seedFound: ['seeding'],
  seedsFailed: ['seeding'],
  peerFound: ['joining'],
  peerFailed: ['joining'],
  mapsRead: ['maps'],
  mapsFailed: ['maps'],
};

function keyOf(event: Answer): string {
  if ('peer' in event) return event.peer;
  return 'node' in event ? event.node : 'seed';
}

function startRound(state: TendState): Transition {
  const round: TendState = {
    ...state,
    round: state.round + 1,
    listChanged: false,
    tried: new Set(),
    nodes: state.nodes.map((node) => ({ ...node, refreshed: false, joined: false, offer: undefined })),
  };
  if (round.nodes.length === 0) return enterSeeding(round);
  return {
    state: { ...round, phase: 'refreshing', awaiting: new Set(round.nodes.map((node) => node.info.name)) },
    effects: round.nodes.map((node) => ({ type: 'refresh', node: node.info.name })),
  };
}

function answer(state: TendState, event: Answer): Transition {
  switch (event.type) {
    case 'refreshed':
      return { state: refreshed(state, event), effects: [] };
    case 'refreshFailed':
    case 'peersFailed':
    case 'mapsFailed':
      return { state: failed(state, event.node), effects: [] };
    case 'peersRead':
      return {
        state: replaceNode(state, event.node, (node) => ({
          ...node,
          offer: event.reply,
          peersCount: event.reply.peers.length,
        })),
        effects: [],
      };
    case 'seedFound':
    case 'peerFound': {
      const found = foundNode(state, event.found);
      // The peers of a new node are looked for at once, so one round discovers the whole cluster.
      const joins = enterJoining(found.state);
      return { state: joins.state, effects: [...found.effects, ...joins.effects] };
    }
    case 'seedsFailed':
    case 'peerFailed':
      return { state, effects: [] };
    case 'mapsRead':
      return applyMaps(state, event.node, event.reply);
  }
}

function nextPhase(state: TendState): Transition {
  switch (state.phase) {
    case 'refreshing':
      if (!state.nodes.some((node) => node.refreshed)) return enterSeeding(state);
      return state.listChanged ? enterPeers(state) : enterMaps(state);
    case 'peers': {
      const joining = enterJoining(state);
      return joining.state.awaiting.size > 0 ? joining : leaveList(joining.state);
    }
    case 'seeding':
    case 'joining':
      return leaveList(state);
    case 'maps':
      return endRound(state);
    default:
      return { state, effects: [] };
  }
}

function refreshed(state: TendState, event: Extract<TendEvent, { type: 'refreshed' }>): TendState {
  const { node: name, reply, reconnected } = event;
  if (reply.name !== name) {
    return { ...replaceNode(state, name, (node) => ({ ...node, renamed: true })), listChanged: true };
  }
  const node = state.nodes.find((candidate) => candidate.info.name === name);
  if (node === undefined) return state;
  const recovered = reconnected || node.failures > 0;
  const next: NodeState = {
    ...node,
    info: node.info.active ? node.info : { ...node.info, active: true },
    failures: 0,
    refreshed: true,
    partitionChanged: node.partitionChanged || recovered || reply.partitionGeneration !== node.partitionGeneration,
    rebalanceChanged:
      reply.rebalanceGeneration !== undefined &&
      (node.rebalanceChanged || recovered || reply.rebalanceGeneration !== node.rebalanceGeneration),
  };
  return {
    ...replaceNode(state, name, () => next),
    listChanged: state.listChanged || recovered || reply.peersGeneration !== node.peersGeneration,
    dirty: state.dirty || next.info !== node.info,
  };
}

function enterPeers(state: TendState): Transition {
  const asked = state.nodes.filter(reachable).map((node) => node.info.name);
  return {
    state: { ...state, phase: 'peers', awaiting: new Set(asked) },
    effects: asked.map((node) => ({ type: 'readPeers', node })),
  };
}

// No node known, or none of the known ones answers: names are resolved again, so a cluster that changed all its
// addresses is found in the same round.
function enterSeeding(state: TendState): Transition {
  return {
    state: { ...state, phase: 'seeding', listChanged: true, awaiting: new Set(['seed']) },
    effects: [{ type: 'findSeed' }],
  };
}

function enterJoining(state: TendState): Transition {
  const peers = peersToTry(state);
  const names = peers.map((peer) => peer.name);
  return {
    state: {
      ...state,
      phase: 'joining',
      tried: new Set([...state.tried, ...names]),
      awaiting: new Set([...state.awaiting, ...names]),
    },
    effects: peers.map((peer) => ({ type: 'findPeer', peer })),
  };
}

function leaveList(state: TendState): Transition {
  const list = finishList(state);
  const maps = enterMaps(list.state);
  return { state: maps.state, effects: [...list.effects, ...maps.effects] };
}

// A node that believes it is alone owns everything in its own eyes; its map counts only when nobody else answers.
function enterMaps(state: TendState): Transition {
  const answering = state.listChanged
    ? state.nodes.filter((node) => node.offer !== undefined).length
    : state.nodes.filter((node) => node.refreshed).length;
  const effects: TendEffect[] = [];
  for (const node of state.nodes) {
    if (!reachable(node)) continue;
    const map = node.partitionChanged && (node.peersCount > 0 || answering === 1);
    const racks = state.rackAware && node.rebalanceChanged;
    if (map || racks) effects.push({ type: 'readMaps', node: node.info.name, map, racks });
  }
  if (effects.length === 0) return endRound(state);
  const awaiting = new Set(effects.map((effect) => (effect as { node: string }).node));
  return { state: { ...state, phase: 'maps', awaiting }, effects };
}

function endRound(state: TendState): Transition {
  const trimmed = trimTables(state);
  const publish: readonly TendEffect[] = trimmed.dirty ? [{ type: 'publish' }] : [];
  return {
    state: { ...trimmed, phase: 'idle', dirty: false, nodes: trimmed.nodes.map((n) => ({ ...n, offer: undefined })) },
    effects: [...publish, { type: 'roundDone', reachable: trimmed.nodes.filter(reachable).length }],
  };
}
