// A value that cannot be stored, with the result code that the server answers, and what it says more closely to clients
// that ask: server 8.2 does (docs/protocol/server-8.2.md, "Error details").

export class ParticleError extends Error {
  override readonly name = 'ParticleError';
  readonly resultCode: number;
  /** Of SUBCODE, within the result code; 0 = none. */
  readonly subcode: number;

  constructor(resultCode: number, message: string, subcode = 0) {
    super(message);
    this.resultCode = resultCode;
    this.subcode = subcode;
  }
}
