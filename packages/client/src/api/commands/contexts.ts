// Contexts as text, as the info commands that make indexes take them. Nothing is sent.

import { AerospikeError } from '../../model/error.ts';
import { type CdtContext, isContext } from '../../model/operations/context.ts';
import type { Implementation } from './implementation.ts';

/** Contexts to and from text. */
export interface ContextCommands {
  /**
   * A context as text.
   *
   * @throws AerospikeError `ERR_PARAM` for anything but a context, for one without steps or with more than 64, and for
   *   values
   * that Aerospike cannot hold.
   *
   * @example
   * import { cdt, client } from 'tendril';
   *
   * console.log(client().contextToBase64(new cdt.Context().addMapKey(5))); // kiIF
   */
  contextToBase64(context: CdtContext): string;

  /**
   * The context of a text.
   *
   * @throws AerospikeError `ERR_PARAM` for text that is not a context, and for a context with expressions.
   *
   * @example
   * import { client } from 'tendril';
   *
   * console.log(client().contextFromBase64('kiIF').items); // [ [ 34, 5 ] ]
   */
  contextFromBase64(serializedContext: string): CdtContext;
}

/** @internal */
export const contextCommands: Implementation<ContextCommands> = {
  contextToBase64(context) {
    if (!isContext(context)) {
      throw AerospikeError.param('Context is invalid, cannot serialize: it should be a cdt.Context');
    }
    return orParam('Context is invalid, cannot serialize', () => {
      const { contextToBase64 } = wireContext();
      const { writeExpression } =
        require('../../wire/expressions/encode.js') as typeof import('../../wire/expressions/encode.ts');
      return contextToBase64(context, writeExpression);
    });
  },
  contextFromBase64(text) {
    if (typeof text !== 'string') throw AerospikeError.param('Serialized context is invalid: it should be a string');
    return orParam('Serialized context is invalid', () => wireContext().contextFromBase64(text));
  },
};

/** Few programs have them as text. */
const wireContext = (): typeof import('../../wire/context.ts') => require('../../wire/context.js');

function orParam<T>(what: string, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    throw AerospikeError.param(`${what}: ${(error as Error).message}`, error);
  }
}
