// The supervising process: starts the embedded server if there is no cluster to talk to, keeps the workers alive, tells
// the person at the terminal, and ends everything in order. Holds no database connection and serves no request.
import cluster from 'node:cluster';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readAccess } from '../access/access-settings.ts';
import { readListenerTls } from '../listener-tls.ts';
import type { GatewayOptions } from '../options.ts';
import { databaseLogin } from '../store/database-login.ts';
import { banner, tending } from './banner.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { closeLostConnection } from './handed-connections.ts';
import { isFromWorker, type ToWorker, WORKER_VARIABLE, type WorkerSettings } from './messages.ts';
import { gatherMetrics } from './metrics-gathering.ts';
import { type Fork, type SlotView, Supervisor, type Timers } from './supervisor.ts';
import { announceWorkers } from './worker-roster.ts';

// Everything is gone within two seconds of the order to stop: the workers first, then the server they talk to.
const WORKERS_STOP_MS = 1_200;
const SERVER_STOP_MS = 500;

const timers: Timers = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs the gateway until it is told to stop; resolves to the exit code. */
export async function runPrimary(options: GatewayOptions): Promise<number> {
  let stop: (code: number) => void = () => {};
  const stopped = new Promise<number>((resolve) => {
    stop = resolve;
  });
  // Whoever read the output may go away (`| head`); the gateway serves on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let database: EmbeddedDatabase | undefined;
  let supervisor: Supervisor | undefined;
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Repeated on purpose without effect: `npm start` sends one on to a process that Ctrl+C has already reached.
    process.on(signal, () => {
      stopping = true;
      stop(0);
    });
  }

  try {
    if (options.tls !== undefined) readListenerTls(options.tls);
    if (options.access !== undefined) readAccess(options.access);
    databaseLogin(options, process.env);
    let port = await freePort(options.host, options.port);
    if (options.hosts === undefined) database = await startDatabase(options);
    const hosts = options.hosts ?? database?.hosts ?? '';
    if (stopping) return 0;
    supervisor = new Supervisor(
      options.workers,
      forkWorker(options, hosts, () => port),
      timers,
    );
    supervisor.on('cannotListen', async (slot, error) => {
      say(`worker ${slot.slot} cannot listen: ${error.message}`);
      // Someone was faster with the port that was free a moment ago; any other serves as well.
      if (options.port === 0 && error.code === 'EADDRINUSE' && error.port === port) {
        port = await freePort(options.host, 0).catch(() => port);
      }
    });
    supervisor.on('hopeless', (reason) => {
      complain(`The gateway cannot serve: ${reason}`);
      stop(1);
    });
    endWhenRefused(supervisor, (reason) => {
      complain(`The database does not let the gateway in: ${reason}; see --user and --password-file`);
      stop(1);
    });
    warnOnce(supervisor);
    report(supervisor, () =>
      banner({ options, port, slots: supervisor?.slots ?? [], hosts, embeddedPid: database?.pid }),
    );
    announceWorkers(supervisor, timers);
    gatherMetrics(supervisor, timers);
    supervisor.start();
    return await stopped;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await supervisor?.stop(WORKERS_STOP_MS);
    await database?.stop(SERVER_STOP_MS);
  }
}

/** A login that is refused before anything worked is a mistake in the options, which no retry mends. */
function endWhenRefused(supervisor: Supervisor, onRefused: (reason: string) => void): void {
  let hasConnected = false;
  supervisor.on('status', ({ status }) => {
    hasConnected ||= status?.connected === true;
    if (!hasConnected && status?.isRefused) onRefused(status.error ?? '');
  });
}

/** All workers find the same database. */
function warnOnce(supervisor: Supervisor): void {
  let said: string | undefined;
  supervisor.on('status', ({ status }) => {
    if (status?.warning !== undefined && status.warning !== said) complain(status.warning);
    said = status?.warning ?? said;
  });
}

/** Prints the banner once every worker has said how it is, and a line for each change after that. */
function report(supervisor: Supervisor, text: () => string): void {
  let shown = false;
  let tendingShown = '';
  const onChange = (): void => {
    const { slots } = supervisor;
    if (!shown) {
      if (!slots.every(({ listening, status }) => listening && status !== undefined)) return;
      shown = true;
      tendingShown = tending(slots);
      process.stdout.write(`${text()}\n`);
    } else if (slots.some(({ status }) => status?.role === 'owner') && tending(slots) !== tendingShown) {
      tendingShown = tending(slots);
      say(tendingShown);
    }
  };
  supervisor.on('listening', (slot: SlotView) => {
    if (shown) say(`worker ${slot.slot} is up again as process ${slot.pid}`);
    onChange();
  });
  supervisor.on('status', onChange);
  supervisor.on('lost', (slot, reason, delayMs) => {
    say(`worker ${slot.slot} (process ${slot.pid}) ended: ${reason}; starting it again in ${delayMs} ms`);
  });
}

function startDatabase({ namespace, logLevel }: GatewayOptions): Promise<EmbeddedDatabase> {
  return EmbeddedDatabase.start({
    namespace,
    logLevel,
    onLost: (reason, delayMs) => say(`the embedded server ended: ${reason}; starting it again in ${delayMs} ms, empty`),
    onBack: (pid) => say(`the embedded server is up again as process ${pid}`),
  });
}

function forkWorker(options: GatewayOptions, hosts: string, port: () => number): Fork {
  cluster.setupPrimary({ exec: join(__dirname, 'worker.js'), args: [] });
  const { host, port: _asked, workers: _count, hosts: _given, ...rest } = options;
  return (slot, { onMessage, onExit }) => {
    const settings: WorkerSettings = { slot, host, port: port(), hosts, ...rest };
    const worker = cluster.fork({ [WORKER_VARIABLE]: JSON.stringify(settings) });
    closeLostConnection(worker);
    worker.on('message', (message: unknown) => {
      if (isFromWorker(message)) onMessage(message);
    });
    // The callback takes the error of a channel that has just closed.
    const tell = (message: ToWorker): void => void worker.send(message, () => {});
    // A worker that could not be started or told something ends, and its end is what counts.
    worker.on('error', () => {});
    worker.on('exit', (code, signal) => onExit(signal ?? `exit code ${code}`));
    return {
      pid: worker.process.pid ?? 0,
      shutdown: () => {
        if (worker.isConnected()) tell({ type: 'shutdown' });
        else worker.process.kill('SIGTERM');
      },
      tell,
      kill: () => void worker.process.kill('SIGKILL'),
    };
  };
}

/** Finds out whether the port can be had before anything is started; 0 becomes a port that is free now. */
function freePort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listenError(error, host, port))));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; choose another with --port`;
  if (error.code === 'EACCES') return `Port ${port} needs privileges; choose one above 1023 with --port`;
  return `Cannot listen on ${host} port ${port}: ${error.message}`;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`tendril-gateway: ${line}\n`);
