// What `aerospike` has and this version of Tendril has not: the one table of it, and how it fails.
//
// Every name is there all the same, so that a program meets an error that says what is missing, and never
// `undefined is not a function`: a command fails through its promise or callback, in a later turn. The error is an `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
//
// A feature that comes deletes its rows here. The types of what is missing are in commands/.

import { completeError, FailedCommand } from '../command/failed-command.ts';
import { rejectLater } from '../command/run/settle-later.ts';
import { AerospikeError } from '../model/error.ts';
import { status } from '../model/status.ts';
import { deliver, type TypedCallback } from './commands/callback.ts';

/** Methods of a client that have a promise and a callback form. */
const COMMANDS = ['setXDRFilter'] as const;

function missingError(name: string): AerospikeError {
  const message = `${name} is not available in this version of tendril`;
  return AerospikeError.fromCode({ code: status.ERR_UNSUPPORTED_FEATURE, message });
}

function missingCommand(name: string) {
  return function command(this: unknown, ...args: readonly unknown[]): Promise<never> | undefined {
    const error = completeError(missingError(name), new FailedCommand(this, name), undefined, command);
    const outcome = rejectLater<never>(error);
    const callback = args.find((argument) => typeof argument === 'function');
    return deliver(outcome, callback as TypedCallback<never> | undefined);
  };
}

type MissingMethods = { readonly [name in (typeof COMMANDS)[number]]: (this: unknown) => unknown };

/** The methods of a client that are missing. */
export const missingMethods = Object.fromEntries(
  COMMANDS.map((name) => [name, missingCommand(name)]),
) as MissingMethods;
