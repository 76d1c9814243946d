// An argument of a wrong type where the vendor's client has a TypeError: in the commands of administration, whose programs
// were written against it. Unlike the vendor's it has a code, that of every bad argument.

import { status } from './status.ts';

/** @internal */
export class ArgumentTypeError extends TypeError {
  readonly code: number = status.ERR_PARAM;
}
