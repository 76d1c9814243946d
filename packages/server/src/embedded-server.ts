// The public face: starts and stops an Aerospike-compatible server inside this process, with one node or several. Data
// lives in memory, belongs to the server rather than to a node, and is gone when the server stops.

import { Membership } from './cluster/membership.ts';
import { nodeName } from './cluster/node-name.ts';
import { NodeState } from './cluster/node-state.ts';
import { defaultServiceConfig } from './info/service-config.ts';
import { MAX_NODES } from './limits.ts';
import { NsupTimer } from './node/nsup-timer.ts';
import { ServerNode } from './node/server-node.ts';
import { type EmbeddedServerOptions, type ResolvedOptions, resolveOptions } from './server-options.ts';
import { MemoryStore } from './storage/memory-store.ts';
import { Namespace } from './storage/namespace.ts';

/** One node of an {@link EmbeddedServer}. */
export interface EmbeddedNode {
  /** The node's name as clients see it: uppercase hex. */
  readonly name: string;
  /** The port it listens on; after {@link EmbeddedNode.kill} the one it had. */
  readonly port: number;
  /** Where clients connect: `host:port`. */
  readonly address: string;
  readonly isRunning: boolean;
  /** Open client connections. */
  readonly connections: number;
  /**
   * Commands and batch rows that clients sent to this node although another one is master of the record, and that were passed on, in
   * all namespaces. 0 means that every client routed every command right.
   */
  readonly proxiedCommands: number;
  /**
   * Takes the node out of the cluster as a crash would: connections are cut, the other nodes take its partitions over at
   * once. Nothing is lost, since the nodes share their data.
   */
  kill(): Promise<void>;
  /** Brings a killed node back under its name and its port. */
  restart(): Promise<void>;
  /** Cuts all client connections; the node stays in the cluster. */
  disconnectClients(): void;
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
  readonly #namespaces: readonly Namespace[];
  readonly #membership: Membership;
  readonly #nsup: NsupTimer;
  #nodes: readonly Node[] = [];
  #created = 0;
  #isStopped = false;

  /** @internal Use {@link EmbeddedServer.start}. */
  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#namespaces = options.namespaces.map(
      ({ name, config }) => new Namespace(name, config, new MemoryStore(), options.clock),
    );
    this.#membership = new Membership(options.clusterName);
    this.#nsup = new NsupTimer(this.#namespaces);
  }

  /**
   * Starts a server and resolves once every node answers.
   *
   * @throws RangeError for an option that cannot be used; the system's error when a port cannot be had.
   */
  static async start(options?: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(resolveOptions(options));
    try {
      await server.#addNodes(server.#options.nodes);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Addresses of the running nodes, comma separated: what a client's `hosts` and `AEROSPIKE_HOSTS` take. */
  get hosts(): string {
    return this.#nodes
      .filter((node) => node.isRunning)
      .map((node) => node.address)
      .join(',');
  }

  /** Port of the first node. */
  get port(): number {
    return this.#nodes[0]?.port ?? 0;
  }

  /** All nodes, killed ones included, in the order in which they were added. */
  get nodes(): readonly EmbeddedNode[] {
    return this.#nodes;
  }

  /** Adds a node to the running cluster. It takes over its share of the partitions at once. */
  async addNode(): Promise<EmbeddedNode> {
    const [node] = await this.#addNodes(1);
    return node as Node;
  }

  /**
   * Removes the expired records of all namespaces now, as happens every `nsupPeriod` seconds, and returns how many there
   * were. For tests that move time.
   */
  reapExpired(): number {
    return this.#namespaces.reduce((sum, namespace) => sum + namespace.reapExpired(), 0);
  }

  /** Deletes all records of all namespaces. */
  clear(): void {
    for (const namespace of this.#namespaces) namespace.truncate(undefined);
  }

  /** Stops all nodes and frees their ports and timers. Resolves when all connections are closed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#nsup.stop();
    await Promise.all(this.#nodes.map((node) => node.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #addNodes(count: number): Promise<Node[]> {
    if (this.#isStopped) throw new Error('The server is stopped');
    if (this.#created + count > MAX_NODES) throw new RangeError(`A server has at most ${MAX_NODES} nodes`);
    const added = Array.from({ length: count }, () => this.#createNode(this.#created++));
    this.#nodes = [...this.#nodes, ...added];
    for (const node of added) await node.listen();
    this.#membership.join(added.map((node) => node.server.state));
    return added;
  }

  #createNode(index: number): Node {
    const { clusterName, host, advertise, clock, log, port } = this.#options;
    const name = nodeName(clusterName, index);
    const server = new ServerNode({
      state: new NodeState(name, this.#namespaces, log),
      host,
      advertise: advertise[index],
      clock,
      config: defaultServiceConfig(clusterName, name),
      onConfigChange: () => this.#nsup.update(),
    });
    return new Node(server, this.#membership, port === 0 ? 0 : port + index);
  }
}

class Node implements EmbeddedNode {
  readonly server: ServerNode;
  readonly #membership: Membership;
  readonly #wantedPort: number;

  constructor(server: ServerNode, membership: Membership, wantedPort: number) {
    this.server = server;
    this.#membership = membership;
    this.#wantedPort = wantedPort;
  }

  get name(): string {
    return this.server.state.name;
  }

  get port(): number {
    return this.server.port;
  }

  get address(): string {
    return this.server.address;
  }

  get isRunning(): boolean {
    return this.server.isListening;
  }

  get connections(): number {
    return this.server.connectionCount;
  }

  get proxiedCommands(): number {
    let sum = 0;
    for (const own of this.server.state.namespaces.values()) sum += own.clientProxyComplete + own.batchSubProxyComplete;
    return sum;
  }

  /** Listens on the port it had, if it had one. */
  listen(): Promise<void> {
    return this.server.listen(this.server.port || this.#wantedPort);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async kill(): Promise<void> {
    const closed = this.server.close();
    this.#membership.leave(this.server.state);
    await closed;
  }

  async restart(): Promise<void> {
    if (this.isRunning) throw new Error('The node is running');
    await this.listen();
    this.#membership.join([this.server.state]);
  }

  disconnectClients(): void {
    this.server.disconnectClients();
  }
}
