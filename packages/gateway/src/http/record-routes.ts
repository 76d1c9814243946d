// The five methods on a record: request in, answer out. Knows the database only as a RecordStore; every failure is
// thrown, as a Problem or a StoreError.
import { type Precondition, type RecordStore, StoreError, type WrittenKey } from '../store/record-store.ts';
import { type Answer, json } from './answer.ts';
import type { Exchange } from './connection.ts';
import { renderJson } from './json-text.ts';
import { entityTag, isUnmodified, preconditionOf, removalPreconditionOf } from './precondition.ts';
import { Problem } from './problem.ts';
import { parseBins } from './record-body.ts';
import { recordKey } from './record-key.ts';
import { readBody } from './request-body.ts';
import { storeProblem } from './store-problem.ts';

export interface RouteContext {
  readonly store: RecordStore;
  readonly bodyLimitBytes: number;
}

/** Answers one request; its response is there to ask for a body, never to be written to. */
export type Route = (context: RouteContext, path: string, exchange: Exchange) => Promise<Answer>;

/** By method. */
export const RECORD_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET', readRecord],
  ['HEAD', probeRecord],
  ['POST', (...request) => writeRecord('merge', ...request)],
  ['PUT', (...request) => writeRecord('replace', ...request)],
  ['DELETE', removeRecord],
]);

async function readRecord({ store }: RouteContext, path: string, { request }: Exchange): Promise<Answer> {
  const { bins, generation } = await store.read(recordKey(path));
  const tag = entityTag(generation);
  if (isUnmodified(request.headers, generation)) return { status: 304, headers: ['ETag', tag], body: undefined };
  return json(200, renderJson(bins), 'ETag', tag);
}

async function probeRecord({ store }: RouteContext, path: string, { request }: Exchange): Promise<Answer> {
  const generation = await store.readGeneration(recordKey(path));
  const tag = entityTag(generation);
  if (isUnmodified(request.headers, generation)) return { status: 304, headers: ['ETag', tag], body: undefined };
  return { status: 200, headers: ['Content-Type', 'application/json', 'ETag', tag], body: undefined };
}

async function writeRecord(
  mode: 'merge' | 'replace',
  { store, bodyLimitBytes }: RouteContext,
  path: string,
  exchange: Exchange,
): Promise<Answer> {
  const key = recordKey(path);
  const precondition = preconditionOf(exchange.request.headers);
  const body = await readBody(exchange, bodyLimitBytes);
  const bins = parseBins(body, (value) => store.double(value));
  const written = await store
    .write(key, mode === 'replace' ? withoutNulls(bins) : bins, mode, precondition)
    .catch((error: unknown) => rethrow(error, precondition));
  return json(200, renderKey(written));
}

// As JSON.stringify renders a Buffer in it, which takes five times as long: 1 µs, of some 35 for the request.
function renderKey({ ns, set, key, digest }: WrittenKey): string {
  return `${JSON.stringify({ ns, set, key }).slice(0, -1)},"digest":{"type":"Buffer","data":[${digest.join()}]}}`;
}

async function removeRecord({ store }: RouteContext, path: string, { request }: Exchange): Promise<Answer> {
  const key = recordKey(path);
  const precondition = removalPreconditionOf(request.headers);
  await store.remove(key, precondition).catch((error: unknown) => rethrow(error, precondition));
  return { status: 204, headers: [], body: undefined };
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
function rethrow(error: unknown, precondition: Precondition | undefined): never {
  if (!(error instanceof StoreError) || precondition === undefined) throw error;
  const { slug, message, extras } = storeProblem(error);
  if (slug !== 'record-not-found') throw error;
  throw new Problem('precondition-failed', message, { extras, cause: error });
}
