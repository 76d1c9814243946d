// The HTTP side of one worker: every path but `/`, that of the status report and those of pages is a record of one set,
// five methods act on it, every failure is a problem document. Knows the database only as a RecordStore, and nothing of
// processes. Contract: docs/gateway.md; why it stands on node:http alone: docs/decisions/0008-gateway-request-cost.md.
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { NO_RENEGOTIATION } from '../listener-tls.ts';
import { type RecordStore, StoreError } from '../store/record-store.ts';
import { type Answer, problemAnswer, send } from './answer.ts';
import { type Authorizer, authorize } from './authorizer.ts';
import { BrowserGuard, type BrowserGuardOptions } from './browser-guard.ts';
import { Connection, type Exchange } from './connection.ts';
import { frontPage } from './front-page.ts';
import { LIMITS, type Limits } from './limits.ts';
import { Load } from './load.ts';
import { type Page, readPage } from './page.ts';
import { Problem } from './problem.ts';
import { ReadRound } from './read-round.ts';
import { rawPath } from './record-key.ts';
import { RECORD_ROUTES, type RouteContext } from './record-routes.ts';
import { checkRequest, expectationFailed } from './request-check.ts';
import { readStatus, type StatusSource } from './status-route.ts';
import { storeProblem } from './store-problem.ts';
import { unreadableProblem } from './unreadable.ts';

/** Takes what a caller is not told; a pino logger fits, and so does `console`, more or less. */
export interface ErrorLog {
  error(details: object, message: string): void;
}

/** What an application is made of; see {@link createApp}. */
export interface AppOptions {
  /** Where the records are. */
  readonly store: RecordStore;
  /** Takes the failures that a caller is not told about. */
  readonly logger: ErrorLog;
  /** Largest request body in bytes, at least 1; a larger one is answered with 413. */
  readonly bodyLimitBytes: number;
  /** Certificate and private key as PEM text: then it serves HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly passphrase?: string };
  /** Answers one path that then is no record; none by default. */
  readonly status?: StatusSource;
  /** Further paths that then are no records; none by default. */
  readonly pages?: readonly Page[];
  /** Called for each request before anything else, with its method and path. */
  readonly onIncoming?: (method: string, path: string) => void;
  /**
   * Which names and which web pages are served; by default any IP address, names that nobody can register, and no page
   * of another origin.
   */
  readonly browsers?: Partial<BrowserGuardOptions>;
  /** Lets callers in, to all but pages that are open; everybody by default. */
  readonly authorizer?: Authorizer;
  /** Bounds of memory and time, for tests; those of docs/gateway.md by default. */
  readonly limits?: Partial<Limits>;
}

const ALLOWED_METHODS = [...RECORD_ROUTES.keys()].join(', ');
const LAST_RESORT_MS = 5_000;
/** Has subscribers where commands of the client are traced. */
const COMMANDS = tracingChannel('tendril:command');
/** On the socket itself: every request asks for it. */
const CONNECTION = Symbol('connection');

type OurSocket = Socket & { [CONNECTION]?: Connection };

/**
 * Builds the HTTP server of the gateway over a store of yours; it listens when told to. Every failure, whatever the
 * store throws included, becomes a problem document.
 *
 * @example
 * import { createApp, StoreError } from 'tendril-gateway';
 *
 * const notFound = async () => {
 *   throw new StoreError(2, 'ERR_RECORD_NOT_FOUND', 'There is nothing here');
 * };
 * const store = { read: notFound, readGeneration: notFound, write: notFound, remove: notFound, double: Number };
 * const server = createApp({ store, logger: console, bodyLimitBytes: 1024 });
 * server.listen(0, '127.0.0.1', async () => {
 *   const response = await fetch(`http://127.0.0.1:${server.address().port}/some-key`);
 *   console.log(response.status); // 404
 *   server.close();
 * });
 */
