// The closed list of everything that can go wrong for an HTTP caller, and its form on the wire: an RFC 9457 problem
// document. Knows no route and no database; `store-problem.ts` translates result codes into these.

const PROBLEMS = {
  'bad-url': [400, 'The request target is not valid'],
  'empty-key': [400, 'The path names no record'],
  'body-missing': [400, 'The request has no body'],
  'body-not-utf8': [400, 'The body is not valid UTF-8'],
  'body-not-json': [400, 'The body is not valid JSON'],
  'body-not-a-record': [400, 'The body is not a record'],
  'bad-precondition': [400, 'The precondition cannot be understood'],
  'invalid-request': [400, 'The request cannot be processed'],
  'rejected-by-database': [400, 'The database rejects the request'],
  unauthorized: [401, 'The request needs credentials'],
  'origin-not-allowed': [403, 'Pages of this origin may not do this'],
  'record-not-found': [404, 'There is no such record'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'request-timeout': [408, 'The request did not arrive in time'],
  conflict: [409, 'The record is not in a state that allows this'],
  'precondition-failed': [412, 'The precondition does not hold'],
  'body-too-large': [413, 'The body is too large'],
  'record-too-big': [413, 'The record is too big'],
  'content-encoding-unsupported': [415, 'The content encoding is not supported'],
  'expectation-failed': [417, 'The expectation cannot be met'],
  'host-not-served': [421, 'The request is for another host'],
  'header-too-large': [431, 'The request header is too large'],
  'namespace-not-found': [500, 'The cluster has no such namespace'],
  'database-error': [500, 'The database answered with an error'],
  'internal-error': [500, 'The gateway failed'],
  'transfer-encoding-unsupported': [501, 'The transfer encoding is not supported'],
  'database-unavailable': [503, 'The database cannot be reached'],
  'database-overloaded': [503, 'The database is overloaded'],
  'gateway-overloaded': [503, 'The gateway has too much to do'],
  'database-timeout': [503, 'The database did not answer in time'],
} as const satisfies Record<string, readonly [number, string]>;

/** Faults that a document names. */
export const FAULTS_MAX = 20;
/** Characters that a member of a document has. */
const TEXT_MAX_CHARS = 1_000;
/** Characters that a pointer has, in percent-encoding. */
export const POINTER_MAX_CHARS = 1_000;

export type ProblemSlug = keyof typeof PROBLEMS;

/** One fault inside the body: where (a JSON pointer as a URI fragment, RFC 6901 §6) and what. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Members a problem document may have beyond the standard ones. */
export interface ProblemExtras {
  readonly code?: number;
  readonly name?: string;
  readonly inDoubt?: boolean;
  readonly position?: number;
  readonly line?: number;
  readonly column?: number;
  readonly limit?: number;
  readonly errors?: readonly Fault[];
}

/** Header of an answer after which nothing on the connection can be trusted. */
export const CLOSING: Readonly<Record<string, string>> = { Connection: 'close' };

/** Thrown by whatever finds the fault; the error handler writes it out. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly title: string;
  readonly extras: ProblemExtras;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    slug: ProblemSlug,
    detail: string,
    options: { extras?: ProblemExtras; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    const { stackTraceLimit } = Error;
    // Nobody reads where it was thrown, and to collect that costs more than to answer.
    Error.stackTraceLimit = 0;
    super(detail, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.slug = slug;
    [this.status, this.title] = PROBLEMS[slug];
    this.extras = options.extras ?? {};
    this.headers = options.headers ?? {};
  }

  /**
   * The document, `instance` being the target of the request it answers. At most some 50 KiB, whatever the request was:
   * what it quotes of it is cut.
   */
  toDocument(instance: string): string {
    const { status, title, message, extras } = this;
    return JSON.stringify({
      type: `urn:tendril:problem:${this.slug}`,
      title,
      status,
      detail: cut(message),
      instance: cut(instance),
      ...extras,
      ...(extras.errors && {
        errors: extras.errors.slice(0, FAULTS_MAX).map(({ pointer, detail }) => ({ pointer, detail: cut(detail) })),
      }),
    });
  }
}

function cut(text: string): string {
  return text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS)}…` : text;
}

/** Every slug, for the documentation test. */
export const PROBLEM_SLUGS = Object.keys(PROBLEMS) as readonly ProblemSlug[];
