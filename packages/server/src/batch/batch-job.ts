// A batch: rows carried out in their order, answers packed into frames, a trailer at the end (docs/protocol/batch.md,
// "Replies"). Every row is carried out, also after one that failed; the flags decide what the client gets to see of it.

import { beginFrame, endFrame, FIELD, INFO2, INFO3, PROTO_TYPE, type Writer } from 'tendril/wire';
import type { NodeState } from '../cluster/node-state.ts';
import { CommandRunner } from '../command/command-runner.ts';
import type { Job } from '../command/job.ts';
import { FLUSH_BYTES, FRAME_BYTES, ROWS_PER_STEP } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import { BatchRows } from './batch-rows.ts';

const FLAG = { RESPOND_ALL: 0x04, REPORT_ROW: 0x08 } as const;
const FIELD_HEADER_BYTES = 5;

export class BatchJob implements Job {
  readonly #node: NodeState;
  readonly #out: Writer;
  readonly #runner: CommandRunner;
  readonly #rows: BatchRows | undefined;
  readonly #flags: number;
  #left: number;
  /** What the trailer says. */
  #result: number = RESULT.OK;
  /** Result of a failed row: rows of the frame in which it is reported are the last that are sent. */
  #rowResult: number = RESULT.OK;

  /** `body` is the whole message; it must stay as it is until the job is done. */
  constructor(node: NodeState, body: Buffer, out: Writer, maxRows: number) {
    this.#node = node;
    this.#out = out;
    this.#runner = new CommandRunner(node, out);
    const { request } = this.#runner;
    const isWellFormed = request.parse(body, 0, body.length);
    const field = isWellFormed ? (request.field(FIELD.BATCH_INDEX) ?? request.field(FIELD.BATCH_WITH_SET)) : undefined;
    this.#flags = 0;
    this.#left = 0;
    if (field === undefined || field.length < FIELD_HEADER_BYTES || field.readUInt32BE(0) === 0) {
      this.#result = RESULT.PARAMETER;
      return;
    }
    this.#left = field.readUInt32BE(0);
    this.#flags = field[4] as number;
    if (maxRows !== 0 && this.#left > maxRows) {
      this.#result = RESULT.BATCH_MAX_REQUESTS;
    } else if (request.hasField(FIELD.FILTER_EXP)) {
      node.log.unsupported('filter expressions');
      this.#result = RESULT.UNSUPPORTED_FEATURE;
    } else {
      const start = field.byteOffset - body.byteOffset + FIELD_HEADER_BYTES;
      this.#rows = new BatchRows(body, start, start - FIELD_HEADER_BYTES + field.length, request);
    }
  }

  step(): boolean {
    const rows = this.#rows;
    const start = this.#out.pos;
    let budget = ROWS_PER_STEP;
    while (rows !== undefined && this.#result === RESULT.OK && this.#left > 0) {
      if (budget <= 0 || this.#out.pos - start >= FLUSH_BYTES) return false;
      budget -= this.#writeFrame(rows, budget);
    }
    this.#runner.reply.begin();
    this.#runner.reply.finish(this.#result === RESULT.OK ? this.#rowResult : this.#result, INFO3.LAST);
    return true;
  }

  /** One frame of rows; taken back when the batch turns out to be malformed or must not show its rows. */
  #writeFrame(rows: BatchRows, budget: number): number {
    const at = beginFrame(this.#out, PROTO_TYPE.MESSAGE);
    const wasCutOff = this.#rowResult !== RESULT.OK;
    let count = 0;
    for (; this.#left > 0 && count < budget && this.#out.pos - at < FRAME_BYTES; count++) {
      if (!this.#runRow(rows)) {
        this.#result = RESULT.PARAMETER;
        break;
      }
      this.#left--;
    }
    const isHidden = this.#rowResult !== RESULT.OK && (this.#flags & FLAG.REPORT_ROW) === 0;
    if (this.#result !== RESULT.OK || wasCutOff || isHidden || count === 0) this.#out.pos = at;
    else endFrame(this.#out, at);
    return count;
  }

  /** False when the row is malformed or its namespace unknown, which ends the batch. */
  #runRow(rows: BatchRows): boolean {
    if (!rows.next()) return false;
    const { request, reply } = this.#runner;
    const own = this.#node.namespaces.get(request.namespaceName() ?? '');
    if (own === undefined) return false;
    reply.beginRow();
    reply.echoesOps = (request.info2 & INFO2.WRITE) !== 0;
    const result = this.#runner.run(own, rows.digest, 'batchSub');
    reply.finishRow(result, rows.index);
    const endsBatch = result !== RESULT.OK && result !== RESULT.NOT_FOUND && result !== RESULT.FILTERED_OUT;
    if (endsBatch && (this.#flags & FLAG.RESPOND_ALL) === 0) this.#rowResult = result;
    return true;
  }
}
