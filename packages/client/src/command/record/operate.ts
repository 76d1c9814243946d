// operate: several operations on one record, applied as one unit in the order given.
//
//   request := info1 READ if any reads · info2 WRITE if any writes · record fields · ops
//   reply   := one op per operation that has a result

import type { BinValue } from '../../model/bin-value.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { INFO1, INFO2 } from '../../wire/codes/message.ts';
import { type OperationRow, SCALAR_OPERATION, scalarOperationOf } from '../../wire/codes/ops.ts';
import { beginMessage, endMessage, setInfo4, writeEmptyOp, writeValueOp } from '../../wire/message.ts';
import { UnsupportedValueError, WireError } from '../../wire/wire-error.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandDefinition } from '../command-definition.ts';
import {
  headerGeneration,
  readInfo1,
  readInfo3,
  serverTimeoutMs,
  writeInfo2,
  writeInfo3,
  writeInfo4,
} from './policy-bits.ts';
import { beginRead } from './read-header.ts';
import { writeRecordFields } from './record-fields.ts';
import { type RecordReply, readRecordReply } from './record-reply.ts';

export interface OperateOperation {
  readonly op: number;
  readonly bin?: string | undefined;
  readonly value?: unknown;
}

export interface OperateArgs {
  readonly operations: readonly OperateOperation[];
  /** Seconds, or a constant of `ttl`; of a command that only reads, the read-touch percentage stands in its place. */
  readonly ttl: number;
  readonly gen: number;
}

export function rowOf(operation: OperateOperation): OperationRow {
  const row = scalarOperationOf(operation.op);
  if (row === undefined) throw new WireError(`Operation ${operation.op} is not known`);
  return row;
}

/** The definition that fits the operations: one that writes, or one that only reads. */
export function operateCommand(operations: readonly OperateOperation[]): CommandDefinition<OperateArgs, RecordReply> {
  return operations.some((operation) => rowOf(operation).modifies) ? OPERATE_WRITE : OPERATE_READ;
}

/** A read without a name reads all bins. */
export function readsAll(operations: readonly OperateOperation[]): boolean {
  return operations.some(({ op, bin }) => op === SCALAR_OPERATION.READ && bin === '');
}

/** Results of each operation are never asked for together with all bins. */
function respondAll(policy: CommandPolicy, all: boolean): number {
  return policy.respondAllOps && !all ? INFO2.RESPOND_ALL_OPS : 0;
}

export function writeOperation(w: Writer, operation: OperateOperation): void {
  const { code, value } = rowOf(operation);
  const bin = operation.bin ?? '';
  if (value === 'none') {
    writeEmptyOp(w, code, bin);
    return;
  }
  try {
    writeValueOp(w, code, bin, operation.value as BinValue);
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(bin) : error;
  }
}

const OPERATE_READ: CommandDefinition<OperateArgs, RecordReply> = Object.freeze({
  name: 'operate',
  isWrite: false,
  encode(w, call) {
    const { args, policy } = call;
    const all = readsAll(args.operations);
    const at = beginRead(w, policy, all ? INFO1.GET_ALL : 0, respondAll(policy, all));
    const fields = writeRecordFields(w, call);
    for (const operation of args.operations) writeOperation(w, operation);
    endMessage(w, at, fields, args.operations.length);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<OperateArgs, RecordReply>);

const OPERATE_WRITE: CommandDefinition<OperateArgs, RecordReply> = Object.freeze({
  name: 'operate',
  isWrite: true,
  encode(w, call) {
    const { args, policy } = call;
    const reads = args.operations.some((operation) => !rowOf(operation).modifies);
    const all = readsAll(args.operations);
    const info1 = reads ? INFO1.READ | readInfo1(policy) | (all ? INFO1.GET_ALL : 0) : 0;
    const info2 = INFO2.WRITE | writeInfo2(policy) | respondAll(policy, all);
    const info3 = writeInfo3(policy) | readInfo3(policy);
    const generation = headerGeneration(policy.gen, args.gen);
    const at = beginMessage(w, info1, info2, info3, generation, args.ttl, serverTimeoutMs(policy));
    setInfo4(w, at, writeInfo4(policy));
    const fields = writeRecordFields(w, call);
    for (const operation of args.operations) writeOperation(w, operation);
    endMessage(w, at, fields, args.operations.length);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<OperateArgs, RecordReply>);
