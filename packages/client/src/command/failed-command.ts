// Completes an error before a user sees it: its command, its client, and a stack that shows the caller.
// Never changes the code; what is not an AerospikeError yet becomes one.

import { AerospikeError, type ErrorCommand, setStack } from '../model/error.ts';
import { status } from '../model/status.ts';
import { UnsupportedValueError, WireError } from '../wire/wire-error.ts';

/** The command that an error belongs to. The client is there, but not in the way when the error is printed. */
export class FailedCommand implements ErrorCommand {
  readonly name: string;
  readonly key: unknown;
  declare readonly client: unknown;
  readonly [field: string]: unknown;

  constructor(client: unknown, name: string, key?: unknown) {
    this.name = name;
    this.key = key;
    Object.defineProperty(this, 'client', { value: client });
  }
}

/**
 * Makes an error complete. `stack` was recorded when the command was called, if at all; `runner` is the function of
 * Tendril that now fails, whose frames only hide the caller's.
 */
export function completeError(
  error: unknown,
  command: FailedCommand,
  stack: string | undefined,
  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  runner: Function = completeError,
): AerospikeError {
  const complete = asAerospikeError(error);
  complete.command ??= command;
  if (stack !== undefined) setStack(complete, stack);
  // Taken while the caller's await is pending, this stack leads through it, at no cost for commands that succeed.
  else Error.captureStackTrace(complete, runner);
  return complete;
}

function asAerospikeError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error;
  if (error instanceof UnsupportedValueError) return AerospikeError.param(error.message);
  // Thrown before anything was sent: an operation that no command knows.
  if (error instanceof WireError) return AerospikeError.param(`Operations array invalid: ${error.message}`);
  const message = error instanceof Error ? error.message : String(error);
  return AerospikeError.fromCode({ code: status.ERR_CLIENT, message, cause: error });
}
