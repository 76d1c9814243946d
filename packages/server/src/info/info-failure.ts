// The failure of one info command. Its reply value is `ERROR:<code>:<text>`; the code is left out when it is 1.

import { permissionName } from '../command/permission.ts';
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

/** What whoever may not ask is told; `permission` is what it would need. */
export function securityFailure(resultCode: number, permission: number): InfoFailure {
  const text =
    resultCode === RESULT.SECURITY_ROLE_VIOLATION
      ? `role violation - requires permission '${permissionName(permission)}'`
      : resultCode === RESULT.SECURITY_NOT_WHITELISTED
        ? 'not whitelisted'
        : 'not authenticated';
  return new InfoFailure(resultCode, text);
}
