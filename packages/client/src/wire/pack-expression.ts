// Where operations and contexts get the bytes of the expressions inside them.

import type { PackExpression } from './context.ts';
import { UnsupportedValueError } from './wire-error.ts';

/** Writes an expression, as `exp` makes it or as the base64 text of one. */
export const packExpression: PackExpression = (w, expression) => {
  if (typeof expression !== 'string') {
    throw new UnsupportedValueError(
      'Expressions are not available in this version of tendril, but for their base64 text',
    );
  }
  w.bytes(Buffer.from(expression, 'base64'));
};
