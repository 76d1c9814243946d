// The list and map operations as operations of a command. A result that is nothing answers NULL where every operation is
// to be answered, and a read does so in every command that writes.

import { OP, PARTICLE } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import { type Bin, binValue, createBin } from '../storage/record.ts';
import { type BinChange, modifyBin, readBin } from './cdt/bin-operation.ts';
import {
  always,
  isWriteCommand,
  type ModifyOperation,
  type OperationContext,
  type ReadOperation,
  respondsToAll,
} from './operation.ts';
import { isPath } from './path/path.ts';
import { modifyPath, type PathContext, readPath } from './path/path-operations.ts';

export const CDT_READ: ReadOperation = {
  access: 'reads',
  read(context, i, name, bin) {
    const { request, reply } = context;
    if (bin === undefined) {
      reply.addRead(undefined, OP.CDT_READ, name, respondsToAll(context));
      return RESULT.OK;
    }
    const payload = request.buffer.subarray(request.opValueAt(i), request.opEnd(i));
    const result = isPath(payload)
      ? readPath({ type: bin.type, value: binValue(bin) }, payload, pathContext(context))
      : readBin(bin, payload, context.meter);
    if (result !== undefined && result.type !== PARTICLE.NULL)
      reply.addResult(OP.CDT_READ, name, result.type, result.value);
    else if (respondsToAll(context) || isWriteCommand(context)) reply.addNull(OP.CDT_READ, name);
    return RESULT.OK;
  },
};

export const CDT_MODIFY: ModifyOperation = {
  access: 'modifies',
  hasResult: true,
  dependsOnRecord: always,
  modify(context, i, name, bins) {
    const { request, reply } = context;
    const payload = request.buffer.subarray(request.opValueAt(i), request.opEnd(i));
    const { bin, result } = isPath(payload)
      ? modifiedAlongPath(context, name, bins.get(name), payload)
      : modifyBin(name, bins.get(name), payload, context.meter);
    if (bin !== undefined) bins.set(bin);
    if (result !== undefined && result.type !== PARTICLE.NULL)
      reply.addResult(OP.CDT_MODIFY, name, result.type, result.value);
    else if (respondsToAll(context)) reply.addNull(OP.CDT_MODIFY, name);
    return RESULT.OK;
  },
};

function modifiedAlongPath(context: OperationContext, name: string, bin: Bin | undefined, payload: Buffer): BinChange {
  const value = bin === undefined ? undefined : { type: bin.type, value: binValue(bin) };
  const { stored, result } = modifyPath(value, payload, pathContext(context));
  return { bin: stored === undefined ? undefined : createBin(name, stored.type, stored.value), result };
}

function pathContext({ scope, meter }: OperationContext): PathContext {
  return { calls: scope.calls, meter };
}
