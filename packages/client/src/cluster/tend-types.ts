// Vocabulary of the tend state machine: state, events that enter it, effects that leave it. No behaviour.
// The transition table is docs/tend.md; it changes in the same commit as these types.

import type { NodeIdentity, NodeInfo, RackIds } from '../topology/node-info.ts';
import type { PartitionTable } from '../topology/partition-table.ts';
import type { Peer, PeersReply } from '../topology/peers-text.ts';
import type { ReplicasReply } from '../topology/replicas-text.ts';

/** Where a round is. A phase ends when every effect it issued has been answered. */
export type TendPhase = 'idle' | 'refreshing' | 'peers' | 'seeding' | 'joining' | 'maps' | 'closed';

/** Generations are kept as the server's text; this stands for "not known, fetch". */
export const UNKNOWN_GENERATION = '';
/** A node that has not finished its first partition balance. */
export const UNBALANCED_GENERATION = '-1';
/** Connections that one round makes at most, whatever the lists of peers say. */
export const MAX_JOINS_PER_ROUND = 1024;

export interface NodeState {
  readonly info: NodeInfo;
  /** Failed exchanges since the last success. */
  readonly failures: number;
  readonly peersGeneration: string;
  readonly partitionGeneration: string;
  readonly rebalanceGeneration: string;
  /** Entries of the last peers list, before any was validated; 0 = believes it is alone. */
  readonly peersCount: number;
  /** Copies of its partitions the node last reported, per namespace; undefined before its first whole map. */
  readonly columns: ReadonlyMap<string, number> | undefined;
  /** Regime that the node has reported last, per namespace. */
  readonly regimes: ReadonlyMap<string, number>;
  readonly partitionChanged: boolean;
  readonly rebalanceChanged: boolean;
  /** Answered the refresh of this round. */
  readonly refreshed: boolean;
  /** Answered with another name: removed at the end of the round, whatever else is true. */
  readonly renamed: boolean;
  /** Added or readdressed in this round. */
  readonly joined: boolean;
  /** Peers list read in this round. */
  readonly offer: PeersReply | undefined;
}

export interface TendState {
  readonly phase: TendPhase;
  /** Number of the current round; replies to earlier ones are stale. */
  readonly round: number;
  /** Effects of the current phase that have not been answered. */
  readonly awaiting: ReadonlySet<string>;
  readonly clusterName: string;
  readonly rackAware: boolean;
  readonly nodes: readonly NodeState[];
  /** Indexes in these tables are indexes into `nodes`. */
  readonly tables: ReadonlyMap<string, PartitionTable>;
  /** Whether the list of nodes has to be looked at in this round. */
  readonly listChanged: boolean;
  /** Peers that were tried in this round. */
  readonly tried: ReadonlySet<string>;
  /** The routable picture differs from the last one published. */
  readonly dirty: boolean;
}

/** A node that passed validation, on a connection that is still open. */
export interface FoundNode extends NodeIdentity {
  /** Names the open connection until it is adopted or rejected. */
  readonly candidate: number;
  readonly clusterName: string;
  readonly peers: PeersReply;
}

export interface RefreshReply {
  readonly name: string;
  readonly peersGeneration: string;
  readonly partitionGeneration: string;
  /** Undefined when racks were not asked for. */
  readonly rebalanceGeneration: string | undefined;
}

export interface MapsReply {
  readonly map?: { readonly generation: string; readonly replicas: ReplicasReply };
  /** `rackIds` undefined: the reply was unusable, ask again. */
  readonly racks?: { readonly generation: string; readonly rackIds: RackIds | undefined };
}

/** `round` says which round's effect an event answers. */
export type TendEvent =
  | { readonly type: 'roundDue' }
  | {
      readonly type: 'refreshed';
      readonly round: number;
      readonly node: string;
      readonly reply: RefreshReply;
      /** On a connection made for it: the node may have started anew, with generations that mean something else. */
      readonly reconnected: boolean;
    }
  | { readonly type: 'refreshFailed'; readonly round: number; readonly node: string }
  | { readonly type: 'peersRead'; readonly round: number; readonly node: string; readonly reply: PeersReply }
  | { readonly type: 'peersFailed'; readonly round: number; readonly node: string }
  | { readonly type: 'seedFound'; readonly round: number; readonly found: FoundNode }
  | { readonly type: 'seedsFailed'; readonly round: number }
  | { readonly type: 'peerFound'; readonly round: number; readonly peer: string; readonly found: FoundNode }
  | { readonly type: 'peerFailed'; readonly round: number; readonly peer: string }
  | { readonly type: 'mapsRead'; readonly round: number; readonly node: string; readonly reply: MapsReply }
  | { readonly type: 'mapsFailed'; readonly round: number; readonly node: string }
  | { readonly type: 'closed' };

export type TendEffect =
  | { readonly type: 'refresh'; readonly node: string }
  | { readonly type: 'readPeers'; readonly node: string }
  | { readonly type: 'findSeed' }
  | { readonly type: 'findPeer'; readonly peer: Peer }
  | { readonly type: 'readMaps'; readonly node: string; readonly map: boolean; readonly racks: boolean }
  /** The candidate's connection becomes the tend connection of that node, in place of any other. */
  | { readonly type: 'adopt'; readonly candidate: number; readonly node: string }
  | { readonly type: 'reject'; readonly candidate: number }
  /** The node left: close its tend connection. */
  | { readonly type: 'dropNode'; readonly node: string }
  | { readonly type: 'publish' }
  | { readonly type: 'warn'; readonly message: string }
  /** `reachable`: nodes that answered in this round. */
  | { readonly type: 'roundDone'; readonly reachable: number };

export interface Transition {
  readonly state: TendState;
  readonly effects: readonly TendEffect[];
}
