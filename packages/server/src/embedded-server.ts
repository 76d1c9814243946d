// The public face: starts and stops an Aerospike-compatible server inside this process, with one node or several, and
// moves its partitions. Data lives in the memory of each node and is gone when the server stops.

import { FailureDetection } from './cluster/failure-detection.ts';
import { Membership } from './cluster/membership.ts';
import { nodeName } from './cluster/node-name.ts';
import { NodeState } from './cluster/node-state.ts';
import { IndexCatalog } from './index/index-catalog.ts';
import { defaultServiceConfig } from './info/service-config.ts';
import { MAX_NODES } from './limits.ts';
import { ClusterNode } from './node/cluster-node.ts';
import type { EmbeddedNode } from './node/embedded-node.ts';
import { NsupTimer } from './node/nsup-timer.ts';
import { ServerNode } from './node/server-node.ts';
import { TransactionTimer } from './node/transaction-timer.ts';
import { Security } from './security/security.ts';
import { type EmbeddedServerOptions, type ResolvedOptions, resolveOptions } from './server-options.ts';
import { NamespaceGroup } from './storage/namespace-group.ts';
import type { ServerTls } from './tls/tls-options.ts';
import { Udf } from './udf/udf.ts';

/** Options of {@link EmbeddedServer.rebalance}. */
export interface RebalanceOptions {
  /** In how many steps the partitions move, from 1. Default 1. */
  steps?: number;
  /** Moves about so many partitions (of each namespace in each step) and leaves the others. Default: all. */
  partitions?: number;
  /** Leaves the partitions of each step without a master for one turn of the event loop before they move. Default false. */
  withoutMaster?: boolean;
}

/**
 * An Aerospike-compatible server inside this process, for development and tests.
 *
 * @example
 * ```js
 * const { EmbeddedServer } = require('tendril-server');
 *
 * const server = await EmbeddedServer.start({ port: 0 });
 * console.log(server.hosts); // 127.0.0.1:41234
 * await server.stop();
 * ```
 */
export class EmbeddedServer {
  readonly #options: ResolvedOptions;
  readonly #namespaces: readonly NamespaceGroup[];
  readonly #catalog = new IndexCatalog();
  readonly #membership: Membership;
  readonly #nsup: NsupTimer;
  readonly #transactions: TransactionTimer;
  readonly #detection: FailureDetection;
  readonly #udf: Udf;
  readonly #security: Security | undefined;
  #nodes: readonly ClusterNode[] = [];
  #created = 0;
  #isStopped = false;

