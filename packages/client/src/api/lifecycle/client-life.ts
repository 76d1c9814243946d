// The life of a client: connecting, closing, and what commands meet before, meanwhile and after; its seeds, events and
// statistics. It counts the commands under way, for whose end a close waits, and runs none.
//
//   idle ── connect ──► connecting ──► connected ── close ──► draining ──► idle
//                           └──── failure, close ───────────────────────────┘

import type { ClusterRole } from '../../cluster/cluster-options.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import type { ClusterChange, ClusterLink, LinkFactory } from '../../command/routing/cluster-link.ts';
import { loopTurned } from '../../command/run/settle-later.ts';
import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { _transactionPool } from '../../model/transaction.ts';
import { type Log, Logger } from '../../observe/logger.ts';
import type { Node } from '../../observe/metrics/listeners.ts';
import type { Metrics } from '../../observe/metrics/metrics.ts';
import type { SegmentObserver } from '../../observe/segment-observer.ts';
import type { SegmentReport } from '../../observe/segment-report.ts';
import type { Stats } from '../../observe/stats.ts';
import { type Cancel, type Clock, every } from '../../time/clock.ts';
import { formatAddress } from '../../topology/host-address.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { type ClientOptions, clientOptions } from '../configuration/client-options.ts';
import type { Config } from '../configuration/config.ts';
import type { DynamicConfiguration } from '../configuration/dynamic/dynamic-configuration.ts';
import type { DynamicSettings } from '../configuration/dynamic/settings.ts';
import type { ClusterEvent } from './events.ts';
import type { SeedList } from './seed-list.ts';
import { UnderWay } from './under-way.ts';
import type { WaitingCommand, WaitingRoom } from './waiting-room.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Clients of this process that are connected. */
let connectedClients = 0;

/** What the core sees of the client that it belongs to: the public object, whose plain properties users may change. */
export interface ClientFace {
  readonly config: Config;
  connected: boolean;
  captureStackTraces: boolean;
  emit(event: string, ...args: readonly unknown[]): boolean;
}

/** A command that waits for the connect, see {@link WaitingCommand}; it starts with the policy that is left of its own. */
export interface HeldCommand extends Omit<WaitingCommand, 'start'> {
  start(link: ClusterLink, policy: CommandPolicy): void;
}

export class ClientLife {
  readonly #face: ClientFace;
  options: ClientOptions;
  /** Fields of policies that a file says; they beat what commands are given. */
  overrides: DynamicSettings['policies'] | undefined;
  #dynamic: DynamicConfiguration | undefined;
  #seeds: SeedList | undefined;
  readonly #logger: Logger;
  readonly #openLink: LinkFactory;
  readonly clock: Clock;
  #link: ClusterLink | undefined;
  /** Made when the first command has to wait. */
  #waiting: WaitingRoom | undefined;
  #connecting: Promise<void> | undefined;
  /** Counts connects and closes: an attempt that is no longer the newest gives up. */
  #attempt = 0;
  /** Of the link at hand; made when they are enabled first. */
  #metrics: Metrics | undefined;
  #observer: SegmentObserver | undefined;
  /** A connected client keeps the process running, whichever process of the host happens to tend. */
  #letGo: Cancel | undefined;
  readonly #underWay: UnderWay;

  readonly warn = (message: string): void => this.#logger.warn(message);

  /** @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration. */
  constructor(face: ClientFace, link: LinkFactory, warning: string | undefined, clock: Clock) {
    this.#face = face;
    this.options = clientOptions(face.config);
    this.#logger = new Logger(face.config.log);
    if (warning !== undefined) this.#logger.warn(warning);
    this.#openLink = link;
    this.clock = clock;
    this.#underWay = new UnderWay(clock);
  }

