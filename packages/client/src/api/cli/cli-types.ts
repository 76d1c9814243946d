// What the parts of the command share: where they write, and how they say that the arguments are wrong.

/** Where the command writes; tests bring their own. */
export interface CliOutput {
  out(text: string): void;
  error(text: string): void;
}

/** Wrong arguments; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
