// One call of a batch, from the client's side: its rows made in steps, so that very many of them block nobody, then
// sent in parts one after the other, so that requests and replies have bounded size, and the promise that the caller
// holds.
//
//   begin ──► rows made, ROWS_PER_PART a turn ──► part sent ──► part told ──► … ──► settled
//
// Everything that must happen exactly once happens in `#settle`.

import { BatchResult } from '../../model/batch-result.ts';
import type { AerospikeBins } from '../../model/bin-value.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Key } from '../../model/key.ts';
import type { BatchCommandPolicy } from '../../model/policies/resolve.ts';
import { Record } from '../../model/record.ts';
import { status } from '../../model/status.ts';
import { afterReads } from '../../time/system-clock.ts';
import type { DetailsReply } from '../../wire/error-details.ts';
import type { BatchDefinition, BatchOutcome } from '../batch-definition.ts';
import type { CallOwner } from '../record/record-call.ts';
import { type RecordReply, readRecordReply } from '../record/record-reply.ts';
import { serverFailure } from '../run/command-error.ts';
import { afterTurn } from '../run/settle-later.ts';
import type { BatchMethod, BatchPlan } from './batch-methods.ts';
import { isRemove, type PreparedRow, writeAlone, writeBatch } from './row-frames.ts';

/** Rows that are made in one turn, and sent in one part. */
export const ROWS_PER_PART = 1024;
/** Bytes of operations beyond which a part takes no more rows. */
const MAX_PART_BYTES = 4 * 1024 * 1024;

/** Codes with which a row has not failed. */
const ANSWERS: ReadonlySet<number> = new Set([status.OK, status.ERR_RECORD_NOT_FOUND, status.FILTERED_OUT]);

/** What the reply to a remove says of a record when it travelled alone: the vendor's client does not read it. */
const REMOVED_ALONE: RecordReply = { bins: {}, ttl: 0, gen: 0 };

const FAILED_ROWS = 'One or more batch sub-commands failed';

/** Runs one part. Throws when there is nothing to run it on any more. */
export type RunPart = (definition: BatchDefinition<RecordReply>, outcome: BatchOutcome<RecordReply>) => void;

export class BatchCall<I> {
  readonly promise: Promise<BatchResult[]>;
  /** Called when it has ended, before its caller is told. */
  onOver: (() => void) | undefined;
  #resolve: (value: BatchResult[] | PromiseLike<BatchResult[]>) => void = () => {};
  readonly #owner: CallOwner;
  readonly #method: BatchMethod<I>;
  readonly #plan: BatchPlan;
  readonly #policy: BatchCommandPolicy;
  readonly #stack: string | undefined;
  readonly #rows: PreparedRow[] = [];
  readonly #results: BatchResult[];
  #told = 0;
  /** Why rows have no answer. */
  #failure: AerospikeError | undefined;
  /** Code of the first row that failed. */
  #failedCode: number = status.OK;
  #isInDoubt = false;
  /** What was said of that row. */
  #failedDetails: DetailsReply | undefined;

  constructor(
    owner: CallOwner,
    method: BatchMethod<I>,
    plan: BatchPlan,
    policy: BatchCommandPolicy,
    stack: string | undefined,
  ) {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#owner = owner;
    this.#method = method;
    this.#plan = plan;
    this.#policy = plan.filter === undefined ? policy : { ...policy, filter: plan.filter };
    this.#stack = stack;
    this.#results = new Array(plan.count);
  }

  get rows(): readonly PreparedRow[] {
    return this.#rows;
  }

  /** What its request takes, about, for who holds it back. */
  get bytes(): number {
    return this.#rows.reduce((bytes, { definition }) => bytes + 64 + definition.tail.length, 0);
  }

