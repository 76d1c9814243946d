// A link without a network: it records what the client hands down and answers as the test says.

import { strictEqual } from 'node:assert/strict';
import { type Client, clientOn } from '../../src/api/client.ts';
import type { ConfigOptions } from '../../src/api/configuration/config.ts';
import type { ClusterStats } from '../../src/cluster/cluster-options.ts';
import type { BatchDefinition, BatchOutcome } from '../../src/command/batch-definition.ts';
import type { RecordCommand } from '../../src/command/command-definition.ts';
import type {
  ClusterLink,
  LinkFactory,
  LinkListener,
  LinkOptions,
  SegmentState,
  StreamControl,
} from '../../src/command/routing/cluster-link.ts';
import type { AskPolicy } from '../../src/command/routing/router.ts';
import type { Meter } from '../../src/command/run/meter.ts';
import { NodeCounts, type RequestTotals } from '../../src/command/run/node-counts.ts';
import type { NodeQuestion } from '../../src/command/run/node-run.ts';
import type { StreamConsumer, StreamDefinition } from '../../src/command/stream-definition.ts';
import type { AerospikeError } from '../../src/model/error.ts';
import type { CommandPolicy } from '../../src/model/policies/resolve.ts';
import type { Clock } from '../../src/time/clock.ts';
import type { NodeInfo } from '../../src/topology/node-info.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';

export interface RecordedRun {
  readonly command: string;
  readonly key: unknown;
  readonly args: unknown;
  readonly policy: CommandPolicy;
  readonly signal: AbortSignal | undefined;
}

export const NODE: NodeInfo = {
  name: 'BB9',
  address: { host: '192.0.2.1', port: 3000 },
  addresses: [{ host: '192.0.2.1', port: 3000 }],
  build: '8.1.0.1',
  rackIds: new Map(),
  active: true,
};

const CLUSTER_STATS: ClusterStats = {
  role: 'follower',
  connected: true,
  participants: 4,
  nodes: 1,
  activeNodes: 1,
  tends: 0,
  lastTendMs: 0,
  invalidHosts: 0,
  snapshotsMade: 0,
  snapshotsAdopted: 1,
  takeovers: 0,
};

/** What one link did and is to do. */
export class FakeLink implements ClusterLink {
  role = 'follower' as const;
  nodes: readonly NodeInfo[] = [NODE];
  snapshot = new RoutingSnapshot('', [NODE], new Map());
  segment: SegmentState | undefined = { path: '/dev/shm/tendril-x', epoch: 3, generation: 9, ownerPid: 100 };
  inFlight = 0;
  maxConnsPerNode = 25;
  active = true;
  closed = 0;
  readonly nodeCounts = new NodeCounts();
  readonly totals: RequestTotals = { commands: 7, retries: 2, unsentTimeouts: 1 };
  readonly tendChannels = new Map([['BB9', { opened: 3, closed: 2 }]]);
  meter: Meter | null = null;
  readonly reconfigured: LinkOptions[] = [];
  readonly runs: RecordedRun[] = [];
  readonly infos: { readonly node: string; readonly commands: readonly string[] }[] = [];
  readonly options: LinkOptions;
  readonly change: LinkListener['onChange'];
  /** Outcome of each command: a value, or an Error to fail with, or a promise of either. */
  answer: (run: RecordedRun) => unknown = () => ({ bins: { a: 1 }, ttl: 10, gen: 2 });
  infoAnswer: (node: string) => string | Error = () => 'build\t8.1.0.1\n';
  readonly asked: {
    readonly node: string;
    readonly question: NodeQuestion<unknown>;
    readonly policy: AskPolicy;
  }[] = [];
  /** The body that answers what is asked of a node. */
  askAnswer: (question: NodeQuestion<unknown>) => Buffer | Error = () => Buffer.alloc(22);
  starting: Promise<void> = Promise.resolve();

