// The expression operations of a command: one answers with what an expression gives, the other stores it in a bin
// (docs/protocol/expressions.md, "Where expressions stand").
//
//   payload := [expression, [flags]]

import { ElementReader, EXP_FLAG, KIND, OP, PARTICLE, WireError } from 'tendril/wire';
import { compileWholeAt, type Expression } from '../expression/expression.ts';
import { particleOfValue, WrittenCollection } from '../expression/value.ts';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { type Bin, createBin } from '../storage/record.ts';
import type { BinSet } from './bin-set.ts';
import {
  isWriteCommand,
  type ModifyOperation,
  type OperationContext,
  type ReadOperation,
  respondsToAll,
} from './operation.ts';

const READ_FLAGS = EXP_FLAG.EVAL_NO_FAIL;
const MODIFY_FLAGS =
  EXP_FLAG.CREATE_ONLY | EXP_FLAG.UPDATE_ONLY | EXP_FLAG.ALLOW_DELETE | EXP_FLAG.POLICY_NO_FAIL | EXP_FLAG.EVAL_NO_FAIL;

interface ExpressionPayload {
  readonly expression: Expression;
  readonly flags: number;
}

export const EXP_READ: ReadOperation = {
  access: 'reads',
  read(context, i, name) {
    const { expression, flags } = parse(context, i, READ_FLAGS);
    const result = particleOfValue(expression.evaluate(context.scope));
    if (result === undefined && (flags & EXP_FLAG.EVAL_NO_FAIL) === 0) throw unknownResult();
    if (result !== undefined && result.type !== PARTICLE.NULL)
      context.reply.addResult(OP.EXP_READ, name, result.type, result.value);
    else if (respondsToAll(context) || isWriteCommand(context)) context.reply.addNull(OP.EXP_READ, name);
    return RESULT.OK;
  },
};

export const EXP_MODIFY: ModifyOperation = {
  access: 'modifies',
  hasResult: false,
  dependsOnRecord: () => false,
  modify(context, i, name, bins) {
    const payload = parse(context, i, MODIFY_FLAGS);
    const refused = store(context, payload, name, bins);
    if (refused === RESULT.OK && respondsToAll(context)) context.reply.addNull(OP.EXP_MODIFY, name);
    return refused;
  },
};

function store(
  context: OperationContext,
  { expression, flags }: ExpressionPayload,
  name: string,
  bins: BinSet,
): number {
  const bin = bins.get(name);
  const refused = checkPresence(bin, flags);
  if (refused !== RESULT.OK) return (flags & EXP_FLAG.POLICY_NO_FAIL) !== 0 ? RESULT.OK : refused;
  const value = expression.evaluate(context.scope);
  const result = value instanceof WrittenCollection ? value.canonical() : particleOfValue(value);
  if (result === undefined) {
    if ((flags & EXP_FLAG.EVAL_NO_FAIL) !== 0) return RESULT.OK;
    throw unknownResult();
  }
  if (result.type === PARTICLE.NULL) return remove(bin, flags, bins);
  bins.set(storable(context, name, result));
  return RESULT.OK;
}

function checkPresence(bin: Bin | undefined, flags: number): number {
  if (bin !== undefined) return (flags & EXP_FLAG.CREATE_ONLY) !== 0 ? RESULT.BIN_EXISTS : RESULT.OK;
  return (flags & EXP_FLAG.UPDATE_ONLY) !== 0 ? RESULT.BIN_NOT_FOUND : RESULT.OK;
}

/** Nil removes the bin where that is allowed. Where it is not, any other flag makes the server overlook it. */
function remove(bin: Bin | undefined, flags: number, bins: BinSet): number {
  if (bin === undefined) return RESULT.OK;
  if ((flags & EXP_FLAG.ALLOW_DELETE) !== 0) bins.remove(bin.name);
  else if (flags === 0) throw new ParticleError(RESULT.OP_NOT_APPLICABLE, 'The expression would delete the bin');
  return RESULT.OK;
}

function storable({ meter }: OperationContext, name: string, { type, value, persistsIndex }: Particle): Bin {
  meter.checkSize(value.length);
  meter.spend(0, value.length);
  const bin = createBin(name, type, value);
  return persistsIndex === true ? { ...bin, persistsIndex } : bin;
}

/** @throws ParticleError with result code 4 when the payload is malformed. */
function parse({ request, version }: OperationContext, i: number, allowedFlags: number): ExpressionPayload {
  const r = new ElementReader(request.buffer, request.opValueAt(i), request.opEnd(i));
  try {
    if (r.next() !== KIND.LIST || r.count < 1 || r.count > 2) throw malformed('one expression with flags is expected');
    const { expression, end } = compileWholeAt(r.buffer, r.pos, r.end, version);
    r.pos = end;
    const flags = readFlags(r);
    if ((flags & ~allowedFlags) !== 0) throw malformed('there are no such flags');
    return { expression, flags };
  } catch (error) {
    throw error instanceof WireError ? malformed(error.message) : error;
  }
}

/** What is no integer counts as no flags. */
function readFlags(r: ElementReader): number {
  if (r.pos === r.end || r.next() !== KIND.INT) return 0;
  return r.high === 0 ? r.low : -1;
}

function unknownResult(): ParticleError {
  return new ParticleError(RESULT.OP_NOT_APPLICABLE, 'The expression gives no value');
}

function malformed(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed expression operation: ${reason}`);
}
