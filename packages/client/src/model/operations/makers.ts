// Makes the functions of lists, maps, bitwise and hll from their rows in wire/codes/functions.ts: each makes an
// operation that has its arguments as properties, under the names that the vendor's operations have. Checks nothing.

import type { Argument, FunctionRow } from '../../wire/codes/functions.ts';
import type { Operation } from './operation.ts';

type Made = Operation & { [name: string]: unknown };
type OperationClass = new (op: number, bin: string) => Operation;
type Maker = (bin: string, ...values: readonly unknown[]) => Operation;

/** A function for each row; `Inverting` is the class of what selects several elements. */
export function makers<Name extends string>(
  rows: { readonly [name in Name]: FunctionRow },
  Class: OperationClass,
  Inverting: OperationClass = Class,
): { readonly [name in Name]: Maker } {
  const made = Object.entries<FunctionRow>(rows).map(([name, row]) => [
    name,
    maker(row, row.inverts ? Inverting : Class),
  ]);
  return Object.fromEntries(made);
}

function maker({ number, args }: FunctionRow, Class: OperationClass): Maker {
  return (bin, ...values) => {
    const operation = new Class(number, bin) as Made;
    for (let i = 0; i < args.length; i++) {
      const { name, otherwise } = args[i] as Argument;
      operation[name] = values[i] === undefined ? otherwise : values[i];
    }
    return operation;
  };
}
