// Expressions that programs give to commands, as bytes, with errors that say which argument is wrong. Loaded when the
// first expression comes: most programs have none.

import { AerospikeError } from '../model/error.ts';
import { encodeExpression } from '../wire/expressions/encode.ts';
import { WireError } from '../wire/wire-error.ts';

/**
 * The bytes of an expression.
 *
 * @param name - what messages call it
 * @throws AerospikeError `ERR_PARAM` for anything but an expression
 */
export function expressionBytes(expression: unknown, name: string): Buffer {
  try {
    return encodeExpression(expression);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw AerospikeError.param(`${name}: ${error.message}`, error);
  }
}
