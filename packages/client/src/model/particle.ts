// Particle: a bin value as it is stored, type and bytes, for programs that pass values on and must not change them.
// Never interpreted: what the server does not want it refuses.

/** A bin value as it is stored. Where a bin value is expected, it is written as it is. */
export class Particle {
  /** Type of the particle, as `PARTICLE` in `tendril/wire` has them. */
  readonly type: number;
  /** The value bytes. */
  readonly bytes: Buffer;

  constructor(type: number, bytes: Buffer) {
    this.type = type;
    this.bytes = bytes;
  }
}
