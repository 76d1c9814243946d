// The nodes of the newest snapshot as places to send to, and what of each outlives snapshots: its pool, its breaker, what
// was counted. A node that left or moved loses its pool, which lives on until its replies are in. It knows no commands.

import type { Cluster } from '../../cluster/cluster.ts';
import type { Dialer } from '../../net/dialer.ts';
import type { MergedCounts } from '../../net/merge-policy.ts';
import { NodePool, type NodePoolStats } from '../../net/node-pool.ts';
import type { ConnectionAddress } from '../../net/transport.ts';
import { type Cancel, type Clock, every } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { isAtLeast, MERGED_BUILD, parseBuild } from '../../topology/build-version.ts';
import { formatAddress, sameAddress } from '../../topology/host-address.ts';
import { dialled, type NodeInfo, sameDoor } from '../../topology/node-info.ts';
import type { RoutingSnapshot } from '../../topology/routing-snapshot.ts';
import type { Meter } from '../run/meter.ts';
import { LATENCY, NodeCounts } from '../run/node-counts.ts';
import type { Route } from '../run/run-host.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

export interface NodeOptions {
  /** Opens the connections. */
  readonly dialer: Dialer;
  readonly clock?: Clock;
  readonly minConnsPerNode: number;
  readonly maxConnsPerNode: number;
  /** Commands on one connection at most; default as many as a connection takes. */
  readonly maxCommandsPerConnection?: number;
  /** Idle connections are closed after this long, in ms. */
  readonly maxSocketIdleMs: number;
  readonly connectTimeoutMs: number;
  /** Commands that may wait for a connection, per node. */
  readonly maxWaiting: number;
  /** Errors of one node per window before commands are refused; 0 for no limit. */
  readonly maxErrorRate: number;
  readonly errorRateWindowMs: number;
}

/** What of it may change while commands are under way. */
export type ChangeableNodeOptions = Pick<NodeOptions, 'maxErrorRate' | 'maxSocketIdleMs' | 'errorRateWindowMs'>;

/** A node of the snapshot with what outlives snapshots. */
interface KnownNode {
  readonly node: NodeInfo;
  readonly pool: NodePool;
  readonly breaker: CircuitBreaker;
  readonly counts: NodeCounts;
}

/** How often idle connections are looked for. */
const BALANCE_INTERVAL_MS = 10_000;

export class NodeRoutes {
  /** What travelled merged, to nodes that are gone as well. */
  readonly merged: MergedCounts = { commands: 0, requests: 0 };
  /** Of the nodes of the snapshot that `bound` gave last, by their index there. */
  routes: readonly Route[] = [];
  readonly #cluster: Pick<Cluster, 'current'>;
  /** Who measures, if anybody does at the time. */
  readonly #measured: { readonly meter: Meter | null };
  readonly #clock: Clock;
  #options: NodeOptions;
  #maxConnections: number;
  /** By node name. */
  readonly #known = new Map<string, KnownNode>();
  /** Pools of nodes that left or moved, while replies are still to come. */
  readonly #retired = new Set<NodePool>();
  #snapshot: RoutingSnapshot | undefined;
  #stopTimers: readonly Cancel[];

  constructor(cluster: Pick<Cluster, 'current'>, options: NodeOptions, measured: { readonly meter: Meter | null }) {
    this.#cluster = cluster;
    this.#measured = measured;
    this.#clock = options.clock ?? systemClock;
    this.#options = options;
    this.#maxConnections = options.maxConnsPerNode;
    this.#stopTimers = this.#startTimers();
  }

