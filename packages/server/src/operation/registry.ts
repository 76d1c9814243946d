// The one table of operations, by operation code. What is not in it does not exist: the command is answered with a
// parameter error when the operation's turn comes.

import { OP } from 'tendril/wire';
import { CDT_MODIFY, CDT_READ } from './collections.ts';
import { always, type Operation } from './operation.ts';
import { CALCULATE, DELETE_ALL, READ, TOUCH, WRITE } from './scalar.ts';
import { unsupportedBinRead, unsupportedModify, unsupportedRead } from './unsupported.ts';

const EXPRESSIONS = 'expression operations';
const BITS = 'bit operations';
const HLL = 'HyperLogLog operations';

const OPERATIONS: (Operation | undefined)[] = new Array(256).fill(undefined);

OPERATIONS[OP.READ] = READ;
OPERATIONS[OP.WRITE] = WRITE;
OPERATIONS[OP.CDT_READ] = CDT_READ;
OPERATIONS[OP.CDT_MODIFY] = CDT_MODIFY;
OPERATIONS[OP.INCR] = CALCULATE;
OPERATIONS[OP.APPEND] = CALCULATE;
OPERATIONS[OP.PREPEND] = CALCULATE;
OPERATIONS[OP.TOUCH] = TOUCH;
OPERATIONS[OP.DELETE_ALL] = DELETE_ALL;
OPERATIONS[OP.EXP_READ] = unsupportedRead(EXPRESSIONS);
OPERATIONS[OP.EXP_MODIFY] = unsupportedModify(EXPRESSIONS, { hasResult: false, dependsOnRecord: () => false });
OPERATIONS[OP.BITS_READ] = unsupportedBinRead(OP.BITS_READ, BITS);
OPERATIONS[OP.BITS_MODIFY] = unsupportedModify(BITS, { hasResult: false, dependsOnRecord: always });
OPERATIONS[OP.HLL_READ] = unsupportedBinRead(OP.HLL_READ, HLL);
OPERATIONS[OP.HLL_MODIFY] = unsupportedModify(HLL, { hasResult: true, dependsOnRecord: always });

/** The operation of that code, 0 to 255; undefined when there is none. */
export function operationOf(code: number): Operation | undefined {
  return OPERATIONS[code];
}
