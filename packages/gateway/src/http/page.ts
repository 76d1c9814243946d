// Paths that are no records and answer with what somebody else makes: metrics, and whether the gateway is well. Like that
// of the status report they are compared with the path of a request as it was sent.
import type { Answer } from './answer.ts';
import { methodNotAllowedOn } from './status-route.ts';
import { RETRY_AFTER_SECONDS } from './store-problem.ts';

/** What a page says. */
export interface PageText {
  /** False answers with 503. */
  readonly isServing: boolean;
  /** With its character set. */
  readonly type: string;
  readonly text: string;
}

/** A path, and what is there; called for each request. */
export interface Page {
  readonly path: string;
  /** Whether it is there for everybody, with or without credentials. */
  readonly isOpen?: boolean;
  read(): PageText | Promise<PageText>;
}

/** @throws Problem for a method that would have to change something. */
export async function readPage(page: Page, method: string): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowedOn(page.path, method);
  const { isServing, type, text } = await page.read();
  const headers = ['Content-Type', type, 'Cache-Control', 'no-store'];
  if (isServing) return { status: 200, headers, body: text };
  return { status: 503, headers: [...headers, 'Retry-After', String(RETRY_AFTER_SECONDS)], body: text };
}
