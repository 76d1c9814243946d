// A command that is refused without more ado, with what there is to say of it.

import type { CommandContext } from './context.ts';

/** Gives the result code, and leaves what it is about for a client that asks. */
export function refuse(context: CommandContext, resultCode: number, subcode: number, message: string): number {
  context.failure = { message, subcode };
  return resultCode;
}
