// The one table of operations: what carries out each row of the protocol's. What is not in it does not exist for this
// server: the command is answered with a parameter error when the operation's turn comes.

import { OP, type OperationName } from 'tendril/wire';
import { EXP_MODIFY, EXP_READ } from './expressions.ts';
import { BITS_MODIFY, BITS_READ, CDT_MODIFY, CDT_READ, HLL_MODIFY, HLL_READ } from './on-bins.ts';
import type { Operation } from './operation.ts';
import { CALCULATE, DELETE_ALL, READ, TOUCH, WRITE } from './scalar.ts';

/** Those of server 8.2: one of 8.1, whose rules hold here, does not know them. */
type LaterOperation = 'STRING_READ' | 'STRING_MODIFY' | 'TO_STRING';

const TABLE: { readonly [N in Exclude<OperationName, LaterOperation>]: Operation } = {
  READ,
  WRITE,
  CDT_READ,
  CDT_MODIFY,
  INCR: CALCULATE,
  EXP_READ,
  EXP_MODIFY,
  APPEND: CALCULATE,
  PREPEND: CALCULATE,
  TOUCH,
  BITS_READ,
  BITS_MODIFY,
  DELETE_ALL,
  HLL_READ,
  HLL_MODIFY,
};

/** By operation code, with a place for every byte. */
const BY_CODE: (Operation | undefined)[] = new Array(256).fill(undefined);
for (const name of Object.keys(TABLE) as (keyof typeof TABLE)[]) BY_CODE[OP[name]] = TABLE[name];

/** The operation of that code, 0 to 255; undefined when there is none. */
export function operationOf(code: number): Operation | undefined {
  return BY_CODE[code];
}
