// The ends of a transaction. Not there yet; see ../missing.ts.

import type { Transaction } from '../missing/transaction.ts';
import type { TypedCallback } from './callback.ts';

/** The ends of a transaction; it begins with the first command that names it in its policy. */
export interface TransactionCommands {
  /**
   * Makes all commands of a transaction take effect.
   *
   * @returns A value of `commitStatus`.
   */
  commit(transaction: Transaction): Promise<number>;
  commit(transaction: Transaction, callback: TypedCallback<number>): void;

  /**
   * Undoes all commands of a transaction.
   *
   * @returns A value of `abortStatus`.
   */
  abort(transaction: Transaction): Promise<number>;
  abort(transaction: Transaction, callback: TypedCallback<number>): void;
}
