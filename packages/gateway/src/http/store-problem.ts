// Aerospike result codes as HTTP problems: one table. Codes that are not in it are the database's own failures (500).

import { status } from 'tendril';
import type { StoreError } from '../store/record-store.ts';
import { Problem, type ProblemSlug } from './problem.ts';

const SLUGS: ReadonlyMap<number, ProblemSlug> = new Map([
  [status.ERR_RECORD_NOT_FOUND, 'record-not-found'],
  [status.ERR_RECORD_GENERATION, 'precondition-failed'],
  [status.ERR_REQUEST_INVALID, 'rejected-by-database'],
  [status.ERR_RECORD_EXISTS, 'precondition-failed'],
  [status.ERR_SERVER_FULL, 'database-overloaded'],
  [status.ERR_TIMEOUT, 'database-timeout'],
  [status.ERR_CLUSTER, 'database-unavailable'],
  [status.ERR_BIN_INCOMPATIBLE_TYPE, 'conflict'],
  [status.ERR_RECORD_TOO_BIG, 'record-too-big'],
  [status.ERR_RECORD_BUSY, 'database-overloaded'],
  [status.ERR_DEVICE_OVERLOAD, 'database-overloaded'],
  [status.ERR_RECORD_KEY_MISMATCH, 'conflict'],
  [status.ERR_NAMESPACE_NOT_FOUND, 'namespace-not-found'],
  [status.ERR_BIN_NAME, 'rejected-by-database'],
  [status.QUOTA_EXCEEDED, 'database-overloaded'],
  [status.MRT_BLOCKED, 'database-overloaded'],
  [status.ERR_GEO_INVALID_GEOJSON, 'rejected-by-database'],
  [status.ERR_CLIENT, 'database-unavailable'],
  [status.ERR_PARAM, 'rejected-by-database'],
  [status.ERR_INVALID_HOST, 'database-unavailable'],
  [status.ERR_ASYNC_CONNECTION, 'database-unavailable'],
  [status.ERR_NO_MORE_CONNECTIONS, 'database-overloaded'],
  [status.ERR_INVALID_NODE, 'database-unavailable'],
  [status.ERR_TLS_ERROR, 'database-unavailable'],
  [status.ERR_CONNECTION, 'database-unavailable'],
  [status.ERR_ASYNC_QUEUE_FULL, 'database-overloaded'],
  [status.ERR_MAX_RETRIES_EXCEEDED, 'database-unavailable'],
  [status.MAX_ERROR_RATE, 'database-overloaded'],
]);

/** Seconds a caller is asked to wait after a 503: the client notices a returned node within one tend interval. */
export const RETRY_AFTER_SECONDS = 1;

export function storeProblem(error: StoreError): Problem {
  const slug = SLUGS.get(error.code) ?? 'database-error';
  const problem = new Problem(slug, error.message, {
    extras: { code: error.code, name: error.codeName, ...(error.inDoubt ? { inDoubt: true } : {}) },
    cause: error,
  });
  if (problem.status !== 503) return problem;
  return new Problem(slug, error.message, {
    extras: problem.extras,
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    cause: error,
  });
}
