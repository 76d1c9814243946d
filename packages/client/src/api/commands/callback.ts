// The two forms of every command: a promise, or a callback as the last argument with the optional ones left out.
// A callback is always called later, never twice; what it throws is an uncaught exception as with any callback.

import type { AerospikeError } from '../../model/error.ts';
import { nextTick } from '../../time/system-clock.ts';

/**
 * Receives the error of a command, or null and its result. Beside the error of a command on a record comes the key of a
 * write, or a record whose bins are undefined; of the `exists` commands, null.
 */
export type TypedCallback<T> = (error?: AerospikeError, result?: T) => void;

/** @internal The first function among the arguments after the required ones, of which there are at most three. */
export function callbackOf<T>(first: unknown, second?: unknown, third?: unknown): TypedCallback<T> | undefined {
  if (typeof first === 'function') return first as TypedCallback<T>;
  if (typeof second === 'function') return second as TypedCallback<T>;
  return typeof third === 'function' ? (third as TypedCallback<T>) : undefined;
}

/** @internal An optional argument, or undefined where the callback stands in its place or before it. */
export function optionalArgument(argument: unknown): unknown {
  return typeof argument === 'function' ? undefined : argument;
}

/**
 * @internal Hands the outcome to the callback; without one the promise itself is the result. `failed` makes what the callback
 * gets beside an error.
 */
export function deliver<T>(
  outcome: Promise<T>,
  callback: TypedCallback<T> | undefined,
  failed?: () => T | null,
): Promise<T> | undefined {
  if (callback === undefined) return outcome;
  outcome.then(
    (result) => nextTick(callback, null, result),
    (error: Error) => nextTick(callback, error, ...(failed === undefined ? [] : [failed()])),
  );
  return undefined;
}
