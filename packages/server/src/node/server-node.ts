// One node with its sockets: its listeners, its connections, and the services behind them. It can be killed and restarted;
// what that means to the other nodes is the membership's business.

import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import { TLSSocket } from 'node:tls';
import { PROTO_TYPE, Writer } from 'tendril/wire';
import type { Clock } from '../clock.ts';
import type { NodeState } from '../cluster/node-state.ts';
import type { IndexCatalog } from '../index/index-catalog.ts';
import type { InfoContext } from '../info/info-context.ts';
import { InfoService } from '../info/info-service.ts';
import type { ServiceConfig } from '../info/service-config.ts';
import { UserAgents } from '../info/user-agents.ts';
import { MAX_CONNECTIONS, REPLY_BUFFER_BYTES } from '../limits.ts';
import { NodeService } from '../protocol/node-service.ts';
import { type ConnectionState, type Hold, ServiceConnection } from '../protocol/service-connection.ts';
import { JobTable } from '../query/job-table.ts';
import { AdminService } from '../security/admin-service.ts';
import { NodeSecurity, type Security } from '../security/security.ts';
import { Stranger } from '../security/session.ts';
import type { TlsFiles } from '../tls/tls-files.ts';
import type { HeldTraffic } from './embedded-node.ts';
import { IdleReaper } from './idle-reaper.ts';
import { Listener, type TlsSource } from './listener.ts';

export interface ServerNodeOptions {
  readonly state: NodeState;
  readonly host: string;
  /** `host:port` that clients are told instead of where it listens. */
  readonly advertise: string | undefined;
  /** Undefined for a node without TLS. */
  readonly tls: NodeTls | undefined;
  readonly clock: Clock;
  readonly config: ServiceConfig;
  readonly catalog: IndexCatalog;
  readonly onConfigChange: () => void;
  /** Undefined where there is no security. */
  readonly security: Security | undefined;
}

export interface NodeTls {
  readonly files: TlsFiles;
  /** `host:port` that clients with TLS are told. */
  readonly advertise: string | undefined;
  /** Whether there is no port without TLS. */
  readonly isOnly: boolean;
}

export class ServerNode implements Hold {
  readonly state: NodeState;
  readonly #host: string;
  readonly #advertise: string | undefined;
  readonly #tls: NodeTls | undefined;
  readonly #service: NodeService;
  readonly #userAgents = new UserAgents();
  readonly #config: ServiceConfig;
  readonly #out = new Writer(REPLY_BUFFER_BYTES);
  readonly #connections = new Set<ServiceConnection>();
  readonly #clock: Clock;
  readonly #reaper: IdleReaper;
  readonly #security: Security | undefined;
  #held: HeldTraffic | undefined;
  #opened = 0;
  #listeners: readonly Listener[] = [];
  #port = 0;
  #tlsPort = 0;

