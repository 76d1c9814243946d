// The header of every command that only reads a record: it differs in what is asked for, not in how.

import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { INFO1 } from '../../wire/codes/message.ts';
import { beginMessage } from '../../wire/message.ts';
import type { Writer } from '../../wire/writer.ts';
import { readInfo1, readInfo3, serverTimeoutMs } from './policy-bits.ts';

/** Starts the frame with READ and the bits given, and returns its position for `endMessage`. */
export function beginRead(w: Writer, policy: CommandPolicy, info1: number, info2 = 0): number {
  const bits = INFO1.READ | info1 | readInfo1(policy);
  return beginMessage(w, bits, info2, readInfo3(policy), 0, policy.readTouchTtlPercent, serverTimeoutMs(policy));
}
