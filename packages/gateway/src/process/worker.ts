// Entry of a worker process: one HTTP application, one database client, and the IPC channel to the primary. Ends on a
// signal, when the primary asks for it, and when the primary is gone; in each case closes the client first, so that the
// tend passes on and the shared segment is left in order.
import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server as TlsServer } from 'node:tls';
import { debuglog } from 'node:util';
import { pino } from 'pino';
import { type Client, client as createClient, type TLSInfo } from 'tendril';
import { AccessByList } from '../access/access-settings.ts';
import { createApp } from '../http/app.ts';
import { DATABASE_PASSWORD_VARIABLE, readListenerTls, renewListenerTls } from '../listener-tls.ts';
import { isLoginRefusal, missingNamespace } from '../store/database-fitness.ts';
import { CurrentLogin } from '../store/database-login.ts';
import { type DatabaseClient, DatabaseSession } from '../store/database-session.ts';
import { TendrilStore } from '../store/tendril-store.ts';
import { healthPage, readyPage } from './health-pages.ts';
import { type FromWorker, isToWorker, WORKER_VARIABLE, type WorkerSettings } from './messages.ts';
import { MetricsPage } from './metrics-page.ts';
import { StatusReporter } from './status-report.ts';

/**
 * After the order to end, callers that reuse their connection are told to close it with the next answer for this long.
 * Closing it under them at once would lose the requests that are on their way: every one of them, under full load.
 */
const LINGER_MS = 150;
/** Requests that are still running after that get this long. */
const DRAIN_MS = 600;
const SHARED_MEMORY_KEY = 0xa5000000;

const debug = debuglog('server');
const settings = JSON.parse(process.env[WORKER_VARIABLE] ?? '{}') as WorkerSettings;
const { slot } = settings;
const logger = pino(
  { level: settings.logLevel, base: { pid: process.pid, worker: slot } },
  pino.destination({ dest: 2, sync: true }),
);

/** Passwords are no settings: they stand in the environment only. */
function withPassword(tls: TLSInfo): TLSInfo {
  const password = process.env[DATABASE_PASSWORD_VARIABLE];
  return password === undefined || tls.keyfile === undefined ? tls : { ...tls, keyfilePassword: password };
}

const login = new CurrentLogin(settings, (message) => logger.warn(message));

class SessionClient implements DatabaseClient {
  readonly client: Client;
  #warning: string | undefined;

  constructor() {
    const { hosts, databaseTls } = settings;
    this.client = createClient({
      hosts,
      sharedMemory: { key: SHARED_MEMORY_KEY },
      ...(databaseTls !== undefined && { tls: withPassword(databaseTls) }),
      ...login.read(),
    });
  }

  async connect(): Promise<void> {
    await this.client.connect();
    this.#warning = await missingNamespace(this.client, settings.namespace);
    await metrics?.onClient(this.client);
  }

  isConnected(): boolean {
    return this.client.isConnected();
  }

  tendRole(): 'owner' | 'follower' | 'private' | undefined {
    return this.client.tendRole;
  }

  warning(): string | undefined {
    return this.#warning;
  }

  close(): void {
    this.client.close();
  }
}

function later(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
}

const session = new DatabaseSession({
  createClient: () => new SessionClient(),
  login: () => login.read(),
  hosts: settings.hosts,
  isRefusal: isLoginRefusal,
  onStatus: (status) => {
    if (!status.connected)
      logger.warn({ hosts: settings.hosts, reason: status.error }, 'no connection to the database');
    else logger.info({ role: status.role }, 'connected to the database');
    send({ type: 'status', ...status });
  },
  onLoginFailed: (reason) =>
    logger.warn({ hosts: settings.hosts, reason: (reason as Error).message }, 'the new password does not work yet'),
  after: later,
});

const status =
  settings.statusPath === undefined
    ? undefined
    : new StatusReporter({
        path: settings.statusPath,
        worker: slot,
        pid: process.pid,
        startedAt: new Date(),
        namespace: settings.namespace,
        set: settings.set,
        nowMs: () => performance.now(),
        status: () => session.status,
        client: () => session.connectedClient?.client,
      });

const metrics =
  settings.metricsPath === undefined
    ? undefined
    : new MetricsPage({ path: settings.metricsPath, isOpen: settings.openMetrics === true, send, after: later });
const authorizer =
  settings.access === undefined ? undefined : new AccessByList(settings.access, (message) => logger.warn(message));
const { healthPath, readyPath } = settings;
const pages = [
  ...(metrics === undefined ? [] : [metrics]),
  ...(healthPath === undefined ? [] : [healthPage(healthPath)]),
  ...(readyPath === undefined
    ? []
    : [
        readyPage(
          readyPath,
          () => session.status,
          () => ending,
        ),
      ]),
];

const server = createApp({
  store: new TendrilStore({ client: () => session.client.client, namespace: settings.namespace, set: settings.set }),
  logger,
  bodyLimitBytes: settings.bodyLimitBytes,
  ...(settings.tls !== undefined && { tls: readListenerTls(settings.tls) }),
  browsers: {
    host: settings.host,
    allowedHosts: settings.allowedHosts,
    allowedOrigins: settings.allowedOrigins,
  },
  ...(status !== undefined && { status }),
  pages,
  ...(authorizer !== undefined && { authorizer }),
  ...(debug.enabled && {
    onIncoming: (method, path) => debug('incoming %s request for %s on worker %d', method, path, slot),
  }),
});

if (settings.tls !== undefined) {
  renewListenerTls(server as unknown as TlsServer, settings.tls, (message) => logger.warn(message));
  let failed = 0;
  server.on('tlsClientError', () => {
    failed += 1;
  });
  metrics?.count('tendril_gateway_tls_failures_total', 'Handshakes of TLS that failed.', () => failed);
}
if (authorizer !== undefined) {
  metrics?.count('tendril_gateway_unauthorized_total', 'Requests that were not let in.', () => authorizer.refused);
}

let ending = false;

async function shutdown(): Promise<void> {
  if (ending) return;
  ending = true;
  debug('worker %d exiting', slot);
  // Node.js then answers one more request per connection, with `Connection: close`.
  server.maxRequestsPerSocket = 1;
  await delay(LINGER_MS);
  setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  // Ends the idle connections at once; each other one as soon as it becomes idle.
  server.close(() => process.exit(0));
}

function send(message: FromWorker): void {
  // The callback takes the error of a channel that the primary has just left.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

function listen(): void {
  const { host, port } = settings;
  server.once('error', (error: NodeJS.ErrnoException) => {
    const { code = 'UNKNOWN', message } = error;
    logger.error({ err: error }, 'cannot listen');
    send({ type: 'cannot-listen', code, message, port });
    process.exit(1);
  });
  server.listen({ host, port }, () => send({ type: 'listening' }));
}

if (cluster.isWorker) {
  // Whoever read the output may go away; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  debug('worker %d starting', slot);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void shutdown());
  process.on('message', (message) => {
    if (!isToWorker(message)) return;
    if (message.type === 'shutdown') void shutdown();
    else if (message.type === 'workers') status?.onWorkers(message.workers);
    else if (message.type === 'metrics-asked') void metrics?.onAsked(message.id);
    else metrics?.onGathered(message.id, message.parts);
  });
  // Whatever ends the process, an uncaught error and the primary's death (node:cluster exits at once) included.
  process.on('exit', () => session.close());
  session.start();
  listen();
}
