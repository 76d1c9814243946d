// What a trace says of an expression that did not do what was hoped for.

export const OUTCOME = { FAULT: 1, FALSE: 2, ABSENT: 3 } as const;

export interface Trace {
  readonly outcome: number;
  /** Names of operations from the outermost to the one that decides. */
  readonly path: readonly string[];
  /** Where that one begins; undefined when the expression was text. */
  readonly offset: number | undefined;
  /** Both sides of a comparison that is false. */
  readonly operands: readonly [string, string] | undefined;
  readonly isText: boolean;
  /** What went wrong; empty when nothing did. */
  readonly fault: string;
}
