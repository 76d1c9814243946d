// The classes that are missing: their names, their static constants, and their types.

import { abortStatus, commitStatus } from '../../model/constants.ts';
import { missingClass, missingFunctions } from '../missing.ts';
import type * as transaction from './transaction.ts';

/** A transaction, named in the policies of the commands that belong to it. */
export type Transaction = transaction.Transaction;

/**
 * Several commands that take effect together or not at all. Not in this version: the constructor throws an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { Transaction } from 'tendril';
 *
 * console.log(Transaction.state.COMMITTED); // 2
 */
export const Transaction: transaction.TransactionClass = missingClass<transaction.TransactionClass>('Transaction', {
  state: { OPEN: 0, OK: 0, VERIFIED: 1, COMMITTED: 2, ABORTED: 3 },
  capacity: { READ_DEFAULT: 128, WRITE_DEFAULT: 128 },
  abortStatus: { ...abortStatus },
  commitStatus: { ...commitStatus },
});

/**
 * The open transactions of this process; of interest to tests of `aerospike` only. Not in this version.
 *
 * @example
 * import { _transactionPool, status } from 'tendril';
 *
 * try {
 *   _transactionPool.getLength();
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const _transactionPool: transaction.TransactionPool = missingFunctions('_transactionPool');
