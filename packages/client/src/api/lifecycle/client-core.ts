// Runs the commands of a client for the methods under commands/, which own their public forms. It stands apart from the
// public object, which may be a proxy, a delegate or a subclass: whatever `this` a method is called with, it finds the
// same core. Nothing is ever thrown from a command.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import type { BatchCall, RunPart } from '../../command/batch/batch-call.ts';
import type { BatchMethod } from '../../command/batch/batch-methods.ts';
import type { RecordCommand } from '../../command/command-definition.ts';
import type { CommandPolicies } from '../../command/command-policies.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import type { StreamSource } from '../../command/query/record-source.ts';
import { checkKey, checkSignal, leaveDigest, prepared, preparedOutside } from '../../command/record/arguments.ts';
import { type CallOwner, RecordCall } from '../../command/record/record-call.ts';
import type { RecordMethod } from '../../command/record/record-methods.ts';
import type { ClusterLink, LinkFactory, StreamControl } from '../../command/routing/cluster-link.ts';
import { afterTurn, loopTurned, noNodes, notBeforeTurn, rejectLater } from '../../command/run/settle-later.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { TransactionBatch } from '../../command/txn/batch-command.ts';
import type { BatchResult } from '../../model/batch-result.ts';
import { type AerospikeError, ArgumentTypeError } from '../../model/error.ts';
import type { Key } from '../../model/key.ts';
import {
  type AdminRequestPolicy,
  type CommandPolicy,
  type InfoRequestPolicy,
  resolveAdminPolicy,
  resolveBatchPolicy,
  resolveCommandPolicy,
  resolveInfoPolicy,
  resolveStreamPolicy,
} from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { status } from '../../model/status.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { optionalArgument } from '../commands/callback.ts';
import { type ClientFace, ClientLife } from './client-life.ts';
import type { WaitingCommand } from './waiting-room.ts';

let loadedTracing: typeof import('./tracing.ts') | undefined;

/** Loaded when somebody listens. Kept: to ask `require` again for each command takes as long as all that is told of it. */
function tracing(): typeof import('./tracing.ts') {
  loadedTracing ??= require('./tracing.js') as typeof import('./tracing.ts');
  return loadedTracing;
}

