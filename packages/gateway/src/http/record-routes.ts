// The five methods on a record: request in, answer out. Knows the database only as a RecordStore; every failure is
// thrown, as a Problem or a StoreError.
import type { IncomingMessage } from 'node:http';
import { type Precondition, type RecordStore, StoreError, type WrittenKey } from '../store/record-store.ts';
import { weight } from './accept.ts';
import { type Answer, json } from './answer.ts';
import type { Exchange } from './connection.ts';
import { renderJson } from './json-text.ts';
import { parseLossless } from './lossless-body.ts';
import { LOSSLESS_TYPE, renderLossless } from './lossless-text.ts';
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

const PLAIN_TYPE = 'application/json';

/** By method. */
export const RECORD_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET', readRecord],
  ['HEAD', probeRecord],
  ['POST', (...request) => writeRecord('merge', ...request)],
  ['PUT', (...request) => writeRecord('replace', ...request)],
  ['DELETE', removeRecord],
]);

async function readRecord({ store }: RouteContext, path: string, { request }: Exchange): Promise<Answer> {
  const key = recordKey(path);
  if (store.readParticles !== undefined && wantsLossless(request.headers.accept)) {
    const { bins, generation } = await store.readParticles(key);
    return losslessRecord(request, generation, () => renderLossless(bins));
  }
  const { bins, generation } = await store.read(key);
  const tag = entityTag(generation, false);
  if (isUnmodified(request.headers, generation, false)) return { status: 304, headers: ['ETag', tag], body: undefined };
  return json(200, renderJson(bins), 'ETag', tag);
}

async function probeRecord({ store }: RouteContext, path: string, { request }: Exchange): Promise<Answer> {
  const generation = await store.readGeneration(recordKey(path));
  if (store.readParticles !== undefined && wantsLossless(request.headers.accept)) {
    return losslessRecord(request, generation, () => undefined);
  }
  const tag = entityTag(generation, false);
  if (isUnmodified(request.headers, generation, false)) return { status: 304, headers: ['ETag', tag], body: undefined };
  return { status: 200, headers: ['Content-Type', 'application/json', 'ETag', tag], body: undefined };
}

// `Vary` is here alone: caches keep the plain form only as long as its tag holds, which is not that of this form.
function losslessRecord({ headers }: IncomingMessage, generation: number, render: () => string | undefined): Answer {
  const validators = ['ETag', entityTag(generation, true), 'Vary', 'Accept'];
  if (isUnmodified(headers, generation, true)) return { status: 304, headers: validators, body: undefined };
  return { status: 200, headers: ['Content-Type', LOSSLESS_TYPE, ...validators], body: render() };
}

/** Nearly no request names it. */
function wantsLossless(accept: string | undefined): boolean {
  if (accept === undefined || !/vnd\.tendril/i.test(accept)) return false;
  const wanted = weight(accept, LOSSLESS_TYPE);
  return wanted > 0 && wanted >= weight(accept, PLAIN_TYPE);
}

const isLosslessType = (type: string | undefined): boolean =>
  type !== undefined && /^\s*application\/vnd\.tendril\.record\+json\s*(?:;|$)/i.test(type);

async function writeRecord(
  mode: 'merge' | 'replace',
  { store, bodyLimitBytes }: RouteContext,
  path: string,
  exchange: Exchange,
): Promise<Answer> {
  const key = recordKey(path);
  const precondition = preconditionOf(exchange.request.headers);
  const body = await readBody(exchange, bodyLimitBytes);
  const isLossless = store.readParticles !== undefined && isLosslessType(exchange.request.headers['content-type']);
  const bins = isLossless ? parseLossless(body) : parseBins(body, (value) => store.double(value));
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
// What is no failure of the database says nothing of whether it was reached.
function rethrow(error: unknown, precondition: Precondition | undefined): never {
  if (!(error instanceof StoreError)) {
    const detail = 'Something unexpected happened while the record was written; the log of the gateway says what';
    throw new Problem('internal-error', detail, { extras: { inDoubt: true }, cause: error });
  }
  if (precondition === undefined) throw error;
  const { slug, message, extras } = storeProblem(error);
  if (slug !== 'record-not-found') throw error;
  throw new Problem('precondition-failed', message, { extras, cause: error });
}
