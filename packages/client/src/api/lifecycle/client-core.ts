// Runs the commands of a client for the methods under commands/, which own their public forms. It stands apart from the
// public object, which may be a proxy, a delegate or a subclass: whatever `this` a method is called with, it finds the
// same core. Nothing is ever thrown from a command.
//
// Commands on one record are here, for they are most of all and cost least. The other kinds are loaded when they are used
// first: batch-commands.ts, stream-commands.ts, node-requests.ts.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import type { BatchMethod } from '../../command/batch/batch-methods.ts';
import type { RecordCommand } from '../../command/command-definition.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import type { StreamSource } from '../../command/query/record-source.ts';
import { checkKey, checkSignal, leaveDigest, prepared } from '../../command/record/arguments.ts';
import { type CallOwner, RecordCall } from '../../command/record/record-call.ts';
import type { RecordMethod } from '../../command/record/record-methods.ts';
import type { ClusterLink, LinkFactory, StreamControl } from '../../command/routing/cluster-link.ts';
import { notBeforeTurn, rejectLater } from '../../command/run/settle-later.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { BatchResult } from '../../model/batch-result.ts';
import type { Key } from '../../model/key.ts';
import {
  type AdminRequestPolicy,
  type CommandPolicy,
  type InfoRequestPolicy,
  resolveCommandPolicy,
} from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { Clock } from '../../time/clock.ts';
import { systemClock } from '../../time/system-clock.ts';
import { type ClientFace, ClientLife } from './client-life.ts';
import type { CommandHost } from './command-host.ts';

type Tracing = typeof import('./tracing.ts');
let loadedTracing: Tracing | undefined;

/** Loaded when somebody listens, and kept: to ask `require` for each command would take longer than all that is told. */
function tracing(): Tracing {
  loadedTracing ??= require('./tracing.js') as Tracing;
  return loadedTracing;
}

function batches() {
  return require('./batch-commands.js') as typeof import('./batch-commands.ts');
}

function streams() {
  return require('./stream-commands.js') as typeof import('./stream-commands.ts');
}

function requests() {
  return require('./node-requests.js') as typeof import('./node-requests.ts');
}

export class ClientCore implements CommandHost {
  readonly face: ClientFace;
  readonly life: ClientLife;
  readonly calls: CallOwner = {
    settled: () => this.life.end(),
    complete: (error, name, key, stack, runner) =>
      completeError(error, new FailedCommand(this.face, name, key), stack, runner),
  };

  /** @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration. */
  constructor(face: ClientFace, link: LinkFactory, warning?: string, clock: Clock = systemClock) {
    this.face = face;
    this.life = new ClientLife(face, link, warning, clock);
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
      const { recordTrace, tracePromise } = tracing();
      const own = recordTrace(method.name, key);
      return tracePromise(own, () => this.execute(method, key, input, policy, own));
    }
    const stack = this.face.captureStackTraces ? new Error().stack : undefined;
    try {
      const link = this.life.ready();
      const checkedKey = checkKey(key);
      const args = method.prepare(input);
      const definition = method.definition(args);
      const kind = definition.isWrite ? method.policy : (method.readPolicy ?? method.policy);
      if (policy !== undefined) reportUnknownFields(method.policy, policy, this.life.warn);
      const resolved = prepared(resolveCommandPolicy(this.life.options.policies[kind], this.life.laid(kind, policy)));
      const signal = checkSignal(policy);
      const call = new RecordCall(this.calls, method, key as Key, stack);
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
      return rejectLater(this.calls.complete(error, method.name, key, stack, this.execute));
    }
  }

  /** Runs a batch. */
  executeBatch<I>(method: BatchMethod<I>, input: I, policy: unknown): Promise<BatchResult[]> {
    return batches().executeBatch(this, method, input, policy, this.executeBatch);
  }

  /** Runs a scan or query. Nothing is thrown: `consumer` is told of everything. */
  executeStream<R>(source: StreamSource<R>, policy: unknown, consumer: StreamConsumer<R>): StreamControl {
    return streams().executeStream(this, source, policy, consumer);
  }

  /** Runs what all nodes are told to begin. */
  executeWork(
    name: 'query' | 'scan',
    kind: 'scan' | 'write',
    policy: unknown,
    begin: (link: ClusterLink, policy: CommandPolicy) => Promise<void>,
  ): Promise<void> {
    return streams().executeWork(this, name, kind, policy, begin);
  }

  /** Runs what is made of several commands, and has policies of its own. */
  executeSteps<T>(name: string, run: (link: ClusterLink) => Promise<T>): Promise<T> {
    const { attended } = require('./attended.js') as typeof import('./attended.ts');
    return attended(this.face, 'transaction', name, () =>
      notBeforeTurn(async () => {
        const link = await this.life.connected();
        return await this.life.during(() => run(link));
      }),
    );
  }

  /** Runs an info request. */
  requestInfo<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: InfoRequestPolicy) => Promise<T>,
  ): Promise<T> {
    return requests().requestInfo(this, name, policy, ask);
  }

  /** Runs a command that administers users or roles; `login` is who the client is. */
  requestAdmin<T>(
    name: string,
    policy: unknown,
    ask: (link: ClusterLink, policy: AdminRequestPolicy, login: Credentials | undefined) => Promise<T>,
  ): Promise<T> {
    return requests().requestAdmin(this, name, policy, (link, resolved) =>
      ask(link, resolved, this.life.options.login),
    );
  }

  /** @throws TypeError for what is no policy or no listener */
  enableMetrics(given: unknown): Promise<void> {
    return requests().enableMetrics(this, given);
  }

  disableMetrics(): Promise<void> {
    return requests().disableMetrics(this);
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
    const start = (link: ClusterLink, left: CommandPolicy): void => {
      call.policy = left;
      link.run(call);
    };
    this.life.hold({ bytes: held.bytes, start, fail: (error) => call.onError(error) }, policy, signal);
  }

  /** Runs a command in its transaction. Apart from `execute` for the same reason. */
  #runInTransaction<A, R>(link: ClusterLink | undefined, given: RecordCommand<A, R>, givenKey: unknown): void {
    const { policy, signal } = given;
    const txn = require('../../command/txn/record-command.js') as typeof import('../../command/txn/record-command.ts');
    const command = new txn.TransactionCommand(given);
    const { life } = this;
    leaveDigest(givenKey, command.digest);
    if (link !== undefined) {
      life.begin();
      command.start(link, life.clock, policy);
      return;
    }
    const start = (open: ClusterLink, left: CommandPolicy): void => command.start(open, life.clock, left);
    try {
      life.hold({ bytes: command.bytes, start, fail: (error) => command.fail(error) }, policy, signal);
    } catch (error) {
      command.withdraw();
      throw error;
    }
  }
}
