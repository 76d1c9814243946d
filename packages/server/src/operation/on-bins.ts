// Operations on values (collections, bits, HyperLogLog) as operations of a command on its bins. A result that is nothing
// answers NULL where every operation is to be answered, and a read does so in every command that writes.

import { EXP_SYSTEM, OP, PARTICLE } from 'tendril/wire';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import { type Bin, binValue, createBin } from '../storage/record.ts';
import { FAMILIES } from './calls.ts';
import {
  always,
  isWriteCommand,
  type ModifyOperation,
  type OperationContext,
  type ReadOperation,
  respondsToAll,
} from './operation.ts';
import { STRINGS } from './strings/strings.ts';
import type { ValueOperations } from './value-operations.ts';

/** The operations of the families that server 8.1 has. */
export function operationsOnBins(version: ServerVersion) {
  const families = FAMILIES[version];
  return {
    CDT_READ: readOf(OP.CDT_READ, families[EXP_SYSTEM.CDT]),
    CDT_MODIFY: modifyOf(OP.CDT_MODIFY, families[EXP_SYSTEM.CDT], true),
    BITS_READ: readOf(OP.BITS_READ, families[EXP_SYSTEM.BITS], PARTICLE.BLOB),
    BITS_MODIFY: modifyOf(OP.BITS_MODIFY, families[EXP_SYSTEM.BITS], false, PARTICLE.BLOB),
    HLL_READ: readOf(OP.HLL_READ, families[EXP_SYSTEM.HLL]),
    HLL_MODIFY: modifyOf(OP.HLL_MODIFY, families[EXP_SYSTEM.HLL], true),
  };
}

export const STRING_READ = readOf(OP.STRING_READ, STRINGS);
export const STRING_MODIFY = modifyOf(OP.STRING_MODIFY, STRINGS, false, PARTICLE.STRING);

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
      if (stored !== undefined) {
        meter.checkSize(stored.value.length);
        bins.set(binOf(name, stored));
      }
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
