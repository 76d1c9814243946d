// A node as the users of an embedded server see it. Types alone, which lead to none of the server's insides.

/** What a paused node leaves unanswered. */
export type HeldTraffic = 'all' | 'commands' | 'info';

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