  constructor(options: ServerNodeOptions) {
    this.state = options.state;
    this.#host = options.host;
    this.#advertise = options.advertise;
    this.#tls = options.tls;
    this.#config = options.config;
    this.#clock = options.clock;
    this.#security = options.security;
    this.#reaper = new IdleReaper(this.#connections, options.clock, () => Number(this.#config['proto-fd-idle-ms']));
    const indexes = options.catalog.attach(options.state);
    const jobs = new JobTable(options.clock);
    const context: InfoContext = {
      node: options.state,
      config: options.config,
      userAgents: this.#userAgents,
      clock: options.clock,
      indexes,
      jobs,
      security: options.security?.settings,
      startedAtMs: options.clock.now(),
      connections: () => ({ open: this.#connections.size, opened: this.#opened }),
      onConfigChange: () => {
        this.#applyConfig();
        options.onConfigChange();
      },
    };
    const info = new InfoService(context);
    this.#service = new NodeService(
      options.state,
      (text, connection) => info.answer(text, connection),
      this.#out,
      () => Number(this.#config['batch-max-requests']),
      indexes,
      { jobs, now: () => performance.now(), log: options.state.log, version: options.state.version },
      options.security && new AdminService(new NodeSecurity(options.security), this.#out, () => this.#states()),
    );
  }

  *#states(): Iterable<ConnectionState> {
    for (const { state } of this.#connections) yield state;
  }

  /** The port it listens on, or listened on last; 0 before, and where it only listens with TLS. */
  get port(): number {
    return this.#port;
  }

  /** The same with TLS. */
  get tlsPort(): number {
    return this.#tlsPort;
  }

  /** The address to connect to: `host:port`; that for TLS when there is no other. */
  get address(): string {
    return this.state.serviceAddresses[0] ?? this.state.tlsAddresses[0] ?? '';
  }

  get isListening(): boolean {
    return this.#listeners.length > 0;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Starts to listen; port 0 takes a free one. */
  async listen(port: number, tlsPort: number): Promise<void> {
    const { state } = this;
    const addresses = (advertised: string | undefined, own: number): readonly string[] =>
      advertised === undefined ? reachableHosts(this.#host).map((host) => `${host}:${own}`) : [advertised];
    const listeners: Listener[] = [];
    try {
      if (this.#tls?.isOnly !== true) {
        listeners.push(this.#listener(undefined));
        this.#port = await (listeners[0] as Listener).listen(port);
        state.serviceAddresses = addresses(this.#advertise, this.#port);
      }
      if (this.#tls !== undefined) {
        const { files } = this.#tls;
        const listener = this.#listener(() => files.current(this.#clock.now(), (message) => state.log.warn(message)));
        listeners.push(listener);
        this.#tlsPort = await listener.listen(tlsPort);
        state.tlsAddresses = addresses(this.#tls.advertise, this.#tlsPort);
      }
    } catch (error) {
      await Promise.all(listeners.map((listener) => listener.close()));
      throw error;
    }
    this.#listeners = listeners;
    this.#applyConfig();
  }

  #listener(tls: TlsSource | undefined): Listener {
    return new Listener({ host: this.#host, tls, log: this.state.log, onSocket: (socket) => this.#accept(socket) });
  }

  /** Stops listening and drops every connection. Resolves when all are closed. */
  async close(): Promise<void> {
    const listeners = this.#listeners;
    if (listeners.length === 0) return;
    this.#listeners = [];
    this.#held = undefined;
    this.#reaper.stop();
    const closed = listeners.map((listener) => listener.close());
    this.disconnectClients();
    await Promise.all(closed);
  }

  /** Drops every connection; the node goes on listening. */
  disconnectClients(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Goes on accepting connections and reading, but answers no requests of that kind until `resume`. */
  pause(traffic: HeldTraffic): void {
    this.resume();
    this.#held = traffic;
  }

  /** Answers everything again, beginning with what has come meanwhile. */
  resume(): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    for (const connection of this.#connections) connection.proceed();
  }

  holds(type: number): boolean {
    if (this.#held === undefined) return false;
    return this.#held === 'all' || (type === PROTO_TYPE.INFO) === (this.#held === 'info');
  }

  #accept(socket: Socket): void {
    this.#opened++;
    const connection = new ServiceConnection({
      socket,
      isEncrypted: socket instanceof TLSSocket,
      service: this.#service,
      hold: this,
      out: this.#out,
      log: this.state.log,
      clock: this.#clock,
      onClose: (closed) => {
        this.#connections.delete(closed);
        if (closed.state.userAgent !== undefined) this.#userAgents.remove(closed.state.userAgent);
      },
    });
    if (this.#security !== undefined)
      connection.state.principal = new Stranger(this.#security.audit, connection.state.peer);
    this.#connections.add(connection);
  }

  /** One connection over the limit is accepted and closed at once, which is what the listener does by itself. */
  #applyConfig(): void {
    this.state.udf.defaultMs = Number(this.#config['transaction-max-ms']);
    if (!this.isListening) return;
    for (const listener of this.#listeners) {
      listener.maxConnections = Number(this.#config['proto-fd-max'] ?? MAX_CONNECTIONS);
    }
    this.#reaper.update();
  }
}

/** A listener on all interfaces publishes those that others can reach, and loopback when there are none. */
function reachableHosts(host: string): string[] {
  const isIPv6 = host.includes(':');
  if (host !== '0.0.0.0' && host !== '::') return [isIPv6 ? `[${host}]` : host];
  const external = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && address.family === 'IPv4')
    .map((address) => address.address);
  return external.length > 0 ? external : ['127.0.0.1'];
}
