// The life of a client: connecting, closing, and what commands meet before, meanwhile and after; events, statistics.
// Runs commands for client.ts, which owns their public forms. Nothing is ever thrown from a command.
//
//   idle ── connect ──► connecting ──► connected ── close ──► draining ──► idle
//                           └──── failure, close ───────────────────────────┘

import { EventEmitter } from 'node:events';
import type { ClusterRole } from '../cluster/cluster-options.ts';
import { type ClusterChange, type ClusterLink, type LinkFactory, openLink } from '../command/routing/cluster-link.ts';
import { AerospikeError } from '../model/error.ts';
import { type InfoRequestPolicy, resolveCommandPolicy, resolveInfoPolicy } from '../model/policies/resolve.ts';
import { status } from '../model/status.ts';
import { type Log, Logger } from '../observe/logger.ts';
import { SegmentObserver } from '../observe/segment-observer.ts';
import type { SegmentReport } from '../observe/segment-report.ts';
import { collectStats, FailureCounter, type Stats } from '../observe/stats.ts';
import { formatAddress, type SeedAddress, sameAddress } from '../topology/host-address.ts';
import type { NodeInfo } from '../topology/node-info.ts';
import { MAX_SEEDS } from '../topology/seed-text.ts';
import { checkKey, checkSignal, checkSupported } from './arguments.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './call.ts';
import { type ClientOptions, clientOptions } from './client-options.ts';
import { completeError, FailedCommand } from './command-failure.ts';
import { Config, type ConfigOptions } from './config.ts';
import { type CallOwner, RecordCall } from './record-call.ts';
import type { RecordMethod } from './record-methods.ts';

/** A change of the cluster, as listeners receive it. */
export interface ClusterEvent {
  name: ClusterChange;
  /** Name of the node; empty for `disconnected`. */
  nodeName: string;
  /** Address of the node; empty for `disconnected`. */
  nodeAddress: string;
}

/** Events of a client; `event` comes with each of the others. */
export interface ClientEvents {
  nodeAdded: [event: ClusterEvent];
  nodeRemoved: [event: ClusterEvent];
  disconnected: [event: ClusterEvent];
  event: [event: ClusterEvent];
}

/** A node of the cluster. */
export interface Node {
  /** Identifier, hexadecimal. */
  name: string;
  /** `host:port`. */
  address: string;
}

