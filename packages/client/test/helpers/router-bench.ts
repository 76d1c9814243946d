// A router with scripted nodes and a clock driven by hand, and the two commands most tests run on it. At the end of
// the test nothing may be under way and no connection open.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { CommandDefinition, RecordKey } from '../../src/command/command-definition.ts';
import { GET } from '../../src/command/record/get.ts';
import { PUT } from '../../src/command/record/put.ts';
import type { RecordReply } from '../../src/command/record/record-reply.ts';
import { Router, type RouterOptions } from '../../src/command/routing/router.ts';
import { AerospikeError } from '../../src/model/error.ts';
import { type CommandPolicy, POLICY_DEFAULTS, resolveCommandPolicy } from '../../src/model/policies/resolve.ts';
import { Dialer } from '../../src/net/dialer.ts';
import type { Credentials } from '../../src/net/login/credentials.ts';
import { Logins } from '../../src/net/login/logins.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import type { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { FakeClock } from './fake-clock.ts';
import { type Address, FakeCluster, node, snapshotOf, type TableOptions } from './fake-cluster.ts';
import { ScriptedServer, type ScriptedServerOptions, turn } from './scripted-server.ts';

export const KEY = { ns: 'test', set: 'demo', key: 'k1' } as const;

const OPTIONS: Omit<RouterOptions, 'dialer'> = {
  minConnsPerNode: 0,
  maxConnsPerNode: 100,
  maxSocketIdleMs: 10_000,
  connectTimeoutMs: 1000,
  maxWaiting: 100_000,
  rackIds: [],
  maxErrorRate: 0,
  errorRateWindowMs: 60_000,
};

/** `login`: who logs in at the nodes. */
type Options = Partial<RouterOptions> & { readonly login?: Credentials };

/** Policies as a user gives them. */
type Policy = { readonly [name: string]: unknown };

export function readPolicy(policy?: Policy): CommandPolicy {
  return resolveCommandPolicy(POLICY_DEFAULTS.read, policy);
}

export function writePolicy(policy?: Policy): CommandPolicy {
  return resolveCommandPolicy(POLICY_DEFAULTS.write, policy);
}

export class RouterBench {
  readonly clock = new FakeClock();
  readonly cluster: FakeCluster;
  readonly router: Router;
  readonly servers: readonly ScriptedServer[];

  constructor(t: TestContext, snapshot: RoutingSnapshot, servers: readonly ScriptedServer[], options: Options = {}) {
    this.servers = servers;
    this.cluster = new FakeCluster(snapshot);
    const { login, ...rest } = options;
    const deadlines = new DeadlineWheel(this.clock);
    const logins = login && new Logins(login, () => deadlines.now());
    const dialer = new Dialer(deadlines, logins && { handshake: (address, own) => logins.handshake(address, own) });
    this.router = new Router(this.cluster, { ...OPTIONS, dialer, ...rest });
    t.after(() => {
      this.router.close();
      assert.strictEqual(this.router.inFlight, 0);
      assert.strictEqual(this.router.deadlines.size, 0);
    });
  }

  /** One scripted node for each entry; columns as in `snapshotOf`. */
  static async start(
    t: TestContext,
    nodes: readonly ScriptedServerOptions[] = [{}],
    options: Options & TableOptions & { readonly columns?: readonly number[] } = {},
  ): Promise<RouterBench> {
    const servers: ScriptedServer[] = [];
    for (const entry of nodes) servers.push(await ScriptedServer.start(t, entry));
    const infos = servers.map((server, i) => node(`N${i}`, server.address));
    return new RouterBench(t, snapshotOf(infos, options.columns, options), servers, options);
  }

  /** A router whose nodes stand at the given addresses. */
  static at(t: TestContext, addresses: readonly Address[], options: Options = {}): RouterBench {
    return new RouterBench(t, snapshotOf(addresses.map((address, i) => node(`N${i}`, address))), [], options);
  }

  server(index = 0): ScriptedServer {
    return this.servers[index] as ScriptedServer;
  }

  get(policy?: Policy, signal?: AbortSignal): Promise<RecordReply> {
    return this.run(GET, KEY, undefined, readPolicy(policy), signal);
  }

  put(policy?: Policy, signal?: AbortSignal): Promise<undefined> {
    return this.run(PUT, KEY, { bins: { i: 7, s: 'hi' }, ttl: 0, gen: 0 }, writePolicy(policy), signal);
  }

  /** A command as a promise of its outcome. */
  run<A, R>(
    definition: CommandDefinition<A, R>,
    key: RecordKey,
    args: A,
    policy: CommandPolicy,
    signal?: AbortSignal,
  ): Promise<R> {
    return new Promise((onResult, onError) =>
      this.router.run({ definition, key, args, policy, signal, onResult, onError }),
    );
  }

  /** The error a command ends with, letting the time pass that its pauses and deadlines need. */
  async failureOf(promise: Promise<unknown>): Promise<AerospikeError> {
    const failure = failureOf(promise);
    await this.passUntil(failure);
    return failure;
  }

  /** Lets time pass until the command ends, slowly enough for the sockets to keep up. */
  async passUntil(promise: Promise<unknown>, stepMs = 4): Promise<void> {
    let settled = false;
    const end = (): void => {
      settled = true;
    };
    promise.then(end, end);
    for (let passedMs = 0; !settled; passedMs += stepMs) {
      assert.strictEqual(passedMs < 600_000, true, 'the command ends at all');
      await turn();
      await turn();
      this.clock.advance(stepMs);
    }
  }
}

/** The error a command ends with; see `RouterBench.failureOf` for one that needs time to pass. */
export async function failureOf(promise: Promise<unknown>): Promise<AerospikeError> {
  try {
    await promise;
  } catch (error) {
    assert.strictEqual(error instanceof AerospikeError, true, String(error));
    return error as AerospikeError;
  }
  assert.fail('The command succeeded');
}
