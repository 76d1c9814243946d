// HyperLogLog: the bytes of a HyperLogLog bin, marked so that they can be written back as such.
// Never computes anything; estimates are made by the server.

/**
 * The content of a HyperLogLog bin.
 *
 * @throws TypeError if the argument is not a Buffer.
 *
 * @example
 * import { HyperLogLog } from 'tendril';
 *
 * console.log(new HyperLogLog(Buffer.from([0, 4, 0])).buffer.length); // 3
 */
export class HyperLogLog {
  /** The bytes as the server stores them. */
  buffer: Buffer;

  constructor(buffer: Buffer) {
    if (!Buffer.isBuffer(buffer)) throw new TypeError('buffer must be a Buffer');
    this.buffer = buffer;
  }
}

/** @internal How HyperLogLogs are read: as bytes, or wrapped. One for the process, as the vendor's client has it. */
export const hyperLogLogs = { wrapped: false };
