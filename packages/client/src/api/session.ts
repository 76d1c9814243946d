// What a connected client stands on: one cluster, one command engine. Made by connect(), thrown away by close().
// `SessionFactory` is the seam for tests. Owns the wiring; never decides what a command does.

import { Cluster } from '../cluster/cluster.ts';
import { ClusterClosedError, ClusterConnectError } from '../cluster/cluster-errors.ts';
import type { ClusterRole, ClusterStats } from '../cluster/cluster-options.ts';
import type { CommandDefinition, CommandOutcome, RecordKey } from '../command/command-definition.ts';
import { CommandEngine } from '../command/engine.ts';
import { requestInfo } from '../command/info.ts';
import { AerospikeError } from '../model/error.ts';
import type { CommandPolicy, InfoRequestPolicy } from '../model/policies/resolve.ts';
import { status } from '../model/status.ts';
import { InfoConnection } from '../net/info-connection.ts';
import type { NodePoolStats } from '../net/node-pool.ts';
import { Segment } from '../shm/segment.ts';
import type { SeedAddress } from '../topology/host-address.ts';
import type { NodeInfo } from '../topology/node-info.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import type { ClientOptions } from './client-options.ts';
import type { Logger } from './logger.ts';
import { segmentIdentity } from './segment-identity.ts';
import { VERSION } from './version.ts';

/** Commands that may wait for a connection, per node. */
const MAX_WAITING = 65_536;

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

export type ChangeListener = (change: ClusterChange, node: NodeInfo | undefined) => void;

/** What the client needs of everything below it. */
export interface Session {
  readonly role: ClusterRole;
  readonly nodes: readonly NodeInfo[];
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
  run<A, R>(
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    signal: AbortSignal | undefined,
    outcome: CommandOutcome<R>,
  ): void;
  /** Reply text of info commands to the node of that name. */
  info(nodeName: string, commands: readonly string[], policy: InfoRequestPolicy): Promise<string>;
  clusterStats(): ClusterStats;
  poolStats(): ReadonlyMap<string, NodePoolStats>;
  close(): void;
}

export interface SessionOptions extends ClientOptions {
  readonly seeds: readonly SeedAddress[];
}

export type SessionFactory = (options: SessionOptions, logger: Logger, onChange: ChangeListener) => Session;

/**
 * Connections to a node that one of several participants may have: an equal share of what all may have together. Equal
 * whatever their load, because a connection is a pipeline: a few carry all that a process can send.
 */
export function shareOfConnections(together: number | undefined, participants: number, own: number): number {
  if (together === undefined) return own;
  return Math.min(own, Math.max(1, Math.floor(together / participants)));
}

class ClusterSession implements Session {
  readonly #options: ClientOptions;
  readonly #cluster: Cluster;
  readonly #engine: CommandEngine;
  #segment: Segment | undefined;

  constructor(options: SessionOptions, logger: Logger, onChange: ChangeListener) {
    this.#options = options;
    const { seeds, clusterName, appId, sharedMemoryKey, tendTimeoutMs } = options;
    this.#cluster = new Cluster({
      seeds,
      connect: InfoConnection.connect,
      useAlternateAccessAddress: options.useAlternateAccessAddress,
      rackAware: options.rackAware,
      tendIntervalMs: options.tendIntervalMs,
      tendTimeoutMs,
      userAgent: `1,tendril-${VERSION},${appId ?? 'not-set'}`,
      ...(clusterName !== undefined && { clusterName }),
      ...(sharedMemoryKey !== undefined && {
        segment: (hooks) => {
          this.#segment = Segment.attach({ identity: segmentIdentity(options), leaseMs: options.leaseMs, ...hooks });
          return this.#segment;
        },
      }),
    });
    this.#cluster.on('nodeAdded', (node) => onChange('nodeAdded', node));
    this.#cluster.on('nodeRemoved', (node) => onChange('nodeRemoved', node));
    this.#cluster.on('disconnected', () => onChange('disconnected', undefined));
    this.#cluster.on('warning', (message) => logger.warn(message));
    this.#cluster.on('participants', () => this.#limitConnections());
    this.#cluster.on('role', (role) => logger.info(`Tend role is now ${role}`));
    this.#engine = new CommandEngine(this.#cluster, {
      minConnsPerNode: options.minConnections,
      maxConnsPerNode: options.maxConnections,
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
    return this.#engine.inFlight;
  }

  async start(): Promise<void> {
    try {
      await this.#cluster.start();
      this.#limitConnections();
      this.#engine.warmUp();
    } catch (cause) {
      this.close();
      throw connectError(cause);
    }
  }

  isConnected(): boolean {
    return this.#cluster.isConnected();
  }

  #limitConnections(): void {
    const { maxConnections, sharedMaxConnections } = this.#options;
    const share = shareOfConnections(sharedMaxConnections, this.#cluster.participants, maxConnections);
    this.#engine.limitConnections(share);
  }

  run<A, R>(
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    signal: AbortSignal | undefined,
    outcome: CommandOutcome<R>,
  ): void {
    this.#engine.run(definition, key, args, policy, signal, outcome);
  }

  info(nodeName: string, commands: readonly string[], policy: InfoRequestPolicy): Promise<string> {
    return requestInfo(this.#engine, nodeName, commands, policy);
  }

  clusterStats(): ClusterStats {
    return this.#cluster.stats();
  }

  get maxConnsPerNode(): number {
    return this.#engine.maxConnsPerNode;
  }

  poolStats(): ReadonlyMap<string, NodePoolStats> {
    return this.#engine.stats();
  }

  close(): void {
    this.#engine.close();
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
  const isUnreachable = cause instanceof ClusterConnectError && !isWrongCluster(cause);
  const code = isUnreachable ? status.ERR_CONNECTION : status.ERR_CLIENT;
  return AerospikeError.fromCode({
    code,
    message: message.startsWith('Failed to connect') ? message : `Failed to connect: ${message}`,
    cause,
  });
}

/** Whether nodes answered, but all of them belong to a cluster of another name. */
function isWrongCluster({ failures }: ClusterConnectError): boolean {
  return failures.length > 0 && failures.every(({ reason }) => reason.includes(' belongs to cluster '));
}

/** The session of real clients. */
export const createSession: SessionFactory = (options, logger, onChange) =>
  new ClusterSession(options, logger, onChange);
