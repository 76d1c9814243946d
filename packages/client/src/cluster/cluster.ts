// The cluster as commands see it: one current snapshot, kept new by this process or by the owner of the segment.
// Owns the choice between tending and following, node events and the wait of start(). Sends no commands and keeps no
// command connections. Roles and their changes: docs/tend.md.

import { EventEmitter } from 'node:events';
import {
  NODE_ADDED,
  NODE_REMOVED,
  type NodeMessage,
  type RoleMessage,
  TEND_DONE,
  TEND_ROLE,
  type TendMessage,
} from '../channels.ts';
import type { SegmentRole, SharedMemoryUnavailable } from '../shm/types.ts';
import type { Clock } from '../time/clock.ts';
import { systemClock } from '../time/system-clock.ts';
import { formatAddress } from '../topology/host-address.ts';
import type { NodeInfo } from '../topology/node-info.ts';
import { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../topology/snapshot-codec.ts';
import { diffNodes } from '../topology/snapshot-diff.ts';
import { ClusterClosedError, ClusterConnectError, noNodeFound } from './cluster-errors.ts';
import {
  type ClusterEvents,
  type ClusterOptions,
  type ClusterRole,
  type ClusterStats,
  DEFAULT_TEND_INTERVAL_MS,
  DEFAULT_TEND_TIMEOUT_MS,
  MIN_TEND_INTERVAL_MS,
  type TendChannels,
} from './cluster-options.ts';
import { systemResolver } from './lookups.ts';
import type { SnapshotSegment } from './snapshot-segment.ts';
import { StartWait } from './start-wait.ts';
import { TendNetwork } from './tend-network.ts';
import { type RoundReport, TendRuntime } from './tend-runtime.ts';

/** The segment lets an owner be silent this long beyond two tend intervals before it stops its heartbeat. */
const PROGRESS_SLACK_MS = 10_000;
/** How long a start tries to attach while another process, which has been stopped, holds the segment. */
const ATTACH_MS = 1000;
/** How long one attempt may block the event loop: whoever is just making the segment takes less than a millisecond. */
const ATTACH_PATIENCE_MS = 10;
const ATTACH_PAUSE_MS = 20;
/** Rounds of the owner, at their slowest, in which a follower that starts expects to hear of a node. */
const FOLLOW_ROUNDS = 5;
/** A warning is given once; this many different ones are remembered. */
const MAX_WARNINGS_REMEMBERED = 256;
/** Nodes that left are forgotten, the oldest first, beyond this number. */
const MAX_NODES_COUNTED = 1_024;

export class Cluster extends EventEmitter<ClusterEvents> {
  readonly #options: ClusterOptions;
  readonly #clock: Clock;
  #intervalMs: number;
  readonly #warned = new Set<string>();
  readonly #tendChannels = new Map<string, TendChannels>();
  #snapshot: RoutingSnapshot = RoutingSnapshot.EMPTY;
  #connected = false;
  #segment: SnapshotSegment | undefined;
  #runtime: TendRuntime | undefined;
  #role: ClusterRole = 'private';
  #closed = false;
  #start: StartWait | undefined;
  /** Made here and not yet taken by the segment. */
  #unpublished: RoutingSnapshot | undefined;
  #generation: number | undefined;
  #tends = 0;
  #lastTendMs = 0;
  #invalidHosts = 0;
  #snapshotsMade = 0;
  #snapshotsAdopted = 0;
  #takeovers = 0;

  constructor(options: ClusterOptions) {
    super();
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#intervalMs = Math.max(MIN_TEND_INTERVAL_MS, options.tendIntervalMs ?? DEFAULT_TEND_INTERVAL_MS);
  }

  get role(): ClusterRole {
    return this.#role;
  }

  /** Processes and threads that share the segment, this one included; 1 without a segment. */
  get participants(): number {
    return this.#segment?.participants ?? 1;
  }

  /**
   * Resolves when commands can be routed. Rejects with ClusterConnectError or ClusterClosedError; then it is closed.
   */
  start(): Promise<void> {
    if (this.#start === undefined) {
      this.#start = new StartWait(this.#clock, () => this.close());
      if (this.#closed) this.#start.fail(new ClusterClosedError());
      else this.#attach();
    }
    return this.#start.promise;
  }

  /** The newest snapshot; with shared memory one atomic load, otherwise a field. Call it for every attempt. */
  current(): RoutingSnapshot {
    if (this.#segment?.hasChanged() === true) this.#adopt();
    return this.#snapshot;
  }

  /** Whether any node has answered within its last five tends. */
  isConnected(): boolean {
    return !this.#closed && this.current().nodes.length > 0 && this.#connected;
  }

  /**
   * Asks for a tend sooner than due, for example because a node refuses connections; a follower asks the owner. Cheap,
   * may be called often.
   */
  requestTend(): void {
    if (this.#runtime === undefined) this.#segment?.request();
    else this.#runtime.requestRound();
  }

  stats(): ClusterStats {
    return {
      role: this.#role,
      connected: this.isConnected(),
      participants: this.participants,
      nodes: this.#snapshot.nodes.length,
      activeNodes: this.#snapshot.nodes.filter((node) => node.active).length,
      tends: this.#tends,
      lastTendMs: this.#lastTendMs,
      invalidHosts: this.#invalidHosts,
      snapshotsMade: this.#snapshotsMade,
      snapshotsAdopted: this.#snapshotsAdopted,
      takeovers: this.#takeovers,
    };
  }

  /** Connections by which this process tends, or has tended, by the name of the node. */
  get tendChannels(): ReadonlyMap<string, TendChannels> {
    return this.#tendChannels;
  }

  /** Changes the pause between two tends; it counts from the end of the next one on. */
  tendEvery(intervalMs: number): void {
    this.#intervalMs = Math.max(MIN_TEND_INTERVAL_MS, intervalMs);
    this.#runtime?.tendEvery(this.#intervalMs);
  }

  /** Idempotent; never throws and never waits. The last snapshot stays readable. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTending();
    const segment = this.#segment;
    this.#segment = undefined;
    segment?.close();
    this.#start?.fail(new ClusterClosedError());
  }

  #attach(giveUpAtMs = this.#clock.now() + ATTACH_MS): void {
    const { segment: attach } = this.#options;
    if (attach === undefined) return this.#tendAs('private');
    try {
      this.#segment = attach({
        patienceMs: ATTACH_PATIENCE_MS,
        progressMs: 2 * this.#intervalMs + PROGRESS_SLACK_MS,
        onChange: () => this.#adopt(),
        onRoleChange: (role, reason) => this.#roleChanged(role, reason),
        onRequest: () => this.#runtime?.requestRound(),
        onParticipants: (participants) => this.#tell('participants', participants),
        onWarning: (message) => this.#warn(message),
      });
    } catch (error) {
      if ((error as SharedMemoryUnavailable).isBusy && this.#clock.now() < giveUpAtMs) {
        this.#start?.after(ATTACH_PAUSE_MS, () => this.#attach(giveUpAtMs));
        return;
      }
      this.#warn(`Shared memory is not available, this process tends for itself: ${textOf(error)}`);
      return this.#tendAs('private');
    }
    this.#adopt();
    if (this.#segment.role === 'owner') this.#tendAs('owner');
    else if (this.#segment.role === 'follower') this.#follow();
    else this.#roleChanged('detached', 'the segment ended at once');
  }

  #tendAs(role: 'owner' | 'private'): void {
    this.#stopTending();
    this.#setRole(role);
    const { seeds, clusterName, tls, useAlternateAccessAddress, rackAware, userAgent, keepAlive } = this.#options;
    this.#runtime = new TendRuntime({
      network: this.#newNetwork(),
      clock: this.#clock,
      seeds,
      kind: { tls: tls ?? false, alternate: useAlternateAccessAddress === true },
      clusterName,
      rackAware: rackAware === true,
      userAgent: userAgent ?? '',
      intervalMs: this.#intervalMs,
      keepAlive: keepAlive !== false,
      known: this.#snapshot,
      onSnapshot: (snapshot) => this.#made(snapshot),
      onRound: (report) => this.#roundDone(report),
      onChannel: (node, opened) => this.#noteChannel(node, opened),
    });
    this.#runtime.start();
  }

  #newNetwork(): TendNetwork {
    const { connect, resolve, tendTimeoutMs, loginTimeoutMs, ipMap } = this.#options;
    return new TendNetwork({
      connect,
      loginTimeoutMs: loginTimeoutMs ?? 0,
      resolve: resolve ?? systemResolver,
      clock: this.#clock,
      timeoutMs: tendTimeoutMs || DEFAULT_TEND_TIMEOUT_MS,
      ipMap: ipMap ?? new Map(),
      warn: (message) => this.#warn(message),
    });
  }

  #follow(): void {
    this.#stopTending();
    this.#setRole('follower');
    if (this.#connected) this.#start?.succeed();
    if (this.#start === undefined || this.#start.isOver) return;
    const { seeds, startTimeoutMs, tendTimeoutMs } = this.#options;
    const ms = startTimeoutMs ?? FOLLOW_ROUNDS * (this.#intervalMs + (tendTimeoutMs || DEFAULT_TEND_TIMEOUT_MS));
    this.#start.limit(ms, () => {
      const named = seeds.map(formatAddress).join(', ');
      const message = `The process that tends ${named} for this host found no node within ${ms} ms`;
      this.#start?.fail(new ClusterConnectError(message, []));
    });
  }

  #stopTending(): void {
    this.#runtime?.stop();
    this.#runtime = undefined;
  }

  #roleChanged(role: SegmentRole, reason: string): void {
    if (this.#closed) return;
    if (role === 'owner') {
      if (this.#role === 'owner') return;
      this.#takeovers++;
      this.#adopt();
      this.#tendAs('owner');
    } else if (role === 'follower') {
      if (this.#role === 'follower') return;
      this.#adopt();
      this.#follow();
    } else {
      this.#warn(`Shared memory was lost, this process tends for itself: ${reason}`);
      const segment = this.#segment;
      this.#segment = undefined;
      segment?.close();
      this.#tendAs('private');
      this.#tell('participants', 1);
    }
  }

  // A snapshot made here. An owner's becomes current only when the segment took it: a fenced owner follows.
  #made(snapshot: RoutingSnapshot): void {
    this.#snapshotsMade++;
    if (this.#segment === undefined || this.#role !== 'owner') return this.#replace(snapshot);
    if (this.#publish(withoutLosingAll(this.#snapshot, snapshot))) this.#replace(snapshot);
    else this.#roleChanged('follower', 'fenced');
  }

  // False: somebody else owns the segment. A failure to write is not that: it is tried again after the next round.
  #publish(snapshot: RoutingSnapshot): boolean {
    this.#unpublished = undefined;
    try {
      return this.#segment?.publish(encodeSnapshot(snapshot)) ?? true;
    } catch (error) {
      this.#unpublished = snapshot;
      this.#warn(`Could not publish the cluster's state: ${textOf(error)}`);
      return true;
    }
  }

  #roundDone(report: RoundReport): void {
    this.#tends++;
    this.#lastTendMs = report.durationMs;
    this.#invalidHosts += report.failures.length;
    if (TEND_DONE.hasSubscribers) TEND_DONE.publish(tendMessage(this.#tends, report));
    if (this.#role === 'owner') {
      if (this.#unpublished !== undefined && !this.#publish(this.#unpublished)) this.#roleChanged('follower', 'fenced');
      // An owner that reaches no node, or cannot tell the others, does not count as tending: after a while another
      // process may try its luck.
      if (report.reachable > 0 && this.#unpublished === undefined) this.#segment?.noteProgress();
    }
    if (this.#start?.isOver === false) this.#judgeStart(this.#start, report);
  }

  #noteChannel(node: string, isOpened: boolean): void {
    const { opened, closed } = this.#tendChannels.get(node) ?? { opened: 0, closed: 0 };
    if (this.#tendChannels.size >= MAX_NODES_COUNTED) this.#tendChannels.clear();
    this.#tendChannels.set(node, { opened: opened + (isOpened ? 1 : 0), closed: closed + (isOpened ? 0 : 1) });
  }

  #judgeStart(start: StartWait, { reachable, failures }: RoundReport): void {
    if (reachable === 0) start.fail(noNodeFound(this.#options.seeds, failures));
    else if (start.onRound(this.#snapshot.namespaces.size > 0)) start.succeed();
    else this.#runtime?.requestRound();
  }

  // On the path of commands: a snapshot that cannot be read leaves the old one in place.
  #adopt(): void {
    const shared = this.#segment?.read();
    if (shared === undefined || shared.generation === this.#generation || shared.body.length === 0) return;
    this.#generation = shared.generation;
    let snapshot: RoutingSnapshot;
    try {
      snapshot = decodeSnapshot(shared.body);
    } catch (error) {
      return this.#warn(`Ignored an unreadable snapshot in shared memory: ${textOf(error)}`);
    }
    const { clusterName } = this.#options;
    if (clusterName !== undefined && snapshot.nodes.length > 0 && snapshot.clusterName !== clusterName) {
      return this.#warn(`Ignored a snapshot of cluster ${JSON.stringify(snapshot.clusterName)} in shared memory`);
    }
    this.#snapshotsAdopted++;
    this.#replace(snapshot);
    if (this.#role === 'follower' && this.#connected) this.#start?.succeed();
  }

  #replace(snapshot: RoutingSnapshot): void {
    const before = this.#snapshot;
    const wasConnected = this.#connected;
    this.#snapshot = snapshot;
    this.#connected = snapshot.nodes.some((node) => node.active);
    const { added, removed } = diffNodes(visible(before), visible(snapshot));
    for (const node of removed) {
      NODE_REMOVED.publish(nodeMessage(node));
      this.#tell('nodeRemoved', node);
    }
    for (const node of added) {
      NODE_ADDED.publish(nodeMessage(node));
      this.#tell('nodeAdded', node);
    }
    this.#tell('snapshot', snapshot);
    if (wasConnected && !this.#connected) this.#tell('disconnected');
  }

  #setRole(role: ClusterRole): void {
    if (this.#role === role) return;
    const message: RoleMessage = { role, previous: this.#role };
    this.#role = role;
    TEND_ROLE.publish(message);
    this.#tell('role', role);
  }

  #warn(message: string): void {
    if (this.#warned.has(message) || this.#warned.size >= MAX_WARNINGS_REMEMBERED) return;
    this.#warned.add(message);
    this.#tell('warning', message);
  }

  // A listener that throws must not break a tend or a command that happened to see the change first.
  #tell<K extends keyof ClusterEvents>(event: K, ...args: ClusterEvents[K]): void {
    try {
      (this as EventEmitter).emit(event, ...args);
    } catch (error) {
      process.emitWarning(`A listener for ${event} threw: ${textOf(error)}`, 'TendrilWarning');
    }
  }
}

function nodeMessage({ name, address: { host, port } }: NodeInfo): NodeMessage {
  return { name, host, port };
}

function tendMessage(tends: number, { durationMs, reachable, failures }: RoundReport): TendMessage {
  return { tends, durationMs, reachable, failures: failures.map(({ address, reason }) => ({ address, reason })) };
}

// Followers keep the nodes an owner has lost, marked inactive: the fault may be the owner's alone, and then whoever
// takes over begins where the others still are.
function withoutLosingAll(before: RoutingSnapshot, after: RoutingSnapshot): RoutingSnapshot {
  if (after.nodes.length > 0 || before.nodes.length === 0) return after;
  const nodes = before.nodes.map((node) => ({ ...node, active: false }));
  return new RoutingSnapshot(before.clusterName, nodes, before.namespaces);
}

// For events a cluster of which nothing answers is gone, in every role alike.
function visible(snapshot: RoutingSnapshot): RoutingSnapshot {
  return snapshot.nodes.some((node) => node.active) ? snapshot : RoutingSnapshot.EMPTY;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
