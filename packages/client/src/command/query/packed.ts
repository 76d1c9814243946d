// Contexts and expressions of filters and indexes as bytes.

import { AerospikeError } from '../../model/error.ts';
import { isContext } from '../../model/operations/context.ts';
import { packContext as writeContext } from '../../wire/context.ts';
import { writeExpression } from '../../wire/expressions/encode.ts';
import { Writer } from '../../wire/writer.ts';

/** A context as bytes. @throws AerospikeError `ERR_PARAM` */
export function packContext(context: unknown): Buffer {
  if (!isContext(context)) throw AerospikeError.param('Context parameter is invalid: it should be a cdt.Context');
  return packed('Context parameter is invalid', (w) => writeContext(w, context.items, writeExpression));
}

/** An expression as bytes, from what `exp` makes or its base64 text. @throws AerospikeError `ERR_PARAM` */
export function packExpression(expression: unknown): Buffer {
  return packed('Compiling expressions failed', (w) => writeExpression(w, expression));
}

function packed(what: string, write: (w: Writer) => void): Buffer {
  const w = new Writer(256);
  try {
    write(w);
  } catch (error) {
    throw AerospikeError.param(`${what}: ${(error as Error).message}`, error);
  }
  return w.take();
}