  /** Connects, or joins the attempt that is under way. Errors get `stack`, that of the caller. */
  async connect(stack: string | undefined): Promise<void> {
    if (this.#face.connected) return loopTurned();
    this.#connecting ??= this.#open(++this.#attempt);
    try {
      await this.#connecting;
    } catch (error) {
      // Each caller gets an error of its own.
      const { code, message, cause } = error as AerospikeError;
      const own = AerospikeError.fromCode({ code, message, cause });
      throw completeError(own, new FailedCommand(this.#face, 'connect'), stack, this.connect);
    }
  }

  async #open(attempt: number): Promise<void> {
    const early: [ClusterChange, NodeInfo | undefined][] = [];
    let link: ClusterLink | undefined;
    try {
      await this.#underWay.drained;
      if (attempt !== this.#attempt) throw closedError();
      if (this.options.refusal !== undefined) throw this.options.refusal;
      this.seeds.refill(this.options.seeds);
      if (this.seeds.all.length === 0) throw noSeeds();
      await this.#readDynamic();
      if (attempt !== this.#attempt) throw closedError();
      link = this.#openLink(
        { ...this.options, seeds: this.seeds.all },
        {
          onChange: (change, node) => {
            if (attempt !== this.#attempt) return;
            this.#logger.info(changeText(change, node));
            if (change === 'nodeRemoved' && node !== undefined) this.#metrics?.nodeClosed(node);
            if (this.#face.connected) this.#announce(change, node);
            else early.push([change, node]);
          },
          onWarning: (message) => this.#logger.warn(message),
          onTlsSession: (message) => this.#logger.info(message),
          onRole: (role) => this.#logger.info(`Tend role is now ${role}`),
        },
      );
      this.#link = link;
      await link.start();
      if (attempt !== this.#attempt) throw closedError();
      this.#face.connected = true;
      connectedClients++;
      this.#connecting = undefined;
      this.#letGo = every(this.clock, MAX_TIMER_MS, () => {}, true);
      this.#dynamic?.start(link);
      this.#waiting?.open(link);
      for (const [change, node] of early) this.#announce(change, node);
    } catch (cause) {
      link?.close();
      if (this.#link === link) this.#link = undefined;
      await loopTurned();
      if (attempt === this.#attempt) this.#connecting = undefined;
      const failure = completeError(cause, new FailedCommand(this.#face, 'connect'), undefined);
      if (attempt === this.#attempt) this.#waiting?.refuse(() => notConnected(failure));
      throw failure;
    }
  }

  /**
   * Listeners run in a turn of their own: what one throws must not reach the code that keeps the cluster. Whoever waits
   * for the connect, by promise or by callback, goes on before the first of them, as it has always been.
   */
  #announce(name: ClusterChange, node: NodeInfo | undefined): void {
    const attempt = this.#attempt;
    const event: ClusterEvent = {
      name,
      nodeName: node?.name ?? '',
      nodeAddress: node === undefined ? '' : formatAddress(node.address),
    };
    this.clock.afterReads(() => {
      if (!this.#face.connected || attempt !== this.#attempt) return;
      this.#face.emit(name, event);
      this.#face.emit('event', event);
    });
  }

  /**
   * Refuses commands from now on and disconnects once those under way have ended. Idempotent.
   *
   * @param destroysTransactions - Whether the last client of the process destroys what transactions are open.
   */
  close(destroysTransactions = true): void {
    this.#attempt++;
    this.#connecting = undefined;
    this.#waiting?.refuse(() => notConnected(closedError()));
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    const wasConnected = this.#face.connected;
    this.#face.connected = false;
    this.#letGo?.();
    this.#dynamic?.stop();
    if (wasConnected) connectedClients--;
    if (wasConnected && connectedClients === 0 && destroysTransactions) _transactionPool.removeAllTransactions();
    const metrics = this.#metrics;
    this.#metrics = undefined;
    const disconnect = (): void => {
      metrics?.close();
      link.close();
    };
    if (wasConnected) this.#underWay.drain(disconnect);
    else disconnect();
  }

  /** Resolves once the commands that were under way at the last close have ended. */
  get drained(): Promise<void> {
    return this.#underWay.drained;
  }

  /** Made when the client connects, or its seeds are changed, first. */
  get seeds(): SeedList {
    if (this.#seeds === undefined) {
      const list = require('./seed-list.js') as typeof import('./seed-list.ts');
      this.#seeds = new list.SeedList(this.options.seeds);
    }
    return this.#seeds;
  }

  /** Port of hosts that are given without one. */
  get defaultPort(): number {
    return this.#face.config.port;
  }

  isConnected(checkTenderErrors: boolean): boolean {
    return this.#face.connected && (!checkTenderErrors || this.#link?.isConnected() === true);
  }

  get tendRole(): ClusterRole | undefined {
    return this.#face.connected ? this.#link?.role : undefined;
  }

  getNodes(): Pick<Node, 'name' | 'address'>[] {
    return (this.#link?.nodes ?? []).map(({ name, address }) => ({ name, address: formatAddress(address) }));
  }

  stats(): Stats {
    const { collectStats } = require('../../observe/stats.js') as typeof import('../../observe/stats.ts');
    return collectStats(this.#face.connected ? this.#link : undefined);
  }

  segmentReport(): SegmentReport | undefined {
    const segment = this.#face.connected ? this.#link?.segment : undefined;
    if (segment === undefined) return undefined;
    const observe = require('../../observe/segment-observer.js') as typeof import('../../observe/segment-observer.ts');
    this.#observer ??= new observe.SegmentObserver();
    return this.#observer.look(segment.path);
  }

  /** Of a link; made when they are enabled first. */
  metricsOf(link: ClusterLink): Metrics {
    if (this.#metrics !== undefined) return this.#metrics;
    const { Metrics: Made } =
      require('../../observe/metrics/metrics.js') as typeof import('../../observe/metrics/metrics.ts');
    const { clock, warn } = this;
    this.#metrics = new Made({ link, clock, options: () => this.options, warn });
    return this.#metrics;
  }

  get metrics(): Metrics | undefined {
    return this.#metrics;
  }

  /** Whether a file enables or disables metrics; undefined where the program may. */
  get metricsByFile(): boolean | undefined {
    return this.#dynamic?.enablesMetrics;
  }

  /** A policy that a command was given, with what a file of dynamic configuration says. */
  laid(kind: string, given: unknown): unknown {
    const { overrides } = this;
    if (overrides === undefined || given === undefined) return given;
    const { overlaidPolicy } =
      require('../configuration/dynamic/overlay.js') as typeof import('../configuration/dynamic/overlay.ts');
    return overlaidPolicy(given, overrides[kind === 'operateRead' ? 'operate' : kind]);
  }

  /** A policy of metrics with what a file says of them. */
  metricsPolicy(given: unknown): unknown {
    const policy = given ?? this.#face.config.policies.metrics;
    const fields = this.#dynamic?.metricsFields;
    if (fields === undefined) return policy;
    return typeof policy === 'object' || policy === undefined ? { ...policy, ...fields } : policy;
  }

  /** Reads the file of dynamic configuration, if there is one, before the client connects. @throws AerospikeError */
  async #readDynamic(): Promise<void> {
    const { configProvider } = this.#face.config;
    if (!process.env.AEROSPIKE_CLIENT_CONFIG_URL && !configProvider?.path) return;
    const loaded =
      require('../configuration/dynamic/dynamic-configuration.js') as typeof import('../configuration/dynamic/dynamic-configuration.ts');
    this.#dynamic = new loaded.DynamicConfiguration({
      config: this.#face.config,
      clock: this.clock,
      log: this.#logger,
      onOptions: (options, overrides) => {
        // Who logs in is as the program says, and as it changed it meanwhile.
        this.options = { ...options, login: this.options.login };
        this.overrides = overrides;
      },
      metricsOf: (link) => this.metricsOf(link),
      metricsPolicy: () => this.metricsPolicy(undefined),
    });
    await this.#dynamic.read();
  }

  updateLogging(log: Log): void {
    this.#logger.update(log);
  }

  /** What commands run on; undefined while connecting: then they wait in `room`. @throws AerospikeError */
  ready(): ClusterLink | undefined {
    const isConnected = this.#face.connected && this.#link !== undefined;
    if (!isConnected && this.#connecting === undefined) throw notConnected();
    if (this.options.maxConnections === 0) throw AerospikeError.fromCode({ code: status.ERR_NO_MORE_CONNECTIONS });
    return isConnected ? this.#link : undefined;
  }

  /** What commands run on, once the client is connected. @throws AerospikeError */
  async connected(): Promise<ClusterLink> {
    if (this.ready() === undefined) {
      await this.#connecting?.catch((failure: AerospikeError) => {
        throw notConnected(failure);
      });
    }
    const link = this.ready();
    if (link === undefined) throw notConnected();
    return link;
  }

  get room(): WaitingRoom {
    if (this.#waiting === undefined) {
      const time = require('../../time/deadlines.js') as typeof import('../../time/deadlines.ts');
      const room = require('./waiting-room.js') as typeof import('./waiting-room.ts');
      this.#waiting = new room.WaitingRoom(new time.DeadlineWheel(this.clock));
    }
    return this.#waiting;
  }

  /**
   * Lets a command wait for the connect. It is under way from when it is started or fails, not before: a client that
   * drains waits for none of those that wait for it. @throws AerospikeError if there is no room
   */
  hold({ bytes, start, fail }: HeldCommand, policy: CommandPolicy, signal?: AbortSignal): void {
    const { withinTime } = require('./left-time.js') as typeof import('./left-time.ts');
    const command: WaitingCommand = {
      bytes,
      start: (link, leftMs) => {
        this.begin();
        start(link, withinTime(policy, leftMs));
      },
      fail: (error) => {
        this.begin();
        fail(error);
      },
    };
    this.room.enter(command, policy.totalTimeout, signal);
  }

  /** Does what is under way until its promise is settled. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  /** A command is under way from now on. */
  begin(): void {
    this.#underWay.begin();
  }

  /** One of those under way has ended. */
  end(): void {
    this.#underWay.end();
  }
}

function noSeeds(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_INVALID_HOST, message: 'Failed to connect: there is no seed' });
}

function closedError(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'The client was closed while it was connecting' });
}

/** What commands meet without a connection, and why there is none. */
export function notConnected(cause?: AerospikeError): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'Not connected.', cause });
}

function changeText(change: ClusterChange, node: NodeInfo | undefined): string {
  if (node === undefined) return 'No node of the cluster answers';
  const what = change === 'nodeAdded' ? 'joined' : 'left';
  return `Node ${node.name} at ${formatAddress(node.address)} ${what} the cluster`;
}
