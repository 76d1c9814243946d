// One call of a command on a record, from the client's side: the promise that the caller holds, settled by the outcome
// of the command. One promise and no await between the reply and the caller's code; what that saves, and what an error
// needs instead, stands at `#fail`.

import type { CommandTrace } from '../../channels.ts';
import type { AerospikeError } from '../../model/error.ts';
import type { KeyInput } from '../../model/key.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { CommandDefinition, RecordCommand, RecordKey } from '../command-definition.ts';
import { isMissing, type RecordMethod } from './record-methods.ts';

/** What a call needs of its client. */
export interface CallOwner {
  /** A command under way has ended. */
  settled(): void;
  /** Makes an error complete and counts it. Stacks begin below the function `runner`. */
  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  complete(error: unknown, name: string, key: unknown, stack: string | undefined, runner: Function): AerospikeError;
}

/** Resolves the promise made last by `new Promise(keepResolve)`: one function for all calls instead of one for each. */
let newestResolve: (value: unknown) => void;
function keepResolve(resolve: (value: never) => void): void {
  newestResolve = resolve as (value: unknown) => void;
}

export class RecordCall<I, A, R, T> implements RecordCommand<A, R> {
  readonly promise: Promise<T>;
  trace: CommandTrace | null = null;
  // Set before it is run. It is its own command: a call takes one object.
  definition!: CommandDefinition<A, R>;
  key!: RecordKey;
  args!: A;
  policy!: CommandPolicy;
  signal: AbortSignal | undefined;
  readonly #resolve: (value: T | PromiseLike<T>) => void;
  readonly #owner: CallOwner;
  readonly #method: RecordMethod<I, A, R, T>;
  /** The key as it was given. */
  readonly #given: KeyInput;
  readonly #stack: string | undefined;

  constructor(owner: CallOwner, method: RecordMethod<I, A, R, T>, given: KeyInput, stack: string | undefined) {
    this.promise = new Promise<T>(keepResolve);
    this.#resolve = newestResolve;
    this.#owner = owner;
    this.#method = method;
    this.#given = given;
    this.#stack = stack;
  }

  onResult(reply: R): void {
    this.#owner.settled();
    this.#resolve(this.#method.finish(this.#given, reply));
  }

  onError(error: AerospikeError): void {
    this.#owner.settled();
    const { missing } = this.#method;
    if (missing !== undefined && isMissing(error)) this.#resolve(missing(this.#given));
    else this.#resolve(this.#fail(error));
  }

  /**
   * The stack of an error is to show who awaits the call, which V8 knows only while it runs a promise that leads
   * there. So this is a promise of its own, and takes two turns: after the first it has been hung before `promise`.
   */
  async #fail(error: AerospikeError): Promise<never> {
    await undefined;
    await undefined;
    throw this.#owner.complete(error, this.#method.name, this.#given, this.#stack, this.#fail);
  }
}
