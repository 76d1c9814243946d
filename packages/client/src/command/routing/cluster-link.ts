// What a connected client stands on: one cluster, one router. Made by connect(), thrown away by close().
// `LinkFactory` is the seam for tests. Owns the wiring; never decides what a command does.

import { Cluster } from '../../cluster/cluster.ts';
import { ClusterClosedError, ClusterConnectError, type FailureCause } from '../../cluster/cluster-errors.ts';
import type { ClusterRole, ClusterStats, TendChannels } from '../../cluster/cluster-options.ts';
import { type SharingOptions, segmentIdentity } from '../../cluster/segment-identity.ts';
import { AerospikeError } from '../../model/error.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { VERSION } from '../../model/version.ts';
import { Dialer } from '../../net/dialer.ts';
import { InfoConnection } from '../../net/info-connection.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { MergedCounts } from '../../net/merge-policy.ts';
import type { NodePoolStats } from '../../net/node-pool.ts';
import type { Transport } from '../../net/transport.ts';
import type { Segment } from '../../shm/segment.ts';
import { DeadlineWheel } from '../../time/deadlines.ts';
import { dialled, type NodeInfo } from '../../topology/node-info.ts';
import type { RoutingSnapshot } from '../../topology/routing-snapshot.ts';
import type { BatchDefinition, BatchOutcome } from '../batch-definition.ts';
import type { RecordCommand } from '../command-definition.ts';
import { infoQuestion } from '../info/info-request.ts';
import type { Meter } from '../run/meter.ts';
import type { NodeCounts, RequestTotals } from '../run/node-counts.ts';
import type { NodeQuestion } from '../run/node-run.ts';
import type { OpenPartition, StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import { loginWith, refusedLogin } from './login.ts';
import { openTls, type TlsReader } from './open-tls.ts';
import { type AskPolicy, Router } from './router.ts';

/** Commands that may wait for a connection, per node. */
const MAX_WAITING = 65_536;

/** Nodes that a follower asks, one after the other, whether it is let in. */
const MAX_LOGIN_TRIES = 3;

/** Where a process stands in its shared segment. */
export interface SegmentState {
  /** Directory of the segment. */
  readonly path: string;
  /** Rises with every change of owner. */
  readonly epoch: number;
  /** Rises with every published state of the cluster and with every change of owner. */
  readonly generation: number;
  /** Process that tends the cluster. */
  readonly ownerPid: number;
}

/** A change of the cluster. */
export type ClusterChange = 'nodeAdded' | 'nodeRemoved' | 'disconnected';

/** @internal A scan or query under way, as its consumer governs it. */
export interface StreamControl {
  /** What is left to ask, behind the last records that the consumer was told. */
  readonly open: readonly OpenPartition[];
  /** Stops reading, and the clock with it. */
  pause(): void;
  resume(): void;
  /** Ends it here and at the nodes; the consumer is told no more. */
  stop(): void;
}

/** @internal What the client needs of everything below it. */
export interface ClusterLink {
  readonly role: ClusterRole;
  readonly nodes: readonly NodeInfo[];
  /** How hosts with a TLS name are reached; undefined without TLS. */
  readonly tls?: Transport | undefined;
  /** The state of the cluster that commands are routed by. */
  readonly snapshot: RoutingSnapshot;
  /** The shared segment; undefined when this process tends for itself. */
  readonly segment: SegmentState | undefined;
  /** Commands under way. */
  readonly inFlight: number;
  /** Connections to each node at most: the configured number, or this process's share of what all may have. */
  readonly maxConnsPerNode: number;
  start(): Promise<void>;
  isConnected(): boolean;
  /** Runs a command and never throws: `outcome` is told how it ended. */
  run<A, R>(command: RecordCommand<A, R>): void;
  /** The same for a batch. */
  runBatch<R>(definition: BatchDefinition<R>, signal: AbortSignal | undefined, outcome: BatchOutcome<R>): void;
  /** Runs a scan or query and never throws: `consumer` is told of everything. */
  runStream<R>(
    definition: StreamDefinition<R>,
    signal: AbortSignal | undefined,
    consumer: StreamConsumer<R>,
  ): StreamControl;
  /** Asks the node of that name one question. */
  ask<R>(nodeName: string, question: NodeQuestion<R>, policy: AskPolicy): Promise<R>;
  /** Reply text of info commands to the node of that name. */
  info(nodeName: string, commands: readonly string[], policy: InfoRequestPolicy): Promise<string>;
  clusterStats(): ClusterStats;
  poolStats(): ReadonlyMap<string, NodePoolStats>;
  /** What travelled merged since the connect, to nodes that are gone as well. */
  readonly merged: Readonly<MergedCounts>;
  /** What was counted of the requests to each node, by its name. */
  counts(): ReadonlyMap<string, NodeCounts>;
  readonly totals: Readonly<RequestTotals>;
  /** Connections by which this process tends each node, by its name. */
  readonly tendChannels: ReadonlyMap<string, TendChannels>;
  /** Requests are measured by this meter from now on, or by none. */
  measure(meter: Meter | null): void;
  /** Takes what may change while it is connected: intervals, racks, limits of errors and of idle time. */
  reconfigure(options: LinkOptions): void;
  close(): void;
}

/** @internal What a link is made with: the checked configuration of a client. */
export interface LinkOptions extends SharingOptions {
  readonly tendIntervalMs: number;
  readonly tendTimeoutMs: number;
  readonly rackIds: readonly number[];
  readonly maxConnections: number;
  readonly minConnections: number;
  /** Commands on one connection at most. */
  readonly maxCommandsPerConnection: number;
  readonly maxIdleMs: number;
  /** Errors of a node in a window, 0 for no limit. */
  readonly maxErrorRate: number;
  /** Tend intervals. */
  readonly errorRateWindow: number;
  /** How long a tend owner may stall before it is replaced. */
  readonly leaseMs: number;
  /** Connections to one node for all processes on the segment together; undefined for no common limit. */
  readonly sharedMaxConnections: number | undefined;
  readonly appId: string | undefined;
  /** Who logs in; undefined where nobody does. */
  readonly login: Credentials | undefined;
  /** How long a login may take, once its connection is there. */
  readonly loginTimeoutMs: number;
}

/** @internal What a link tells its client. */
export interface LinkListener extends TlsReader {
  onChange(change: ClusterChange, node: NodeInfo | undefined): void;
  onRole(role: ClusterRole): void;
}

/** @internal */
export type LinkFactory = (options: LinkOptions, listener: LinkListener) => ClusterLink;

/**
 * @internal Connections to a node that one of several participants may have: an equal share of what all may have together. Equal
 * whatever their load, because a connection is a pipeline: a few carry all that a process can send.
 */
export function shareOfConnections(together: number | undefined, participants: number, own: number): number {
  if (together === undefined) return own;
  return Math.min(own, Math.max(1, Math.floor(together / participants)));
}

class NetworkLink implements ClusterLink {
  readonly tls: Transport | undefined;
  readonly #options: LinkOptions;
  readonly #cluster: Cluster;
  readonly #router: Router;
  readonly #dialer: Dialer;
  #segment: Segment | undefined;

  constructor(options: LinkOptions, listener: LinkListener) {
    this.#options = options;
    const { seeds, clusterName, appId, sharedMemoryKey, tendTimeoutMs, login, loginTimeoutMs, tls } = options;
    this.tls = tls && openTls(tls, listener);
    const deadlines = new DeadlineWheel();
    const dialer = new Dialer(deadlines, {
      tls: this.tls,
      namedOnly: tls?.isForLoginOnly === true,
      ...(login !== undefined && loginWith(login, deadlines, loginTimeoutMs)),
    });
    this.#dialer = dialer;
    this.#cluster = new Cluster({
      seeds,
      connect: (address, timeoutMs) => InfoConnection.connect(dialer, address, timeoutMs),
      tls: tls?.isForLoginOnly === true ? 'login' : tls !== undefined,
      useAlternateAccessAddress: options.useAlternateAccessAddress,
      rackAware: options.rackAware,
      tendIntervalMs: options.tendIntervalMs,
      tendTimeoutMs,
      loginTimeoutMs: login === undefined ? 0 : loginTimeoutMs,
      userAgent: `1,tendril-${VERSION},${appId ?? login?.user ?? 'not-set'}`,
      ...(clusterName !== undefined && { clusterName }),
      ...(sharedMemoryKey !== undefined && {
        segment: (hooks) => {
          // Only who shares memory loads what it takes.
          const shm = require('../../shm/segment.js') as typeof import('../../shm/segment.ts');
          this.#segment = shm.Segment.attach({
            identity: segmentIdentity(options),
            leaseMs: options.leaseMs,
            ...hooks,
          });
          return this.#segment;
        },
      }),
    });
    this.#cluster.on('nodeAdded', (node) => listener.onChange('nodeAdded', node));
    this.#cluster.on('nodeRemoved', (node) => listener.onChange('nodeRemoved', node));
    this.#cluster.on('disconnected', () => listener.onChange('disconnected', undefined));
    this.#cluster.on('warning', (message) => listener.onWarning(message));
    this.#cluster.on('participants', () => this.#limitConnections());
    this.#cluster.on('role', (role) => listener.onRole(role));
    this.#router = new Router(this.#cluster, {
      dialer,
      minConnsPerNode: options.minConnections,
      maxConnsPerNode: options.maxConnections,
      maxCommandsPerConnection: options.maxCommandsPerConnection,
      maxSocketIdleMs: options.maxIdleMs,
      connectTimeoutMs: tendTimeoutMs,
      maxWaiting: MAX_WAITING,
      rackIds: options.rackIds,
      maxErrorRate: options.maxErrorRate,
      errorRateWindowMs: options.errorRateWindow * options.tendIntervalMs,
    });
  }

  get role(): ClusterRole {
    return this.#cluster.role;
  }

  get nodes(): readonly NodeInfo[] {
    return this.#cluster.current().nodes;
  }

  get snapshot(): RoutingSnapshot {
    return this.#cluster.current();
  }

  get segment(): SegmentState | undefined {
    if (this.#segment === undefined || this.role === 'private') return undefined;
    const { path, epoch, generation, ownerPid } = this.#segment;
    return { path, epoch, generation, ownerPid };
  }

  get inFlight(): number {
    return this.#router.inFlight;
  }

  async start(): Promise<void> {
    try {
      await this.#cluster.start();
      if (this.role === 'follower' && this.#options.login !== undefined) await this.#tryLogin();
      this.#limitConnections();
      this.#router.warmUp();
    } catch (cause) {
      this.close();
      throw connectError(cause);
    }
  }

  isConnected(): boolean {
    return this.#cluster.isConnected();
  }

  /** A follower does not tend, and would hear only from its first command that it is not let in. */
  async #tryLogin(): Promise<void> {
    for (const node of this.nodes.slice(0, MAX_LOGIN_TRIES)) {
      try {
        const door = dialled(node, node.address);
        const connection = await InfoConnection.connect(this.#dialer, door, this.#options.tendTimeoutMs);
        connection.close();
        return;
      } catch (error) {
        if (refusedLogin(error) !== undefined) throw error;
      }
    }
  }

  #limitConnections(): void {
    const { maxConnections, sharedMaxConnections } = this.#options;
    const share = shareOfConnections(sharedMaxConnections, this.#cluster.participants, maxConnections);
    this.#router.limitConnections(share);
  }

  run<A, R>(command: RecordCommand<A, R>): void {
    this.#router.run(command);
  }

  runBatch<R>(definition: BatchDefinition<R>, signal: AbortSignal | undefined, outcome: BatchOutcome<R>): void {
    this.#router.runBatch(definition, signal, outcome);
  }

  info(nodeName: string, commands: readonly string[], policy: InfoRequestPolicy): Promise<string> {
    return this.#router.ask(nodeName, infoQuestion(commands), policy);
  }

  ask<R>(nodeName: string, question: NodeQuestion<R>, policy: AskPolicy): Promise<R> {
    return this.#router.ask(nodeName, question, policy);
  }

  runStream<R>(
    definition: StreamDefinition<R>,
    signal: AbortSignal | undefined,
    consumer: StreamConsumer<R>,
  ): StreamControl {
    return this.#router.runStream(definition, signal, consumer);
  }

  clusterStats(): ClusterStats {
    return this.#cluster.stats();
  }

  get maxConnsPerNode(): number {
    return this.#router.maxConnsPerNode;
  }

  get merged(): Readonly<MergedCounts> {
    return this.#router.merged;
  }

  poolStats(): ReadonlyMap<string, NodePoolStats> {
    return this.#router.stats();
  }

  counts(): ReadonlyMap<string, NodeCounts> {
    return this.#router.counts();
  }

  get totals(): Readonly<RequestTotals> {
    return this.#router.totals;
  }

  get tendChannels(): ReadonlyMap<string, TendChannels> {
    return this.#cluster.tendChannels;
  }

  measure(meter: Meter | null): void {
    this.#router.meter = meter;
  }

  reconfigure(options: LinkOptions): void {
    const { rackIds, maxErrorRate, maxIdleMs: maxSocketIdleMs } = options;
    const errorRateWindowMs = options.errorRateWindow * options.tendIntervalMs;
    this.#cluster.tendEvery(options.tendIntervalMs);
    this.#router.reconfigure({ rackIds, maxErrorRate, maxSocketIdleMs, errorRateWindowMs });
  }

  close(): void {
    this.#router.close();
    this.#cluster.close();
  }
}

function connectError(cause: unknown): AerospikeError {
  if (cause instanceof ClusterClosedError) {
    return AerospikeError.fromCode({
      code: status.ERR_CLIENT,
      message: 'The client was closed while it was connecting',
      cause,
    });
  }
  const { message } = cause as Error;
  const isUnreachable =
    cause instanceof ClusterConnectError && !allFailedBy(cause, 'cluster') && !allFailedBy(cause, 'name');
  const code = refusalOf(cause) ?? (isUnreachable ? status.ERR_CONNECTION : status.ERR_CLIENT);
  return AerospikeError.fromCode({
    code,
    message: message.startsWith('Failed to connect') ? message : `Failed to connect: ${message}`,
    cause,
  });
}

/** The code with which a node refused the login. */
function refusalOf(cause: unknown): number | undefined {
  if (cause instanceof ClusterConnectError) return cause.failures.find(({ code }) => code !== undefined)?.code;
  return refusedLogin(cause);
}

/** Whether all belong to a cluster of another name, or no name has an address: nothing that a connection could mend. */
function allFailedBy({ failures }: ClusterConnectError, kind: FailureCause): boolean {
  return failures.length > 0 && failures.every(({ cause }) => cause === kind);
}

/** @internal The link of real clients. */
export const openLink: LinkFactory = (options, listener) => new NetworkLink(options, listener);
