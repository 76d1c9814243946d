// An info value that does not follow its grammar, or says ERROR.

const MAX_SHOWN_CHARS = 80;

export class InfoValueError extends Error {
  override readonly name = 'InfoValueError';

  constructor(what: string, value: string) {
    super(
      `${what}: ${JSON.stringify(value.length > MAX_SHOWN_CHARS ? `${value.slice(0, MAX_SHOWN_CHARS)}...` : value)}`,
    );
  }
}

/** The value, unless the server answered with an error or nothing at all. */
export function requireValue(command: string, value: string | undefined): string {
  if (value === undefined) throw new InfoValueError(`Server did not answer ${command}`, '');
  if (/^(ERROR|FAIL)(:|$)/.test(value)) throw new InfoValueError(`Server refused ${command}`, value);
  return value;
}
