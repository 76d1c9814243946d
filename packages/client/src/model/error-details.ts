// What a server says of an error beside its code, as errors and results of rows have it: types only.

/** @internal */
export interface ReplyDetails {
  readonly subcode: number;
  readonly trace?: ExpressionTrace | undefined;
}

/**
 * Where an expression failed or was false, as a server from 8.2 on tells it for `errorDetailVerbosity.TRACE`. Each part may
 * be missing: the server leaves out what does not fit.
 */
export interface ExpressionTrace {
  /** 1 where the expression was read, 2 where it was evaluated. */
  readonly phase?: number;
  /** Byte of the expression, as it was sent. */
  readonly byteOffset?: number;
  /** Operation, in the server's spelling. */
  readonly op?: string;
  /** How deep it is nested. */
  readonly depth?: number;
  /** The operations around it from the outermost on, itself the last; `...` where some are left out. */
  readonly path?: readonly string[];
  /** The expression around it as text, with the place between » and «. */
  readonly snippet?: string;
  /** 1 for a fault, 2 for a condition that was false, 3 for something that is not there. */
  readonly outcome?: number;
  /** 2 for AEL; msgpack where it is missing. */
  readonly language?: number;
  /** Where in the AEL text, and how much of it, in bytes. */
  readonly textOffset?: number;
  readonly textSpan?: number;
  /** Of a comparison that was false: what stood on its left and right. */
  readonly operands?: readonly string[];
}
