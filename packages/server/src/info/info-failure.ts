// The failure of one info command. Its reply value is `ERROR:<code>:<text>`; the code is left out when it is 1.

import { RESULT } from '../result-code.ts';

export class InfoFailure extends Error {
  override readonly name = 'InfoFailure';
  /** The reply value. */
  readonly value: string;

  constructor(resultCode: number, text: string) {
    super(text);
    this.value = `ERROR:${resultCode === RESULT.UNKNOWN ? '' : resultCode}:${text}`;
  }
}

export function badParameter(text: string): InfoFailure {
  return new InfoFailure(RESULT.PARAMETER, text);
}
