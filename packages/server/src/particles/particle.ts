// A value apart from any bin: particle type and bytes, as a bin holds them and a reply carries them.

import { PARTICLE } from 'tendril/wire';

export interface Particle {
  readonly type: number;
  readonly value: Buffer;
  /** A map that keeps an index of the order of values. No reply says so. */
  readonly persistsIndex?: boolean | undefined;
}

/** The low 64 bits of an integer. */
export function integerParticle(value: bigint | number): Particle {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return { type: PARTICLE.INTEGER, value: bytes };
}

export function floatParticle(value: number): Particle {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return { type: PARTICLE.FLOAT, value: bytes };
}

export function blobParticle(value: Buffer): Particle {
  return { type: PARTICLE.BLOB, value };
}
