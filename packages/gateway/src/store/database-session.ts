// The one database client of a worker: connects, keeps trying with a growing delay while the cluster is away, and tells
// what changes. The HTTP side never waits for it: until there is a connection, `client` throws. When there is a new login,
// a client with that takes the place of the one before, which goes on until the new one is let in.
// Knows of the client only what DatabaseClient says, so that it is tested without a network.
import { CONNECT_BACK_OFF, delayMs } from '../back-off.ts';
import type { TendRole, WorkerStatus } from './database-status.ts';
import { StoreError } from './record-store.ts';

export interface DatabaseClient {
  connect(): Promise<unknown>;
  isConnected(): boolean;
  /** Who tends the cluster for this process. */
  tendRole(): TendRole | undefined;
  /** What is wrong with the database that it reached. */
  warning(): string | undefined;
  close(): void;
}

export interface SessionOptions<C extends DatabaseClient> {
  /** A client that has not connected yet; a failed one is closed and never used again. */
  readonly createClient: () => C;
  /** What it logs in with; another object when that has changed. */
  readonly login: () => object;
  readonly hosts: string;
  readonly onStatus: (status: WorkerStatus) => void;
  /** A new login does not work, as long as that is so. */
  readonly onLoginFailed: (reason: unknown) => void;
  /** Whether a connect failed because the database does not let the client in. */
  readonly isRefusal: (reason: unknown) => boolean;
  /** Calls back once after the delay, without keeping the process alive; the result cancels it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** How often a change of the tend's owner or of the connection is looked for. */
const WATCH_MS = 250;
/** How long a client that was replaced has to end what it has begun. */
const LEAVE_MS = 10_000;
const NO_CONNECTION = { code: -10, name: 'ERR_CONNECTION' };

export class DatabaseSession<C extends DatabaseClient> {
  readonly #options: SessionOptions<C>;
  #client: C | undefined;
  /** What it logged in with. */
  #login: object | undefined;
  #isReplacing = false;
  /** Clients that were replaced and are not closed yet. */
  readonly #leaving = new Set<C>();
  #connected = false;
  #closed = false;
  #failures = 0;
  #cancelTimer: (() => void) | undefined;
  #reported: WorkerStatus | undefined;

  constructor(options: SessionOptions<C>) {
    this.#options = options;
  }

  start(): void {
    void this.#connect();
  }

  /** @throws StoreError as long as the cluster has not been reached. */
  get client(): C {
    const client = this.connectedClient;
    if (client !== undefined) return client;
    const reason = this.#reported?.error;
    const message = `No connection to the Aerospike cluster at ${this.#options.hosts}${reason ? `: ${reason}` : ''}`;
    throw new StoreError(NO_CONNECTION.code, NO_CONNECTION.name, message);
  }

  /** Undefined as long as the cluster has not been reached. */
  get connectedClient(): C | undefined {
    return this.#connected ? this.#client : undefined;
  }

  /** How it is now, where the last report may be {@link WATCH_MS} old. */
  get status(): WorkerStatus {
    const client = this.connectedClient;
    if (client === undefined) return this.#reported ?? { connected: false, role: undefined };
    return { connected: client.isConnected(), role: client.tendRole(), warning: client.warning() };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    this.#discardClient();
    for (const client of this.#leaving) client.close();
  }

  async #connect(): Promise<void> {
    let error: string | undefined;
    let isRefused = false;
    try {
      this.#login = this.#options.login();
      this.#client = this.#options.createClient();
      await this.#client.connect();
      this.#connected = !this.#closed;
    } catch (reason) {
      error = reason instanceof Error ? reason.message : String(reason);
      isRefused = this.#options.isRefusal(reason);
    }
    if (this.#closed) {
      this.#discardClient();
      return;
    }
    if (error === undefined) {
      this.#watch();
      return;
    }
    this.#discardClient();
    this.#failures += 1;
    this.#report({ connected: false, role: undefined, error, isRefused });
    this.#cancelTimer = this.#options.after(delayMs(CONNECT_BACK_OFF, this.#failures), () => void this.#connect());
  }

  // A connected client looks after itself; only its state is passed on.
  #watch(): void {
    const client = this.client;
    const warning = client.warning();
    this.#report({ connected: client.isConnected(), role: client.tendRole(), error: undefined, warning });
    this.#cancelTimer = this.#options.after(WATCH_MS, () => this.#watch());
    if (!this.#isReplacing && this.#options.login() !== this.#login) void this.#replace(0);
  }

  /** The cluster may learn of the new login later than this: it is tried until it works. */
  async #replace(failures: number): Promise<void> {
    if (this.#closed) return;
    this.#isReplacing = true;
    const login = this.#options.login();
    let next: C | undefined;
    try {
      next = this.#options.createClient();
      await next.connect();
    } catch (reason) {
      next?.close();
      this.#options.onLoginFailed(reason);
      this.#options.after(delayMs(CONNECT_BACK_OFF, failures + 1), () => void this.#replace(failures + 1));
      return;
    }
    this.#isReplacing = false;
    if (this.#closed) {
      next.close();
      return;
    }
    const before = this.#client as C;
    this.#client = next;
    this.#login = login;
    this.#leaving.add(before);
    this.#options.after(LEAVE_MS, () => {
      this.#leaving.delete(before);
      before.close();
    });
  }

  #report(status: WorkerStatus): void {
    const last = this.#reported;
    if (last?.connected === status.connected && last.role === status.role && last.error === status.error) return;
    this.#reported = status;
    this.#options.onStatus(status);
  }

  #discardClient(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#connected = false;
    client?.close();
  }
}
