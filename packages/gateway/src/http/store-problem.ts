// Aerospike result codes as HTTP problems: one table. Codes that are not in it are the database's own failures (500).
// The codes and their meaning are those of `status` in the client.
import type { StoreError } from '../store/record-store.ts';
import { Problem, type ProblemSlug } from './problem.ts';

const SLUGS: ReadonlyMap<number, ProblemSlug> = new Map([
  [2, 'record-not-found'],
  [3, 'precondition-failed'],
  [4, 'rejected-by-database'],
  [5, 'precondition-failed'],
  [8, 'database-overloaded'],
  [9, 'database-timeout'],
  [11, 'database-unavailable'],
  [12, 'conflict'],
  [13, 'record-too-big'],
  [14, 'database-overloaded'],
  [18, 'database-overloaded'],
  [19, 'conflict'],
  [21, 'rejected-by-database'],
  [83, 'database-overloaded'],
  [120, 'database-overloaded'],
  [160, 'rejected-by-database'],
  [-1, 'database-unavailable'],
  [-2, 'rejected-by-database'],
  [-4, 'database-unavailable'],
  [-6, 'database-unavailable'],
  [-7, 'database-overloaded'],
  [-8, 'database-unavailable'],
  [-9, 'database-unavailable'],
  [-10, 'database-unavailable'],
  [-11, 'database-overloaded'],
  [-12, 'database-unavailable'],
  [-14, 'database-overloaded'],
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
