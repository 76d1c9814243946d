// From what went wrong on the way to a code, a text and a verdict: may it be retried, on which replica, and may the
// write have happened. The rules are those of protocol part 1, section 5.3, as one table.

import { AerospikeError } from '../model/error.ts';
import { status, statusEntry } from '../model/status.ts';
import type { NetError, NetErrorKind } from '../net/net-error.ts';

/** Why an attempt failed. */
export interface AttemptFailure {
  readonly code: number;
  readonly message: string;
  readonly retry: boolean;
  /** Whether the next attempt of a write goes to the next replica too; reads always advance. */
  readonly advancesWrites: boolean;
  readonly cause?: unknown;
}

interface NetRule {
  readonly code: number;
  readonly retry: boolean;
  readonly advancesWrites: boolean;
}

/** What a transport failure means for a command. */
const NET_RULES: { readonly [kind in NetErrorKind]: NetRule } = {
  connect: { code: status.ERR_CONNECTION, retry: true, advancesWrites: true },
  closed: { code: status.ERR_ASYNC_CONNECTION, retry: true, advancesWrites: true },
  protocol: { code: status.ERR_CLIENT, retry: false, advancesWrites: false },
  timeout: { code: status.ERR_TIMEOUT, retry: true, advancesWrites: false },
  encode: { code: status.ERR_CLIENT, retry: false, advancesWrites: false },
  'queue-full': { code: status.ERR_ASYNC_QUEUE_FULL, retry: false, advancesWrites: false },
  shutdown: { code: status.ERR_CONNECTION, retry: true, advancesWrites: true },
};

export function netFailure(error: NetError): AttemptFailure {
  const rule = NET_RULES[error.kind];
  return { ...rule, message: error.message, cause: error };
}

/** A result code other than 0 from the server. */
export function serverFailure(code: number): AttemptFailure {
  const { message, retry } = statusEntry(code);
  return { code, message, retry: retry === 'immediate', advancesWrites: code !== status.ERR_TIMEOUT };
}

export function timeoutFailure(what: string): AttemptFailure {
  return { code: status.ERR_TIMEOUT, message: `Client timeout: ${what}`, retry: true, advancesWrites: false };
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
  return AerospikeError.fromCode({
    code: failure.code,
    message: node === null ? failure.message : `${node} ${failure.message}`,
    inDoubt: isInDoubt(failure.code, progress),
    node,
    attempts: progress.attempts,
    cause: failure.cause,
  });
}