  /** The newest snapshot, with `routes` made for it. */
  bound(): RoutingSnapshot {
    const snapshot = this.#cluster.current();
    if (snapshot !== this.#snapshot) this.#bind(snapshot);
    return snapshot;
  }

  /** The node of that name, or undefined when the cluster has none. */
  named(name: string): Route | undefined {
    const snapshot = this.bound();
    return this.routes[snapshot.indexOf(name)];
  }

  reconfigure(changed: ChangeableNodeOptions): void {
    this.#options = { ...this.#options, ...changed };
    for (const { pool, breaker } of this.#known.values()) {
      pool.limitIdle(changed.maxSocketIdleMs);
      breaker.allow(changed.maxErrorRate);
    }
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = this.#startTimers();
  }

  /** Connections to each node at most. */
  get maxConnections(): number {
    return this.#maxConnections;
  }

  /** Lowers or raises it; surplus connections close once their replies are in. */
  limitConnections(maxConnections: number): void {
    if (maxConnections === this.#maxConnections) return;
    this.#maxConnections = maxConnections;
    for (const { pool } of this.#known.values()) pool.limit(maxConnections);
  }

  /** Connection numbers by node name. */
  stats(): Map<string, NodePoolStats> {
    const stats = new Map<string, NodePoolStats>();
    for (const [name, { pool }] of this.#known) stats.set(name, pool.stats());
    return stats;
  }

  /** What was counted of the requests to each node, by its name. */
  counts(): Map<string, NodeCounts> {
    return new Map(Array.from(this.#known, ([name, { counts }]) => [name, counts]));
  }

  /** Closes every connection, which tells every request. */
  close(): void {
    for (const stop of this.#stopTimers) stop();
    const pools = [...[...this.#known.values()].map(({ pool }) => pool), ...this.#retired];
    for (const pool of pools) pool.close();
    this.#known.clear();
    this.#retired.clear();
  }

  #startTimers(): readonly Cancel[] {
    return [
      every(this.#clock, BALANCE_INTERVAL_MS, () => this.#balance(), false),
      every(this.#clock, this.#options.errorRateWindowMs, () => this.#turnWindows(), false),
    ];
  }

  /** Makes the routes of a new snapshot, keeping the pools of nodes that stayed where they were. */
  #bind(snapshot: RoutingSnapshot): void {
    const routes = snapshot.nodes.map((node, nodeIndex) => this.#routeTo(node, nodeIndex));
    for (const [name, { pool }] of this.#known) {
      if (snapshot.indexOf(name) !== -1) continue;
      this.#known.delete(name);
      this.#retire(pool);
    }
    this.routes = routes;
    this.#snapshot = snapshot;
  }

  #routeTo(node: NodeInfo, nodeIndex: number): Route {
    let known = this.#known.get(node.name);
    if (known === undefined || !sameAddresses(known.node, node)) {
      if (known !== undefined) this.#retire(known.pool);
      const counts = known?.counts ?? new NodeCounts();
      const breaker = new CircuitBreaker(this.#options.maxErrorRate);
      known = { node, pool: this.#openPool(node, counts), breaker, counts };
      this.#known.set(node.name, known);
    }
    const { pool, breaker, counts } = known;
    const { build } = node;
    const version = parseBuild(build);
    const takesMerged = version !== undefined && isAtLeast(version, MERGED_BUILD);
    return { pool, breaker, counts, name: formatAddress(node.address), nodeIndex, takesMerged, build, version };
  }

  #retire(pool: NodePool): void {
    pool.retire();
    if (!pool.drained) this.#retired.add(pool);
  }

  #openPool(node: NodeInfo, counts: NodeCounts): NodePool {
    const options = this.#options;
    return new NodePool(
      {
        addresses: dialledAddresses(node),
        minConnections: options.minConnsPerNode,
        maxConnections: this.#maxConnections,
        ...(options.maxCommandsPerConnection !== undefined && { maxDepth: options.maxCommandsPerConnection }),
        maxIdleMs: options.maxSocketIdleMs,
        connectTimeoutMs: options.connectTimeoutMs,
        maxWaiting: options.maxWaiting,
        merged: this.merged,
        onOpened: (ms) => this.#measured.meter?.add(counts.of(''), LATENCY.CONN, ms * 1000),
      },
      options.dialer,
    );
  }

  #turnWindows(): void {
    for (const { breaker } of this.#known.values()) breaker.turn();
  }

  #balance(): void {
    this.bound();
    for (const { pool } of this.#known.values()) pool.balance();
    for (const pool of this.#retired) if (pool.drained) this.#retired.delete(pool);
  }
}

function dialledAddresses(node: NodeInfo): readonly ConnectionAddress[] {
  const { address, addresses } = node;
  const all = addresses.length > 0 ? addresses : [address];
  return all.map((one) => dialled(node, one));
}

/** Whether a node can be reached where it could be before, in whatever order. */
function sameAddresses(a: NodeInfo, b: NodeInfo): boolean {
  return (
    sameDoor(a, b) &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address) => b.addresses.some((other) => sameAddress(address, other)))
  );
}
