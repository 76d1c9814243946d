// The link of real clients: one cluster, one router, one dialer for both. Owns the wiring; never decides what a command
// does.

import { Cluster } from '../../cluster/cluster.ts';
import type { ClusterRole, ClusterStats, TendChannels } from '../../cluster/cluster-options.ts';
import { segmentIdentity } from '../../cluster/segment-identity.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { VERSION } from '../../model/version.ts';
import { Dialer } from '../../net/dialer.ts';
import { InfoConnection } from '../../net/info-connection.ts';
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
import type { StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import type {
  ClusterLink,
  LinkFactory,
  LinkListener,
  LinkOptions,
  SegmentState,
  StreamControl,
} from './cluster-link.ts';
import { connectError } from './connect-error.ts';
import { loginWith, refusedLogin } from './login.ts';
import { openTls } from './open-tls.ts';
import { type AskPolicy, Router } from './router.ts';

/** Commands that may wait for a connection, per node. */
const MAX_WAITING = 65_536;

/** Nodes that a follower asks, one after the other, whether it is let in. */
const MAX_LOGIN_TRIES = 3;

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

/** @internal The link of real clients. */
export const openLink: LinkFactory = (options, listener) => new NetworkLink(options, listener);
