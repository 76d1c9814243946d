// What the commands of one transaction share while they are under way.

import { AerospikeError } from '../../model/error.ts';
import { ledgerOf } from '../../model/transaction.ts';
import type { TransactionLedger } from '../../model/transaction-ledger.ts';
import { MonitorAdditions } from './monitor-additions.ts';
import { Turns } from './turns.ts';

export interface TransactionWork {
  readonly ledger: TransactionLedger;
  readonly turns: Turns;
  readonly monitor: MonitorAdditions;
}

const works = new WeakMap<TransactionLedger, TransactionWork>();

/** @throws AerospikeError `ERR_PARAM` for anything but a transaction */
export function workOf(transaction: unknown): TransactionWork {
  const ledger = ledgerOf(transaction);
  if (ledger === undefined) throw AerospikeError.param('Policy object invalid: txn should be a Transaction');
  let work = works.get(ledger);
  if (work === undefined) {
    work = { ledger, turns: new Turns(), monitor: new MonitorAdditions(ledger) };
    works.set(ledger, work);
  }
  return work;
}