  /**
   * Makes the rows, at once if one part takes them; otherwise what stands in them must stay as it is until the end.
   *
   * @throws AerospikeError for a row of the first part that cannot be sent
   */
  prepare(ready: () => void): void {
    this.#makeRows();
    if (this.#rows.length === this.#plan.count) ready();
    else this.#prepareLater(ready);
  }

  #prepareLater(ready: () => void): void {
    afterReads(() => {
      try {
        this.#makeRows();
        if (this.#rows.length < this.#plan.count) this.#prepareLater(ready);
        else ready();
      } catch (error) {
        this.fail(error);
      }
    });
  }

  #makeRows(): void {
    const end = Math.min(this.#plan.count, this.#rows.length + ROWS_PER_PART);
    for (let index = this.#rows.length; index < end; index++) this.#rows.push(this.#plan.row(index));
  }

  /** Sends the rows that were not sent yet. Nothing is ever thrown from here. */
  run(part: RunPart): void {
    if (this.#rows.length === 0) {
      afterTurn(() => this.#settle());
      return;
    }
    try {
      this.#runPart(part);
    } catch (error) {
      this.fail(error);
    }
  }

  #runPart(part: RunPart): void {
    const first = this.#told;
    const rows = this.#nextPart(first);
    const policy = this.#policy;
    const reading = { policy, ownsReply: false };
    let isAlone = false;
    part(
      {
        name: this.#method.name,
        rows,
        policy,
        encodeRows: (w, indexes) => writeBatch(w, policy, rows, indexes),
        encodeAlone: (w, index) => {
          isAlone = rows.length === 1;
          writeAlone(w, policy, rows[index] as PreparedRow);
        },
        decodeRow: (buffer, start, end, index) =>
          isAlone && isRemove((rows[index] as PreparedRow).definition)
            ? REMOVED_ALONE
            : readRecordReply(buffer, start, end, reading),
      },
      {
        onRow: (index, reply) => this.#tell(first + index, status.OK, reply, false),
        onRowCode: (index, code, inDoubt, _attempts, details) => {
          this.#tell(first + index, code, undefined, inDoubt);
          if (details !== undefined) this.#explain(first + index, details);
        },
        onRowError: (index, error) => {
          this.#failure ??= error;
          this.#tell(first + index, error.code, undefined, error.inDoubt);
        },
        onEnd: () => {
          if (this.#told < this.#rows.length && !this.#isOver) this.run(part);
          else this.#settle();
        },
      },
    );
  }

  #nextPart(first: number): readonly PreparedRow[] {
    let end = first;
    for (let bytes = 0; end < this.#rows.length && end - first < ROWS_PER_PART && bytes < MAX_PART_BYTES; end++) {
      bytes += (this.#rows[end] as PreparedRow).definition.tail.length;
    }
    return this.#rows.slice(first, end);
  }

  /** Whether the rows that were not sent yet are left alone. */
  get #isOver(): boolean {
    return this.#failure !== undefined || (this.#failedCode !== status.OK && !this.#policy.respondAllKeys);
  }

  #tell(index: number, code: number, reply: RecordReply | undefined, inDoubt: boolean): void {
    this.#told++;
    if (this.#failedCode === status.OK && !ANSWERS.has(code)) this.#failedCode = code;
    this.#isInDoubt ||= inDoubt;
    this.#results[index] = this.#result(index, code, reply, inDoubt);
  }

  #explain(index: number, details: DetailsReply): void {
    (this.#results[index] as BatchResult).setReply(details);
    if (!ANSWERS.has((this.#results[index] as BatchResult).status)) this.#failedDetails ??= details;
  }

  #result(index: number, code: number, reply: RecordReply | undefined, inDoubt: boolean): BatchResult {
    const bins = this.#method.hasBins ? reply?.bins : undefined;
    const record = new Record(publicKey(this.#rows[index] as PreparedRow), bins as AerospikeBins, reply);
    return new BatchResult(code, record, inDoubt);
  }

  #settle(): void {
    const { isMixed } = this.#method;
    const { respondAllKeys } = this.#policy;
    const code = this.#failedCode;
    if (this.#failure !== undefined) this.fail(this.#failure);
    // What ended the batch is its error.
    else if (code !== status.OK && !respondAllKeys) this.fail(rowError(code, this.#failedDetails));
    else if (code !== status.OK && !isMixed) {
      this.fail(AerospikeError.withoutStack({ code: status.BATCH_FAILED, message: FAILED_ROWS }));
    } else {
      if (!isMixed) for (const result of this.#results) result.inDoubt = undefined as unknown as boolean;
      this.onOver?.();
      this.#owner.settled();
      this.#resolve(this.#results);
    }
  }

  /** Ends it with an error, which gets the results of the rows once some were sent. */
  fail(cause: unknown): void {
    this.onOver?.();
    this.#owner.settled();
    this.#resolve(this.#fail(cause));
  }

  /** See RecordCall for why this is a promise of its own and takes two turns. */
  async #fail(cause: unknown): Promise<never> {
    await undefined;
    await undefined;
    const error = this.#owner.complete(cause, this.#method.name, undefined, this.#stack, this.#fail);
    if (this.#told > 0) {
      error.inDoubt = this.#isInDoubt;
      const { length } = this.#results;
      for (let i = 0; i < length; i++) this.#results[i] ??= this.#result(i, status.NO_RESPONSE, undefined, false);
      error.setResults(this.#results);
    }
    throw error;
  }
}

/** The error of the row that ended a batch. */
function rowError(code: number, details: DetailsReply | undefined): AerospikeError {
  const { message } = serverFailure(code, undefined, details);
  return AerospikeError.withoutStack({ code, message, reply: details });
}

/** The key in a result: a plain object of its own, in which nothing stands that is not there. */
function publicKey({ ns, set, userKey, digest }: PreparedRow): Key {
  const key: { ns: string; set?: string; key?: unknown; digest?: Buffer } = { ns };
  if (set !== '') key.set = set;
  if (userKey !== null) key.key = userKey;
  key.digest = digest;
  return key as unknown as Key;
}
