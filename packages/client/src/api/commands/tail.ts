// The optional arguments of a command in its callback form.

import type { TypedCallback } from './callback.ts';

/**
 * Any number of the optional arguments `O`, from the left, and behind them the callback; one that may be undefined is
 * passed on by programs that have both forms themselves.
 */
export type Tail<O extends readonly unknown[], T> = O extends readonly [...infer Front, unknown]
  ? [...optional: O, callback: TypedCallback<T> | null | undefined] | Tail<Front, T>
  : [callback: TypedCallback<T> | null | undefined];

/** Policy of one command, with a signal that ends it early. */
export type CommandOptions<P> = P & { signal?: AbortSignal | undefined };

/** A policy where it may be left out. */
export type Options<P> = CommandOptions<P> | null | undefined;
