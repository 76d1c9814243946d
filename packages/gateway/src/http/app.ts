// The HTTP side of one worker: every path is a record of one set, five methods act on it, every failure is a problem
// document. Knows the database only as a RecordStore, and nothing of processes. Contract: docs/gateway.md.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type RecordStore, StoreError } from '../store/record-store.ts';
import { renderJson } from './json-text.ts';
import { entityTag, isUnmodified, preconditionOf } from './precondition.ts';
import { Problem } from './problem.ts';
import { parseBins } from './record-body.ts';
import { rawPath, recordKey } from './record-key.ts';
import { storeProblem } from './store-problem.ts';

/** What an application is made of; see {@link createApp}. */
export interface AppOptions {
  /** Where the records are. */
  readonly store: RecordStore;
  /** Takes the failures that a caller is not told about; a pino logger fits. */
  readonly logger: FastifyBaseLogger;
  /** Largest request body in bytes, at least 1; a larger one is answered with 413. */
  readonly bodyLimitBytes: number;
  /** Called for each request before anything else, with its method and path. */
  readonly onIncoming?: (method: string, path: string) => void;
}

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE';
// A connection on which nothing moves, and a request that takes its time to arrive, are not kept for longer.
const CONNECTION_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 60_000;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Builds the HTTP application of the gateway over a store of yours. It listens when told to and owns nothing that
 * outlives its `close()`; every failure, whatever the store throws included, becomes a problem document.
 *
 * @example
 * import { pino } from 'pino';
 * import { createApp, StoreError } from 'tendril-gateway';
 *
 * const notFound = async () => {
 *   throw new StoreError(2, 'ERR_RECORD_NOT_FOUND', 'There is nothing here');
 * };
 * const store = { read: notFound, readGeneration: notFound, write: notFound, remove: notFound, double: Number };
 * const app = createApp({ store, logger: pino({ level: 'silent' }), bodyLimitBytes: 1024 });
 * console.log((await app.inject('/some-key')).statusCode); // 404
 * await app.close();
 */
export function createApp({ store, logger, bodyLimitBytes, onIncoming }: AppOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
  });
  app.removeAllContentTypeParsers();
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(methodNotAllowed(request.method), request, reply));
  app.addHook('onRequest', async (request) => {
    onIncoming?.(request.method, rawPath(request.raw.url ?? ''));
    checkHeaders(request);
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const route = (method: string, handler: Handler) => app.route({ method, url: '/*', handler });
  route('GET', (request, reply) => readRecord(store, request, reply));
  route('HEAD', (request, reply) => probeRecord(store, request, reply));
  route('POST', (request, reply) => writeRecord(store, 'merge', request, reply));
  route('PUT', (request, reply) => writeRecord(store, 'replace', request, reply));
  route('DELETE', (request, reply) => removeRecord(store, request, reply));
  return app;
}

async function readRecord(store: RecordStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { bins, generation } = await store.read(recordKey(request.raw.url ?? ''));
  reply.header('etag', entityTag(generation));
  if (isUnmodified(request.headers['if-none-match'], generation)) return reply.code(304).send();
  return sendJson(reply, renderJson(bins));
}

async function probeRecord(store: RecordStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const generation = await store.readGeneration(recordKey(request.raw.url ?? ''));
  return reply.header('content-type', 'application/json').header('etag', entityTag(generation)).send();
}

async function writeRecord(
  store: RecordStore,
  mode: 'merge' | 'replace',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = recordKey(request.raw.url ?? '');
  const bins = parseBins(request.body as Buffer | undefined, (value) => store.double(value));
  const precondition = preconditionOf(request.headers);
  const written = await store
    .write(key, mode === 'replace' ? withoutNulls(bins) : bins, mode, precondition)
    .catch((error: unknown) => rethrow(error, precondition !== undefined));
  const digest = { type: 'Buffer', data: Array.from(written.digest) };
  return sendJson(reply, JSON.stringify({ ns: written.ns, set: written.set, key: written.key, digest }));
}

async function removeRecord(store: RecordStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const precondition = preconditionOf(request.headers);
  await store
    .remove(recordKey(request.raw.url ?? ''), precondition)
    .catch((error: unknown) => rethrow(error, precondition !== undefined));
  return reply.code(204).send();
}

// A replaced record has no bins to delete, and the server refuses a null among its new ones.
function withoutNulls(bins: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(bins).filter(([, value]) => value !== null);
  if (entries.length > 0) return Object.fromEntries(entries);
  throw new Problem('body-not-a-record', 'A record cannot be replaced by one without bins; use DELETE', {
    extras: { errors: [{ pointer: '#', detail: 'must have at least one bin that is not null' }] },
  });
}

// RFC 9110 §13.1.1: a precondition on a record that is not there fails as a precondition.
function rethrow(error: unknown, conditional: boolean): never {
  if (error instanceof StoreError) {
    const problem = storeProblem(error);
    if (!conditional || problem.slug !== 'record-not-found') throw problem;
    throw new Problem('precondition-failed', error.message, { extras: problem.extras, cause: error });
  }
  throw error;
}

// A buffer, because Fastify would add a charset to the content type of text.
function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json').send(Buffer.from(text));
}

function checkHeaders({ raw: { headers } }: FastifyRequest): void {
  // Whatever media type the body claims to have, even a malformed one, it is read as JSON: curl's default is a form.
  if (headers['content-type'] !== undefined) headers['content-type'] = 'application/json';
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('content-encoding-unsupported', `Send the body as it is, not encoded as ${encoding}`, {
      headers: { 'accept-encoding': 'identity' },
    });
  }
}

const methodNotAllowed = (method: string): Problem =>
  new Problem('method-not-allowed', `${method} is not one of ${ALLOWED_METHODS}`, {
    headers: { allow: ALLOWED_METHODS },
  });

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error, request.server?.initialConfig.bodyLimit);
  if (problem.status === 500) request.log.error({ err: error, path: rawPath(request.raw.url ?? '') }, problem.message);
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
  reply.code(problem.status).header('content-type', 'application/problem+json');
  if (request.method === 'HEAD') return reply.send();
  return reply.send(Buffer.from(problem.toDocument(request.raw.url ?? '')));
}

function asProblem(error: unknown, bodyLimitBytes: number | undefined): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) return storeProblem(error);
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: unknown; message?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Problem('body-too-large', `The limit is ${bodyLimitBytes} bytes`, {
      extras: bodyLimitBytes === undefined ? {} : { limit: bodyLimitBytes },
    });
  }
  if (code === 'FST_ERR_BAD_URL') return new Problem('bad-url', 'The path is not percent-encoded UTF-8');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem('invalid-request', String(message));
  }
  return new Problem('internal-error', 'Something unexpected happened; the log of the gateway says what', {
    cause: error,
  });
}

// What Node.js could not read as HTTP never becomes a request; the answer is written by hand.
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem('header-too-large', 'The request line and header are larger than the gateway reads')
      : new Problem('invalid-request', 'The bytes received are not an HTTP/1.1 request');
  const body = problem.toDocument('about:blank');
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
