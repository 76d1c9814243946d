// AerospikeError: every failure that Tendril reports, from the server or from the client itself, but for one that has
// the type that programs against the vendor's client expect. `code` decides; name, text and retry class of a code come
// from the one table in status.ts. Never made for success: `fromASError` yields null for the code OK. Stack traces show
// the caller, not the socket, wherever the caller awaits the command.

import type { BatchResult } from './batch-result.ts';
import type { ClientType } from './client-type.ts';
import type { ExpressionTrace, ReplyDetails } from './error-details.ts';
import { type StatusName, status, statusEntry } from './status.ts';
import type { Untyped } from './untyped.ts';

/** What a failed command tells about itself; `error.client` comes from here. */
export interface ErrorCommand {
  /** The client that ran the command. */
  readonly client?: unknown;
  /** Stack of the caller, if it was recorded. */
  readonly stack?: string;
  readonly [field: string]: unknown;
}

/** @internal What the layers below know about a failure. */
export interface ErrorDetails {
  readonly code: number;
  readonly message?: string | undefined;
  readonly inDoubt?: boolean | undefined;
  readonly node?: string | null | undefined;
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
  /** What the server said more closely. */
  readonly reply?: ReplyDetails | undefined;
}

/** Not with `--frozen-intrinsics`. */
const isLimitWritable = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable === true;

/** A failure in the shape of a native client, with the code and where it arose. */
export interface ASError {
  /** A value of `status`. */
  code: number;
  /** Default: the text of the code. */
  message?: string;
  /** Function in which a native client failed. */
  func?: string | null;
  /** Source file in which a native client failed. */
  file?: string | null;
  /** Source line in which a native client failed. */
  line?: number | string | null;
  /** Whether a write may have happened all the same; default false. */
  inDoubt?: boolean;
}

/**
 * A failed command. `code` is one of the constants of `status`: positive from the server, negative from the client.
 *
 * @example
 * import { AerospikeError, connect, Key, status } from 'tendril';
 *
 * const client = await connect();
 * try {
 *   await client.get(new Key('test', 'demo', 'no such record'));
 * } catch (error) {
 *   console.log(error instanceof AerospikeError, error.code === status.ERR_RECORD_NOT_FOUND); // true true
 *   console.log(error.codeName, error.retryable, error.inDoubt); // ERR_RECORD_NOT_FOUND false false
 * }
 * client.close();
 */
export class AerospikeError extends Error {
  /** Status code; `ERR_CLIENT` unless set. */
  declare code: number;
  /** The failed command, or null. */
  declare command: Untyped;
  /** Function in which a native client failed; null in Tendril. */
  declare func: string | null;
  /** Source file in which a native client failed; null in Tendril. */
  declare file: string | null;
  /** Source line in which a native client failed; null in Tendril. */
  declare line: number | null;
  /** Whether a write may have happened although this error was returned. Always false for reads. */
  declare inDoubt: boolean;
  /** Node that answered or was tried last, as `host:port`; null if no node was involved. */
  declare node: string | null;
  /** How often the command was tried, the first attempt included; 0 if it was never sent. */
  declare attempts: number;
  /**
   * Of a batch: what became of each row, in the order of the rows; undefined where its arguments were refused. Not
   * enumerable.
   */
  declare results?: BatchResult[];

  constructor(message?: string, command?: ErrorCommand | object | null) {
    super(message);
    // A subclass has its own name, this class the documented one, whatever a bundler makes of it.
    this.name = new.target === AerospikeError ? 'AerospikeError' : new.target.name;
    this.code = status.ERR_CLIENT;
    this.command = command ?? null;
    this.func = null;
    this.file = null;
    this.line = null;
    this.inDoubt = false;
    this.node = null;
    this.attempts = 0;
    if (command && 'stack' in command && command.stack) setStack(this, command.stack);
  }

