// Text in AEL to the bytes of its expression: what a server does with text that a client sends it. The language is
// loaded when the first text comes.

import { WireError } from './wire-error.ts';

/**
 * The bytes of the expression that a text in AEL means, those of servers from 8.2 on.
 *
 * @throws {@link WireError} with line, column and what was expected, for text that is not an expression
 */
export function encodeAel(text: string): Buffer {
  const { compile } = require('../model/ael/compile.js') as typeof import('../model/ael/compile.ts');
  const { encodeExpression } = require('./expressions/encode.js') as typeof import('./expressions/encode.ts');
  try {
    return encodeExpression(compile(text, []));
  } catch (error) {
    throw isRefusal(error) ? new WireError(error.message) : error;
  }
}

/** What the compiler, and the encoder of what it gives, throw for text that they refuse. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'AerospikeError' || error instanceof WireError);
}
