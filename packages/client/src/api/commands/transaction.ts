// The ends of a transaction, and functions that run in one. How is in command/txn/; here are their public forms.

import { checkSignal } from '../../command/record/arguments.ts';
import { notBeforeTurn } from '../../command/run/settle-later.ts';
import { abort, checkTransaction, commit } from '../../command/txn/end.ts';
import { type TransactionEnds, type TransactOptions, transact, type Work } from '../../command/txn/transact.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { ClientCore } from '../lifecycle/client-core.ts';
import { CORE } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';

/** How `client.transaction` runs its function. */
export interface TransactionOptions {
  /**
   * Seconds that each attempt has from its first write to its commit, as of `Transaction.setTimeout`. Later the server
   * undoes it.
   *
   * @defaultValue 0: as the namespace is configured, mostly 10
   */
  timeout?: number | undefined;
  /**
   * Attempts after the first one, where another transaction was in the way; 0 to 1,000.
   *
   * @defaultValue 10
   */
  retries?: number | undefined;
  /**
   * Ends it: no attempt is begun, and none committed, once it is aborted. Commands of the function end early when their
   * policies have the signal too.
   */
  signal?: AbortSignal | undefined;
}

/** The ends of a transaction; it begins with the first command that names it in its policy. */
export interface TransactionCommands {
  /**
   * Makes all commands of a transaction take effect, if what it has read is as it was. Await the commands first.
   *
   * Once it is decided that the transaction takes effect, it does: what the client cannot complete, the server will, and
   * the result says so. After an error that is `inDoubt` it is not known whether it was decided; committing again finds
   * out.
   *
   * @returns A value of `commitStatus`.
   * @throws AerospikeError `TXN_FAILED` if what it has read has changed, `MRT_EXPIRED` and `MRT_ABORTED` if it took too
   *   long, `TXN_ALREADY_ABORTED`; `ERR_PARAM` while commands of it are under way.
   *
   * @example
   * import { connect, Key, Transaction } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('consistent', 'demo', 'commit');
   * const txn = new Transaction();
   * await client.put(key, { n: 1 }, null, { txn });
   * console.log((await client.commit(txn)) === Transaction.commitStatus.OK); // true
   * client.close();
   */
  commit(transaction: Transaction): Promise<number>;
  commit(transaction: Transaction, callback: TypedCallback<number>): void;

  /**
   * Undoes all commands of a transaction, once those under way have ended. What the client cannot undo, the server will.
   *
   * @returns A value of `abortStatus`.
   * @throws AerospikeError `TXN_ALREADY_COMMITTED`; `TXN_FAILED` if it is in doubt whether it was committed.
   *
   * @example
   * import { connect, Key, Transaction } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('consistent', 'demo', 'abort');
   * const txn = new Transaction();
   * await client.put(key, { n: 1 }, null, { txn });
   * await client.abort(txn);
   * console.log(await client.exists(key)); // false
   * client.close();
   */
  abort(transaction: Transaction): Promise<number>;
  abort(transaction: Transaction, callback: TypedCallback<number>): void;

  /**
   * Runs a function in a transaction: commits when it is done, aborts when it throws, and runs it anew, after a pause,
   * where another transaction was in the way. So it may run several times: what it does beside its commands should be
   * harmless if repeated. Not in `aerospike`.
   *
   * A commit of which it is not known whether it happened is repeated a few times; if that does not tell either, the
   * error is `inDoubt`. A function that has ended the transaction itself is left at that.
   *
   * @param work - Names the transaction in the policies of its commands. A row of a `batchWrite` or `batchRead` that fails
   *   does not throw: look at the results, and throw.
   * @returns What the function returns.
   * @throws What the function throws, and what `commit` does.
   *
   * @example
   * import { connect, Key, operations } from 'tendril';
   *
   * const client = await connect();
   * const [from, to] = [new Key('consistent', 'accounts', 'from'), new Key('consistent', 'accounts', 'to')];
   * await client.put(from, { balance: 100 });
   * await client.put(to, { balance: 0 });
   *
   * const left = await client.transaction(async (txn) => {
   *   const { bins } = await client.get(from, { txn });
   *   if (bins.balance < 30) throw new Error('Not enough money');
   *   await client.operate(from, [operations.incr('balance', -30)], null, { txn });
   *   await client.operate(to, [operations.incr('balance', 30)], null, { txn });
   *   return bins.balance - 30;
   * });
   * console.log(left); // 70
   * client.close();
   */
  transaction<T>(work: (txn: Transaction) => T | PromiseLike<T>, options?: TransactionOptions | null): Promise<T>;
}

function end(core: ClientCore, name: 'abort' | 'commit', transaction: unknown): Promise<number> {
  return core.executeSteps(name, (link) => {
    const { clock, options } = core.life;
    const ending = { link, clock, policies: options.policies, ledger: checkTransaction(transaction) };
    return name === 'commit' ? commit(ending) : abort(ending);
  });
}

function checkOptions(options: unknown): TransactOptions {
  if (typeof options !== 'object' && options !== undefined)
    throw AerospikeError.param('The options of a transaction must be an object');
  const { timeout, retries, signal } = (options ?? {}) as TransactOptions;
  return { timeout, retries, signal: checkSignal({ signal }) };
}

/** @internal */
export const transactionCommands: Implementation<TransactionCommands> = {
  commit(transaction, callback) {
    return deliver(end(this[CORE], 'commit', transaction), callbackOf<number>(callback));
  },

  abort(transaction, callback) {
    return deliver(end(this[CORE], 'abort', transaction), callbackOf<number>(callback));
  },

  transaction(work, options) {
    const core = this[CORE];
    const ends: TransactionEnds = {
      commit: (transaction) => end(core, 'commit', transaction),
      abort: (transaction) => end(core, 'abort', transaction),
    };
    // What is wrong with the arguments, and a signal that is aborted already, need nobody to answer.
    return notBeforeTurn(async () => transact(work as Work, checkOptions(options), ends, core.life.clock));
  },
};
