// The one table of operations: what carries out each row of the protocol's, in each server version. What is not in it
// does not exist for this server: the command is answered with a parameter error when the operation's turn comes.

import { OP, type OperationName } from 'tendril/wire';
import type { ServerVersion } from '../server-version.ts';
import { EXP_MODIFY, EXP_READ } from './expressions.ts';
import { operationsOnBins, STRING_MODIFY, STRING_READ } from './on-bins.ts';
import type { Operation } from './operation.ts';
import { CALCULATE, DELETE_ALL, READ, TOUCH, WRITE } from './scalar.ts';
import { TO_STRING } from './strings/to-string.ts';

const SCALARS = {
  READ,
  WRITE,
  INCR: CALCULATE,
  EXP_READ,
  EXP_MODIFY,
  APPEND: CALCULATE,
  PREPEND: CALCULATE,
  TOUCH,
  DELETE_ALL,
};

/** Those that came with 8.2. */
type LaterOperation = 'STRING_READ' | 'STRING_MODIFY' | 'TO_STRING';
type Table<N extends OperationName> = { readonly [K in N]: Operation };

const TABLES = {
  '8.1': { ...SCALARS, ...operationsOnBins('8.1') } satisfies Table<Exclude<OperationName, LaterOperation>>,
  '8.2': {
    ...SCALARS,
    ...operationsOnBins('8.2'),
    STRING_READ,
    STRING_MODIFY,
    TO_STRING,
  } satisfies Table<OperationName>,
};

/** By operation code, with a place for every byte. */
const BY_CODE: Readonly<Record<ServerVersion, readonly (Operation | undefined)[]>> = {
  '8.1': byCode(TABLES['8.1']),
  '8.2': byCode(TABLES['8.2']),
};

function byCode(table: Partial<Table<OperationName>>): (Operation | undefined)[] {
  const operations: (Operation | undefined)[] = new Array(256).fill(undefined);
  for (const [name, operation] of Object.entries(table)) operations[OP[name as OperationName]] = operation;
  return operations;
}

/** The operation of that code, 0 to 255; undefined when that version has none. */
export function operationOf(code: number, version: ServerVersion): Operation | undefined {
  return BY_CODE[version][code];
}