export function createApp({
  store,
  logger,
  bodyLimitBytes,
  tls,
  status,
  pages,
  onIncoming,
  browsers,
  authorizer,
  limits,
}: AppOptions): Server {
  const context: RouteContext = { store, bodyLimitBytes };
  const pagesByPath = new Map(pages?.map((page) => [page.path, page]));
  const guard = new BrowserGuard(
    { host: '::', allowedHosts: [], allowedOrigins: [], ...browsers },
    authorizer !== undefined,
  );
  const bounds: Limits = { ...LIMITS, ...limits };
  const load = new Load(bounds);

  // Whatever is thrown on the way to an answer ends here: as a problem document, or, where that too fails, with the
  // connection. Never rejects.
  async function serve(exchange: Exchange): Promise<void> {
    try {
      let answer: Answer;
      try {
        answer = await answerOf(exchange);
      } catch (error) {
        answer = failed(exchange, error);
      }
      send(exchange, answer);
    } catch (error) {
      giveUp(exchange, error);
    }
  }

  function answerOf(exchange: Exchange): Answer | Promise<Answer> {
    const { request, problem } = exchange;
    exchange.headers = guard.headersFor(request.headers);
    if (problem !== undefined) throw problem;
    checkRequest(request);
    guard.check(request);
    const preflight = guard.preflight(request);
    if (preflight !== undefined) return preflight;
    if (authorizer !== undefined && !isOpen(request)) authorize(authorizer, request);
    return route(context, status, pagesByPath, exchange);
  }

  function isOpen({ url = '' }: IncomingMessage): boolean {
    return pagesByPath.get(rawPath(url))?.isOpen === true;
  }

  function failed({ request }: Exchange, error: unknown): Answer {
    const { url = '' } = request;
    const problem = asProblem(error);
    if (problem.status === 500) logger.error({ err: error, path: rawPath(url) }, problem.message);
    return problemAnswer(problem, url);
  }

  function giveUp({ connection }: Exchange, error: unknown): void {
    connection.close();
    try {
      logger.error({ err: error }, 'A request could not be answered');
    } catch {
      // There is nobody left to tell.
    }
  }

  /** A request may wait for others, and is begun where one of them ends. */
  function begin(exchange: Exchange): void {
    if (exchange.inContext === undefined) void serve(exchange);
    else exchange.inContext(() => void serve(exchange));
  }

  const round = new ReadRound<Exchange>((exchange) => exchange.connection.admit(exchange));

  function connectionOf(socket: OurSocket): Connection {
    socket[CONNECTION] ??= new Connection(socket, load, bounds, begin);
    return socket[CONNECTION];
  }

  function onRequest(request: IncomingMessage, response: ServerResponse, problem?: Problem): void {
    // Nothing is upgraded, and Node.js drops what came behind such a request: whoever asks again is to know that.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const exchange = connectionOf(request.socket).expect(request, response, problem);
    // Spans of the database are to stand below that of the request.
    if (COMMANDS.hasSubscribers) exchange.inContext = AsyncLocalStorage.snapshot();
    try {
      onIncoming?.(request.method ?? '', rawPath(request.url ?? ''));
    } catch (error) {
      giveUp(exchange, error);
    }
    round.add(exchange);
  }

  const settings = {
    requestTimeout: bounds.requestTimeoutMs,
    connectionsCheckingInterval: bounds.requestCheckMs,
    keepAliveTimeout: bounds.keepAliveMs,
    // A missing one is answered with a problem document as well.
    requireHostHeader: false,
    // With TLS only.
    handshakeTimeout: bounds.handshakeMs,
  };
  const server =
    tls === undefined
      ? createServer(settings, onRequest)
      : createSecureServer({ ...settings, secureOptions: NO_RENEGOTIATION, ...tls }, onRequest);
  // The last resort, behind every other limit of time.
  server.timeout = Math.max(bounds.requestTimeoutMs, bounds.keepAliveMs) + LAST_RESORT_MS;
  // A client that has nothing more to send may still wait for answers.
  (server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', (request, response) => {
    onRequest(request, response, expectationFailed());
  });
  server.on('connect', (_request, socket) => {
    // Node.js has let go of it, and answers to requests before this one may still be on their way.
    socket.on('error', () => {});
    (socket as Socket).on('timeout', () => socket.destroy());
    connectionOf(socket as Socket).fail(methodNotAllowed('CONNECT'));
  });
  server.on('clientError', (error, socket) => {
    const problem = unreadableProblem(error);
    if (problem !== undefined && socket.writable) connectionOf(socket as Socket).fail(problem);
    else if ((error as NodeJS.ErrnoException).code !== 'HPE_CLOSED_CONNECTION') socket.destroy();
  });
  return server;
}

function route(
  context: RouteContext,
  status: StatusSource | undefined,
  pages: ReadonlyMap<string, Page>,
  exchange: Exchange,
): Answer | Promise<Answer> {
  const { request } = exchange;
  const { method = '' } = request;
  const path = rawPath(request.url ?? '');
  if (status !== undefined && path === status.path) return readStatus(status, method);
  const page = pages.get(path);
  if (page !== undefined) return readPage(page, method);
  if (path === '/' && (method === 'GET' || method === 'HEAD')) return frontPage(request.headers.accept, status?.path);
  const found = RECORD_ROUTES.get(method);
  if (found === undefined) throw methodNotAllowed(method);
  return found(context, path, exchange);
}

const methodNotAllowed = (method: string): Problem =>
  new Problem('method-not-allowed', `${method} is not one of ${ALLOWED_METHODS}`, {
    headers: { Allow: ALLOWED_METHODS },
  });

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) return storeProblem(error);
  return new Problem('internal-error', 'Something unexpected happened; the log of the gateway says what', {
    cause: error,
  });
}
