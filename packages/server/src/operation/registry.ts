// The one table of operations: what carries out each row of the protocol's. What is not in it does not exist for this
// server: the command is answered with a parameter error when the operation's turn comes.

import { OP, type OperationName } from 'tendril/wire';
import { CDT_MODIFY, CDT_READ } from './collections.ts';
import { EXP_MODIFY, EXP_READ } from './expressions.ts';
import { always, type Operation } from './operation.ts';
import { CALCULATE, DELETE_ALL, READ, TOUCH, WRITE } from './scalar.ts';
import { unsupportedBinRead, unsupportedModify } from './unsupported.ts';

/** Those of server 8.2: one of 8.1, whose rules hold here, does not know them. */
type LaterOperation = 'STRING_READ' | 'STRING_MODIFY' | 'TO_STRING';

const BITS = 'bit operations';
const HLL = 'HyperLogLog operations';

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
  BITS_READ: unsupportedBinRead(OP.BITS_READ, BITS),
  BITS_MODIFY: unsupportedModify(BITS, { hasResult: false, dependsOnRecord: always }),
  DELETE_ALL,
  HLL_READ: unsupportedBinRead(OP.HLL_READ, HLL),
  HLL_MODIFY: unsupportedModify(HLL, { hasResult: true, dependsOnRecord: always }),
};

/** By operation code, with a place for every byte. */
const BY_CODE: (Operation | undefined)[] = new Array(256).fill(undefined);
for (const name of Object.keys(TABLE) as (keyof typeof TABLE)[]) BY_CODE[OP[name]] = TABLE[name];

/** The operation of that code, 0 to 255; undefined when there is none. */
export function operationOf(code: number): Operation | undefined {
  return BY_CODE[code];
}
