// What the parts of the translation from POSIX share.

/** What is wrong with a pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export interface PosixSyntax {
  readonly extended: boolean;
  /** Capitals and small letters are the same: the pattern is made of capitals, and so must the text be. */
  readonly ignoresCase: boolean;
  /** Lines: `.` and negated brackets do not match a newline, anchors also match at it. */
  readonly byLines: boolean;
}

/** A character as RE2 reads it literally, in or out of brackets. */
export function literal(char: string): string {
  return /[A-Za-z0-9]/.test(char) ? char : `\\x{${char.charCodeAt(0).toString(16)}}`;
}
