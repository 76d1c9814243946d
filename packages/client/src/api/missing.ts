// What `aerospike` has and this version of Tendril has not: the one table of it, and how it fails.
//
// Every name is there all the same, so that a program meets an error that says what is missing, and never
// `undefined is not a function`: a command fails through its promise or callback, in a later turn; a function that would
// return a value, and a constructor, throw. The error is an `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
//
// A feature that comes deletes its rows here. The types of what is missing are in commands/ and missing/.

import { completeError, FailedCommand } from '../command/failed-command.ts';
import { rejectLater } from '../command/run/settle-later.ts';
import { AerospikeError } from '../model/error.ts';
import { status } from '../model/status.ts';
import { deliver, type TypedCallback } from './commands/callback.ts';

/** Methods of a client that have a promise and a callback form. */
const COMMANDS = [
  ...['abort', 'commit', 'setXDRFilter'],
  ...['changePassword', 'createPKIUser', 'createRole', 'createUser', 'dropRole', 'dropUser', 'grantPrivileges'],
  ...['grantRoles', 'queryRole', 'queryRoles', 'queryUser', 'queryUsers', 'revokePrivileges', 'revokeRoles'],
  ...['setPassword', 'setQuotas', 'setWhitelist'],
] as const;

/** Functions by the module that they belong to. */
const FUNCTIONS = {
  _transactionPool: [
    'getTransactions',
    'getCapacity',
    'getLength',
    'pushTransaction',
    'resetTransactions',
    'increaseCapacity',
    'removeTransactions',
    'removeAllTransactions',
    'tendTransactions',
  ],
} as const;

/** Classes; their static constants are there. */
type MissingClass = 'Transaction' | 'admin.User' | 'admin.Privilege' | 'admin.Role';

type Missing = (...args: readonly unknown[]) => never;
type MissingModule = keyof typeof FUNCTIONS;

function missingError(name: string): AerospikeError {
  const message = `${name} is not available in this version of tendril`;
  return AerospikeError.fromCode({ code: status.ERR_UNSUPPORTED_FEATURE, message });
}

/** @internal The functions of a module that are missing. */
export function missingFunctions<Module extends MissingModule>(
  module: Module,
): { [name in (typeof FUNCTIONS)[Module][number]]: Missing } {
  const names: readonly string[] = FUNCTIONS[module];
  const functions = names.map((name) => {
    const fail: Missing = () => {
      throw missingError(`${module}.${name}`);
    };
    return [name, fail];
  });
  return Object.fromEntries(functions);
}

/** A class that is missing, with its static constants. */
export function missingClass<Class>(name: MissingClass, statics: object = {}): Class {
  function fail(): never {
    throw missingError(name);
  }
  Object.defineProperty(fail, 'name', { value: name.slice(name.lastIndexOf('.') + 1) });
  return Object.assign(fail, statics) as unknown as Class;
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
