// A batch: rows carried out in their order, answers packed into frames, a trailer at the end (docs/protocol/batch.md,
// "Replies"). Every row is carried out, also after one that failed; the flags decide what the client gets to see of it.

import {
  BATCH_HEADER_BYTES,
  beginFrame,
  endFrame,
  FIELD,
  BATCH_FLAG as FLAG,
  INFO2,
  INFO3,
  PROTO_TYPE,
  type Writer,
} from 'tendril/wire';
import type { NodeState } from '../cluster/node-state.ts';
import type { Application } from '../command/apply.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import type { Principal } from '../command/principal.ts';
import { compileFilter } from '../expression/expression.ts';
import { FLUSH_BYTES, FRAME_BYTES, ROWS_PER_STEP } from '../limits.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { Completion, Waiter } from '../storage/completion.ts';
import { BatchRows } from './batch-rows.ts';

/** Where a row's header has its index. */
const ROW_INDEX_AT = 14;

export interface BatchOptions {
  /** 0 = no limit. */
  readonly maxRows: number;
  readonly principal: Principal;
}

/** A frame whose last row is carried out but not safe yet. */
interface HeldFrame {
  readonly frame: Buffer;
  /** Where the row begins. */
  readonly rowAt: number;
  /** A row before it has ended what the client gets to see. */
  readonly isDropped: boolean;
  readonly completion: Completion;
}

/** A row whose function runs; the rows after it wait: they may concern the same record. */
interface AppliedRow {
  readonly application: Application;
  readonly index: number;
}

export class BatchJob implements Job, Waiter {
  readonly #node: NodeState;
  readonly #out: Writer;
  readonly #principal: Principal;
  readonly #runner: CommandRunner;
  #rows: BatchRows | undefined;
  readonly #flags: number;
  #left: number;
  /** What the trailer says. */
  #result: number = RESULT.OK;
  /** Result of a failed row: rows of the frame in which it is reported are the last that are sent. */
  #rowResult: number = RESULT.OK;
  #held: HeldFrame | undefined;
  #applied: AppliedRow | undefined;
  #owner: JobOwner | undefined;

  /** `body` is the whole message; it must stay as it is until the job is done. */
  constructor(node: NodeState, body: Buffer, out: Writer, { maxRows, principal }: BatchOptions) {
    this.#node = node;
    this.#out = out;
    this.#principal = principal;
    this.#runner = new CommandRunner(node, out);
    const { request } = this.#runner;
    const isWellFormed = request.parse(body, 0, body.length);
    const field = isWellFormed ? (request.field(FIELD.BATCH_INDEX) ?? request.field(FIELD.BATCH_WITH_SET)) : undefined;
    this.#flags = 0;
    this.#left = 0;
    if (field === undefined || field.length < BATCH_HEADER_BYTES || field.readUInt32BE(0) === 0) {
      this.#result = RESULT.PARAMETER;
      return;
    }
    this.#left = field.readUInt32BE(0);
    this.#flags = field[4] as number;
    if (maxRows !== 0 && this.#left > maxRows) {
      this.#result = RESULT.BATCH_MAX_REQUESTS;
    } else if (!this.#takeFilter()) {
      this.#result = RESULT.PARAMETER;
    } else {
      const start = field.byteOffset - body.byteOffset + BATCH_HEADER_BYTES;
      this.#rows = new BatchRows(body, start, start - BATCH_HEADER_BYTES + field.length, request);
    }
  }

  /** The filter for rows that have none of their own; false when it is malformed. */
  #takeFilter(): boolean {
    const bytes = this.#runner.request.field(FIELD.FILTER_EXP);
    if (bytes === undefined) return true;
    try {
      compileFilter(bytes, this.#node.version);
    } catch (error) {
      if (error instanceof ParticleError) return false;
      throw error;
    }
    this.#runner.batchFilter = bytes;
    return true;
  }

