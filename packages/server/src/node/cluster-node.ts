// A node with its place in the cluster: how it comes, stays away, falls silent and goes, as the users of an embedded
// server see it. The sockets are the server node's business, partitions the membership's.

import type { FailureDetection } from '../cluster/failure-detection.ts';
import type { Membership } from '../cluster/membership.ts';
import type { HeldTraffic, ServerNode } from './server-node.ts';

/** Options of {@link EmbeddedNode.restart}. */
export interface RestartOptions {
  /** Port to listen on: another one than before, or 0 for a free one. Default: the port it had. */
  port?: number;
  /**
   * Start with the records it had when it went down, as a node with a disk does; what others have written meanwhile wins.
   * `false`: start empty. Default true.
   */
  keepData?: boolean;
}

/** One node of an embedded server. */
export interface EmbeddedNode {
  /** The node's name as clients see it: uppercase hex. */
  readonly name: string;
  /** The port it listens on; after {@link EmbeddedNode.kill} the one it had. */
  readonly port: number;
  /** Where clients connect: `host:port`; the address for TLS when there is no other. */
  readonly address: string;
  /** The port for TLS; 0 without. */
  readonly tlsPort: number;
  /** Where clients with TLS connect, as they are configured with it: `host:name:port`; empty without TLS. */
  readonly tlsAddress: string;
  readonly isRunning: boolean;
  /** Open client connections. */
  readonly connections: number;
  /** Records on this node, as master and as replica, in all namespaces. */
  readonly records: number;
  /**
   * Commands and batch rows that clients sent to this node although another one is master of the record, and that were
   * passed on, in all namespaces. 0 means that every client routed every command right.
   */
  readonly proxiedCommands: number;
  /**
   * The node dies as in a crash: connections are cut, and what it had answered but not replicated is lost. The other
   * nodes take its partitions over when they notice (`failureDetectionMs`). Does nothing to a node that is not running.
   */
  kill(): Promise<void>;
  /** The node hands its partitions over, leaves the cluster, and closes. `restart` brings it back. */
  stop(): Promise<void>;
  /**
   * Brings a killed or stopped node back under its name.
   *
   * @throws Error when it is running; the system's error when the port cannot be had.
   */
  restart(options?: RestartOptions): Promise<void>;
  /**
   * The node goes on accepting connections and reading, but answers nothing, or no data commands, or no info commands.
   * It stays in the cluster and its copies stay up to date. Requests wait until {@link EmbeddedNode.resume}.
   */
  pause(traffic?: HeldTraffic): void;
  /** Answers again, beginning with the requests that waited. */
  resume(): void;
  /**
   * Cuts the node off from the others but not from its clients. The others lose it as if it had been killed; the node
   * does not notice, tells clients the peers and the maps that it knew, and refuses data commands with result code 11.
   */
  isolate(): void;
  /** Ends the isolation: the node is a member again. Does nothing to a node that is not isolated. */
  rejoin(): void;
  /** Cuts all client connections; the node stays in the cluster. */
  disconnectClients(): void;
}

export class ClusterNode implements EmbeddedNode {
  readonly server: ServerNode;
  readonly #membership: Membership;
  readonly #detection: FailureDetection;
  readonly #wantedPort: number;
  readonly #wantedTlsPort: number;
  #isIsolated = false;

  /** Ports of 0 take free ones. */
  constructor(
    server: ServerNode,
    membership: Membership,
    detection: FailureDetection,
    wantedPort: number,
    wantedTlsPort: number,
  ) {
    this.server = server;
    this.#membership = membership;
    this.#detection = detection;
    this.#wantedPort = wantedPort;
    this.#wantedTlsPort = wantedTlsPort;
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

  get tlsPort(): number {
    return this.server.tlsPort;
  }

  get tlsAddress(): string {
    const { tlsAddresses, traits } = this.server.state;
    return tlsAddresses[0]?.replace(/:(\d+)$/, `:${traits.tlsName}:$1`) ?? '';
  }

  get isRunning(): boolean {
    return this.server.isListening;
  }

  get connections(): number {
    return this.server.connectionCount;
  }

  get records(): number {
    let sum = 0;
    for (const { namespace } of this.server.state.namespaces.values()) sum += namespace.store.size;
    return sum;
  }

  get proxiedCommands(): number {
    let sum = 0;
    for (const own of this.server.state.namespaces.values()) sum += own.clientProxyComplete + own.batchSubProxyComplete;
    return sum;
  }

  /** Listens on the ports it had, if it had any. */
  listen(port: number = this.server.port || this.#wantedPort): Promise<void> {
    return this.server.listen(port, this.server.tlsPort || this.#wantedTlsPort);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async kill(): Promise<void> {
    const closed = this.server.close();
    this.#isIsolated = false;
    this.#membership.depart(this.server.state);
    this.#detection.suspect();
    await closed;
  }

  async stop(): Promise<void> {
    this.#isIsolated = false;
    this.#membership.retire(this.server.state);
    await this.server.close();
  }

  async restart(options: RestartOptions = {}): Promise<void> {
    if (this.isRunning) throw new Error('The node is running');
    if (options.keepData === false) {
      for (const own of this.server.state.namespaces.values()) own.wipe();
    }
    await this.listen(options.port);
    this.#membership.join([this.server.state]);
  }

  pause(traffic: HeldTraffic = 'all'): void {
    this.server.pause(traffic);
  }

  resume(): void {
    this.server.resume();
  }

  isolate(): void {
    if (!this.isRunning) return;
    this.#isIsolated = true;
    this.#membership.isolate(this.server.state);
    this.#detection.suspect();
  }

  rejoin(): void {
    if (!this.#isIsolated) return;
    this.#isIsolated = false;
    this.#membership.join([this.server.state]);
  }

  disconnectClients(): void {
    this.server.disconnectClients();
  }
}
