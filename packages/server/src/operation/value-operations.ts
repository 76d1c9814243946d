// What a family of operations (collections, bits, HyperLogLog) does to one value, without a record around it: commands
// apply it to bins, expressions to what they have computed.

import type { Particle } from '../particles/particle.ts';
import type { WorkMeter } from './work-meter.ts';

export interface ValueChange {
  /** The value afterwards; undefined when it stays as it was, or stays absent. */
  readonly stored?: Particle | undefined;
  /** What the operation answers; undefined when it has no result. */
  readonly result?: Particle | undefined;
}

export interface ValueOperations {
  /**
   * The answer of the operation in `payload`; undefined when it has none.
   *
   * @throws ParticleError with the server's result code.
   */
  read(value: Particle, payload: Buffer, meter: WorkMeter): Particle | undefined;
  /**
   * Changes a value; `undefined` stands for one that is not there.
   *
   * @throws ParticleError with the server's result code.
   */
  modify(value: Particle | undefined, payload: Buffer, meter: WorkMeter): ValueChange;
}
