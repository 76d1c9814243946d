// What a row of a batch asks for, apart from its record: bits, generation, lifetime, and ready bytes for the rest. Rows
// that share a definition are sent as repeats (docs/protocol/batch.md, "Rows").
//
// Values are turned into bytes here, at the call: callers may change their objects afterwards, and a value that has no
// bytes refuses the batch before anything is sent.

import { key as KEY_POLICY, readModeAP as READ_MODE_AP } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import { INFO1, INFO2 } from '../../wire/codes/message.ts';
import { OP } from '../../wire/codes/ops.ts';
import { writeEmptyOp } from '../../wire/message.ts';
import { Writer } from '../../wire/writer.ts';
import { needsOf, respondAll, TRAIT, traitsOf, writeOperation } from '../record/operate.ts';
import {
  commitInfo3,
  detailInfo4,
  generationInfo2,
  headerGeneration,
  readInfo3,
  writeInfo2,
  writeInfo3,
  writeInfo4,
} from '../record/policy-bits.ts';
import { UDF_FIELDS, type UdfCall, writeUdfFields } from '../udf/udf-call.ts';

export interface RowDefinition {
  readonly isWrite: boolean;
  readonly info1: number;
  readonly info2: number;
  /** Bits of info2 that a row has only where it travels as a command of its own. */
  readonly info2Alone: number;
  readonly info3: number;
  readonly info4: number;
  readonly generation: number;
  /** Seconds, or a constant of `ttl`; of a row that reads, the read-touch percentage stands in its place. */
  readonly ttl: number;
  readonly sendsKey: boolean;
  /** Filter expression; that of the batch where the row has none of its own. */
  readonly filter: Buffer | undefined;
  /** What operations or the filter need of the server. */
  readonly needs: ServerNeed | undefined;
  /** Fields behind those of the record, and operations: how many, and their bytes. */
  readonly fields: number;
  readonly ops: number;
  readonly tail: Buffer;
}

const NOTHING: Buffer = Buffer.alloc(0);
const KEEP_BYTES = 64 * 1024;
let scratch = new Writer();

function bytesOf(write: (w: Writer) => void): Buffer {
  scratch.reset();
  write(scratch);
  const bytes = scratch.take();
  if (scratch.buffer.length > KEEP_BYTES) scratch = new Writer();
  return bytes;
}

function read(policy: CommandPolicy, info1: number, info2 = 0, ops = 0, tail = NOTHING): RowDefinition {
  const all = policy.readModeAP === READ_MODE_AP.ALL ? INFO1.CONSISTENCY_LEVEL_ALL : 0;
  return {
    isWrite: false,
    info1: INFO1.READ | all | info1,
    info2,
    info2Alone: 0,
    info3: readInfo3(policy),
    info4: detailInfo4(policy),
    generation: 0,
    ttl: policy.readTouchTtlPercent,
    sendsKey: false,
    filter: policy.filter,
    needs: policy.needs,
    fields: 0,
    ops,
    tail,
  };
}

export function readAllRow(policy: CommandPolicy): RowDefinition {
  return read(policy, INFO1.GET_ALL);
}

export function existsRow(policy: CommandPolicy): RowDefinition {
  return read(policy, INFO1.GET_NO_BINS);
}

export function readBinsRow(policy: CommandPolicy, bins: readonly string[]): RowDefinition {
  const tail = bytesOf((w) => {
    for (const bin of bins) writeEmptyOp(w, OP.READ, bin);
  });
  return read(policy, 0, 0, bins.length, tail);
}

/** @throws AerospikeError `ERR_PARAM` where an operation writes */
export function readOperationsRow(policy: CommandPolicy, operations: readonly Operation[]): RowDefinition {
  const traits = traitsOf(operations);
  if (traits & TRAIT.WRITES) throw AerospikeError.param('Write operations not allowed in batch read');
  const all = (traits & TRAIT.READS_ALL) !== 0;
  const info2 = policy.respondAllOps && !all ? INFO2.RESPOND_ALL_OPS : 0;
  const row = read(policy, all ? INFO1.GET_ALL : 0, info2, operations.length, operationBytes(operations));
  return { ...row, needs: needsOf(operations) ?? policy.needs, info2Alone: respondAll(policy, traits) };
}

/** `touched` is the lifetime that a touch operation asks for. */
export function writeRow(
  policy: CommandPolicy,
  operations: readonly Operation[],
  touched: number | undefined,
): RowDefinition {
  const traits = traitsOf(operations);
  const all = (traits & TRAIT.READS_ALL) !== 0;
  return {
    isWrite: true,
    info1: traits & TRAIT.READS ? INFO1.READ | (all ? INFO1.GET_ALL : 0) : 0,
    info2: INFO2.WRITE | writeInfo2(policy) | (all ? 0 : INFO2.RESPOND_ALL_OPS),
    info2Alone: 0,
    info3: writeInfo3(policy),
    info4: writeInfo4(policy),
    generation: 0,
    ttl: touched ?? policy.ttl,
    sendsKey: policy.key === KEY_POLICY.SEND,
    filter: policy.filter,
    needs: needsOf(operations) ?? policy.needs,
    fields: 0,
    ops: operations.length,
    tail: operationBytes(operations),
  };
}

export function removeRow(policy: CommandPolicy): RowDefinition {
  const durable = policy.durableDelete ? INFO2.DURABLE_DELETE : 0;
  return {
    isWrite: true,
    info1: 0,
    info2: INFO2.WRITE | INFO2.DELETE | INFO2.RESPOND_ALL_OPS | generationInfo2(policy.gen) | durable,
    info2Alone: 0,
    info3: commitInfo3(policy.commitLevel),
    info4: detailInfo4(policy),
    generation: headerGeneration(policy.gen, policy.generation),
    ttl: 0,
    sendsKey: policy.key === KEY_POLICY.SEND,
    filter: policy.filter,
    needs: policy.needs,
    fields: 0,
    ops: 0,
    tail: NOTHING,
  };
}

export function applyRow(policy: CommandPolicy, call: UdfCall): RowDefinition {
  return {
    isWrite: true,
    info1: 0,
    info2: INFO2.WRITE | (policy.durableDelete ? INFO2.DURABLE_DELETE : 0),
    info2Alone: 0,
    info3: commitInfo3(policy.commitLevel),
    info4: writeInfo4(policy),
    generation: 0,
    ttl: policy.ttl,
    sendsKey: policy.key === KEY_POLICY.SEND,
    fields: UDF_FIELDS,
    filter: policy.filter,
    needs: policy.needs,
    ops: 0,
    tail: bytesOf((w) => writeUdfFields(w, call)),
  };
}

function operationBytes(operations: readonly Operation[]): Buffer {
  return bytesOf((w) => {
    for (const operation of operations) writeOperation(w, operation);
  });
}
