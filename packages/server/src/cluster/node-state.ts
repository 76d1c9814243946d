// One node without its sockets: name, addresses, namespaces, and the generation counters by which clients notice
// change (docs/protocol/partitions.md, "Partition map"). Membership decides when the state changes; this class keeps it
// consistent.

import type { Log } from '../log.ts';
import { DEFAULT_VERSION, type ServerVersion } from '../server-version.ts';
import type { Namespace } from '../storage/namespace.ts';
import { Udf } from '../udf/udf.ts';
import { NodeNamespace } from './node-namespace.ts';
import type { PartitionMap } from './partition-map.ts';
import { type Addresses, type Peer, PeerLog } from './peer-log.ts';
import type { Rosters } from './roster.ts';
import { Settlement } from './settlement.ts';

/** The cluster as all its members agree on it. */
export interface ClusterView {
  readonly clusterName: string;
  /** Uppercase hex, not zero; another one after every change of members. */
  readonly clusterKey: string;
  readonly members: readonly NodeState[];
  /** Partitions of the namespace, or of all, that are still to be moved. */
  migrationsRemaining(namespace?: string): number;
  /** Counts the changes of members, from 1: what a map says since a later one holds against an earlier one. */
  readonly regime: number;
  readonly rosters: Rosters;
}

/** What distinguishes a node, apart from its name and its records. */
export interface NodeTraits {
  /** Addresses that clients are told when they ask for alternate ones, `host:port`; and those for TLS. */
  readonly alternateAddresses: readonly string[];
  readonly tlsAlternateAddresses?: readonly string[];
  /** Name in its certificate; undefined where there is no TLS. */
  readonly tlsName?: string | undefined;
  /** Undefined where the cluster has no racks. */
  readonly rackId: number | undefined;
}

const NO_TRAITS: NodeTraits = { alternateAddresses: [], rackId: undefined };

export class NodeState {
  readonly name: string;
  readonly log: Log;
  readonly traits: NodeTraits;
  readonly namespaces: ReadonlyMap<string, NodeNamespace>;
  /** The cluster's modules, and what runs them. */
  readonly udf: Udf;
  /** Whose rules hold. */
  readonly version: ServerVersion;
  readonly peers = new PeerLog();
  /** Ends transactions that their clients have left behind. */
  readonly settlement: Settlement;
  /** Addresses that clients can use, `host:port`; set once the node listens. */
  serviceAddresses: readonly string[] = [];
  /** The same with TLS. */
  tlsAddresses: readonly string[] = [];
  #view: ClusterView | undefined;
  #partitionGeneration = -1;
  #rebalanceGeneration = 0;
  #clusterGeneration = 0;

  constructor(
    name: string,
    namespaces: Iterable<Namespace>,
    log: Log,
    traits: NodeTraits = NO_TRAITS,
    udf: Udf = new Udf(log),
    version: ServerVersion = DEFAULT_VERSION,
  ) {
    this.name = name;
    this.log = log;
    this.traits = traits;
    this.udf = udf;
    this.version = version;
    this.namespaces = new Map([...namespaces].map((namespace) => [namespace.name, new NodeNamespace(namespace)]));
    this.settlement = new Settlement(this);
  }

  /** The cluster; undefined while the node belongs to none. */
  get view(): ClusterView | undefined {
    return this.#view;
  }

  /** -1 until the node has balanced for the first time. */
  get partitionGeneration(): number {
    return this.#partitionGeneration;
  }

  /** All that clients are told of where it can be reached. */
  get addresses(): Addresses {
    const { alternateAddresses, tlsAlternateAddresses = [] } = this.traits;
    return {
      clear: this.serviceAddresses,
      clearAlternate: alternateAddresses,
      tls: this.tlsAddresses,
      tlsAlternate: tlsAlternateAddresses,
    };
  }

  get rebalanceGeneration(): number {
    return this.#rebalanceGeneration;
  }

  get clusterGeneration(): number {
    return this.#clusterGeneration;
  }

  /** Joins or changes clusters: takes over the members, and the maps by namespace. */
  adopt(view: ClusterView, maps: ReadonlyMap<string, PartitionMap>): void {
    this.#view = view;
    this.#clusterGeneration++;
    // One step for freezing the partitions, one for balancing, one for each whose ownership changed.
    this.#partitionGeneration += 2;
    this.adoptMaps(maps);
    this.#rebalanceGeneration++;
    this.peers.update(view.members.filter((member) => member !== this).map(asPeer));
  }

  /** Takes over what has changed while partitions move. */
  adoptMaps(maps: ReadonlyMap<string, PartitionMap>): void {
    for (const [name, own] of this.namespaces) this.#partitionGeneration += own.adopt(maps.get(name), this.name);
  }

  /** Leaves the cluster: owns nothing and is not initialised. */
  leave(): void {
    this.#view = undefined;
    this.#partitionGeneration = -1;
    for (const own of this.namespaces.values()) own.adopt(undefined, this.name);
  }

  /** Is cut off from the others: carries out no command, and goes on telling what it knew. */
  cutOff(): void {
    for (const own of this.namespaces.values()) own.cutOff();
  }
}

function asPeer({ name, traits, addresses }: NodeState): Peer {
  return { name, tlsName: traits.tlsName, addresses };
}
