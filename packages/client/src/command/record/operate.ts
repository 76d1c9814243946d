// operate: several operations on one record, applied as one unit in the order given.
//
//   request := info1 READ if any reads · info2 WRITE if any writes · record fields · ops
//   reply   := one op per operation that has a result

import type { BinValue } from '../../model/bin-value.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { ServerNeed } from '../../wire/codes/builds.ts';
import { INFO1, INFO2 } from '../../wire/codes/message.ts';
import { scalarOperationOf } from '../../wire/codes/ops.ts';
import { beginMessage, endMessage, setInfo4, writeEmptyOp, writeValueOp } from '../../wire/message.ts';
import { UnsupportedValueError } from '../../wire/wire-error.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandDefinition } from '../command-definition.ts';
import {
  beginRead,
  headerGeneration,
  readInfo1,
  readInfo3,
  serverTimeoutMs,
  writeInfo2,
  writeInfo3,
  writeInfo4,
} from './policy-bits.ts';
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
  /** What the operations need of the server; undefined for nothing that not all have. */
  readonly needs?: ServerNeed | undefined;
}

/** What the operations of a command do, taken together; sums of these bits. */
export const TRAIT = {
  READS: 1,
  WRITES: 2,
  /** A read without a name reads all bins. */
  READS_ALL: 4,
  /** Each is answered, also those that have no result. */
  RESPONDS_ALL: 8,
} as const;

/** Public codes from here on are of operations that work inside values. */
const FIRST_FUNCTION = 0x100;

/** @throws {@link WireError} for an operation that is not known. */
export function traitsOf(operations: readonly OperateOperation[]): number {
  let traits = 0;
  for (let i = 0; i < operations.length; i++) {
    const { op, bin } = operations[i] as OperateOperation;
    const row = scalarOperationOf(op);
    if (row === undefined) traits |= traitsOfCall(op);
    else if (row.modifies) traits |= TRAIT.WRITES;
    else traits |= bin === '' ? TRAIT.READS | TRAIT.READS_ALL : TRAIT.READS;
  }
  return traits;
}

function traitsOfCall(op: number): number {
  const { modifies, respondsAll } = functionCalls().calledFunction(op);
  return (modifies ? TRAIT.WRITES : TRAIT.READS) | (respondsAll ? TRAIT.RESPONDS_ALL : 0);
}

/** What operations need of the server. */
export function needsOf(operations: readonly OperateOperation[]): ServerNeed | undefined {
  for (let i = 0; i < operations.length; i++) {
    const { op } = operations[i] as OperateOperation;
    if (op < FIRST_FUNCTION || functionCalls().functionOf(op)?.mayNeed !== true) continue;
    const needs = require('../server-needs.js') as typeof import('../server-needs.ts');
    return needs.needsOfOperations(operations);
  }
  return undefined;
}

type FunctionCalls = typeof import('./function-calls.ts');
let calls: FunctionCalls | undefined;

/** @internal What operations need that work inside values; most programs have none. */
export function functionCalls(): FunctionCalls {
  calls ??= require('./function-calls.js') as FunctionCalls;
  return calls;
}

/** The definition that fits the operations: one that writes, or one that only reads. */
export function operateCommand(operations: readonly OperateOperation[]): CommandDefinition<OperateArgs, RecordReply> {
  return traitsOf(operations) & TRAIT.WRITES ? OPERATE_WRITE : OPERATE_READ;
}

/** Results of each operation are never asked for together with all bins. */
export function respondAll(policy: Pick<CommandPolicy, 'respondAllOps'>, traits: number): number {
  const wanted = policy.respondAllOps || (traits & TRAIT.RESPONDS_ALL) !== 0;
  return wanted && (traits & TRAIT.READS_ALL) === 0 ? INFO2.RESPOND_ALL_OPS : 0;
}

export function writeOperation(w: Writer, operation: OperateOperation): void {
  const row = scalarOperationOf(operation.op);
  const bin = operation.bin ?? '';
  if (row?.value === 'none') {
    writeEmptyOp(w, row.code, bin);
    return;
  }
  try {
    if (row !== undefined) writeValueOp(w, row.code, bin, operation.value as BinValue);
    else functionCalls().writeCall(w, operation.op, bin, operation);
  } catch (error) {
    throw error instanceof UnsupportedValueError ? error.under(bin) : error;
  }
}

const OPERATE_READ: CommandDefinition<OperateArgs, RecordReply> = Object.freeze({
  name: 'operate',
  isWrite: false,
  needsOf: (args) => args.needs,
  encode(w, call) {
    const { args, policy } = call;
    const traits = traitsOf(args.operations);
    const at = beginRead(w, policy, traits & TRAIT.READS_ALL ? INFO1.GET_ALL : 0, respondAll(policy, traits));
    const fields = writeRecordFields(w, call);
    for (const operation of args.operations) writeOperation(w, operation);
    endMessage(w, at, fields, args.operations.length);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<OperateArgs, RecordReply>);

const OPERATE_WRITE: CommandDefinition<OperateArgs, RecordReply> = Object.freeze({
  name: 'operate',
  isWrite: true,
  needsOf: (args) => args.needs,
  encode(w, call) {
    const { args, policy } = call;
    const traits = traitsOf(args.operations);
    const all = traits & TRAIT.READS_ALL ? INFO1.GET_ALL : 0;
    const info1 = traits & TRAIT.READS ? INFO1.READ | readInfo1(policy) | all : 0;
    const info2 = INFO2.WRITE | writeInfo2(policy) | respondAll(policy, traits);
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
