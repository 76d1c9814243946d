// How a transaction ends. Once the monitor says that it takes effect, it does, whatever becomes of this client: the
// server does what is left. Until then nothing of it was seen by others, and the server undoes it at its deadline
// (docs/protocol/transactions.md, "Flow" and "States").
//
//   commit: verify what was read ──► decide, at the monitor ──► roll the writes forward ──► remove the monitor
//                └── changed ──► abort
//   abort:  roll the writes back ──► remove the monitor

import { abortStatus, commitStatus } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { ledgerOf } from '../../model/transaction.ts';
import { STATE, type TransactionLedger } from '../../model/transaction-ledger.ts';
import type { Clock } from '../../time/clock.ts';
import { MONITOR_BIN } from '../../wire/codes/transactions.ts';
import type { CommandPolicies } from '../command-policies.ts';
import { PUT } from '../record/put.ts';
import { REMOVE } from '../record/remove.ts';
import { monitorKey, monitorPolicy } from './monitor.ts';
import { runRecord, type TransactionLink } from './run-record.ts';
import { type RowsOutcome, rollRows, verifyRows } from './transaction-rows.ts';

/** What it is done with. */
export interface Ending {
  readonly link: TransactionLink;
  readonly clock: Clock;
  readonly policies: Pick<CommandPolicies, 'txnVerify' | 'txnRoll'>;
  readonly ledger: TransactionLedger;
}

/** @throws AerospikeError for anything but a transaction, or one that was destroyed. The texts are the vendor's. */
export function checkTransaction(transaction: unknown): TransactionLedger {
  const ledger = ledgerOf(transaction);
  if (ledger === undefined) throw new AerospikeError('transaction must be an instance of class Transaction.');
  if (ledger.isDestroyed && ledger.state !== STATE.COMMITTED && ledger.state !== STATE.ABORTED) {
    throw new AerospikeError('The object has been destroyed, please create a new transaction.');
  }
  return ledger;
}

/** Resolves to a value of `commitStatus`. @throws AerospikeError when it was not committed, or that is in doubt */
export async function commit(ending: Ending): Promise<number> {
  const { ledger } = ending;
  if (ledger.state === STATE.COMMITTED) return commitStatus.ALREADY_COMMITTED;
  if (ledger.state === STATE.ABORTED)
    throw ended(status.TXN_ALREADY_ABORTED, 'The transaction has already been aborted.');
  refuseIfEnding(ledger);
  if (ledger.underWay > 0) {
    const what = ledger.underWay === 1 ? 'a command of it is' : `${ledger.underWay} commands of it are`;
    throw AerospikeError.param(`The transaction can't be committed while ${what} under way: await them`);
  }
  ledger.isEnding = true;
  try {
    if (ledger.state === STATE.OPEN) await verify(ending);
    return await decide(ending);
  } finally {
    ledger.isEnding = false;
  }
}

/** Resolves to a value of `abortStatus`. @throws AerospikeError when it was committed, or that is in doubt */
export async function abort(ending: Ending): Promise<number> {
  const { ledger } = ending;
  if (ledger.state === STATE.ABORTED) return abortStatus.ALREADY_ABORTED;
  if (ledger.state === STATE.COMMITTED) {
    throw ended(status.TXN_ALREADY_COMMITTED, 'The transaction has already been committed.');
  }
  refuseIfEnding(ledger);
  if (ledger.state === STATE.COMMIT_FAILED) {
    const message = 'The transaction may have been committed, it can be aborted no more: commit it again to find out';
    throw AerospikeError.fromCode({ code: status.TXN_FAILED, message, inDoubt: true });
  }
  ledger.state = STATE.ABORTED;
  await idle(ending);
  return undo(ending);
}

/** Two ends at a time would roll one way and the other. */
function refuseIfEnding({ isEnding }: TransactionLedger): void {
  if (isEnding) throw AerospikeError.param('The transaction is being committed already');
}

/** Waits for the commands under way: what they write has to be undone too. */
function idle({ clock, policies, ledger }: Ending): Promise<void> {
  return new Promise((resolve) => {
    if (ledger.underWay === 0) {
      resolve();
      return;
    }
    const limitMs = policies.txnRoll.totalTimeout;
    const giveUp = (): void => {
      ledger.hasWriteInDoubt = true;
      resolve();
    };
    const cancel = limitMs === 0 ? () => {} : clock.after(limitMs, giveUp, true);
    ledger.whenIdle(() => {
      cancel();
      resolve();
    });
  });
}

