// Contexts and expressions of filters and indexes as bytes.

import { AerospikeError } from '../../model/error.ts';
import { isContext } from '../../model/operations/context.ts';
import { packContext as writeContext } from '../../wire/context.ts';
import { writeExpression } from '../../wire/expressions/encode.ts';
import { Writer } from '../../wire/writer.ts';
import { expressionBytes } from '../expression-bytes.ts';

/** A context as bytes. @throws AerospikeError `ERR_PARAM` */
export function packContext(context: unknown): Buffer {
  if (!isContext(context)) throw AerospikeError.param('Context parameter is invalid: it should be a cdt.Context');
  const w = new Writer(256);
  try {
    writeContext(w, context.items, writeExpression);
  } catch (error) {
    throw AerospikeError.param(`Context parameter is invalid: ${(error as Error).message}`, error);
  }
  return w.take();
}

/** An expression as bytes, from what `exp` makes or its base64 text. @throws AerospikeError `ERR_PARAM` */
export function packExpression(expression: unknown): Buffer {
  return expressionBytes(expression, 'Compiling expressions failed');
}
