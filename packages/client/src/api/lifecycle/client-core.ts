// The life of a client: connecting, closing, and what commands meet before, meanwhile and after; events, statistics.
// Runs commands for the methods under commands/, which own their public forms. It stands apart from the public object,
// which may be a proxy, a delegate or a subclass: whatever `this` a method is called with, it finds the same core.
// Nothing is ever thrown from a command.
//
//   idle ── connect ──► connecting ──► connected ── close ──► draining ──► idle
//                           └──── failure, close ───────────────────────────┘

import type { ClusterRole } from '../../cluster/cluster-options.ts';
import type { BatchCall } from '../../command/batch/batch-call.ts';
import type { BatchMethod } from '../../command/batch/batch-methods.ts';
import type { CommandDefinition, CommandOutcome } from '../../command/command-definition.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import type { StreamSource } from '../../command/query/record-source.ts';
import { checkKey, checkSignal, checkSupported, leaveDigest } from '../../command/record/arguments.ts';
import { type CallOwner, RecordCall } from '../../command/record/record-call.ts';
import type { RecordMethod } from '../../command/record/record-methods.ts';
import type { ClusterChange, ClusterLink, LinkFactory, StreamControl } from '../../command/routing/cluster-link.ts';
import { loopTurned, rejectLater } from '../../command/run/settle-later.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { BatchResult } from '../../model/batch-result.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Key } from '../../model/key.ts';
import {
  type CommandPolicy,
  type InfoRequestPolicy,
  resolveBatchPolicy,
  resolveCommandPolicy,
  resolveInfoPolicy,
  resolveStreamPolicy,
} from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { status } from '../../model/status.ts';
import { type Log, Logger } from '../../observe/logger.ts';
import type { SegmentObserver } from '../../observe/segment-observer.ts';
import type { SegmentReport } from '../../observe/segment-report.ts';
import { collectStats, FailureCounter, type Stats } from '../../observe/stats.ts';
import { type Cancel, type Clock, every } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { formatAddress, type SeedAddress, sameAddress } from '../../topology/host-address.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { MAX_SEEDS, refusePasswords } from '../../topology/seed-text.ts';
import { optionalArgument } from '../commands/callback.ts';
import { type ClientOptions, clientOptions } from '../configuration/client-options.ts';
import type { Config } from '../configuration/config.ts';
import type { ClusterEvent, Node } from './events.ts';
import type { WaitingCommand, WaitingRoom } from './waiting-room.ts';

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
  readonly #clock: Clock;
  #link: ClusterLink | undefined;
  /** Made when the first command has to wait. */
  #waiting: WaitingRoom | undefined;
  #connecting: Promise<void> | undefined;
  /** Counts connects and closes: an attempt that is no longer the newest gives up. */
  #attempt = 0;
  #failures = new FailureCounter();
  #observer: SegmentObserver | undefined;
  /** A connected client keeps the process running, whichever process of the host happens to tend. */
  #letGo: Cancel | undefined;
  /** Commands under way, and what happens when there are none left. */
  #pending = 0;
  #onDrained: (() => void) | undefined;
  #drained: Promise<void> = Promise.resolve();
  readonly #warn = (message: string): void => this.#logger.warn(message);
  readonly #calls: CallOwner = {
    settled: () => this.#settled(),
    complete: (error, name, key, stack, runner) =>
      this.#failed(error, new FailedCommand(this.#face, name, key), stack, runner),
  };

  /** @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration. */
  constructor(face: ClientFace, link: LinkFactory, warning?: string, clock: Clock = systemClock) {
    this.#face = face;
    this.#options = clientOptions(face.config);
    this.#seeds = [...this.#options.seeds];
    this.#logger = new Logger(face.config.log);
    if (warning !== undefined) this.#logger.warn(warning);
    this.#openLink = link;
    this.#clock = clock;
  }

  /** Connects, or joins the attempt that is under way. Errors get `stack`, that of the caller. */
  async connect(stack: string | undefined): Promise<void> {
    if (this.#face.connected) return;
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
      await this.#drained;
      if (attempt !== this.#attempt) throw closedError();
      if (this.#options.refusal !== undefined) throw this.#options.refusal;
      if (this.#seeds.length === 0) throw noSeeds();
      link = this.#openLink(
        { ...this.#options, seeds: this.#seeds },
        {
          onChange: (change, node) => {
            if (attempt !== this.#attempt) return;
            this.#logger.info(changeText(change, node));
            if (this.#face.connected) this.#announce(change, node);
            else early.push([change, node]);
          },
          onWarning: (message) => this.#logger.warn(message),
          onTlsSession: (message) => this.#logger.info(message),
          onRole: (role) => this.#logger.info(`Tend role is now ${role}`),
        },
      );
      this.#link = link;
      this.#failures = new FailureCounter();
      await link.start();
      if (attempt !== this.#attempt) throw closedError();
      this.#face.connected = true;
      this.#connecting = undefined;
      this.#letGo = every(this.#clock, MAX_TIMER_MS, () => {}, true);
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
    this.#clock.afterReads(() => {
      if (!this.#face.connected || attempt !== this.#attempt) return;
      this.#face.emit(name, event);
      this.#face.emit('event', event);
    });
  }

  /** Refuses commands from now on and disconnects once those under way have ended. Idempotent. */
  close(): void {
    this.#attempt++;
    this.#connecting = undefined;
    this.#waiting?.refuse(() => notConnected(closedError()));
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    const wasConnected = this.#face.connected;
    this.#face.connected = false;
    this.#letGo?.();
    if (!wasConnected || this.#pending === 0) {
      link.close();
      return;
    }
    this.#drained = new Promise((resolve) => {
      // Keeps the process alive, for a command may be waiting for its next attempt, with no socket open.
      const cancel = this.#clock.after(CLOSE_GRACE_MS, () => this.#onDrained?.(), true);
      this.#onDrained = () => {
        cancel();
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
    if (segment === undefined) return undefined;
    const observe = require('../../observe/segment-observer.js') as typeof import('../../observe/segment-observer.ts');
    this.#observer ??= new observe.SegmentObserver();
    return this.#observer.look(segment.path);
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
    try {
      const given = optionalArgument(policy);
      const resolved = resolveInfoPolicy(this.#options.policies.info, given);
      reportUnknownFields('info', given, this.#warn);
      const link = this.#ready();
      if (link !== undefined) return await this.#askInfo(link, resolved, ask);
      return await new Promise((resolve, reject) => {
        const command: WaitingCommand = {
          bytes: 0,
          start: (opened, leftMs) => {
            const timeout = resolved.timeout === 0 ? 0 : leftMs;
            this.#askInfo(opened, { ...resolved, timeout }, ask).then(resolve, reject);
          },
          fail: reject,
        };
        this.#room().enter(command, resolved.timeout);
      });
    } catch (error) {
      // It may have been decided without the loop having turned: see settle-later.ts.
      await loopTurned();
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.requestInfo);
    }
  }

  async #askInfo<T>(
    link: ClusterLink,
    policy: InfoRequestPolicy,
    ask: (link: ClusterLink, policy: InfoRequestPolicy) => Promise<T>,
  ): Promise<T> {
    this.#pending++;
    try {
      return await ask(link, policy);
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
      if (policy !== undefined) reportUnknownFields(method.policy, policy, this.#warn);
      const resolved = checkSupported(resolveCommandPolicy(this.#options.policies[kind], policy));
      const signal = checkSignal(policy);
      const call = new RecordCall(this.#calls, method, key as Key, stack);
      if (link === undefined) {
        this.#hold(definition, key, checkedKey, args, resolved, signal, call);
        return call.promise;
      }
      this.#pending++;
      link.run(definition, checkedKey, args, resolved, signal, call);
      if (checkedKey !== key && checkedKey.digest !== null) leaveDigest(key, checkedKey.digest);
      return call.promise;
    } catch (error) {
      return rejectLater(this.#failed(error, new FailedCommand(this.#face, method.name, key), stack, this.execute));
    }
  }

  /** Runs a batch. */
  executeBatch<I>(method: BatchMethod<I>, input: I, policy: unknown): Promise<BatchResult[]> {
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    const pending = this.#pending;
    try {
      this.#ready();
      const { policies } = this.#options;
      reportUnknownFields('batch', policy, this.#warn);
      const resolved = resolveBatchPolicy(policies[method.policy], policy);
      checkSupported(resolved);
      const signal = checkSignal(policy);
      const plan = method.plan(input, { policy: resolved, configured: policies.batchRows, warn: this.#warn });
      const batch = require('../../command/batch/batch-call.js') as typeof import('../../command/batch/batch-call.ts');
      const call = new batch.BatchCall(this.#calls, method, plan, resolved, stack);
      const endMs = this.#clock.now() + resolved.totalTimeout;
      this.#pending++;
      call.prepare(() => this.#startBatch(call, resolved, endMs, signal));
      return call.promise;
    } catch (error) {
      this.#pending = pending;
      return rejectLater(this.#failed(error, new FailedCommand(this.#face, method.name), stack, this.executeBatch));
    }
  }

  #startBatch<I>(call: BatchCall<I>, policy: CommandPolicy, endMs: number, signal: AbortSignal | undefined): void {
    const run = (link: ClusterLink): void =>
      call.run((definition, outcome) => {
        const leftMs = Math.max(1, Math.ceil(endMs - this.#clock.now()));
        link.runBatch({ ...definition, policy: withinTime(policy, leftMs) }, signal, outcome);
      });
    const link = this.#ready();
    if (link !== undefined) {
      run(link);
      return;
    }
    // As with other commands, a client that drains waits for none of those that wait for it.
    const waiting: WaitingCommand = {
      bytes: call.bytes,
      start: (opened) => {
        this.#pending++;
        run(opened);
      },
      fail: (error) => {
        this.#pending++;
        call.fail(error);
      },
    };
    this.#room().enter(waiting, policy.totalTimeout, signal);
    this.#pending--;
  }

  /** Runs a scan or query. Nothing is thrown: `consumer` is told of everything. */
  executeStream<R>(source: StreamSource<R>, policy: unknown, consumer: StreamConsumer<R>): StreamControl {
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    const streams =
      require('../../command/query/stream-call.js') as typeof import('../../command/query/stream-call.ts');
    const call = new streams.StreamCall(this.#calls, source.name, consumer, stack);
    try {
      const link = this.#ready();
      const given = optionalArgument(policy);
      reportUnknownFields(source.name, given, this.#warn);
      const resolved = resolveStreamPolicy(this.#options.policies[source.name], given);
      checkSupported(resolved);
      const signal = checkSignal(given);
      const definition = source.define(resolved);
      call.expect(definition.open);
      const begin = (open: ClusterLink): void => {
        if (call.isOver) return;
        this.#pending++;
        call.begin(open.runStream(definition, signal, call));
      };
      if (link !== undefined) begin(link);
      else
        this.#room().enter(
          { bytes: 0, start: begin, fail: (error) => call.refuse(error) },
          resolved.totalTimeout,
          signal,
        );
    } catch (error) {
      call.refuse(error);
    }
    return call;
  }

  /** Runs what all nodes are told to begin. */
  async executeWork(
    name: 'query' | 'scan',
    kind: 'scan' | 'write',
    policy: unknown,
    begin: (link: ClusterLink, policy: CommandPolicy) => Promise<void>,
  ): Promise<void> {
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      const link = this.#ready();
      if (link === undefined) throw notConnected();
      const given = optionalArgument(policy);
      reportUnknownFields(kind, given, this.#warn);
      const base = this.#options.policies[kind] as CommandPolicy;
      const resolved = checkSupported(resolveCommandPolicy(base, given));
      this.#pending++;
      try {
        await begin(link, resolved);
      } finally {
        this.#settled();
      }
    } catch (error) {
      await loopTurned();
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.executeWork);
    }
  }

  #room(): WaitingRoom {
    if (this.#waiting === undefined) {
      const time = require('../../time/deadlines.js') as typeof import('../../time/deadlines.ts');
      const room = require('./waiting-room.js') as typeof import('./waiting-room.ts');
      this.#waiting = new room.WaitingRoom(new time.DeadlineWheel(this.#clock));
    }
    return this.#waiting;
  }

  /** Lets a command wait for the connect. Apart from `execute`, which stays small enough to be compiled in one piece. */
  #hold<A, R>(
    definition: CommandDefinition<A, R>,
    given: unknown,
    key: Key,
    args: A,
    policy: CommandPolicy,
    signal: AbortSignal | undefined,
    outcome: CommandOutcome<R>,
  ): void {
    const { holdRequest } =
      require('../../command/record/held-request.js') as typeof import('../../command/record/held-request.ts');
    const held = holdRequest(definition, key, args, policy);
    leaveDigest(given, held.key.digest);
    const waiting: WaitingCommand = {
      bytes: held.bytes,
      start: (link, leftMs) => {
        this.#pending++;
        link.run(held.definition, held.key, args, withinTime(policy, leftMs), signal, outcome);
      },
      fail: (error) => {
        // Only now, for a client that drains waits for none of those that wait for it.
        this.#pending++;
        outcome.onError(error);
      },
    };
    this.#room().enter(waiting, policy.totalTimeout, signal);
  }

  /** What commands run on; undefined while connecting. @throws AerospikeError */
  #ready(): ClusterLink | undefined {
    const isConnected = this.#face.connected && this.#link !== undefined;
    if (!isConnected && this.#connecting === undefined) throw notConnected();
    if (this.#options.maxConnections === 0) throw AerospikeError.fromCode({ code: status.ERR_NO_MORE_CONNECTIONS });
    return isConnected ? this.#link : undefined;
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
  refusePasswords(hostname);
  return { host: hostname, port };
}

function noSeeds(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_INVALID_HOST, message: 'Failed to connect: there is no seed' });
}

function closedError(): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'The client was closed while it was connecting' });
}

/** What commands meet without a connection, and why there is none. */
function notConnected(cause?: AerospikeError): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'Not connected.', cause });
}

/** A policy after part of its time has passed. */
function withinTime(policy: CommandPolicy, leftMs: number): CommandPolicy {
  const { totalTimeout, socketTimeout } = policy;
  if (totalTimeout === 0) return policy;
  return { ...policy, totalTimeout: leftMs, socketTimeout: socketTimeout === 0 ? 0 : Math.min(socketTimeout, leftMs) };
}

function changeText(change: ClusterChange, node: NodeInfo | undefined): string {
  if (node === undefined) return 'No node of the cluster answers';
  const what = change === 'nodeAdded' ? 'joined' : 'left';
  return `Node ${node.name} at ${formatAddress(node.address)} ${what} the cluster`;
}