export class ClientCore {
  readonly life: ClientLife;
  readonly #face: ClientFace;
  readonly #calls: CallOwner = {
    settled: () => this.life.end(),
    complete: (error, name, key, stack, runner) =>
      this.#failed(error, new FailedCommand(this.#face, name, key), stack, runner),
  };

  /** @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration. */
  constructor(face: ClientFace, link: LinkFactory, warning?: string, clock: Clock = systemClock) {
    this.#face = face;
    this.life = new ClientLife(face, link, warning, clock);
  }

  /** @throws TypeError for what is no policy or no listener */
  async enableMetrics(given: unknown): Promise<void> {
    const { checkMetricsTypes, metricsSettings } =
      require('../../observe/metrics/metrics-settings.js') as typeof import('../../observe/metrics/metrics-settings.ts');
    checkMetricsTypes(given);
    if (this.life.metricsByFile === false) {
      this.life.warn('Metrics are disabled by the dynamic configuration, and stay so');
      return;
    }
    const policy = this.life.metricsPolicy(given);
    checkMetricsTypes(policy);
    await this.requestInfo('enableMetrics', undefined, (link) =>
      this.life.metricsOf(link).enable(metricsSettings(policy)),
    );
  }

  async disableMetrics(): Promise<void> {
    if (this.life.metricsByFile === true) {
      this.life.warn('Metrics are enabled by the dynamic configuration, and stay so');
      return;
    }
    await this.requestInfo('disableMetrics', undefined, async () => await this.life.metrics?.disable());
  }

  /** Runs an info request. */
  requestInfo<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: InfoRequestPolicy) => Promise<T>,
  ): Promise<T> {
    return this.#request('info', name, policy, resolveInfoPolicy, ask);
  }

  /** Runs a command that administers users or roles; `login` is who the client is. */
  requestAdmin<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: AdminRequestPolicy, login: Credentials | undefined) => Promise<T>,
  ): Promise<T> {
    return this.#request('admin', name, policy, resolveAdminPolicy, (link, resolved) =>
      ask(link, resolved, this.life.options.login),
    );
  }

  /** Runs what is asked of nodes, with a policy of its own kind. */
  async #request<T, P extends CommandPolicies['info' | 'admin']>(
    kind: P['kind'] & ('info' | 'admin'),
    name: string,
    policy: unknown,
    resolve: (base: P, policy: unknown) => P,
    ask: (link: ClusterLink, policy: P) => Promise<T>,
    isTraced = false,
  ): Promise<T> {
    if (!isTraced && COMMANDS.hasSubscribers) {
      const trace = tracing().otherTrace(kind, name);
      return tracing().tracePromise(trace, () => this.#request(kind, name, policy, resolve, ask, true));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      const given = optionalArgument(policy);
      const resolved = resolve(this.life.options.policies[kind] as P, given);
      reportUnknownFields(kind, given, this.life.warn);
      const link = this.life.ready();
      if (link !== undefined) return await this.#ask(link, resolved, ask);
      return await new Promise((onResult, reject) => {
        const command: WaitingCommand = {
          bytes: 0,
          start: (opened, leftMs) => {
            const timeout = resolved.timeout === 0 ? 0 : leftMs;
            this.#ask(opened, { ...resolved, timeout }, ask).then(onResult, reject);
          },
          fail: reject,
        };
        this.life.room.enter(command, resolved.timeout);
      });
    } catch (error) {
      // It may have been decided without the loop having turned: see settle-later.ts.
      await loopTurned();
      if (error instanceof ArgumentTypeError) throw error;
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.requestInfo);
    }
  }

  async #ask<T, P>(link: ClusterLink, policy: P, ask: (link: ClusterLink, policy: P) => Promise<T>): Promise<T> {
    this.life.begin();
    try {
      return await ask(link, policy);
    } finally {
      this.life.end();
    }
  }

  /** Runs a command on one record. */
  execute<I, A, R, T>(
    method: RecordMethod<I, A, R, T>,
    key: unknown,
    input: I,
    policy: unknown,
    trace: CommandTrace | null = null,
  ): Promise<T> {
    if (trace === null && COMMANDS.hasSubscribers) {
      const own = tracing().recordTrace(method.name, key);
      return tracing().tracePromise(own, () => this.execute(method, key, input, policy, own));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      const link = this.life.ready();
      const checkedKey = checkKey(key);
      const args = method.prepare(input);
      const definition = method.definition(args);
      const kind = definition.isWrite ? method.policy : (method.readPolicy ?? method.policy);
      if (policy !== undefined) reportUnknownFields(method.policy, policy, this.life.warn);
      const resolved = prepared(resolveCommandPolicy(this.life.options.policies[kind], this.#laid(kind, policy)));
      const signal = checkSignal(policy);
      const call = new RecordCall(this.#calls, method, key as Key, stack);
      if (trace !== null) call.trace = trace;
      call.definition = definition;
      call.key = checkedKey;
      call.args = args;
      call.policy = resolved;
      call.signal = signal;
      if (resolved.txn !== undefined) {
        this.#runInTransaction(link, call, key);
        return call.promise;
      }
      if (link === undefined) {
        this.#hold(call, key);
        return call.promise;
      }
      this.life.begin();
      link.run(call);
      if (checkedKey !== key && checkedKey.digest !== null) leaveDigest(key, checkedKey.digest);
      return call.promise;
    } catch (error) {
      return rejectLater(this.#failed(error, new FailedCommand(this.#face, method.name, key), stack, this.execute));
    }
  }

  /** Runs a batch. */
  executeBatch<I>(method: BatchMethod<I>, input: I, policy: unknown, isTraced = false): Promise<BatchResult[]> {
    if (!isTraced && COMMANDS.hasSubscribers) {
      const trace = tracing().batchTrace(method.name, input);
      return tracing().tracePromise(trace, () => this.executeBatch(method, input, policy, true));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    let isUnderWay = false;
    let transaction: TransactionBatch | undefined;
    try {
      this.life.ready();
      const { policies } = this.life.options;
      reportUnknownFields('batch', policy, this.life.warn);
      const resolved = resolveBatchPolicy(policies[method.policy], this.#laid(method.policy, policy));
      prepared(resolved);
      const signal = checkSignal(policy);
      const plan = method.plan(input, { policy: resolved, configured: policies.batchRows, warn: this.life.warn });
      const batch = require('../../command/batch/batch-call.js') as typeof import('../../command/batch/batch-call.ts');
      const call = new batch.BatchCall(this.#calls, method, plan, resolved, stack);
      const endMs = this.life.clock.now() + resolved.totalTimeout;
      if (resolved.txn !== undefined) {
        const txn =
          require('../../command/txn/batch-command.js') as typeof import('../../command/txn/batch-command.ts');
        const begun = new txn.TransactionBatch(resolved, this.life.clock, signal);
        call.onOver = () => begun.end();
        transaction = begun;
      }
      this.life.begin();
      isUnderWay = true;
      call.prepare(() => this.#startBatch(call, resolved, endMs, signal, transaction));
      return call.promise;
    } catch (error) {
      transaction?.end();
      if (isUnderWay) this.life.end();
      return rejectLater(this.#failed(error, new FailedCommand(this.#face, method.name), stack, this.executeBatch));
    }
  }

  #startBatch<I>(
    call: BatchCall<I>,
    policy: CommandPolicy,
    endMs: number,
    signal: AbortSignal | undefined,
    transaction: TransactionBatch | undefined,
  ): void {
    const run = (link: ClusterLink): void => {
      if (link.nodes.length === 0) {
        // The code of the vendor's client.
        afterTurn(() => call.fail(noNodes(status.ERR_SERVER)));
        return;
      }
      const part: RunPart = (definition, outcome) => {
        const leftMs = Math.max(1, Math.ceil(endMs - this.life.clock.now()));
        link.runBatch({ ...definition, policy: withinTime(policy, leftMs) }, signal, outcome);
      };
      if (transaction === undefined) call.run(part);
      else transaction.run(link, call, part);
    };
    const link = this.life.ready();
    if (link !== undefined) {
      run(link);
      return;
    }
    // As with other commands, a client that drains waits for none of those that wait for it.
    const waiting: WaitingCommand = {
      bytes: call.bytes,
      start: (opened) => {
        this.life.begin();
        run(opened);
      },
      fail: (error) => {
        this.life.begin();
        call.fail(error);
      },
    };
    this.life.room.enter(waiting, policy.totalTimeout, signal);
    this.life.end();
  }

  /** Runs a scan or query. Nothing is thrown: `consumer` is told of everything. */
  executeStream<R>(
    source: StreamSource<R>,
    policy: unknown,
    consumer: StreamConsumer<R>,
    trace: CommandTrace | null = null,
  ): StreamControl {
    if (trace === null && COMMANDS.hasSubscribers) {
      const own = tracing().otherTrace('stream', source.name);
      return tracing().traceStream(own, consumer, (told) => this.executeStream(source, policy, told, own));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    const streams =
      require('../../command/query/stream-call.js') as typeof import('../../command/query/stream-call.ts');
    const call = new streams.StreamCall(this.#calls, source.name, consumer, stack);
    try {
      const link = this.life.ready();
      const given = optionalArgument(policy);
      reportUnknownFields(source.name, given, this.life.warn);
      const resolved = resolveStreamPolicy(this.life.options.policies[source.name], this.#laid(source.name, given));
      preparedOutside(resolved, source.name);
      const signal = checkSignal(given);
      const definition = source.define(resolved);
      if (trace !== null) trace.namespace = definition.ns;
      call.expect(definition.open);
      const begin = (open: ClusterLink): void => {
        if (call.isOver) return;
        this.life.begin();
        call.begin(definition.begin(open, signal, call));
      };
      if (link !== undefined) begin(link);
      else
        this.life.room.enter(
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
    isTraced = false,
  ): Promise<void> {
    if (!isTraced && COMMANDS.hasSubscribers) {
      const trace = tracing().otherTrace('job', name);
      return tracing().tracePromise(trace, () => this.executeWork(name, kind, policy, begin, true));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      await notBeforeTurn(async () => {
        this.life.ready();
        const given = optionalArgument(policy);
        reportUnknownFields(kind, given, this.life.warn);
        const base = this.life.options.policies[kind] as CommandPolicy;
        const resolved = preparedOutside(resolveCommandPolicy(base, this.#laid(kind, given)), `background ${name}`);
        const link = await this.life.connected();
        this.life.begin();
        try {
          await begin(link, resolved);
        } finally {
          this.life.end();
        }
      });
    } catch (error) {
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.executeWork);
    }
  }

  /** A policy that a command was given, with what a file of dynamic configuration says. */
  #laid(kind: string, given: unknown): unknown {
    const { overrides } = this.life;
    if (overrides === undefined || given === undefined) return given;
    const { overlaidPolicy } =
      require('../configuration/dynamic/overlay.js') as typeof import('../configuration/dynamic/overlay.ts');
    return overlaidPolicy(given, overrides[kind === 'operateRead' ? 'operate' : kind]);
  }

  /** Lets a command wait for the connect. Apart from `execute`, which stays small enough to be compiled in one piece. */
  #hold<I, A, R, T>(call: RecordCall<I, A, R, T>, given: unknown): void {
    const { holdRequest } =
      require('../../command/record/held-request.js') as typeof import('../../command/record/held-request.ts');
    const { policy, signal } = call;
    const held = holdRequest(call);
    call.definition = held.definition;
    call.key = held.key;
    leaveDigest(given, held.key.digest);
    const waiting: WaitingCommand = {
      bytes: held.bytes,
      start: (link, leftMs) => {
        this.life.begin();
        call.policy = withinTime(policy, leftMs);
        link.run(call);
      },
      fail: (error) => {
        // Only now, for a client that drains waits for none of those that wait for it.
        this.life.begin();
        call.onError(error);
      },
    };
    this.life.room.enter(waiting, policy.totalTimeout, signal);
  }

  /** Runs a command in its transaction. Apart from `execute` for the same reason. */
  #runInTransaction<A, R>(link: ClusterLink | undefined, given: RecordCommand<A, R>, givenKey: unknown): void {
    const { policy, signal } = given;
    const txn = require('../../command/txn/record-command.js') as typeof import('../../command/txn/record-command.ts');
    const command = new txn.TransactionCommand(given);
    leaveDigest(givenKey, command.digest);
    const start = (open: ClusterLink, limits: CommandPolicy): void => {
      this.life.begin();
      command.start(open, this.life.clock, limits);
    };
    if (link !== undefined) {
      start(link, policy);
      return;
    }
    const waiting: WaitingCommand = {
      bytes: command.bytes,
      start: (opened, leftMs) => start(opened, withinTime(policy, leftMs)),
      fail: (error) => {
        this.life.begin();
        command.fail(error);
      },
    };
    try {
      this.life.room.enter(waiting, policy.totalTimeout, signal);
    } catch (error) {
      command.withdraw();
      throw error;
    }
  }

  /** Runs what is made of several commands, and has policies of its own. */
  async executeSteps<T>(name: string, run: (link: ClusterLink) => Promise<T>, isTraced = false): Promise<T> {
    if (!isTraced && COMMANDS.hasSubscribers) {
      const trace = tracing().otherTrace('transaction', name);
      return tracing().tracePromise(trace, () => this.executeSteps(name, run, true));
    }
    const stack = this.#face.captureStackTraces ? new Error().stack : undefined;
    try {
      return await notBeforeTurn(async () => {
        const link = await this.life.connected();
        this.life.begin();
        try {
          return await run(link);
        } finally {
          this.life.end();
        }
      });
    } catch (error) {
      throw this.#failed(error, new FailedCommand(this.#face, name), stack, this.executeSteps);
    }
  }

  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  #failed(error: unknown, command: FailedCommand, stack: string | undefined, runner: Function): AerospikeError {
    return completeError(error, command, stack, runner);
  }
}

/** A policy after part of its time has passed. */
function withinTime(policy: CommandPolicy, leftMs: number): CommandPolicy {
  const { totalTimeout, socketTimeout } = policy;
  if (totalTimeout === 0) return policy;
  return { ...policy, totalTimeout: leftMs, socketTimeout: socketTimeout === 0 ? 0 : Math.min(socketTimeout, leftMs) };
}
