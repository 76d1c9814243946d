// Expressions as text. Nothing is sent.

import { expressionBytes } from '../../command/expression-bytes.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';
import type { Implementation } from './implementation.ts';

/** Expressions as text. */
export interface SerializationMethods {
  /**
   * An expression as base64: the text that policies, operations and info commands take in its place.
   *
   * @throws TypeError if it is not an array; AerospikeError `ERR_PARAM` if it is not an expression.
   *
   * @example
   * import { client, exp } from 'tendril';
   *
   * console.log(client().expressionToBase64(exp.eq(exp.binInt('i'), exp.int(7)))); // kwGTUQKhaQc=
   */
  expressionToBase64(expression: AerospikeExp): string;
}

/** @internal */
export const serializationMethods: Implementation<SerializationMethods> = {
  expressionToBase64: function expressionToBase64(expression) {
    if (!Array.isArray(expression)) throw new TypeError('Expression must be an array');
    try {
      return expressionBytes(expression, 'expression').toString('base64');
    } catch (error) {
      throw completeError(error, new FailedCommand(this, 'expressionToBase64'), undefined, expressionToBase64);
    }
  },
};
