// Where commands are routed and their attempts started: one snapshot read, one table lookup, one pool. It owns the
// pools of the nodes in the snapshot and the deadline wheel, and knows no command by name.

import type { Cluster } from '../../cluster/cluster.ts';
import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { ConnectionAddress, Dialer } from '../../net/dialer.ts';
import type { MergedCounts } from '../../net/merge-policy.ts';
import { NodePool, type NodePoolStats } from '../../net/node-pool.ts';
import { type Cancel, type Clock, every } from '../../time/clock.ts';
import type { DeadlineWheel } from '../../time/deadlines.ts';
import { afterReads, systemClock } from '../../time/system-clock.ts';
import { isAtLeast, MERGED_BUILD, parseBuild } from '../../topology/build-version.ts';
import { formatAddress, sameAddress } from '../../topology/host-address.ts';
import { dialled, type NodeInfo, sameDoor } from '../../topology/node-info.ts';
import type { PartitionTable } from '../../topology/partition-table.ts';
import {
  READ_MODE_SC,
  type ReadModeSc,
  type Replica,
  ReplicaCounter,
  replicaForRead,
  replicaForWrite,
  selectNode,
} from '../../topology/replica-selection.ts';
import type { RoutingSnapshot } from '../../topology/routing-snapshot.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import { partitionId } from '../../wire/digest.ts';
import type { BatchDefinition, BatchOutcome } from '../batch-definition.ts';
import type { CommandDefinition, CommandOutcome, RecordKey } from '../command-definition.ts';
import { infoQuestion } from '../info/info-request.ts';
import { AbortListeners } from '../run/abort-listeners.ts';
import { BatchRun } from '../run/batch-run.ts';
import { valueError } from '../run/command-error.ts';
import type { Meter } from '../run/meter.ts';
import { LATENCY, NodeCounts, type RequestTotals } from '../run/node-counts.ts';
import { type NodeQuestion, NodeRun } from '../run/node-run.ts';
import { RecordRun } from '../run/record-run.ts';
import { PausedRetry } from '../run/retry-pause.ts';
import type { RetriedRun, Route, RoutedCommand, RoutedPartition, RunHost } from '../run/run-host.ts';
import { failLater, rejectLater } from '../run/settle-later.ts';
import type { StreamRun } from '../run/stream-run.ts';
import type { StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

export interface RouterOptions {
  /** Opens the connections; its deadlines are the router's. */
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
  /** Racks to prefer, best first. */
  readonly rackIds: readonly number[];
  /** Errors of one node per window before commands are refused; 0 for no limit. */
  readonly maxErrorRate: number;
  readonly errorRateWindowMs: number;
}

/** The time that a node has for an answer, in ms; 0 for no limit. */
export interface AskPolicy {
  readonly timeout: number;
  readonly timeoutDelay: number;
}

/** What the router needs of the cluster. */
export type RoutingSource = Pick<Cluster, 'current' | 'requestTend'>;

/** Time that a node has to hear that a job is given up. */
const ABANDON_TIMEOUT_MS = 1_000;

/** How often idle connections are looked for. */
const BALANCE_INTERVAL_MS = 10_000;

export class Router implements RunHost {
  readonly deadlines: DeadlineWheel;
  readonly abortListeners = new AbortListeners();
  /** Set by who measures. */
  meter: Meter | null = null;
  readonly totals: RequestTotals = { commands: 0, retries: 0, unsentTimeouts: 0 };
  readonly #cluster: RoutingSource;
  readonly #clock: Clock;
  #options: RouterOptions;
  #maxConnsPerNode: number;
  readonly #replicaCounter = new ReplicaCounter();
  #inFlight = 0;
  /** Runs between two attempts; all others are known to a pool. */
  readonly #paused = new Set<RetriedRun>();
  /** Pools by node name: they outlive snapshots. */
  /** What travelled merged, to nodes that are gone as well. */
  readonly merged: MergedCounts = { commands: 0, requests: 0 };
  readonly #pools = new Map<string, KnownNode>();
  /** Pools of nodes that left or moved, while replies are still to come. */
  readonly #retired = new Set<NodePool>();
  /** The snapshot that `#routes` belongs to, index by index. */
  #snapshot: RoutingSnapshot | undefined;
  #routes: Route[] = [];
  #stopTimers: readonly Cancel[];
  #closed = false;

  constructor(cluster: RoutingSource, options: RouterOptions) {
    this.deadlines = options.dialer.deadlines;
    const clock = options.clock ?? systemClock;
    this.#cluster = cluster;
    this.#options = options;
    this.#maxConnsPerNode = options.maxConnsPerNode;
    this.#clock = clock;
    this.#stopTimers = this.#startTimers();
  }

  #startTimers(): readonly Cancel[] {
    return [
      every(this.#clock, BALANCE_INTERVAL_MS, () => this.#balance(), false),
      every(this.#clock, this.#options.errorRateWindowMs, () => this.#turnWindows(), false),
    ];
  }

  /** Changes what may change while commands are under way. */
  reconfigure(
    changed: Pick<RouterOptions, 'rackIds' | 'maxErrorRate' | 'maxSocketIdleMs' | 'errorRateWindowMs'>,
  ): void {
    if (this.#closed) return;
    this.#options = { ...this.#options, ...changed };
    for (const { pool, breaker } of this.#pools.values()) {
      pool.limitIdle(changed.maxSocketIdleMs);
      breaker.allow(changed.maxErrorRate);
    }
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = this.#startTimers();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Commands under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Runs a command. Nothing is ever thrown from here: `outcome` is told how it ended. */
  run<A, R>(
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    signal: AbortSignal | undefined,
    outcome: CommandOutcome<R>,
  ): void {
    // The only look at the clock that a command takes when all goes well.
    const nowMs = this.deadlines.now();
    let run: RecordRun<A, R>;
    try {
      run = new RecordRun(this, definition, key, args, policy, outcome, nowMs);
    } catch (error) {
      failLater(outcome, valueError(error));
      return;
    }
    if (signal !== undefined) run.listen(signal);
    run.attempt(nowMs);
  }

  /** Runs a batch, with the same promise. */
  runBatch<R>(definition: BatchDefinition<R>, signal: AbortSignal | undefined, outcome: BatchOutcome<R>): void {
    new BatchRun(this, definition, outcome).start(signal);
  }

  /** Runs a scan or query, with the same promise. */
  runStream<R>(
    definition: StreamDefinition<R>,
    signal: AbortSignal | undefined,
    consumer: StreamConsumer<R>,
  ): StreamRun<R> {
    const streams = require('../run/stream-run.js') as typeof import('../run/stream-run.ts');
    const run = new streams.StreamRun(this, definition, consumer);
    run.start(signal);
    return run;
  }

  /** Asks the node of that name one question, whose answer is the promise. */
  ask<R>(nodeName: string, question: NodeQuestion<R>, { timeout, timeoutDelay }: AskPolicy): Promise<R> {
    const route = this.#closed ? undefined : this.poolOf(nodeName);
    if (route === undefined) {
      const message = `The cluster has no node named ${nodeName}`;
      return rejectLater(AerospikeError.fromCode({ code: status.ERR_INVALID_NODE, message }));
    }
    return new Promise((onResult, onError) => {
      new NodeRun(this, question, timeout, timeoutDelay, { onResult, onError }).ask(route);
    });
  }

  abandonJob(route: Route, jobId: number): void {
    const outcome = { onResult: () => {}, onError: () => {} };
    const question = { ...infoQuestion([`query-abort:trid=${jobId}`]), isSilent: true };
    new NodeRun(this, question, ABANDON_TIMEOUT_MS, 0, outcome).ask(route);
  }

  /** Column that the first attempt of a command tries first. */
  firstReplica({ isWrite, policy }: RoutedPartition): number {
    const replica = policy.replica as Replica;
    return this.#replicaCounter.start(isWrite ? replicaForWrite(replica) : replica);
  }

  /** Where an attempt goes, or why it can go nowhere. */
  route(run: RoutedCommand, replicaIndex: number, previousNode: number): Route | AerospikeError {
    return this.#routePartition(run, partitionId(run.digest), replicaIndex, previousNode);
  }

  #routePartition(
    run: RoutedPartition,
    partition: number,
    replicaIndex: number,
    previousNode: number,
  ): Route | AerospikeError {
    if (this.#closed) return closedError();
    const snapshot = this.#bound();
    const { ns } = run;
    const table = snapshot.namespaces.get(ns);
    if (table === undefined) return unknownNamespace(ns, snapshot);
    const { rackIds } = this.#options;
    const replica = replicaOf(run, table);
    const index = selectNode(table, partition, replica, replicaIndex, previousNode, snapshot.nodes, rackIds);
    if (index === -1) return noNode(ns, partition);
    const route = this.#routes[index] as Route;
    return run.needs === undefined ? route : (lacks(route, run.needs) ?? route);
  }

  routePartitions(run: RoutedPartition): (partition: number, replicaIndex: number) => Route | AerospikeError {
    if (this.#closed) return () => closedError();
    const snapshot = this.#bound();
    const routes = this.#routes;
    const { ns } = run;
    const table = snapshot.namespaces.get(ns);
    if (table === undefined) return () => unknownNamespace(ns, snapshot);
    const { rackIds } = this.#options;
    const replica = replicaOf(run, table);
    return (partition, replicaIndex) => {
      const index = selectNode(table, partition, replica, replicaIndex, -1, snapshot.nodes, rackIds);
      return index === -1 ? noNode(ns, partition) : (routes[index] as Route);
    };
  }

  lacking(need: ServerNeed): AerospikeError | undefined {
    this.#bound();
    for (const route of this.#routes) {
      const error = lacks(route, need);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  isLinearized({ ns, policy }: RoutedPartition): boolean {
    if (policy.readModeSC !== READ_MODE_SC.LINEARIZE) return false;
    return this.isStronglyConsistent(ns);
  }

  isStronglyConsistent(ns: string): boolean {
    return this.#cluster.current().namespaces.get(ns)?.strongConsistency === true;
  }

  /** Starts the next attempt of a run after a pause; with none, once the current turn is over. */
  retryLater(run: RetriedRun, pauseMs: number): void {
    this.#paused.add(run);
    const retry = (): void => {
      if (!this.#paused.delete(run)) return;
      run.attempt(this.deadlines.now());
    };
    if (pauseMs === 0) afterReads(retry);
    else this.deadlines.add(new PausedRetry(retry), this.deadlines.now() + pauseMs);
  }

  /** A connection failed: the cluster may have changed. */
  requestTend(): void {
    this.#cluster.requestTend();
  }

  onStarted(): void {
    this.#inFlight++;
    if (this.meter !== null) this.totals.commands++;
  }

  onSettled(): void {
    this.#inFlight--;
  }

  /** The pool of a node by name, or undefined when the cluster has no such node. */
  poolOf(nodeName: string): Route | undefined {
    const snapshot = this.#bound();
    return this.#routes[snapshot.indexOf(nodeName)];
  }

  /** Connection numbers by node name. */
  stats(): Map<string, NodePoolStats> {
    const stats = new Map<string, NodePoolStats>();
    for (const [name, { pool }] of this.#pools) stats.set(name, pool.stats());
    return stats;
  }

  /** What was counted of the requests to each node, by its name. */
  counts(): Map<string, NodeCounts> {
    return new Map(Array.from(this.#pools, ([name, { counts }]) => [name, counts]));
  }

  /** Connections to each node at most. */
  get maxConnsPerNode(): number {
    return this.#maxConnsPerNode;
  }

  /** Lowers or raises it; surplus connections close once their replies are in. */
  limitConnections(maxConnsPerNode: number): void {
    if (maxConnsPerNode === this.#maxConnsPerNode) return;
    this.#maxConnsPerNode = maxConnsPerNode;
    for (const { pool } of this.#pools.values()) pool.limit(maxConnsPerNode);
  }

  /** Opens the minimum of connections to every node. */
  warmUp(): void {
    this.#bind(this.#cluster.current());
  }

  /** Ends every command and closes every connection. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stopTimers) stop();
    // The pools tell each command whether it was sent; those between two attempts are left for the second loop.
    for (const pool of this.#allPools()) pool.close();
    this.#pools.clear();
    this.#retired.clear();
    for (const run of this.#paused) run.cancel();
    this.#paused.clear();
    this.deadlines.close();
  }

  /** The newest snapshot, with `#routes` made for it. */
  #bound(): RoutingSnapshot {
    const snapshot = this.#cluster.current();
    if (snapshot !== this.#snapshot) this.#bind(snapshot);
    return snapshot;
  }

  /** Makes the routes of a new snapshot, keeping the pools of nodes that stayed where they were. */
  #bind(snapshot: RoutingSnapshot): void {
    const routes = snapshot.nodes.map((node, nodeIndex) => {
      let known = this.#pools.get(node.name);
      if (known === undefined || !sameAddresses(known.node, node)) {
        if (known !== undefined) this.#retire(known.pool);
        const counts = known?.counts ?? new NodeCounts();
        const breaker = new CircuitBreaker(this.#options.maxErrorRate);
        known = { node, pool: this.#openPool(node, counts), breaker, counts };
        this.#pools.set(node.name, known);
      }
      const { pool, breaker, counts } = known;
      const { build } = node;
      const version = parseBuild(build);
      const takesMerged = version !== undefined && isAtLeast(version, MERGED_BUILD);
      return { pool, breaker, counts, name: formatAddress(node.address), nodeIndex, takesMerged, build, version };
    });
    for (const [name, { pool }] of this.#pools) {
      if (snapshot.indexOf(name) !== -1) continue;
      this.#pools.delete(name);
      this.#retire(pool);
    }
    this.#routes = routes;
    this.#snapshot = snapshot;
  }

  #retire(pool: NodePool): void {
    pool.retire();
    if (!pool.drained) this.#retired.add(pool);
  }

  #allPools(): NodePool[] {
    return [...[...this.#pools.values()].map(({ pool }) => pool), ...this.#retired];
  }

  #openPool(node: NodeInfo, counts: NodeCounts): NodePool {
    const options = this.#options;
    return new NodePool(
      {
        addresses: dialledAddresses(node),
        minConnections: options.minConnsPerNode,
        maxConnections: this.#maxConnsPerNode,
        ...(options.maxCommandsPerConnection !== undefined && { maxDepth: options.maxCommandsPerConnection }),
        maxIdleMs: options.maxSocketIdleMs,
        connectTimeoutMs: options.connectTimeoutMs,
        maxWaiting: options.maxWaiting,
        merged: this.merged,
        onOpened: (ms) => this.meter?.add(counts.of(''), LATENCY.CONN, ms * 1000),
      },
      options.dialer,
    );
  }

  #turnWindows(): void {
    for (const { breaker } of this.#pools.values()) breaker.turn();
  }

  #balance(): void {
    this.#bound();
    for (const { pool } of this.#pools.values()) pool.balance();
    for (const pool of this.#retired) if (pool.drained) this.#retired.delete(pool);
  }
}

/** A node of the snapshot with what outlives snapshots. */
interface KnownNode {
  readonly node: NodeInfo;
  readonly pool: NodePool;
  readonly breaker: CircuitBreaker;
  readonly counts: NodeCounts;
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

function unknownNamespace(namespace: string, snapshot: RoutingSnapshot): AerospikeError {
  if (snapshot.nodes.length === 0) {
    return AerospikeError.fromCode({ code: status.ERR_CLUSTER, message: 'No node of the cluster is known' });
  }
  return AerospikeError.fromCode({
    code: status.ERR_NAMESPACE_NOT_FOUND,
    message: `Invalid namespace: ${namespace}`,
  });
}

function noNode(namespace: string, partition: number): AerospikeError {
  return AerospikeError.fromCode({
    code: status.ERR_INVALID_NODE,
    message: `No node serves partition ${partition} of namespace ${namespace}`,
  });
}

/** The error for a node that cannot do what is needed; undefined where it can. */
function lacks({ version, build, name }: Route, need: ServerNeed): AerospikeError | undefined {
  const needs = require('../server-needs.js') as typeof import('../server-needs.ts');
  return needs.meets(version, need) ? undefined : needs.unmet(need, name, build);
}

function closedError(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'The client was closed' });
}

/** The replica policy that a command really has. */
function replicaOf({ isWrite, policy }: RoutedPartition, table: PartitionTable): Replica {
  const given = policy.replica as Replica;
  return isWrite ? replicaForWrite(given) : replicaForRead(table, given, policy.readModeSC as ReadModeSc);
}
