// One node with its sockets: a listener, its connections, and the services behind them. It can be killed and restarted;
// what that means to the other nodes is the membership's business.

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
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
import { IdleReaper } from './idle-reaper.ts';

export interface ServerNodeOptions {
  readonly state: NodeState;
  readonly host: string;
  /** `host:port` that clients are told instead of where it listens. */
  readonly advertise: string | undefined;
  readonly clock: Clock;
  readonly config: ServiceConfig;
  readonly catalog: IndexCatalog;
  readonly onConfigChange: () => void;
  /** Undefined where there is no security. */
  readonly security: Security | undefined;
}

/** What a paused node leaves unanswered. */
export type HeldTraffic = 'all' | 'commands' | 'info';

export class ServerNode implements Hold {
  readonly state: NodeState;
  readonly #host: string;
  readonly #advertise: string | undefined;
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
  #server: Server | undefined;
  #port = 0;

  constructor(options: ServerNodeOptions) {
    this.state = options.state;
    this.#host = options.host;
    this.#advertise = options.advertise;
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
      { jobs, now: () => performance.now(), log: options.state.log },
      options.security && new AdminService(new NodeSecurity(options.security), this.#out, () => this.#states()),
    );
  }

  *#states(): Iterable<ConnectionState> {
    for (const { state } of this.#connections) yield state;
  }

  /** The port it listens on, or listened on last; 0 before. */
  get port(): number {
    return this.#port;
  }

  /** The address to connect to: `host:port`. */
  get address(): string {
    return this.state.serviceAddresses[0] ?? '';
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Starts to listen; port 0 takes a free one. */
  async listen(port: number): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.#host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', (error) => this.state.log.error(`Listener failed: ${error.message}`));
    this.#server = server;
    this.#applyConfig();
    this.#port = (server.address() as AddressInfo).port;
    const own = reachableHosts(this.#host).map((host) => `${host}:${this.#port}`);
    this.state.serviceAddresses = this.#advertise === undefined ? own : [this.#advertise];
  }

  /** Stops listening and drops every connection. Resolves when all are closed. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#held = undefined;
    this.#reaper.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.disconnectClients();
    await closed;
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
    if (this.#server === undefined) return;
    this.#server.maxConnections = Number(this.#config['proto-fd-max'] ?? MAX_CONNECTIONS);
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
