// Contexts and expressions of filters and indexes as bytes.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';

/** A context as bytes. @throws AerospikeError */
export function packContext(_context: unknown): Buffer {
  throw unavailable('Contexts of filters and indexes are not available in this version');
}

/** An expression as bytes, from its array or its base64 text. @throws AerospikeError */
export function packExpression(expression: unknown): Buffer {
  if (typeof expression === 'string') return Buffer.from(expression, 'base64');
  throw unavailable('Expressions that are not text are not available in this version');
}

function unavailable(message: string): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_UNSUPPORTED_FEATURE, message });
}
