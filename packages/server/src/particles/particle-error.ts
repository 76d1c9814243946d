// A value that cannot be stored, with the result code that the server answers.

export class ParticleError extends Error {
  override readonly name = 'ParticleError';
  readonly resultCode: number;

  constructor(resultCode: number, message: string) {
    super(message);
    this.resultCode = resultCode;
  }
}
