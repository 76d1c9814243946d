// What the parts of the command share: where they write, what they need of the process around them, and how they say
// that the arguments are wrong.

import type { Clock } from '../time/clock.ts';

/** Where the command writes; tests bring their own. */
export interface CliOutput {
  out(text: string): void;
  error(text: string): void;
}

/** The process around the command, as far as a command that goes on needs it; tests bring their own. */
export interface CliSystem {
  readonly clock: Clock;
  /** Calls back when somebody ends the command, or nobody reads its output any more; the result stops listening. */
  onEnd(callback: () => void): () => void;
  /** Size of the terminal that shows the output; undefined when the output goes elsewhere. */
  terminalSize(): { readonly columns: number; readonly rows: number } | undefined;
  /** Whether the reader of the output has not taken what was written before. */
  isBackedUp(): boolean;
}

/** Wrong arguments; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
