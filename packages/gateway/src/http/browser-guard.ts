// What pages of the web may do through the browser of someone who reaches the gateway: nothing, unless their origin is
// allowed. Three things would otherwise be possible. A page whose name is made to point here (DNS rebinding) is served by
// its own name, so that name must be one of ours. A page of another origin can send what needs no preflight, so writes
// from another origin are refused. And what comes back must not be taken for something else than it is.
// Programs that are no browsers send neither `Origin` nor `Sec-Fetch-Site`, and name us by a name of ours.
// Table: docs/gateway.md, "Browsers".
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isLoopback } from '../loopback.ts';
import type { Answer } from './answer.ts';
import { CLOSING, Problem } from './problem.ts';

export interface BrowserGuardOptions {
  /** The address listened on; its name is one of ours. */
  readonly host: string;
  /** Names of ours besides; `.example.com` stands for all below it, `*` for every name. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may read and write, such as `https://app.example.com`; `*` for all. */
  readonly allowedOrigins: readonly string[];
}

const NOSNIFF: readonly string[] = ['X-Content-Type-Options', 'nosniff'];
const EXPOSED = 'ETag, Retry-After, Allow';
const METHODS = 'GET, HEAD, POST, PUT, DELETE';
const REQUEST_HEADERS = 'Accept, Content-Type, If-Match, If-None-Match';
const CREDENTIALS = ', Authorization';
const PREFLIGHT_SECONDS = '600';
const SAFE = /^(?:GET|HEAD|OPTIONS|TRACE)$/;
/** What a page can send without being asked about: the content types of forms, and none. */
const FORM_TYPE = /^\s*(?:text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

/**
 * A name that nobody can register, so that no page of the web has it: without a dot, or below a domain that is set apart
 * (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`).
 */
const UNREGISTRABLE = /^[^.]+$|\.(?:localhost|local|internal|home\.arpa)$/;
const LOOPBACK_ONLY = /^[^.]+$|\.localhost$/;
const IP_LITERAL = /^(?:\[[0-9a-f:.]+\]|[\d.]+)$/;
/** RFC 3986 §3.2.2, with the port; no user information, which `Host` never has. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+;=%-]*)(?::\d*)?$/;

export class BrowserGuard {
  readonly #isOurs: (name: string) => boolean;
  readonly #origins: ReadonlySet<string>;
  readonly #allOrigins: boolean;
  readonly #requestHeaders: string;
  /** Headers of every answer, when no origin is told by name. */
  readonly #headers: readonly string[];
  /** The `Host` that was found to be ours last: all requests of a client have the same. */
  #lastHost: string | undefined;

  /** `takesCredentials`: whether pages may show some, in their header Authorization. */
  constructor({ host, allowedHosts, allowedOrigins }: BrowserGuardOptions, takesCredentials = false) {
    this.#requestHeaders = takesCredentials ? REQUEST_HEADERS + CREDENTIALS : REQUEST_HEADERS;
    this.#isOurs = ours(host, allowedHosts);
    this.#origins = new Set(allowedOrigins);
    this.#allOrigins = this.#origins.has('*');
    this.#headers = allowedOrigins.length === 0 || this.#allOrigins ? NOSNIFF : [...NOSNIFF, 'Vary', 'Origin'];
  }

  /** Headers of the answer to this request, whatever it is. */
  headersFor({ origin }: IncomingHttpHeaders): readonly string[] {
    if (origin === undefined || !this.#allows(origin)) return this.#headers;
    const allowed = this.#allOrigins ? '*' : origin;
    return [...this.#headers, 'Access-Control-Allow-Origin', allowed, 'Access-Control-Expose-Headers', EXPOSED];
  }

  /** @throws Problem for a request that names another host, or comes from a page that may not make it. */
  check(request: IncomingMessage): void {
    const { headers, method = '', url = '' } = request;
    const host = headers.host ?? '';
    if (host !== this.#lastHost) this.#checkHost(host);
    if (!url.startsWith('/')) this.#checkTarget(url);
    if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return;
    if (!SAFE.test(method)) this.#checkWrite(headers);
  }

  /** The answer to a question of a browser before it sends something; undefined if the request is no such question. */
  preflight({ method, headers }: IncomingMessage): Answer | undefined {
    const { origin } = headers;
    if (method !== 'OPTIONS' || origin === undefined || this.#origins.size === 0) return undefined;
    if (headers['access-control-request-method'] === undefined) return undefined;
    if (!this.#allows(origin)) throw foreign(origin);
    const answer = [
      ...['Access-Control-Allow-Methods', METHODS, 'Access-Control-Allow-Headers', this.#requestHeaders],
      ...['Access-Control-Max-Age', PREFLIGHT_SECONDS],
    ];
    if (headers['access-control-request-private-network'] === 'true') {
      answer.push('Access-Control-Allow-Private-Network', 'true');
    }
    return { status: 204, headers: answer, body: undefined };
  }

  #allows(origin: string): boolean {
    return this.#allOrigins || this.#origins.has(origin);
  }

  #checkHost(host: string): void {
    this.#checkName(AUTHORITY.exec(host.toLowerCase())?.[1], 'The Host header');
    this.#lastHost = host;
  }

  /** RFC 9112 §3.2.2: the authority of a target in absolute form counts, not `Host`; and it names somebody. */
  #checkTarget(url: string): void {
    const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url) ?? [];
    if (authority === undefined) return;
    const name = AUTHORITY.exec(authority.toLowerCase())?.[1];
    this.#checkName(name === '' ? undefined : name, 'The authority of the target');
  }

  #checkName(name: string | undefined, what: string): void {
    if (name === undefined) {
      throw new Problem('invalid-request', `${what} is not a host with or without a port`, { headers: CLOSING });
    }
    if (name !== '' && !this.#isOurs(name.replace(/\.$/, ''))) {
      throw new Problem('host-not-served', `${name} is no name of this gateway; see its option --allowed-hosts`, {
        headers: CLOSING,
      });
    }
  }

  #checkWrite(headers: IncomingHttpHeaders): void {
    const { origin, host } = headers;
    const site = headers['sec-fetch-site'];
    const mode = headers['sec-fetch-mode'];
    const isOwn = site === undefined ? isSameOrigin(origin, host) : site === 'same-origin' || site === 'none';
    if (!isOwn && (origin === undefined || !this.#allows(origin))) throw foreign(origin);
    const type = headers['content-type'];
    if ((mode === 'no-cors' || mode === 'navigate') && (type === undefined || FORM_TYPE.test(type))) {
      throw new Problem('origin-not-allowed', 'Pages write with fetch in mode cors, and as application/json');
    }
  }
}

const foreign = (origin: string | undefined): Problem =>
  new Problem(
    'origin-not-allowed',
    `Pages of ${origin === undefined || origin === 'null' ? 'another origin' : origin} may not do this; see the option --allow-origin`,
  );

function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function ours(host: string, allowed: readonly string[]): (name: string) => boolean {
  if (allowed.includes('*')) return () => true;
  const names = new Set([host.toLowerCase(), ...allowed.map((name) => name.toLowerCase())]);
  const suffixes = allowed.filter((name) => name.startsWith('.')).map((name) => name.toLowerCase());
  const always = isLoopback(host) ? LOOPBACK_ONLY : UNREGISTRABLE;
  return (name) =>
    IP_LITERAL.test(name) ||
    always.test(name) ||
    names.has(name) ||
    suffixes.some((suffix) => name.endsWith(suffix) || name === suffix.slice(1));
}