async function verify(ending: Ending): Promise<void> {
  const { link, policies, ledger } = ending;
  const read = ledger.reads.length;
  const outcome = await verifyRows(link, ledger, policies.txnVerify);
  if (outcome.failed === 0) {
    ledger.state = STATE.VERIFIED;
    return;
  }
  ledger.state = STATE.ABORTED;
  const failure = verifyFailure(outcome, read);
  const undone = await undo(ending);
  if (undone !== abortStatus.OK) failure.message += '; the server will undo what it has written';
  throw failure;
}

function verifyFailure({ failed, code, error }: RowsOutcome, read: number): AerospikeError {
  if (error !== undefined) {
    const { message, node, attempts } = error;
    return AerospikeError.fromCode({
      code: error.code,
      message: `Transaction aborted: what it has read could not be verified: ${message}`,
      node,
      attempts,
      cause: error,
    });
  }
  const records = read === 1 ? 'the record' : `${failed} of the ${read} records`;
  return AerospikeError.fromCode({
    code: status.TXN_FAILED,
    message: `Transaction aborted: ${records} that it has read changed meanwhile`,
    cause: AerospikeError.fromCode({ code }),
  });
}

async function decide(ending: Ending): Promise<number> {
  const { link, ledger } = ending;
  const { txnRoll } = ending.policies;
  if (ledger.deadline !== 0) {
    const args = { bins: { [MONITOR_BIN.FORWARD]: true }, ttl: 0, gen: 0 };
    try {
      await runRecord(link, PUT, monitorKey(ledger), args, monitorPolicy('write', txnRoll));
    } catch (error) {
      undecided(ledger, error as AerospikeError);
    }
  }
  ledger.isInDoubt = false;
  ledger.state = STATE.COMMITTED;
  const rolled = await rollRows(link, ledger, 'forward', txnRoll);
  ledger.clear();
  if (rolled.failed > 0) return commitStatus.ROLL_FORWARD_ABANDONED;
  return (await close(ending)) ? commitStatus.OK : commitStatus.CLOSE_ABANDONED;
}

/** The monitor could not be told. Returns if that was done already, by an attempt before. */
function undecided(ledger: TransactionLedger, error: AerospikeError): void {
  const { code, message, node, attempts } = error;
  if (code === status.MRT_COMMITTED) return;
  if (code === status.MRT_ABORTED) {
    ledger.isInDoubt = false;
    ledger.state = STATE.ABORTED;
  } else if (error.inDoubt || ledger.isInDoubt) {
    ledger.isInDoubt = true;
    ledger.state = STATE.COMMIT_FAILED;
  }
  const isOpen = ledger.state === STATE.VERIFIED;
  const what = ledger.isInDoubt
    ? 'It is in doubt whether the transaction was committed'
    : `Transaction ${isOpen ? 'not committed' : 'aborted'}`;
  throw AerospikeError.fromCode({
    code,
    message: `${what}: ${message}`,
    inDoubt: ledger.isInDoubt,
    node,
    attempts,
    cause: error,
  });
}

async function undo(ending: Ending): Promise<number> {
  const { link, policies, ledger } = ending;
  const rolled = await rollRows(link, ledger, 'back', policies.txnRoll);
  ledger.clear();
  if (rolled.failed > 0) return abortStatus.ROLL_BACK_ABANDONED;
  return (await close(ending)) ? abortStatus.OK : abortStatus.CLOSE_ABANDONED;
}

/** Removes the monitor, unless a write may still arrive: the server then needs it. */
async function close({ link, policies, ledger }: Ending): Promise<boolean> {
  if (ledger.deadline !== 0 && !ledger.hasWriteInDoubt) {
    try {
      await runRecord(link, REMOVE, monitorKey(ledger), undefined, monitorPolicy('remove', policies.txnRoll));
    } catch (error) {
      // The server has closed it.
      if ((error as AerospikeError).code !== status.ERR_RECORD_NOT_FOUND) return false;
    }
  }
  return true;
}

function ended(code: number, message: string): AerospikeError {
  return AerospikeError.fromCode({ code, message });
}