  constructor(options: LinkOptions, change: LinkListener['onChange']) {
    this.options = options;
    this.change = change;
  }

  start(): Promise<void> {
    return this.starting;
  }

  runBatch<R>(definition: BatchDefinition<R>, _signal: AbortSignal | undefined, outcome: BatchOutcome<R>): void {
    for (const index of definition.rows.keys()) outcome.onRowCode(index, 2, false, 1);
    setImmediate(() => outcome.onEnd());
  }

  runStream<R>(
    _definition: StreamDefinition<R>,
    _signal: AbortSignal | undefined,
    consumer: StreamConsumer<R>,
  ): StreamControl {
    setImmediate(() => consumer.onEnd());
    return { open: [], pause() {}, resume() {}, stop() {} };
  }

  ask<R>(node: string, question: NodeQuestion<R>, policy: AskPolicy): Promise<R> {
    this.asked.push({ node, question, policy });
    const answer = this.askAnswer(question as NodeQuestion<unknown>);
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(question.decode(answer, 0, answer.length) as R);
  }

  isConnected(): boolean {
    return this.active;
  }

  run<A, R>(command: RecordCommand<A, R>): void {
    const { definition, key, args, policy, signal } = command;
    const run = { command: definition.name, key, args, policy, signal };
    this.runs.push(run);
    Promise.resolve(this.answer(run)).then((answer) => {
      if (answer instanceof Error) command.onError(answer as AerospikeError);
      else command.onResult(answer as R);
    });
  }

  async info(node: string, commands: readonly string[]): Promise<string> {
    this.infos.push({ node, commands });
    const outcome = this.infoAnswer(node);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  readonly merged = { commands: 30, requests: 4 };

  clusterStats(): ClusterStats {
    return CLUSTER_STATS;
  }

  poolStats() {
    const more = { recovered: 1, aborted: 1, mergedCommands: 30, mergedRequests: 4 };
    return new Map([['BB9', { open: 3, connecting: 0, inFlight: 1, waiting: 4, opened: 5, closed: 2, ...more }]]);
  }

  counts(): ReadonlyMap<string, NodeCounts> {
    return new Map([['BB9', this.nodeCounts]]);
  }

  measure(meter: Meter | null): void {
    this.meter = meter;
  }

  reconfigure(options: LinkOptions): void {
    this.reconfigured.push(options);
  }

  close(): void {
    this.closed++;
  }
}

export interface FakeWorld {
  readonly client: Client;
  readonly links: FakeLink[];
  /** The newest link. */
  readonly link: () => FakeLink;
}

/** A client on fake links; `prepare` sees each link before it is started. */
export function fakeClient(
  config: ConfigOptions = {},
  prepare: (link: FakeLink) => void = () => {},
  clock?: Clock,
): FakeWorld {
  const links: FakeLink[] = [];
  const factory: LinkFactory = (options, { onChange }) => {
    const link = new FakeLink(options, onChange);
    prepare(link);
    links.push(link);
    return link;
  };
  const client = clientOn(factory, { hosts: '192.0.2.1:3000', ...config }, clock);
  return { client, links, link: () => links.at(-1) as FakeLink };
}

/** A connected client on a fake link; closed at the end of the test. */
export async function connectedClient(
  t: { after(fn: () => void): void },
  config: ConfigOptions = {},
): Promise<{ readonly client: Client; readonly link: FakeLink }> {
  const { client, link } = fakeClient(config);
  t.after(() => client.close());
  await client.connect();
  return { client, link: link() };
}

/** Runs a method with a callback, checks that it returns nothing, and resolves with what the callback was called with. */
export function called(client: unknown, method: string, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve) => {
    const methods = client as { readonly [name: string]: ((...all: unknown[]) => unknown) | undefined };
    const result = methods[method]?.(...args, (...outcome: unknown[]) => resolve(outcome));
    strictEqual(result, undefined);
  });
}
