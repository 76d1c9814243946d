// From the particle of a request to the bin that is stored: length checks, normal forms, result codes
// (docs/protocol/particles.md, "Particle types"). Everything the server stores goes through here.

import { PARTICLE } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import { allocateBin, type Bin, binValueAt, createBin } from '../storage/record.ts';
import { asksForIndex, canonicalCollection } from './cdt-canonical.ts';
import { storedGeoJson } from './geojson.ts';
import { isHll } from './hll.ts';
import { ParticleError } from './particle-error.ts';

/** Whether a WRITE operation may carry a particle of that type. NULL counts: it removes the bin. */
export function isSupportedParticle(type: number): boolean {
  switch (type) {
    case PARTICLE.NULL:
    case PARTICLE.INTEGER:
    case PARTICLE.FLOAT:
    case PARTICLE.STRING:
    case PARTICLE.BLOB:
    case PARTICLE.VECTOR:
    case PARTICLE.BOOL:
    case PARTICLE.HLL:
    case PARTICLE.MAP:
    case PARTICLE.LIST:
    case PARTICLE.GEOJSON:
      return true;
    default:
      return isBlobParticle(type);
  }
}

/** BLOB and its language-specific variants: distinct types that behave alike. */
export function isBlobParticle(type: number): boolean {
  return (
    type === PARTICLE.BLOB || type === PARTICLE.VECTOR || (type >= PARTICLE.JAVA_BLOB && type <= PARTICLE.ERLANG_BLOB)
  );
}

/**
 * The bin to store for a particle of a request. The type must not be NULL.
 *
 * @throws {@link ParticleError} with the server's result code when the value is malformed.
 */
export function storedBin(name: string, type: number, source: Buffer, start: number, end: number): Bin {
  switch (type) {
    case PARTICLE.INTEGER:
      return integerBin(name, readInteger(source, start, end));
    case PARTICLE.FLOAT:
      if (end - start !== 8) throw parameter('a float has 8 bytes');
      return createBin(name, type, source, start, end);
    case PARTICLE.BOOL:
      if (end - start !== 1 || (source[start] as number) > 1) throw parameter('a boolean is one byte, 0 or 1');
      return createBin(name, type, source, start, end);
    case PARTICLE.HLL:
      if (!isHll(source, start, end)) throw parameter('a HyperLogLog header and its registers do not fit');
      return createBin(name, type, source, start, end);
    case PARTICLE.LIST:
      return createBin(name, type, canonicalCollection(type, source, start, end));
    case PARTICLE.MAP: {
      const bin = createBin(name, type, canonicalCollection(type, source, start, end));
      return asksForIndex(source, start, end) ? { ...bin, persistsIndex: true } : bin;
    }
    case PARTICLE.GEOJSON:
      return createBin(name, type, storedGeoJson(source, start, end));
    default:
      if (!isSupportedParticle(type) || type === PARTICLE.NULL) throw parameter(`particle type ${type} is not stored`);
      return createBin(name, type, source, start, end);
  }
}

/** An integer of 1, 2, 4 or 8 bytes; the short forms are extended with zeros. */
export function readInteger(source: Buffer, start: number, end: number): bigint {
  switch (end - start) {
    case 1:
      return BigInt(source[start] as number);
    case 2:
      return BigInt(source.readUInt16BE(start));
    case 4:
      return BigInt(source.readUInt32BE(start));
    case 8:
      return source.readBigUInt64BE(start);
    default:
      throw parameter('an integer has 1, 2, 4 or 8 bytes');
  }
}

/** A bin with the low 64 bits of `value`. */
export function integerBin(name: string, value: bigint): Bin {
  const bin = allocateBin(name, PARTICLE.INTEGER, 8);
  bin.op.writeBigUInt64BE(BigInt.asUintN(64, value), binValueAt(bin));
  return bin;
}

export function floatBin(name: string, value: number): Bin {
  const bin = allocateBin(name, PARTICLE.FLOAT, 8);
  bin.op.writeDoubleBE(value, binValueAt(bin));
  return bin;
}

function parameter(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Invalid value: ${reason}`);
}
