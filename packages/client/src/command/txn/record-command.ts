// One command on a record in a transaction, from the call to the outcome: its turn, the monitor if it is the first to
// write the record, then the command itself with the fields of the transaction.
//
//   begun ──its turn──► [ in the monitor ] ──sent──► reply, noted ──► told
//     └────────── time limit, signal, the end of the transaction ──────┘

import { types } from 'node:util';
import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { nameOf, type TrackedRecord } from '../../model/transaction-ledger.ts';
import type { Clock } from '../../time/clock.ts';
import { MESSAGE_AT } from '../../wire/codes/message.ts';
import { digestOf } from '../../wire/digest.ts';
import { Writer } from '../../wire/writer.ts';
import type { CommandDefinition, CommandOutcome, RecordCommand, RecordKey } from '../command-definition.ts';
import { valueError } from '../run/command-error.ts';
import { failLater } from '../run/settle-later.ts';
import type { TransactionLink } from './run-record.ts';
import { FieldsOf, noteReply, withFields } from './transaction-fields.ts';
import { explainRefusal } from './transaction-refusal.ts';
import { type TransactionWork, workOf } from './transaction-work.ts';
import { TimeLimit } from './within-time.ts';

export class TransactionCommand<A, R> {
  readonly #command: RecordCommand<A, R>;
  readonly #key: RecordKey & { readonly digest: Buffer };
  readonly #record: TrackedRecord;
  readonly #work: TransactionWork;
  /** The request as it was at the call, without the fields of the transaction. */
  readonly #frame: Buffer;

  /** @throws AerospikeError for what cannot be sent, UnsupportedValueError for a value that has no bytes */
  constructor(command: RecordCommand<A, R>) {
    const { definition, key, args, policy } = command;
    const { ns, set } = key;
    const userKey = types.isUint8Array(key.key) ? Buffer.from(key.key) : (key.key ?? null);
    const setName = set ?? '';
    const digest = userKey === null ? Buffer.from(key.digest as Buffer) : digestOf(setName, userKey);
    const writer = new Writer();
    definition.encode(writer, { ns, set: setName, userKey, digest, args, policy, ownsReply: false });
    this.#command = command;
    this.#key = { ns, set: setName, key: userKey, digest };
    this.#record = { set: setName, digest };
    this.#work = workOf(policy.txn);
    this.#frame = writer.take();
    this.#work.ledger.check();
    this.#work.ledger.keepTo(ns);
    this.#work.ledger.begin();
  }

  get digest(): Buffer {
    return this.#key.digest;
  }

  get bytes(): number {
    return this.#frame.length;
  }

  /** Takes it back, untold. */
  withdraw(): void {
    this.#work.ledger.end();
  }

  /** Ends it before it was started. */
  fail(error: AerospikeError): void {
    this.#work.ledger.end();
    this.#command.onError(error);
  }

  /** Runs it. Nothing is ever thrown from here. */
  start(link: TransactionLink, clock: Clock, policy: CommandPolicy): void {
    const { turns } = this.#work;
    const turn = turns.take([nameOf(this.#record.digest)]);
    const limit = new TimeLimit(clock, policy, this.#command.signal);
    const outcome: CommandOutcome<R> = {
      onResult: (result) => {
        turn.leave();
        this.#work.ledger.end();
        this.#command.onResult(result);
      },
      onError: (error) => {
        if (error.inDoubt) this.#work.ledger.noteDoubt(this.#record);
        turn.leave();
        this.fail(explainRefusal(error, this.#key.ns));
      },
    };
    const isReady = turn.come === undefined && !this.#isNewToMonitor;
    if (isReady) this.#send(link, policy, outcome);
    else this.#sendLater(link, limit, turn.come, outcome);
  }

  get #isNewToMonitor(): boolean {
    return this.#command.definition.isWrite && !this.#work.ledger.isWritten(this.#record.digest);
  }

  async #sendLater(
    link: TransactionLink,
    limit: TimeLimit,
    turn: Promise<void> | undefined,
    outcome: CommandOutcome<R>,
  ): Promise<void> {
    const { ledger, monitor } = this.#work;
    try {
      if (turn !== undefined) await limit.wait(turn);
      // It may have been aborted meanwhile.
      ledger.check();
      if (this.#isNewToMonitor) {
        await limit.wait(monitor.add(link, [this.#record.digest], limit.policy));
        ledger.check();
      }
      this.#send(link, limit.policy, outcome);
    } catch (error) {
      failLater(outcome, error instanceof AerospikeError ? error : valueError(error));
    }
  }

  #send(link: TransactionLink, policy: CommandPolicy, outcome: CommandOutcome<R>): void {
    const { definition, args, signal } = this.#command;
    const { ledger } = this.#work;
    const { isWrite } = definition;
    const frame = withFields(this.#frame, new FieldsOf(ledger).of(this.#record.digest, isWrite));
    const note = (buffer: Buffer, start: number, end: number): void =>
      noteReply(ledger, this.#record, isWrite, buffer[start + MESSAGE_AT.RESULT_CODE] as number, buffer, start, end);
    const tracked: CommandDefinition<A, R> = {
      name: definition.name,
      isWrite,
      encode: (w) => w.bytes(frame),
      decode(buffer, start, end, call) {
        note(buffer, start, end);
        return definition.decode(buffer, start, end, call);
      },
      failureText(buffer, start, end) {
        note(buffer, start, end);
        return definition.failureText?.(buffer, start, end);
      },
    };
    link.run({ ...outcome, definition: tracked, key: this.#key, args, policy, signal });
  }
}