  /** @internal An error with a code; the standard text of the code stands in for a missing message. */
  static fromCode(details: ErrorDetails): AerospikeError {
    const error = new AerospikeError(details.message ?? statusEntry(details.code).message);
    error.code = details.code;
    error.inDoubt = details.inDoubt ?? false;
    error.node = details.node ?? null;
    error.attempts = details.attempts ?? 0;
    if (details.reply !== undefined) error.setReply(details.reply);
    if (details.cause !== undefined) {
      Object.defineProperty(error, 'cause', { value: details.cause, writable: true, configurable: true });
    }
    return error;
  }

  /**
   * @internal The same for an error that gets its stack later, where it is known who awaits: a record that is not there
   *   is
   * an everyday answer, and half of what it cost was a stack of the socket that nobody would see.
   */
  static withoutStack(details: ErrorDetails): AerospikeError {
    if (!isLimitWritable) return AerospikeError.fromCode(details);
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return AerospikeError.fromCode(details);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** @internal An invalid argument, code `ERR_PARAM`. */
  static param(message: string, cause?: unknown): AerospikeError {
    return AerospikeError.fromCode({ code: status.ERR_PARAM, message, cause });
  }

  /** @internal An error from a plain object with a code; null for none and for the code OK. */
  static fromASError(asError: ASError | null | undefined, command?: ErrorCommand | null): AerospikeError | null {
    if (!asError || asError.code === status.OK) return null;
    if (asError instanceof AerospikeError) return asError;
    const error = new AerospikeError(AerospikeError.formatMessage(asError.message, asError.code), command);
    AerospikeError.copyASErrorProperties(error, asError);
    return error;
  }

  /** @internal */
  static copyASErrorProperties(target: AerospikeError, source: ASError): void {
    target.code = source.code;
    target.inDoubt = source.inDoubt as boolean;
    target.func = source.func as string;
    target.file = source.file as string;
    target.line = Number.parseInt(source.line as string, 10);
  }

  /** @internal Replaces the name of a status code in a message by its text. */
  static formatMessage(message: string | undefined, code: number): string | undefined {
    return message?.replace(/AEROSPIKE_[A-Z_]+/, () => status.getMessage(code));
  }

  /** @internal Not enumerable: programs compare and print what errors of 6.7.1 have. */
  setReply({ subcode, trace }: ReplyDetails): void {
    Object.defineProperty(this, 'subcode', { value: subcode, writable: true, configurable: true });
    if (trace !== undefined) Object.defineProperty(this, 'trace', { value: trace, writable: true, configurable: true });
  }

  /**
   * What the server says about {@link code} more closely, a constant of `subcode`, which means something beside this
   * code only. 0 for nothing, and unless `errorDetailVerbosity` asked for it.
   */
  get subcode(): number {
    return 0;
  }

  /** Where an expression failed or was false; undefined unless `errorDetailVerbosity.TRACE` asked for it. */
  get trace(): ExpressionTrace | undefined {
    return undefined;
  }

  /** @internal */
  setResults(results: BatchResult[]): void {
    Object.defineProperty(this, 'results', { value: results, writable: true, configurable: true });
  }

  /** Whether the server raised the error. */
  isServerError(): boolean {
    return this.code > status.OK;
  }

  /** Name of {@link code}, e.g. `ERR_TIMEOUT`. */
  get codeName(): StatusName | `STATUS_${number}` {
    return statusEntry(this.code).name as StatusName;
  }

  /**
   * Whether trying again, after a pause, can help: the cause is load, time or a changing cluster rather than the
   * request. A write that is {@link inDoubt} may have happened; repeat it only if twice is as good as once.
   */
  get retryable(): boolean {
    return statusEntry(this.code).retry !== 'never';
  }

  /** The client whose command failed, if there is one. */
  get client(): ClientType | undefined {
    return this.command?.client;
  }
}

/**
 * @internal An argument of a wrong type where the vendor's client has a TypeError, in the commands of administration.
 * Unlike the vendor's it has a code, that of every bad argument.
 */
export class ArgumentTypeError extends TypeError {
  readonly code: number = status.ERR_PARAM;
}

/** @internal Gives an error the stack of its caller, under its own name and message. */
export function setStack(error: Error, stack: string): void {
  const value = stack.replace(/^.*$/m, () => `${error.name}: ${error.message}`);
  Object.defineProperty(error, 'stack', { value, writable: true, configurable: true });
}