/** How long close() waits for commands under way that have no time limit of their own. */
const CLOSE_GRACE_MS = 5_000;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** @internal What a client is apart from its commands. */
export class ClientCore extends EventEmitter<ClientEvents> {
  /** Configuration that the client was made with. */
  readonly config: Config;
  /** Whether `connect` succeeded and `close` was not called since. */
  connected = false;
  /**
   * Whether errors carry the stack of the call even where a callback is used; costs time on every command. Default:
   * whether the environment has `AEROSPIKE_DEBUG_STACKTRACES`. Errors of awaited commands show their caller anyway.
   */
  captureStackTraces = Boolean(process.env.AEROSPIKE_DEBUG_STACKTRACES);
  readonly #options: ClientOptions;
  /** Read anew by the cluster whenever it looks for a first node. */
  readonly #seeds: SeedAddress[];
  readonly #logger: Logger;
  readonly #openLink: LinkFactory;
  #link: ClusterLink | undefined;
  #connecting: Promise<this> | undefined;
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
      this.#failed(error, new FailedCommand(this, name, key), stack, runner),
  };

  /**
   * @param config - Configuration; every value has a default.
   * @param link - Internal: what stands below the client.
   * @throws AerospikeError `ERR_CLIENT` for an impossible value.
   * @throws TypeError for an unknown kind of policy.
   */
  constructor(config?: ConfigOptions | Config | null, link: LinkFactory = openLink) {
    super();
    this.config = new Config(config as ConfigOptions);
    this.#options = clientOptions(this.config);
    this.#seeds = this.#options.seeds instanceof AerospikeError ? [] : [...this.#options.seeds];
    this.#logger = new Logger(this.config.log);
    this.#openLink = link;
  }

  /**
   * Connects to the cluster. Connecting twice is harmless; a client that was closed may connect again.
   *
   * @returns The client itself; with a callback a promise of nothing, which never rejects.
   * @throws AerospikeError `ERR_CONNECTION` if no seed can be reached, `ERR_CLIENT` if closed meanwhile.
   */
  connect(): Promise<this>;
  connect(callback: TypedCallback<this>): Promise<void>;
  connect(callback?: TypedCallback<this>): Promise<this | void> {
    const outcome = this.#connect();
    const done = callbackOf<this>(callback);
    if (done === undefined) return outcome;
    deliver(outcome, done);
    return outcome.then(ignore, ignore);
  }

  #connect(): Promise<this> {
    if (this.connected) return Promise.resolve(this);
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

  async #open(attempt: number): Promise<this> {
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
            if (this.connected) this.#announce(change, node);
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
      this.connected = true;
      this.#keepAlive = setInterval(() => {}, MAX_TIMER_MS);
      for (const [change, node] of early) this.#announce(change, node);
      return this;
    } catch (error) {
      link?.close();
      if (this.#link === link) this.#link = undefined;
      throw completeError(error, new FailedCommand(this, 'connect'), undefined, this.#open);
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
      if (!this.connected) return;
      this.emit(name, event);
      this.emit('event', event);
    });
  }

  /**
   * Closes the client: no command is accepted from now on, those under way are finished first. Harmless if repeated or
   * if the client is not connected.
   *
   * @param _releaseEventLoop - Accepted; there is nothing to release.
   * @param _destroyTransactions - Accepted.
   */
  close(_releaseEventLoop = false, _destroyTransactions = true): void {
    this.#attempt++;
    this.#connecting = undefined;
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    const wasConnected = this.connected;
    this.connected = false;
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

  /** Closes the client at the end of an `await using` block, after the commands under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#drained;
  }

  /**
   * Whether the client is connected.
   *
   * @param checkTenderErrors - Whether at least one node must have answered lately; default true.
   */
  isConnected(checkTenderErrors = true): boolean {
    return this.connected && (!checkTenderErrors || this.#link?.isConnected() === true);
  }

  /** How this process keeps the state of the cluster; undefined without connection. */
  get tendRole(): ClusterRole | undefined {
    return this.connected ? this.#link?.role : undefined;
  }

  /** The nodes of the cluster; none without connection. */
  getNodes(): Node[] {
    return (this.#link?.nodes ?? []).map(({ name, address }) => ({ name, address: formatAddress(address) }));
  }

  /** Statistics of commands, connections and tending. */
  stats(): Stats {
    return collectStats(this.connected ? this.#link : undefined, this.#failures);
  }

  /**
   * The shared segment of this client as all of the host see it: what `tendril status --json` says of it, with the
   * milliseconds since the owner's heartbeat was seen to move by this method. Not in `aerospike`.
   *
   * It reads files and tries locks, which takes some hundred microseconds: made for a status page, not for every
   * command.
   *
   * @returns Undefined without connection, and where this process tends for itself.
   */
  segmentReport(): SegmentReport | undefined {
    const segment = this.connected ? this.#link?.segment : undefined;
    return segment === undefined ? undefined : this.#observer.look(segment.path);
  }

  /**
   * Adds a seed, for when the cluster has to be found again.
   *
   * @param hostname - Host name or IP address.
   * @param port - Default: `Config.port`.
   * @throws TypeError if an argument is no host name or no port.
   */
  addSeedHost(hostname: string, port?: number): void {
    const seed = seedHost(hostname, port || this.config.port);
    if (this.#seeds.length >= MAX_SEEDS) throw new RangeError(`There are ${MAX_SEEDS} seeds already`);
    if (!this.#seeds.some((known) => sameAddress(known, seed))) this.#seeds.push(seed);
  }

  /** Removes a seed; see {@link addSeedHost}. */
  removeSeedHost(hostname: string, port?: number): void {
    const seed = seedHost(hostname, port || this.config.port);
    const index = this.#seeds.findIndex((known) => sameAddress(known, seed));
    if (index !== -1) this.#seeds.splice(index, 1);
  }

  /** Changes level or file of the log. */
  updateLogging(log: Log): void {
    this.#logger.update(log);
  }

  /** @internal Runs an info request. */
  protected async requestInfo<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: InfoRequestPolicy) => Promise<T>,
  ): Promise<T> {
    const stack = this.captureStackTraces ? new Error().stack : undefined;
    this.#pending++;
    try {
      return await ask(this.#ready(), resolveInfoPolicy(this.#options.policies.info, optionalArgument(policy)));
    } catch (error) {
      throw this.#failed(error, new FailedCommand(this, name), stack, this.requestInfo);
    } finally {
      this.#settled();
    }
  }

  /** @internal Runs a command on one record. */
  protected execute<I, A, R, T>(method: RecordMethod<I, A, R, T>, key: unknown, input: I, policy: unknown): Promise<T> {
    const stack = this.captureStackTraces ? new Error().stack : undefined;
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
      return Promise.reject(this.#failed(error, new FailedCommand(this, method.name, key), stack, this.execute));
    }
  }

  #ready(): ClusterLink {
    if (!this.connected || this.#link === undefined) throw new AerospikeError('Not connected.');
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

const ignore = (): void => {};

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