  /** @internal Use {@link EmbeddedServer.start}. */
  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#namespaces = options.namespaces.map(({ name, config }) => new NamespaceGroup(name, config, options.clock));
    this.#membership = new Membership({
      clusterName: options.clusterName,
      migratesAtOnce: options.migration === 'immediate',
    });
    this.#detection = new FailureDetection(this.#membership, options.failureDetectionMs);
    this.#nsup = new NsupTimer(this.#namespaces);
    const isNeeded = options.namespaces.some(({ config }) => config.strongConsistency);
    this.#transactions = new TransactionTimer(isNeeded, () => this.endTransactions());
    this.#udf = new Udf(options.log);
    this.#security = options.security && new Security(options.security, options.clock, options.log);
  }

  /**
   * Starts a server and resolves once every node answers.
   *
   * @throws RangeError for an option that cannot be used; the system's error when a port cannot be had.
   */
  static async start(options?: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(resolveOptions(options));
    try {
      await server.#security?.start();
      await server.#addNodes(server.#options.nodes);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /**
   * Addresses of the running nodes, comma separated: what a client's `hosts` and `AEROSPIKE_HOSTS` take. Where there is
   * only TLS they are those of {@link EmbeddedServer.tlsHosts}.
   */
  get hosts(): string {
    if (this.#options.tls?.isOnly === true) return this.tlsHosts;
    return this.#nodes
      .filter((node) => node.isRunning)
      .map((node) => node.address)
      .join(',');
  }

  /** The same for clients with TLS: `host:name:port`, comma separated; empty without TLS. */
  get tlsHosts(): string {
    return this.#nodes
      .filter((node) => node.isRunning)
      .map((node) => node.tlsAddress)
      .join(',');
  }

  /** What clients need for TLS; undefined without. */
  get tls(): ServerTls | undefined {
    const { tls } = this.#options;
    return tls && { name: tls.name, ca: tls.ca };
  }

  /** Port of the first node; that for TLS when there is no other. */
  get port(): number {
    return this.#nodes[0]?.port || this.#nodes[0]?.tlsPort || 0;
  }

  /** All nodes, killed ones included, in the order in which they were added. */
  get nodes(): readonly EmbeddedNode[] {
    return this.#nodes;
  }

  /** Partitions of all namespaces that are still to be moved to where they belong. */
  get migrationsRemaining(): number {
    return this.#membership.migrationsRemaining();
  }

  /**
   * Makes the nodes notice who has died, then moves the partitions that are not where they belong, and resolves with the
   * number of those that are left. Between two steps the event loop runs, so clients see the maps change gradually.
   *
   * @throws RangeError for an option that cannot be used.
   */
  async rebalance(options: RebalanceOptions = {}): Promise<number> {
    const { steps = 1, partitions = Number.POSITIVE_INFINITY, withoutMaster = false } = options;
    if (!Number.isInteger(steps) || steps < 1) throw new RangeError('Option steps must be a whole number from 1');
    if (Number.isNaN(partitions) || partitions < 0) throw new RangeError('Option partitions must be at least 0');
    this.#detection.noticeNow();
    let left = Math.min(partitions, this.migrationsRemaining);
    const limit = Math.ceil(left / steps);
    while (left > 0 && this.migrationsRemaining > 0 && !this.#isStopped) {
      const before = this.migrationsRemaining;
      const now = Math.min(limit, left);
      if (withoutMaster) {
        this.#membership.withhold(now);
        await nextTurn();
      }
      this.#membership.migrate(now);
      left -= Math.max(1, before - this.migrationsRemaining);
      if (left > 0) await nextTurn();
    }
    return this.migrationsRemaining;
  }

  /** Adds a node to the running cluster. It gets its share of the partitions. */
  async addNode(): Promise<EmbeddedNode> {
    const [node] = await this.#addNodes(1);
    return node as ClusterNode;
  }

  /**
   * Removes the expired records of all namespaces now, as happens every `nsupPeriod` seconds, and returns how many there
   * were. For tests that move time.
   */
  reapExpired(): number {
    let removed = 0;
    for (const { server } of this.#nodes) {
      for (const own of server.state.namespaces.values()) removed += own.reapExpired();
    }
    return removed;
  }

  /**
   * Ends the transactions whose deadline has passed, as happens every second: forward those that were committed, back all
   * others. Returns how many records they had locked. For tests that move time.
   */
  endTransactions(): number {
    let ended = 0;
    for (const { server } of this.#nodes) ended += server.state.settlement.sweep();
    return ended;
  }

  /** Deletes all records of all namespaces; transactions that have not ended are forgotten. */
  clear(): void {
    for (const { server } of this.#nodes) {
      for (const { namespace } of server.state.namespaces.values()) namespace.forgetTransactions();
    }
    for (const node of this.#nodes.slice(0, 1)) {
      for (const { namespace } of node.server.state.namespaces.values()) namespace.truncate(undefined);
    }
  }

  /** Stops all nodes and frees their ports and timers. Resolves when all connections are closed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#nsup.stop();
    this.#transactions.stop();
    this.#detection.stop();
    await Promise.all([...this.#nodes.map((node) => node.close()), this.#udf.stop()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #addNodes(count: number): Promise<ClusterNode[]> {
    if (this.#isStopped) throw new Error('The server is stopped');
    if (this.#created + count > MAX_NODES) throw new RangeError(`A server has at most ${MAX_NODES} nodes`);
    const added = Array.from({ length: count }, () => this.#createNode(this.#created++));
    this.#nodes = [...this.#nodes, ...added];
    for (const node of added) await node.listen();
    this.#membership.join(added.map((node) => node.server.state));
    return added;
  }

  #createNode(index: number): ClusterNode {
    const { clusterName, host, advertise, alternate, racks, clock, log, port, tls, version } = this.#options;
    const name = nodeName(clusterName, index);
    const server = new ServerNode({
      state: new NodeState(
        name,
        this.#namespaces.map((group) => group.create()),
        log,
        {
          alternateAddresses: alternate.slice(index, index + 1),
          tlsAlternateAddresses: tls?.alternate.slice(index, index + 1) ?? [],
          tlsName: tls?.name,
          rackId: racks.length === 0 ? undefined : (racks[index] ?? 0),
        },
        this.#udf,
        version,
      ),
      host,
      advertise: advertise[index],
      tls: tls && { files: tls.files, isOnly: tls.isOnly, advertise: tls.advertise[index] },
      clock,
      config: defaultServiceConfig(clusterName, name),
      catalog: this.#catalog,
      onConfigChange: () => this.#nsup.update(),
      security: this.#security,
    });
    const nth = (first: number): number => (first === 0 ? 0 : first + index);
    return new ClusterNode(server, this.#membership, this.#detection, nth(port), nth(tls?.port ?? 0));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
