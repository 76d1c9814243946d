// Who belongs to the cluster, and what follows from a change. A node that departs is missed at once by the data, since
// nothing reaches it any more, but the others go on believing in it until they notice. From then on they have a new
// view, new maps, and partitions to move, which they do at once or when they are told to.

import { randomBytes } from 'node:crypto';
import { Availability } from './availability.ts';
import type { NodeNamespace } from './node-namespace.ts';
import type { ClusterView, NodeState } from './node-state.ts';
import { PartitionBalance } from './partition-balance.ts';
import type { PartitionMap } from './partition-map.ts';
import { Roster, type Rosters } from './roster.ts';
import { Succession } from './succession.ts';

export interface MembershipOptions {
  readonly clusterName: string;
  /** Move partitions as part of every change; otherwise only `migrate` does. Default true. */
  readonly migratesAtOnce?: boolean;
}

export class Membership implements Rosters {
  readonly #clusterName: string;
  readonly #migratesAtOnce: boolean;
  readonly #balances = new Map<string, PartitionBalance>();
  /** Gone, but not noticed yet. */
  readonly #departed = new Set<NodeState>();
  /** Of the strongly consistent namespaces. The nodes that join first are the roster. */
  #rosters: ReadonlyMap<string, Roster> | undefined;
  #members: readonly NodeState[] = [];
  #regime = 0;

  constructor({ clusterName, migratesAtOnce }: MembershipOptions) {
    this.#clusterName = clusterName;
    this.#migratesAtOnce = migratesAtOnce ?? true;
  }

  get members(): readonly NodeState[] {
    return this.#members;
  }

  /** Partitions of the namespace, or of all, that are still to be moved. */
  migrationsRemaining(namespace?: string): number {
    if (namespace !== undefined) return this.#balances.get(namespace)?.remaining ?? 0;
    let sum = 0;
    for (const balance of this.#balances.values()) sum += balance.remaining;
    return sum;
  }

  join(nodes: readonly NodeState[]): void {
    this.noticeDepartures();
    this.#rosters ??= rostersOf(nodes);
    this.#change([...this.#members, ...nodes]);
  }

  /** The node dies. Nobody notices yet. */
  depart(node: NodeState): void {
    this.#lose(node);
    node.leave();
  }

  /** The others lose the node as if it had died, while it goes on believing in them. Nobody notices yet. */
  isolate(node: NodeState): void {
    this.#lose(node);
    node.cutOff();
  }

  /** The others learn who has died. */
  noticeDepartures(): void {
    if (this.#departed.size === 0) return;
    const staying = this.#members.filter((member) => !this.#departed.has(member));
    this.#departed.clear();
    this.#change(staying);
  }

  /** The node hands over what it has, then leaves. */
  retire(node: NodeState): void {
    this.noticeDepartures();
    if (this.#members.includes(node) && this.#members.length > 1) {
      this.#change(this.#members, node);
      this.migrate(Number.POSITIVE_INFINITY);
    }
    this.depart(node);
    this.noticeDepartures();
  }

  /** Moves at most `limit` partitions of each namespace and tells the members. */
  migrate(limit: number): void {
    this.#flush();
    let moved = 0;
    for (const balance of this.#balances.values()) moved += balance.migrate(limit);
    if (moved > 0) this.#publish();
  }

  /** Takes the master away from the partitions that `migrate` with the same limit moves next. */
  withhold(limit: number): void {
    if (this.migrationsRemaining() === 0) return;
    for (const balance of this.#balances.values()) balance.withhold(limit);
    this.#publish();
  }

  roster(namespace: string): Roster | undefined {
    return this.#rosters?.get(namespace);
  }

  recluster(): void {
    this.noticeDepartures();
    for (const [name, roster] of this.#rosters ?? []) {
      roster.takeOver();
      if (roster.isRevived) this.#balance(name).revive();
      roster.isRevived = false;
    }
    this.#change(this.#members);
  }

  #lose(node: NodeState): void {
    if (!this.#members.includes(node) || this.#departed.has(node)) return;
    this.#departed.add(node);
    for (const [name, own] of node.namespaces) {
      own.abandon();
      this.#balance(name).depart(own);
    }
  }

  #change(members: readonly NodeState[], leaving?: NodeState): void {
    this.#flush();
    this.#members = members;
    this.#regime++;
    const names = members.map((member) => member.name);
    const racks = members.map(({ traits }) => traits.rackId);
    const gone = new Set(leaving && [leaving.name]);
    const succession = new Succession(names, { leaving: gone, racks });
    for (const name of members[0]?.namespaces.keys() ?? []) {
      const namespaces = members.map((member) => member.namespaces.get(name) as NodeNamespace);
      const roster = this.roster(name);
      if (roster === undefined) this.#balance(name).begin(namespaces, succession, gone.size);
      else {
        const { replicationFactor } = (namespaces[0] as NodeNamespace).namespace.config;
        const availability = new Availability(roster.nodes, new Set(names), replicationFactor);
        const outside = names.filter((member) => gone.has(member) || !roster.includes(member));
        const own = new Succession(names, { leaving: new Set(outside), racks });
        this.#balance(name).begin(namespaces, own, outside.length, availability);
      }
      if (this.#migratesAtOnce) this.#balance(name).migrate(Number.POSITIVE_INFINITY);
    }
    const view: ClusterView = {
      clusterName: this.#clusterName,
      clusterKey: newClusterKey(),
      members,
      migrationsRemaining: (namespace) => this.migrationsRemaining(namespace),
      regime: this.#regime,
      rosters: this,
    };
    const maps = this.#maps();
    for (const member of members) member.adopt(view, maps);
  }

  #publish(): void {
    const maps = this.#maps();
    for (const member of this.#members) if (!this.#departed.has(member)) member.adoptMaps(maps);
  }

  #maps(): ReadonlyMap<string, PartitionMap> {
    return new Map([...this.#balances].map(([name, balance]) => [name, balance.snapshot()]));
  }

  /** Copies are compared and moved only when each has all that was answered. */
  #flush(): void {
    for (const member of this.#members) for (const own of member.namespaces.values()) own.flush();
  }

  #balance(name: string): PartitionBalance {
    let balance = this.#balances.get(name);
    if (balance === undefined) {
      balance = new PartitionBalance();
      this.#balances.set(name, balance);
    }
    return balance;
  }
}

function rostersOf(nodes: readonly NodeState[]): Map<string, Roster> {
  const roster = nodes.map(({ name, traits: { rackId } }) => ({ name, rackId }));
  const namespaces = [...(nodes[0]?.namespaces ?? [])].filter(([, { namespace }]) => namespace.locks !== undefined);
  return new Map(namespaces.map(([name]) => [name, new Roster(roster)]));
}

/** 48 random bits as hex without leading zeros; never zero, which means "no cluster". */
function newClusterKey(): string {
  return (BigInt(`0x${randomBytes(6).toString('hex')}`) | 1n).toString(16).toUpperCase();
}
