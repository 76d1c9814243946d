// Who may ask for anything but pages that are open to all. Who that is, is known elsewhere.
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/** Decides who is let in; called for each request to what is not open. */
export interface Authorizer {
  /** What clients are told to show: the value of the header WWW-Authenticate. */
  readonly challenge: string;
  /** Whether what a client shows, in its header Authorization, lets it in. */
  admits(authorization: string | undefined): boolean;
}

/** @throws Problem with status 401, which repeats nothing of what was shown */
export function authorize(authorizer: Authorizer, { headers }: IncomingMessage): void {
  const { authorization } = headers;
  if (authorizer.admits(authorization)) return;
  const detail = authorization === undefined ? 'The request shows no credentials' : 'The credentials are not accepted';
  throw new Problem('unauthorized', detail, { headers: { 'WWW-Authenticate': authorizer.challenge } });
}
