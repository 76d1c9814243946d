// One batch in a transaction: the turn of all its records, the monitor for those that it is the first to write, then its
// rows with the fields of the transaction. A row that fails is the row's; it does not end the transaction.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { nameOf } from '../../model/transaction-ledger.ts';
import type { Clock } from '../../time/clock.ts';
import type { BatchCall, RunPart } from '../batch/batch-call.ts';
import type { PreparedRow } from '../batch/row-frames.ts';
import type { TransactionLink } from './run-record.ts';
import { FieldsOf, noteReply } from './transaction-fields.ts';
import { explainRefusal } from './transaction-refusal.ts';
import { type TransactionWork, workOf } from './transaction-work.ts';
import type { Turn } from './turns.ts';
import { TimeLimit } from './within-time.ts';

export class TransactionBatch {
  readonly #work: TransactionWork;
  readonly #limit: TimeLimit;
  #turn: Turn | undefined;
  #isOver = false;

  /** @throws AerospikeError `ERR_PARAM` if the transaction takes no more commands */
  constructor(policy: CommandPolicy, clock: Clock, signal: AbortSignal | undefined) {
    this.#work = workOf(policy.txn);
    this.#limit = new TimeLimit(clock, policy, signal);
    this.#work.ledger.begin();
  }

  /** The batch has ended, however it did. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#turn?.leave();
    this.#work.ledger.end();
  }

  /** Sends its rows, in parts. Nothing is ever thrown from here. */
  async run<I>(link: TransactionLink, call: BatchCall<I>, part: RunPart): Promise<void> {
    const { ledger, turns, monitor } = this.#work;
    const { rows } = call;
    try {
      for (const { ns } of rows) ledger.keepTo(ns);
      this.#turn = turns.take(rows.map(({ digest }) => nameOf(digest)));
      if (this.#turn.come !== undefined) await this.#limit.wait(this.#turn.come);
      // It may have been aborted meanwhile.
      ledger.check();
      const added = rows.filter(({ isWrite, digest }) => isWrite && !ledger.isWritten(digest));
      if (added.length > 0) {
        const digests = added.map(({ digest }) => digest);
        await this.#limit.wait(monitor.add(link, digests, this.#limit.policy));
        ledger.check();
      }
    } catch (error) {
      call.fail(error instanceof AerospikeError ? explainRefusal(error, ledger.namespace) : error);
      return;
    }
    call.run((definition, outcome) => this.#runPart(part, definition, outcome));
  }

  #runPart(part: RunPart, definition: Parameters<RunPart>[0], outcome: Parameters<RunPart>[1]): void {
    const { ledger } = this.#work;
    const rows = definition.rows as readonly PreparedRow[];
    const fields = new FieldsOf(ledger);
    for (const row of rows) row.transaction = fields.of(row.digest, row.isWrite);
    const doubt = (index: number): void => ledger.noteDoubt(rows[index] as PreparedRow);
    part(
      {
        ...definition,
        onReply(buffer, start, end, index, code) {
          const row = rows[index] as PreparedRow;
          noteReply(ledger, row, row.isWrite, code, buffer, start, end);
        },
      },
      {
        onRow: (index, result) => outcome.onRow(index, result),
        onRowCode(index, code, inDoubt, attempts) {
          if (inDoubt) doubt(index);
          outcome.onRowCode(index, code, inDoubt, attempts);
        },
        onRowError(index, error) {
          if (error.inDoubt) doubt(index);
          outcome.onRowError(index, error);
        },
        onEnd: () => outcome.onEnd(),
      },
    );
  }
}
