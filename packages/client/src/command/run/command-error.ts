// From what went wrong on the way to a code, a text and a verdict: may it be retried, on which replica, and may the
// write have happened. The rules are those of docs/protocol/retries-and-timeouts.md, "Retries", as one table.

import { AerospikeError } from '../../model/error.ts';
import { status, statusEntry } from '../../model/status.ts';
import type { LoginRefused } from '../../net/login/login-refused.ts';
import type { NetError, NetErrorKind } from '../../net/net-error.ts';
import { withAddress } from '../../topology/host-address.ts';
import type { DetailsReply } from '../../wire/error-details.ts';
import { UnsupportedValueError } from '../../wire/wire-error.ts';

/** Why an attempt failed. */
export interface AttemptFailure {
  readonly code: number;
  readonly message: string;
  readonly retry: boolean;
  /** Whether the next attempt of a write goes to the next replica too; reads always advance. */
  readonly advancesWrites: boolean;
  /** Whether it counts against the node, whose circuit breaker opens when there are too many. */
  readonly blamesNode: boolean;
  readonly cause?: unknown;
  /** What the server said more closely. */
  readonly reply?: DetailsReply | undefined;
}

type NetRule = Omit<AttemptFailure, 'message' | 'cause'>;

/** What a transport failure means for a command. */
const NET_RULES: { readonly [kind in NetErrorKind]: NetRule } = {
  connect: { code: status.ERR_ASYNC_CONNECTION, retry: true, advancesWrites: true, blamesNode: false },
  login: { code: status.ERR_CLIENT, retry: false, advancesWrites: false, blamesNode: false },
  closed: { code: status.ERR_ASYNC_CONNECTION, retry: true, advancesWrites: true, blamesNode: true },
  protocol: { code: status.ERR_CLIENT, retry: false, advancesWrites: false, blamesNode: true },
  timeout: { code: status.ERR_TIMEOUT, retry: true, advancesWrites: false, blamesNode: true },
  encode: { code: status.ERR_CLIENT, retry: false, advancesWrites: false, blamesNode: false },
  'queue-full': { code: status.ERR_ASYNC_QUEUE_FULL, retry: false, advancesWrites: false, blamesNode: false },
  shutdown: { code: status.ERR_CONNECTION, retry: true, advancesWrites: true, blamesNode: false },
};

/** Result codes of a node that is overloaded or has lost its place. */
const BLAMED_CODES: ReadonlySet<number> = new Set([status.ERR_CLUSTER, status.ERR_DEVICE_OVERLOAD]);

/** The node's circuit breaker is open; nothing was sent. */
export const BREAKER_OPEN: AttemptFailure = Object.freeze({
  code: status.MAX_ERROR_RATE,
  message: statusEntry(status.MAX_ERROR_RATE).message,
  retry: true,
  advancesWrites: false,
  blamesNode: false,
});

/** The client itself gave up, by no fault of the node; to be given its code and text. */
export const CLIENT_FAILURE: AttemptFailure = Object.freeze({
  code: status.ERR_CLIENT,
  message: '',
  retry: false,
  advancesWrites: false,
  blamesNode: false,
});

export function netFailure(error: NetError): AttemptFailure {
  const rule = NET_RULES[error.kind];
  const failure = { ...rule, message: error.message, cause: error };
  // Only who has a user has loaded what makes such an error.
  return error.kind === 'login' ? { ...failure, code: (error as LoginRefused).code } : failure;
}

/** A result code other than 0 from the server. */
export function serverFailure(code: number, text?: string, reply?: DetailsReply): AttemptFailure {
  const { message: standard, retry, closesConnection } = statusEntry(code);
  const message = (reply === undefined ? text : detailed(reply, text)) ?? standard;
  const blamesNode = closesConnection || BLAMED_CODES.has(code);
  const advancesWrites = code !== status.ERR_TIMEOUT;
  return { code, message, retry: retry === 'immediate', advancesWrites, blamesNode, reply };
}

/** In the words of the vendor's client. */
function detailed({ subcode, message }: DetailsReply, text: string | undefined): string | undefined {
  const said = message ?? text;
  if (subcode === 0) return said;
  return said === undefined ? `error subcode=${subcode}` : `${said} (subcode=${subcode})`;
}

/** What the message `buffer[start, end)` of a failed command says more closely, where that was asked for. */
export function detailsOf(
  { errorDetailVerbosity }: DetailsPolicy,
  buffer: Buffer,
  start: number,
  end: number,
): DetailsReply | undefined {
  if (!errorDetailVerbosity) return undefined;
  const { readErrorDetails } = require('../../wire/error-details.js') as typeof import('../../wire/error-details.ts');
  return readErrorDetails(buffer, start, end);
}

interface DetailsPolicy {
  readonly errorDetailVerbosity?: number;
}

/**
 * The client's own deadline passed. That counts against the node where it closes a connection: not if the command was
 * not even sent, and not while a late reply is waited for.
 */
export function timeoutFailure(what: string, sent: boolean, timeoutDelay: number): AttemptFailure {
  return { ...NET_RULES.timeout, message: `Client timeout: ${what}`, blamesNode: sent && timeoutDelay === 0 };
}

/** What an encoder, or the hashing of a key, threw. */
export function valueError(error: unknown): AerospikeError {
  return error instanceof UnsupportedValueError
    ? AerospikeError.param(error.message)
    : AerospikeError.fromCode({ code: status.ERR_CLIENT, message: (error as Error).message, cause: error });
}

/** Where a command stood when it ended. */
export interface CommandProgress {
  readonly isWrite: boolean;
  /** Requests that were written to a socket, at least in part. */
  readonly sent: number;
  /** Of these, those of earlier attempts. */
  readonly sentBefore: number;
  readonly attempts: number;
  /** `host:port` of the last node tried, or null. */
  readonly node: string | null;
}

/** A write may have happened when a request went out that was never answered, or was answered by a timeout. */
export function isInDoubt(code: number, progress: CommandProgress): boolean {
  const { isWrite, sent, sentBefore } = progress;
  return isWrite && (sentBefore > 0 || (sent > 0 && (code === status.ERR_TIMEOUT || code <= 0)));
}

/** The error a user sees. The node stands in front of the text, as in the vendor's messages. */
export function commandError(failure: AttemptFailure, progress: CommandProgress): AerospikeError {
  const { node } = progress;
  return AerospikeError.withoutStack({
    code: failure.code,
    message: node === null ? failure.message : withAddress(node, failure.message),
    inDoubt: isInDoubt(failure.code, progress),
    node,
    attempts: progress.attempts,
    cause: failure.cause,
    reply: failure.reply,
  });
}
