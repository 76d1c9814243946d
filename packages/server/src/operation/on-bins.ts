// Operations on values (collections, bits, HyperLogLog) as operations of a command on its bins. A result that is nothing
// answers NULL where every operation is to be answered, and a read does so in every command that writes.

import { OP, PARTICLE } from 'tendril/wire';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { type Bin, binValue, createBin } from '../storage/record.ts';
import { BITS } from './bits/bits.ts';
import { COLLECTIONS_AND_PATHS } from './calls.ts';
import { HLL } from './hll/hll.ts';
import {
  always,
  isWriteCommand,
  type ModifyOperation,
  type OperationContext,
  type ReadOperation,
  respondsToAll,
} from './operation.ts';
import type { ValueOperations } from './value-operations.ts';

export const CDT_READ = readOf(OP.CDT_READ, COLLECTIONS_AND_PATHS);
export const CDT_MODIFY = modifyOf(OP.CDT_MODIFY, COLLECTIONS_AND_PATHS, true);
export const BITS_READ = readOf(OP.BITS_READ, BITS, PARTICLE.BLOB);
export const BITS_MODIFY = modifyOf(OP.BITS_MODIFY, BITS, false, PARTICLE.BLOB);
export const HLL_READ = readOf(OP.HLL_READ, HLL);
export const HLL_MODIFY = modifyOf(OP.HLL_MODIFY, HLL, true);

function readOf(op: number, family: ValueOperations, particleType?: number): ReadOperation {
  return {
    access: 'reads',
    read(context, i, name, bin) {
      const { reply } = context;
      if (bin === undefined) {
        reply.addRead(undefined, op, name, respondsToAll(context));
        return RESULT.OK;
      }
      const result = family.read(particleIn(bin), payloadOf(context, i, particleType), context.meter);
      if (result !== undefined && result.type !== PARTICLE.NULL) reply.addResult(op, name, result.type, result.value);
      else if (respondsToAll(context) || isWriteCommand(context)) reply.addNull(op, name);
      return RESULT.OK;
    },
  };
}

function modifyOf(op: number, family: ValueOperations, hasResult: boolean, particleType?: number): ModifyOperation {
  return {
    access: 'modifies',
    hasResult,
    dependsOnRecord: always,
    modify(context, i, name, bins) {
      const { reply, meter } = context;
      const bin = bins.get(name);
      const value = bin === undefined ? undefined : particleIn(bin);
      const { stored, result } = family.modify(value, payloadOf(context, i, particleType), meter);
      if (stored !== undefined) bins.set(binOf(name, stored));
      if (result !== undefined && result.type !== PARTICLE.NULL) reply.addResult(op, name, result.type, result.value);
      else if (respondsToAll(context)) reply.addNull(op, name);
      return RESULT.OK;
    },
  };
}

function particleIn(bin: Bin): Particle {
  return { type: bin.type, value: binValue(bin), persistsIndex: bin.persistsIndex };
}

function binOf(name: string, { type, value, persistsIndex }: Particle): Bin {
  const bin = createBin(name, type, value);
  return persistsIndex === true ? { ...bin, persistsIndex } : bin;
}

/** The operation's value, which some families want to be of a certain particle type. */
function payloadOf({ request }: OperationContext, i: number, particleType: number | undefined): Buffer {
  const type = request.opParticle(i);
  if (particleType !== undefined && type !== particleType)
    throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `An operation of particle type ${type}`);
  return request.buffer.subarray(request.opValueAt(i), request.opEnd(i));
}
