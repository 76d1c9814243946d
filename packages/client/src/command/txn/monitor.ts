// The commands on the record in which the server keeps what a transaction has to do. They are ordinary commands of no
// transaction (docs/protocol/transactions.md, "Flow"):
//
//   add    := operate · [ WRITE(id), while there is no monitor ] · LIST APPEND(keyds, digests)   ttl: the timeout
//   decide := put · WRITE(fwd, true)
//   remove := remove · DURABLE_DELETE

import { type CommandPolicy, POLICY_DEFAULTS } from '../../model/policies/resolve.ts';
import type { TransactionLedger } from '../../model/transaction-ledger.ts';
import { LIST_ORDER, LIST_WRITE_FLAG } from '../../wire/codes/collections.ts';
import { FUNCTIONS } from '../../wire/codes/functions.ts';
import { SCALAR_OPERATION } from '../../wire/codes/ops.ts';
import { MONITOR_BIN, MONITOR_SET } from '../../wire/codes/transactions.ts';
import { readTransactionReply } from '../../wire/transactions.ts';
import type { CommandDefinition, RecordKey } from '../command-definition.ts';
import { type OperateArgs, type OperateOperation, operateCommand } from '../record/operate.ts';

/** A digest that is there already is not an error, and does not keep the others out. */
const ADD_POLICY = {
  order: LIST_ORDER.ORDERED,
  writeFlags: LIST_WRITE_FLAG.ADD_UNIQUE | LIST_WRITE_FLAG.NO_FAIL | LIST_WRITE_FLAG.PARTIAL,
};

export function monitorKey({ namespace, id }: TransactionLedger): RecordKey {
  return { ns: namespace, set: MONITOR_SET, key: id };
}

/** The limits of time and the retries of one policy in the policy of a command on a monitor. */
export function monitorPolicy(kind: 'operate' | 'write' | 'remove', limits: CommandPolicy): CommandPolicy {
  const { totalTimeout, socketTimeout, rawSocketTimeout, timeoutDelay, maxRetries } = limits;
  const durableDelete = kind === 'remove';
  const own = { totalTimeout, socketTimeout, rawSocketTimeout, timeoutDelay, maxRetries, durableDelete };
  return { ...POLICY_DEFAULTS[kind], ...own };
}

/** What adds records to a monitor, and makes it when it is the first. */
export function additionOf(ledger: TransactionLedger, digests: readonly Buffer[]): OperateArgs {
  const { append, appendItems } = FUNCTIONS.lists;
  const bin = MONITOR_BIN.DIGESTS;
  const addition =
    digests.length === 1
      ? { op: append.number, bin, value: digests[0], policy: ADD_POLICY }
      : { op: appendItems.number, bin, list: digests, policy: ADD_POLICY };
  const id = { op: SCALAR_OPERATION.WRITE, bin: MONITOR_BIN.ID, value: ledger.id };
  const operations: OperateOperation[] = ledger.deadline === 0 ? [id, addition] : [addition];
  return { operations, ttl: ledger.timeoutSeconds, gen: 0 };
}

/** Its reply has the deadline of the transaction. */
export function addCommand(args: OperateArgs): CommandDefinition<OperateArgs, number | undefined> {
  const { name, isWrite, encode } = operateCommand(args.operations);
  return { name, isWrite, encode, decode: (buffer, start, end) => readTransactionReply(buffer, start, end).deadline };
}
