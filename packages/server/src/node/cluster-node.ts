// A node with its place in the cluster: how it comes, stays away, falls silent and goes, as the users of an embedded
// server see it. The sockets are the server node's business, partitions the membership's.

import type { FailureDetection } from '../cluster/failure-detection.ts';
import type { Membership } from '../cluster/membership.ts';
import type { EmbeddedNode, HeldTraffic, RestartOptions } from './embedded-node.ts';
import type { ServerNode } from './server-node.ts';

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
