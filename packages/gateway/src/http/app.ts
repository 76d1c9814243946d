// The HTTP side of one worker: every path but that of the status report is a record of one set, five methods act on it,
// every failure is a problem document. Knows the database only as a RecordStore, and nothing of processes. Contract: docs/gateway.md; why it stands
// on node:http alone: docs/decisions/0008-gateway-request-cost.md.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type RecordStore, StoreError } from '../store/record-store.ts';
import { type Answer, problemAnswer, send } from './answer.ts';
import { Problem } from './problem.ts';
import { ReadRound } from './read-round.ts';
import { rawPath } from './record-key.ts';
import { RECORD_ROUTES, type RouteContext } from './record-routes.ts';
import { readStatus, type StatusSource } from './status-route.ts';
import { storeProblem } from './store-problem.ts';
import { answerUnreadable, endWithProblem } from './unreadable.ts';

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
  /** Answers one path that then is no record; none by default. */
  readonly status?: StatusSource;
  /** Called for each request before anything else, with its method and path. */
  readonly onIncoming?: (method: string, path: string) => void;
}

const ALLOWED_METHODS = [...RECORD_ROUTES.keys()].join(', ');
// A connection on which nothing moves, and a request that takes its time to arrive, are not kept for longer.
const CONNECTION_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

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
export function createApp({ store, logger, bodyLimitBytes, status, onIncoming }: AppOptions): Server {
  const context: RouteContext = { store, bodyLimitBytes };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await route(context, status, request, response);
    } catch (error) {
      answer = failed(error, request);
    }
    send(response, answer);
  }

  function failed(error: unknown, { url = '' }: IncomingMessage): Answer {
    const problem = asProblem(error);
    if (problem.status === 500) logger.error({ err: error, path: rawPath(url) }, problem.message);
    return problemAnswer(problem, url);
  }

  const round = new ReadRound<readonly [IncomingMessage, ServerResponse]>(([request, response]) => {
    void serve(request, response);
  });

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    onIncoming?.(request.method ?? '', rawPath(request.url ?? ''));
    round.add([request, response]);
  }

  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      // A missing one is answered with a problem document as well.
      requireHostHeader: false,
    },
    onRequest,
  );
  server.timeout = CONNECTION_TIMEOUT_MS;
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', (request, response) => {
    const problem = new Problem('expectation-failed', 'The only expectation that can be met is 100-continue');
    send(response, failed(problem, request));
  });
  server.on('connect', (_request, socket) => endWithProblem(socket, methodNotAllowed('CONNECT')));
  server.on('clientError', answerUnreadable);
  return server;
}

function route(
  context: RouteContext,
  status: StatusSource | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Answer | Promise<Answer> {
  const { headers, method = '' } = request;
  if (headers.host === undefined && request.httpVersion === '1.1') {
    throw new Problem('invalid-request', 'A request of HTTP/1.1 must have a Host header');
  }
  const path = rawPath(request.url ?? '');
  if (status !== undefined && path === status.path) return readStatus(status, method);
  const found = RECORD_ROUTES.get(method);
  if (found === undefined) throw methodNotAllowed(method);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^(identity)?$/i.test(encoding)) {
    throw new Problem('content-encoding-unsupported', `Send the body as it is, not encoded as ${encoding}`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
  }
  return found(context, path, request, response);
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
