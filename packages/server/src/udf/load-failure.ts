// What the server says of a module that does not load: file, line and message taken from Lua's error message, as the
// server takes them.

import type { Outcome } from './thread-messages.ts';

export interface LoadFailure {
  readonly file: string;
  readonly line: number;
  /** As latin1. */
  readonly message: string;
}

const MAX_PLAIN_CHARS = 256;
const MAX_CHARS = 1023;

export function loadFailure(file: string, outcome: Outcome): LoadFailure | undefined {
  switch (outcome.kind) {
    case 'answer':
      return undefined;
    case 'error':
      return parsed(outcome.text);
    case 'timeout':
      return { file, line: 0, message: 'UDF Execution Timeout' };
    default:
      return { file, line: 0, message: outcome.kind === 'broken' ? outcome.text : 'the module is gone' };
  }
}

/** `[string "FILE"]:LINE: MESSAGE`, or anything else, of which the first line is kept. */
function parsed(text: string): LoadFailure {
  if (!text.startsWith('['))
    return { file: '', line: 0, message: (text.split('\n')[0] as string).slice(0, MAX_PLAIN_CHARS) };
  const match = /^[^"]*"([^"]*)"[^:]*:([^:]*):.([\s\S]*)$/.exec(text);
  if (match === null) return { file: '', line: 0, message: '' };
  const [, file = '', line = '', message = ''] = match;
  return { file, line: Number.parseInt(line, 10) || 0, message: message.slice(0, MAX_CHARS) };
}
