// What INCR, APPEND and PREPEND make of a bin (docs/protocol/server-semantics.md, "Types"). On an absent bin all three
// store their operand, whatever its type.

import { OP, PARTICLE } from 'tendril/wire';
import { ParticleError } from '../particles/particle-error.ts';
import {
  floatBin,
  integerBin,
  isBlobParticle,
  isSupportedParticle,
  readInteger,
  storedBin,
} from '../particles/stored-value.ts';
import { RESULT } from '../result-code.ts';
import { allocateBin, type Bin, binValue, binValueAt } from '../storage/record.ts';
import type { OperationContext } from './operation.ts';

/**
 * The bin after modify operation `i` of the request; `bin` is the bin before, if there is one.
 *
 * @throws {@link ParticleError} with the server's result code when operand and bin do not fit.
 */
export function modifiedBin({ request, meter }: OperationContext, i: number, name: string, bin: Bin | undefined): Bin {
  const type = request.opParticle(i);
  if (type === PARTICLE.NULL || !isSupportedParticle(type))
    throw new ParticleError(RESULT.PARAMETER, `Particle type ${type} is no operand`);
  const at = request.opValueAt(i);
  const end = request.opEnd(i);
  if (bin === undefined) return storedBin(name, type, request.buffer, at, end);
  // The server's answer for arithmetic on geo bins is a general error, not a type mismatch.
  if (bin.type === PARTICLE.GEOJSON) throw new ParticleError(RESULT.UNKNOWN, 'A GeoJSON bin cannot be modified');
  if (request.opCode(i) === OP.INCR) return incremented(request.buffer, type, at, end, bin);
  if (type !== bin.type || !(type === PARTICLE.STRING || isBlobParticle(type))) throw incompatible(type, bin);
  const joinedBytes = bin.op.length + end - at;
  meter.checkSize(joinedBytes);
  meter.spend(0, joinedBytes);
  return joined(request.buffer, at, end, bin, request.opCode(i) === OP.APPEND);
}

/** Integers wrap at 64 bits; integers and floats do not mix. */
function incremented(source: Buffer, type: number, at: number, end: number, bin: Bin): Bin {
  if (type !== bin.type) throw incompatible(type, bin);
  const stored = binValue(bin);
  if (type === PARTICLE.INTEGER) return integerBin(bin.name, stored.readBigUInt64BE() + readInteger(source, at, end));
  if (type !== PARTICLE.FLOAT) throw incompatible(type, bin);
  if (end - at !== 8) throw new ParticleError(RESULT.PARAMETER, 'A float has 8 bytes');
  return floatBin(bin.name, stored.readDoubleBE() + source.readDoubleBE(at));
}

function joined(source: Buffer, at: number, end: number, bin: Bin, append: boolean): Bin {
  const stored = binValue(bin);
  const result = allocateBin(bin.name, bin.type, stored.length + end - at);
  const valueAt = binValueAt(result);
  stored.copy(result.op, append ? valueAt : valueAt + end - at);
  source.copy(result.op, append ? valueAt + stored.length : valueAt, at, end);
  return result;
}

function incompatible(type: number, bin: Bin): ParticleError {
  return new ParticleError(RESULT.INCOMPATIBLE_TYPE, `Particle type ${type} does not fit a bin of type ${bin.type}`);
}
