// The life of a client: connecting, closing, and what commands meet before, meanwhile and after; events, statistics.
// Runs commands for the methods under commands/, which own their public forms. It stands apart from the public object,
// which may be a proxy, a delegate or a subclass: whatever `this` a method is called with, it finds the same core.
// Nothing is ever thrown from a command.
//
//   idle ── connect ──► connecting ──► connected ── close ──► draining ──► idle
//                           └──── failure, close ───────────────────────────┘

import type { ClusterRole } from '../../cluster/cluster-options.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import { checkKey, checkSignal, checkSupported } from '../../command/record/arguments.ts';
import { type CallOwner, RecordCall } from '../../command/record/record-call.ts';
import type { RecordMethod } from '../../command/record/record-methods.ts';
import type { ClusterChange, ClusterLink, LinkFactory } from '../../command/routing/cluster-link.ts';
import { AerospikeError } from '../../model/error.ts';
import { type InfoRequestPolicy, resolveCommandPolicy, resolveInfoPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { type Log, Logger } from '../../observe/logger.ts';
import { SegmentObserver } from '../../observe/segment-observer.ts';
import type { SegmentReport } from '../../observe/segment-report.ts';
import { collectStats, FailureCounter, type Stats } from '../../observe/stats.ts';
import { formatAddress, type SeedAddress, sameAddress } from '../../topology/host-address.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { MAX_SEEDS } from '../../topology/seed-text.ts';
import { optionalArgument } from '../commands/callback.ts';
import { type ClientOptions, clientOptions } from '../configuration/client-options.ts';
import type { Config } from '../configuration/config.ts';
import type { ClusterEvent, Node } from './events.ts';

/** How long close() waits for commands under way that have no time limit of their own. */
const CLOSE_GRACE_MS = 5_000;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** What the core sees of the client that it belongs to: the public object, whose plain properties users may change. */
export interface ClientFace {
  readonly config: Config;
  connected: boolean;
  captureStackTraces: boolean;
  emit(event: string, ...args: readonly unknown[]): boolean;
}

export class ClientCore {
  readonly #face: ClientFace;
  readonly #options: ClientOptions;
  /** Read anew by the cluster whenever it looks for a first node. */
  readonly #seeds: SeedAddress[];
  readonly #logger: Logger;
  readonly #openLink: LinkFactory;
  #link: ClusterLink | undefined;
  #connecting: Promise<void> | undefined;
  /** Counts connects and closes: an attempt that is no longer the newest gives up. */
  #attempt = 0;
  #failures = new FailureCounter();
  readonly #observer = new SegmentObserver();
  /** A connected client keeps the process running, whichever process of the host happens to tend. */
  #keepAlive: NodeJS.Timeout | undefined;
  /** Commands under way, and what happens when there are none left. */
  #pending = 0;
  #onDrained: (() => void) | undefined;
  #drained: Promise<void> = Promise.resolve();
  readonly #calls: CallOwner = {
    settled: () => this.#settled(),
    complete: (error, name, key, stack, runner) =>
      this.#failed(error, new FailedCommand(this.#face, name, key), stack, runner),
  };

  /** @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration. */
  constructor(face: ClientFace, link: LinkFactory) {
    this.#face = face;
    this.#options = clientOptions(face.config);
    this.#seeds = this.#options.seeds instanceof AerospikeError ? [] : [...this.#options.seeds];
    this.#logger = new Logger(face.config.log);
    this.#openLink = link;
  }

  /** Connects, or joins the attempt that is under way. */
  connect(): Promise<void> {
    if (this.#face.connected) return Promise.resolve();
    if (this.#connecting === undefined) {
      const opening = this.#open(++this.#attempt);
      const done = (): void => {
        if (this.#connecting === opening) this.#connecting = undefined;
      };
      opening.then(done, done);
      this.#connecting = opening;
    }
    return this.#connecting;
  }

  async #open(attempt: number): Promise<void> {
    const early: [ClusterChange, NodeInfo | undefined][] = [];
    let link: ClusterLink | undefined;
    try {
      await this.#drained;
      if (attempt !== this.#attempt) throw closedError();
      if (this.#seeds.length === 0) throw noSeeds(this.#options);
      link = this.#openLink(
        { ...this.#options, seeds: this.#seeds },
        {
          onChange: (change, node) => {
            if (attempt !== this.#attempt) return;
            if (this.#face.connected) this.#announce(change, node);
            else early.push([change, node]);
          },
          onWarning: (message) => this.#logger.warn(message),
          onRole: (role) => this.#logger.info(`Tend role is now ${role}`),
        },
      );
      this.#link = link;
      this.#failures = new FailureCounter();
      await link.start();
      if (attempt !== this.#attempt) throw closedError();
      this.#face.connected = true;
      this.#keepAlive = setInterval(() => {}, MAX_TIMER_MS);
      for (const [change, node] of early) this.#announce(change, node);
    } catch (error) {
      link?.close();
      if (this.#link === link) this.#link = undefined;
      throw completeError(error, new FailedCommand(this.#face, 'connect'), undefined, this.#open);
    }
  }

  /** Listeners run in their own turn: what one throws must not reach the code that keeps the cluster. */
  #announce(name: ClusterChange, node: NodeInfo | undefined): void {
    const event: ClusterEvent = {
      name,
      nodeName: node?.name ?? '',
      nodeAddress: node === undefined ? '' : formatAddress(node.address),
    };
    process.nextTick(() => {
      if (!this.#face.connected) return;
      this.#face.emit(name, event);
      this.#face.emit('event', event);
    });
  }

  /** Refuses commands from now on and disconnects once those under way have ended. Idempotent. */
  close(): void {
    this.#attempt++;
    this.#connecting = undefined;
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    const wasConnected = this.#face.connected;
    this.#face.connected = false;
    clearInterval(this.#keepAlive);
    if (!wasConnected || this.#pending === 0) {
      link.close();
      return;
    }
    this.#drained = new Promise((resolve) => {
      // Keeps the process alive, for a command may be waiting for its next attempt, with no socket open.
      const grace = setTimeout(() => this.#onDrained?.(), CLOSE_GRACE_MS);
      this.#onDrained = () => {
        clearTimeout(grace);
        this.#onDrained = undefined;
        link.close();
        resolve();
      };
    });
  }

  /** Resolves once the commands that were under way at the last close have ended. */
  get drained(): Promise<void> {
    return this.#drained;
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
    return collectStats(this.#face.connected ? this.#link : undefined, this.#failures);
  }

  segmentReport(): SegmentReport | undefined {
    const segment = this.#face.connected ? this.#link?.segment : undefined;
    return segment === undefined ? undefined : this.#observer.look(segment.path);
  }

  /** @throws TypeError for what is no host name or no port; RangeError beyond the limit of seeds */
  addSeedHost(hostname: unknown, port: unknown): void {
    const seed = seedHost(hostname, port || this.#face.config.port);
    if (this.#seeds.length >= MAX_SEEDS) throw new RangeError(`There are ${MAX_SEEDS} seeds already`);
    if (!this.#seeds.some((known) => sameAddress(known, seed))) this.#seeds.push(seed);
  }

  /** @throws TypeError */
  removeSeedHost(hostname: unknown, port: unknown): void {
    const seed = seedHost(hostname, port || this.#face.config.port);
    const index = this.#seeds.findIndex((known) => sameAddress(known, seed));
    if (index !== -1) this.#seeds.splice(index, 1);
  }

  updateLogging(log: Log): void {
    this.#logger.update(log);
  }

  /** Runs an info request. */
  async requestInfo<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: InfoRequestPolicy) => Promise<T>,
  ): Promise<T> {
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    this.#pending++;
    try {
      return await ask(this.#ready(), resolveInfoPolicy(this.#options.policies.info, optionalArgument(policy)));
    } catch (error) {
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.requestInfo);
    } finally {
      this.#settled();
    }
  }

  /** Runs a command on one record. */
  execute<I, A, R, T>(method: RecordMethod<I, A, R, T>, key: unknown, input: I, policy: unknown): Promise<T> {
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      const link = this.#ready();
      const checkedKey = checkKey(key);
      const args = method.prepare(input);
      const definition = method.definition(args);
      const kind = definition.isWrite ? method.policy : (method.readPolicy ?? method.policy);
      const resolved = checkSupported(resolveCommandPolicy(this.#options.policies[kind], policy));
      const signal = checkSignal(policy);
      const call = new RecordCall(this.#calls, method, checkedKey, stack);
      this.#pending++;
      link.run(definition, checkedKey, args, resolved, signal, call);
      return call.promise;
    } catch (error) {
      return Promise.reject(this.#failed(error, new FailedCommand(this.#face, method.name, key), stack, this.execute));
    }
  }

  #ready(): ClusterLink {
    if (!this.#face.connected || this.#link === undefined) throw new AerospikeError('Not connected.');
    if (this.#options.maxConnections === 0) throw AerospikeError.fromCode({ code: status.ERR_NO_MORE_CONNECTIONS });
    return this.#link;
  }

  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  #failed(error: unknown, command: FailedCommand, stack: string | undefined, runner: Function): AerospikeError {
    const complete = completeError(error, command, stack, runner);
    this.#failures.count(complete);
    return complete;
  }

  #settled(): void {
    this.#pending--;
    if (this.#pending === 0) this.#onDrained?.();
  }
}

function seedHost(hostname: unknown, port: unknown): SeedAddress {
  if (typeof hostname !== 'string' || hostname === '') throw new TypeError('hostname must be a string');
  if (typeof port !== 'number') throw new TypeError('port must be a number');
  return { host: hostname, port };
}

function noSeeds({ seeds }: ClientOptions): AerospikeError {
  if (seeds instanceof AerospikeError) return AerospikeError.fromCode(seeds);
  return AerospikeError.fromCode({ code: status.ERR_INVALID_HOST, message: 'Failed to connect: there is no seed' });
}

function closedError(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'The client was closed while it was connecting' });
}
