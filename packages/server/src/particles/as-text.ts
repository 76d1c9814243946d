// A value as text, as server 8.2 writes it.

import { isUtf8 } from 'node:buffer';
import { PARTICLE } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../subcodes.ts';
import type { Particle } from './particle.ts';
import { ParticleError } from './particle-error.ts';

/**
 * The text of an integer, a float, a boolean, a string, or a blob that is UTF-8. How the real server writes a float was not
 * seen beyond 3.14: here it is the shortest text that reads back as the same number.
 *
 * @throws ParticleError with result code 12 for other types, 26 for a blob that is no text.
 */
export function asText({ type, value }: Particle): Buffer {
  switch (type) {
    case PARTICLE.INTEGER:
      return Buffer.from(String(value.readBigInt64BE()));
    case PARTICLE.FLOAT:
      return Buffer.from(String(value.readDoubleBE()));
    case PARTICLE.BOOL:
      return Buffer.from(value[0] === 1 ? 'true' : 'false');
    case PARTICLE.STRING:
      if (!isUtf8(value)) throw new ParticleError(RESULT.INVALID_ENCODING, 'The string is not valid UTF-8');
      return value;
    case PARTICLE.BLOB:
      if (isUtf8(value)) return value;
      throw new ParticleError(
        RESULT.OP_NOT_APPLICABLE,
        'The blob is not valid UTF-8',
        NOT_APPLICABLE_SUBCODE.STRING_UTF8,
      );
    default:
      throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `Particle type ${type} has no text`);
  }
}