  step(owner: JobOwner): Progress {
    this.#owner = owner;
    const start = this.#out.pos;
    let budget = ROWS_PER_STEP;
    for (;;) {
      // What is settled by now wakes nobody: a function may be refused while it is begun.
      if (this.#applied !== undefined && !this.#writeApplied(this.#applied)) return PROGRESS.WAITING;
      if (this.#held !== undefined && !this.#release(this.#held)) return PROGRESS.WAITING;
      if (this.#rows === undefined || this.#result !== RESULT.OK || this.#left === 0) break;
      if (budget <= 0 || this.#out.pos - start >= FLUSH_BYTES) return PROGRESS.MORE;
      budget -= this.#writeFrame(this.#rows, budget);
    }
    this.#end(this.#result === RESULT.OK ? this.#rowResult : this.#result);
    return PROGRESS.DONE;
  }

  fail(): void {
    this.#end(RESULT.UNKNOWN);
  }

  cancel(): void {
    this.#held?.completion.forget(this);
    this.#applied?.application.forget(this);
    this.#rows = undefined;
  }

  onSettled(): void {
    this.#owner?.wake(this);
  }

  #end(result: number): void {
    this.#runner.reply.begin();
    this.#runner.reply.finish(result, INFO3.LAST);
  }

  /** One frame of rows; taken back when the batch turns out to be malformed or must not show its rows. */
  #writeFrame(rows: BatchRows, budget: number): number {
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    const bodyAt = this.#out.pos;
    const wasCutOff = this.#rowResult !== RESULT.OK;
    let rowAt = at;
    let completion: Completion | undefined;
    let count = 0;
    for (; this.#left > 0 && count < budget && this.#out.pos - at < FRAME_BYTES && completion === undefined; count++) {
      rowAt = this.#out.pos;
      if (!this.#runRow(rows)) {
        this.#result = RESULT.PARAMETER;
        break;
      }
      completion = this.#runner.takeCompletion();
      this.#left--;
      if (this.#applied !== undefined) break;
    }
    const isEmpty = this.#out.pos === bodyAt;
    if (completion === undefined) this.#finishFrame(at, wasCutOff || isEmpty);
    else this.#hold(at, rowAt, wasCutOff, completion);
    return count;
  }

  #finishFrame(at: number, isDropped: boolean): void {
    const isHidden = this.#rowResult !== RESULT.OK && (this.#flags & FLAG.REPORT_ROW) === 0;
    if (this.#result !== RESULT.OK || isDropped || isHidden) this.#out.pos = at;
    else endFrame(this.#out, at);
  }

  /** Takes the frame back until its last row is safe. The rows after it wait: they may concern the same record. */
  #hold(at: number, rowAt: number, isDropped: boolean, completion: Completion): void {
    const frame = Buffer.from(this.#out.buffer.subarray(at, this.#out.pos));
    this.#held = { frame, rowAt: rowAt - at, isDropped, completion };
    this.#out.pos = at;
    completion.tell(this);
  }

  /** Puts the held frame back, its last row with what has become of it; false while that is not known. */
  #release({ frame, rowAt, isDropped, completion }: HeldFrame): boolean {
    const { result } = completion;
    if (result === undefined) return false;
    this.#held = undefined;
    const at = this.#out.pos;
    if (result === RESULT.OK) this.#out.bytes(frame);
    else {
      this.#out.bytes(frame.subarray(0, rowAt));
      this.#runner.reply.beginRow();
      this.#finishRow(result, frame.readUInt32BE(rowAt + ROW_INDEX_AT));
    }
    this.#finishFrame(at, isDropped);
    return true;
  }

  /** False when the row is malformed or its namespace unknown, which ends the batch. */
  #runRow(rows: BatchRows): boolean {
    if (!rows.next()) return false;
    const { request, reply } = this.#runner;
    const own = this.#node.namespaces.get(request.namespaceName() ?? '');
    if (own === undefined) return false;
    const at = this.#out.pos;
    reply.beginRow();
    reply.echoesOps = (request.info2 & INFO2.WRITE) !== 0;
    const result = this.#runner.run(own, rows.digest, 'batchSub', this.#principal);
    const application = this.#runner.takeApplication();
    if (application === undefined) this.#finishRow(result, rows.index);
    else {
      this.#out.pos = at;
      this.#applied = { application, index: rows.index };
      application.tell(this);
    }
    return true;
  }

  /** Writes the row of a function that has ended, in a frame of its own; false while it runs. */
  #writeApplied({ application, index }: AppliedRow): boolean {
    const { result, completion } = application;
    if (result === undefined) return false;
    this.#applied = undefined;
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    const rowAt = this.#out.pos;
    const wasCutOff = this.#rowResult !== RESULT.OK;
    this.#runner.reply.beginRow();
    application.writeTo(this.#runner.reply);
    this.#finishRow(result, index);
    if (completion === undefined) this.#finishFrame(at, wasCutOff);
    else this.#hold(at, rowAt, wasCutOff, completion);
    return true;
  }

  #finishRow(result: number, index: number): void {
    this.#runner.reply.finishRow(result, index);
    const endsBatch = result !== RESULT.OK && result !== RESULT.NOT_FOUND && result !== RESULT.FILTERED_OUT;
    if (endsBatch && (this.#flags & FLAG.RESPOND_ALL) === 0) this.#rowResult = result;
  }
}
