// The arguments of functions and methods: each at the place of its parameter, and what is wrong with those that have none.

import type { FunctionRow } from './function-row.ts';
import { fail } from './problem.ts';
import type { Argument, Expression } from './syntax.ts';

/** Arguments in the order of the parameters; undefined where an optional one is not there. @throws AelProblem */
export function placedArguments(
  at: number,
  name: string,
  row: FunctionRow,
  args: readonly Argument[],
): (Expression | undefined)[] {
  const placed: (Expression | undefined)[] = row.params.map(() => undefined);
  for (const [i, argument] of args.entries()) {
    let index = i;
    if (argument.name !== undefined) {
      index = row.params.findIndex((parameter) => parameter.name === argument.name);
      if (index < 0) {
        const names = row.params.flatMap((parameter) => parameter.name ?? []);
        fail(
          argument.at,
          names.length === 0
            ? `${name} takes arguments without names`
            : `${name} has no argument ${argument.name}, but ${names.join(', ')}`,
        );
      }
    } else if (row.params[i]?.name !== undefined) {
      const names = row.params.flatMap((parameter) => parameter.name ?? []);
      fail(argument.at, `${name} takes named arguments: ${names.join(', ')}`);
    }
    if (index >= placed.length) fail(argument.at, `${name} takes ${placed.length || 'no'} arguments`);
    if (placed[index] !== undefined) fail(argument.at, `${argument.name} of ${name} is there twice`);
    placed[index] = argument.value;
  }
  for (const [i, parameter] of row.params.entries()) {
    if (placed[i] === undefined && parameter.isOptional !== true) {
      fail(
        at,
        `${name} needs ${parameter.name === undefined ? `${row.params.length} arguments` : `its argument ${parameter.name}`}`,
      );
    }
  }
  return placed;
}
