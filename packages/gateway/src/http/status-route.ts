// The one path that is no record: how the gateway is, for people, monitoring and load balancers. Knows nothing of what
// the report says; whoever makes it does.
import { type Answer, json } from './answer.ts';
import { Problem } from './problem.ts';
import { RETRY_AFTER_SECONDS } from './store-problem.ts';

export interface StatusSource {
  /**
   * Path that answers with the report, compared with the path of a request as it was sent: percent-encoded otherwise,
   * the same path still names a record.
   */
  readonly path: string;
  /** Called for each request: whether records can be served at the moment, and the report as JSON text. */
  read(): { readonly isServing: boolean; readonly json: string };
}

const ALLOWED_METHODS = 'GET, HEAD';

/** @throws Problem for a method that would have to change something. */
export function readStatus(source: StatusSource, method: string): Answer {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowedOn(source.path, method);
  const { isServing, json: report } = source.read();
  const noStore = ['Cache-Control', 'no-store'];
  if (isServing) return json(200, report, ...noStore);
  return json(503, report, ...noStore, 'Retry-After', String(RETRY_AFTER_SECONDS));
}

/** That a path which is no record is only read. */
export function methodNotAllowedOn(path: string, method: string): Problem {
  const detail = `${method} is not one of ${ALLOWED_METHODS}; the record of this name is at ${otherSpelling(path)}`;
  return new Problem('method-not-allowed', detail, { headers: { Allow: ALLOWED_METHODS } });
}

/** The same path with its first character percent-encoded. */
const otherSpelling = (path: string): string =>
  `/%${path.charCodeAt(1).toString(16).toUpperCase().padStart(2, '0')}${path.slice(2)}`;
