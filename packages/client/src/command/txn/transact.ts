// A function in a transaction, from its first attempt to the commit: run anew where another transaction was in the way,
// aborted where it fails, and committed until it is known whether that happened.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { Transaction } from '../../model/transaction.ts';
import type { Clock } from '../../time/clock.ts';
import { retryPauseMs } from '../run/retry-pause.ts';

export interface TransactOptions {
  /** Seconds. */
  readonly timeout?: unknown;
  readonly retries?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** How transactions are ended. */
export interface TransactionEnds {
  commit(transaction: Transaction): Promise<number>;
  abort(transaction: Transaction): Promise<number>;
}

/** What runs in a transaction. */
export type Work<T = unknown> = (transaction: Transaction) => T | PromiseLike<T>;

const { ABORTED, COMMITTED } = Transaction.state;

const DEFAULT_RETRIES = 10;
const MAX_RETRIES = 1000;
/** Attempts at a commit of which it is not known whether it happened. */
const COMMIT_ATTEMPTS = 5;

/** Another transaction, or a write outside of any, was in the way. Nothing of this one is left. */
const IN_THE_WAY: ReadonlySet<number> = new Set([
  status.MRT_BLOCKED,
  status.MRT_VERSION_MISMATCH,
  status.MRT_EXPIRED,
  status.MRT_ABORTED,
  status.TXN_FAILED,
]);
/** Errors that wrap others are looked into so deep. */
const MAX_CAUSES = 8;

/** @throws AerospikeError, and whatever `work` throws */
export async function transact<T>(
  work: Work<T>,
  options: TransactOptions,
  ends: TransactionEnds,
  clock: Clock,
): Promise<T> {
  if (typeof work !== 'function') throw AerospikeError.param('The work of a transaction must be a function');
  const { signal, timeout = 0 } = options;
  const retries = retriesOf(options);
  for (let attempt = 1; ; attempt++) {
    refuseAborted(signal);
    const transaction = new Transaction();
    transaction.setTimeout(timeout as number);
    try {
      return await once(work, transaction, ends, clock, signal);
    } catch (error) {
      const isUndone = transaction.getState() === ABORTED;
      if (!isUndone || attempt > retries || !wasInTheWay(error)) throw error;
    }
    await pause(clock, retryPauseMs(attempt + 1));
  }
}

function retriesOf({ retries = DEFAULT_RETRIES }: TransactOptions): number {
  const isValid = Number.isInteger(retries) && (retries as number) >= 0 && (retries as number) <= MAX_RETRIES;
  if (!isValid) throw AerospikeError.param(`retries should be an integer from 0 to ${MAX_RETRIES}`);
  return retries as number;
}

async function once<T>(
  work: Work<T>,
  transaction: Transaction,
  ends: TransactionEnds,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<T> {
  let value: T;
  try {
    value = await work(transaction);
    refuseAborted(signal);
  } catch (error) {
    await undo(transaction, ends);
    throw error;
  }
  // The function may have ended it itself.
  const state = transaction.getState();
  if (state !== COMMITTED && state !== ABORTED) await commit(transaction, ends, clock);
  return value;
}

async function commit(transaction: Transaction, ends: TransactionEnds, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await ends.commit(transaction);
      return;
    } catch (error) {
      // In doubt: only another commit can find out.
      if (transaction.getInDoubt() && attempt < COMMIT_ATTEMPTS) {
        await pause(clock, retryPauseMs(attempt + 1));
        continue;
      }
      await undo(transaction, ends);
      throw error;
    }
  }
}

/** Why it is undone is the error that counts; what could not be undone the server will undo. */
async function undo(transaction: Transaction, ends: TransactionEnds): Promise<void> {
  try {
    await ends.abort(transaction);
  } catch {}
}

function wasInTheWay(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    if (cause instanceof AerospikeError) {
      if (IN_THE_WAY.has(cause.code)) return true;
      if (cause.results?.some((row) => IN_THE_WAY.has(row.status))) return true;
    }
    ({ cause } = cause);
  }
  return false;
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const message = 'The transaction was aborted by its signal';
  throw AerospikeError.fromCode({ code: status.ERR_CLIENT_ABORT, message, cause: signal.reason });
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(Math.ceil(ms), resolve, true);
  });
}
