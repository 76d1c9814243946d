// Where commands are routed and their attempts started: one snapshot read, one table lookup, one pool. It owns the
// deadline wheel and knows no command by name; the nodes and their pools are node-routes.ts.

import type { Cluster } from '../../cluster/cluster.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { MergedCounts } from '../../net/merge-policy.ts';
import type { NodePoolStats } from '../../net/node-pool.ts';
import type { DeadlineWheel } from '../../time/deadlines.ts';
import { afterReads } from '../../time/system-clock.ts';
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
import type { RecordCommand } from '../command-definition.ts';
import { infoQuestion } from '../info/info-request.ts';
import { AbortListeners } from '../run/abort-listeners.ts';
import { BatchRun } from '../run/batch-run.ts';
import { valueError } from '../run/command-error.ts';
import type { Meter } from '../run/meter.ts';
import type { NodeCounts, RequestTotals } from '../run/node-counts.ts';
import { type NodeQuestion, NodeRun } from '../run/node-run.ts';
import { RecordRun } from '../run/record-run.ts';
import { PausedRetry } from '../run/retry-pause.ts';
import type { RetriedRun, Route, RoutedCommand, RoutedPartition, RunHost } from '../run/run-host.ts';
import { failLater, rejectLater } from '../run/settle-later.ts';
import type { StreamRun } from '../run/stream-run.ts';
import type { StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import { type ChangeableNodeOptions, type NodeOptions, NodeRoutes } from './node-routes.ts';

/** What the router needs of the cluster. */
export type RoutingSource = Pick<Cluster, 'current' | 'requestTend'>;

/** The dialer's deadlines are the router's. */
export interface RouterOptions extends NodeOptions {
  /** Racks to prefer, best first. */
  readonly rackIds: readonly number[];
}

/** The time that a node has for an answer, in ms; 0 for no limit. */
export interface AskPolicy {
  readonly timeout: number;
  readonly timeoutDelay: number;
}

/** Time that a node has to hear that a job is given up. */
const ABANDON_TIMEOUT_MS = 1_000;

export class Router implements RunHost {
  readonly deadlines: DeadlineWheel;
  readonly abortListeners = new AbortListeners();
  /** Set by who measures. */
  meter: Meter | null = null;
  readonly totals: RequestTotals = { commands: 0, retries: 0, unsentTimeouts: 0 };
  readonly #cluster: RoutingSource;
  #rackIds: readonly number[];
  readonly #replicaCounter = new ReplicaCounter();
  #inFlight = 0;
  /** Runs between two attempts; all others are known to a pool. */
  readonly #paused = new Set<RetriedRun>();
  readonly #nodes: NodeRoutes;
  #closed = false;

  constructor(cluster: RoutingSource, options: RouterOptions) {
    this.deadlines = options.dialer.deadlines;
    this.#cluster = cluster;
    this.#rackIds = options.rackIds;
    this.#nodes = new NodeRoutes(cluster, options, this);
  }

  /** Changes what may change while commands are under way. */
  reconfigure(changed: ChangeableNodeOptions & Pick<RouterOptions, 'rackIds'>): void {
    if (this.#closed) return;
    this.#rackIds = changed.rackIds;
    this.#nodes.reconfigure(changed);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Commands under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Runs a command. Nothing is ever thrown from here: the command is told how it ended. */
  run<A, R>(command: RecordCommand<A, R>): void {
    // The only look at the clock that a command takes when all goes well.
    const nowMs = this.deadlines.now();
    let run: RecordRun<A, R>;
    try {
      run = new RecordRun(this, command, nowMs);
    } catch (error) {
      failLater(command, valueError(error));
      return;
    }
    if (command.signal !== undefined) run.listen(command.signal);
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
    const snapshot = this.#nodes.bound();
    const { ns } = run;
    const table = snapshot.namespaces.get(ns);
    if (table === undefined) return unknownNamespace(ns, snapshot);
    const rackIds = this.#rackIds;
    const replica = replicaOf(run, table);
    const index = selectNode(table, partition, replica, replicaIndex, previousNode, snapshot.nodes, rackIds);
    if (index === -1) return noNode(ns, partition);
    const route = this.#nodes.routes[index] as Route;
    return run.needs === undefined ? route : (lacks(route, run.needs) ?? route);
  }

  routePartitions(run: RoutedPartition): (partition: number, replicaIndex: number) => Route | AerospikeError {
    if (this.#closed) return () => closedError();
    const snapshot = this.#nodes.bound();
    const { routes } = this.#nodes;
    const { ns } = run;
    const table = snapshot.namespaces.get(ns);
    if (table === undefined) return () => unknownNamespace(ns, snapshot);
    const rackIds = this.#rackIds;
    const replica = replicaOf(run, table);
    // Thousands of partitions may have none: an error for each would take longer than asking for all of them.
    let error: AerospikeError | undefined;
    return (partition, replicaIndex) => {
      const index = selectNode(table, partition, replica, replicaIndex, -1, snapshot.nodes, rackIds);
      if (index !== -1) return routes[index] as Route;
      error ??= noNode(ns, partition);
      return error;
    };
  }

  lacking(need: ServerNeed): AerospikeError | undefined {
    this.#nodes.bound();
    for (const route of this.#nodes.routes) {
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
    return this.#nodes.named(nodeName);
  }

  /** Connection numbers by node name. */
  stats(): Map<string, NodePoolStats> {
    return this.#nodes.stats();
  }

  /** What was counted of the requests to each node, by its name. */
  counts(): Map<string, NodeCounts> {
    return this.#nodes.counts();
  }

  /** What travelled merged, to nodes that are gone as well. */
  get merged(): MergedCounts {
    return this.#nodes.merged;
  }

  /** Connections to each node at most. */
  get maxConnsPerNode(): number {
    return this.#nodes.maxConnections;
  }

  /** Lowers or raises it; surplus connections close once their replies are in. */
  limitConnections(maxConnsPerNode: number): void {
    this.#nodes.limitConnections(maxConnsPerNode);
  }

  /** Opens the minimum of connections to every node. */
  warmUp(): void {
    this.#nodes.bound();
  }

  /** Ends every command and closes every connection. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // The pools tell each command whether it was sent; those between two attempts are left for the loop.
    this.#nodes.close();
    for (const run of this.#paused) run.cancel();
    this.#paused.clear();
    this.deadlines.close();
  }
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
