// What a client needs of everything below it. Made by connect(), thrown away by close(); `LinkFactory` is the seam for
// tests. The link of real clients: network-link.ts.

import type { ClusterRole, ClusterStats, TendChannels } from '../../cluster/cluster-options.ts';
import type { SharingOptions } from '../../cluster/segment-identity.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { MergedCounts } from '../../net/merge-policy.ts';
import type { NodePoolStats } from '../../net/node-pool.ts';
import type { Transport } from '../../net/transport.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import type { RoutingSnapshot } from '../../topology/routing-snapshot.ts';
import type { BatchDefinition, BatchOutcome } from '../batch-definition.ts';
import type { RecordCommand } from '../command-definition.ts';
import type { Meter } from '../run/meter.ts';
import type { NodeCounts, RequestTotals } from '../run/node-counts.ts';
import type { NodeQuestion } from '../run/node-run.ts';
import type { OpenPartition, StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import type { TlsReader } from './open-tls.ts';
import type { AskPolicy } from './router.ts';

/** Where a process stands in its shared segment. */
export interface SegmentState {
  /** Directory of the segment. */
  readonly path: string;
  /** Rises with every change of owner. */
  readonly epoch: number;
  /** Rises with every published state of the cluster and with every change of owner. */
  readonly generation: number;
  /** Process that tends the cluster. */
  readonly ownerPid: number;
}

/** A change of the cluster. */
export type ClusterChange = 'nodeAdded' | 'nodeRemoved' | 'disconnected';

/** @internal A scan or query under way, as its consumer governs it. */
export interface StreamControl {
  /** What is left to ask, behind the last records that the consumer was told. */
  readonly open: readonly OpenPartition[];
  /** Stops reading, and the clock with it. */
  pause(): void;
  resume(): void;
  /** Ends it here and at the nodes; the consumer is told no more. */
  stop(): void;
}

/** @internal What the client needs of everything below it. */
export interface ClusterLink {
  readonly role: ClusterRole;
  readonly nodes: readonly NodeInfo[];
  /** How hosts with a TLS name are reached; undefined without TLS. */
  readonly tls?: Transport | undefined;
  /** The state of the cluster that commands are routed by. */
  readonly snapshot: RoutingSnapshot;
  /** The shared segment; undefined when this process tends for itself. */
  readonly segment: SegmentState | undefined;
  /** Commands under way. */
  readonly inFlight: number;
  /** Connections to each node at most: the configured number, or this process's share of what all may have. */
  readonly maxConnsPerNode: number;
  start(): Promise<void>;
  isConnected(): boolean;
  /** Runs a command and never throws: `outcome` is told how it ended. */
  run<A, R>(command: RecordCommand<A, R>): void;
  /** The same for a batch. */
  runBatch<R>(definition: BatchDefinition<R>, signal: AbortSignal | undefined, outcome: BatchOutcome<R>): void;
  /** Runs a scan or query and never throws: `consumer` is told of everything. */
  runStream<R>(
    definition: StreamDefinition<R>,
    signal: AbortSignal | undefined,
    consumer: StreamConsumer<R>,
  ): StreamControl;
  /** Asks the node of that name one question. */
  ask<R>(nodeName: string, question: NodeQuestion<R>, policy: AskPolicy): Promise<R>;
  /** Reply text of info commands to the node of that name. */
  info(nodeName: string, commands: readonly string[], policy: InfoRequestPolicy): Promise<string>;
  clusterStats(): ClusterStats;
  poolStats(): ReadonlyMap<string, NodePoolStats>;
  /** What travelled merged since the connect, to nodes that are gone as well. */
  readonly merged: Readonly<MergedCounts>;
  /** What was counted of the requests to each node, by its name. */
  counts(): ReadonlyMap<string, NodeCounts>;
  readonly totals: Readonly<RequestTotals>;
  /** Connections by which this process tends each node, by its name. */
  readonly tendChannels: ReadonlyMap<string, TendChannels>;
  /** Requests are measured by this meter from now on, or by none. */
  measure(meter: Meter | null): void;
  /** Takes what may change while it is connected: intervals, racks, limits of errors and of idle time. */
  reconfigure(options: LinkOptions): void;
  close(): void;
}

/** @internal What a link is made with: the checked configuration of a client. */
export interface LinkOptions extends SharingOptions {
  readonly tendIntervalMs: number;
  readonly tendTimeoutMs: number;
  readonly rackIds: readonly number[];
  readonly maxConnections: number;
  readonly minConnections: number;
  /** Commands on one connection at most. */
  readonly maxCommandsPerConnection: number;
  readonly maxIdleMs: number;
  /** Errors of a node in a window, 0 for no limit. */
  readonly maxErrorRate: number;
  /** Tend intervals. */
  readonly errorRateWindow: number;
  /** How long a tend owner may stall before it is replaced. */
  readonly leaseMs: number;
  /** Connections to one node for all processes on the segment together; undefined for no common limit. */
  readonly sharedMaxConnections: number | undefined;
  readonly appId: string | undefined;
  /** Who logs in; undefined where nobody does. */
  readonly login: Credentials | undefined;
  /** How long a login may take, once its connection is there. */
  readonly loginTimeoutMs: number;
}

/** @internal What a link tells its client. */
export interface LinkListener extends TlsReader {
  onChange(change: ClusterChange, node: NodeInfo | undefined): void;
  onRole(role: ClusterRole): void;
}

/** @internal */
export type LinkFactory = (options: LinkOptions, listener: LinkListener) => ClusterLink;
