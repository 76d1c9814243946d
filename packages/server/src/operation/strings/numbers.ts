// Numbers written as text: what counts as one, and which it is (docs/protocol/strings.md, "Rules").

import { MAX_INT64, MIN_INT64, STRING_NUMERIC } from 'tendril/wire';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';

const MAX_INTEGER_BYTES = 20;
const MAX_DOUBLE_BYTES = 327;

const INTEGER = /^[+-]?[0-9]+$/;
const DECIMAL = /^[+-]?[0-9]*\.[0-9]+$/;
const DOUBLE = /^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const NO_NUMBER = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** Below it floats lose digits, which the C library calls out of range. */
const MIN_NORMAL = 2.2250738585072014e-308;

/** @throws ParticleError with result code 26 when the text is no integer of 64 bits. */
export function integerIn(text: Buffer): bigint {
  return int64In(text) ?? notConvertible('an integer of 64 bits');
}

/** @throws ParticleError with result code 26 when the text is no float. */
export function doubleIn(text: Buffer): number {
  if (text.length === 0 || text.length > MAX_DOUBLE_BYTES) return notConvertible('a float');
  const written = text.toString('latin1');
  if (DOUBLE.test(written)) {
    const value = Number(written);
    const isTiny = Math.abs(value) < MIN_NORMAL && /[1-9]/.test(written.split(/[eE]/, 1)[0] as string);
    return Number.isFinite(value) && !isTiny ? value : notConvertible('a float in range');
  }
  const special = NO_NUMBER.exec(written);
  if (special === null) return notConvertible('a float');
  if (special[2] === undefined) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

export function isNumeric(text: Buffer, kind: number): boolean {
  if (kind !== STRING_NUMERIC.FLOAT && int64In(text) !== undefined) return true;
  return kind !== STRING_NUMERIC.INT && isDecimal(text);
}

function int64In(text: Buffer): bigint | undefined {
  if (text.length === 0 || text.length > MAX_INTEGER_BYTES) return undefined;
  const written = text.toString('latin1');
  if (!INTEGER.test(written)) return undefined;
  const value = BigInt(written.startsWith('+') ? written.slice(1) : written);
  return value >= MIN_INT64 && value <= MAX_INT64 ? value : undefined;
}

function isDecimal(text: Buffer): boolean {
  if (text.length > MAX_DOUBLE_BYTES) return false;
  const written = text.toString('latin1');
  return DECIMAL.test(written) && Number.isFinite(Number(written));
}

function notConvertible(what: string): never {
  throw new ParticleError(
    RESULT.OP_NOT_APPLICABLE,
    `The string is not ${what}`,
    NOT_APPLICABLE_SUBCODE.STRING_CONVERSION,
  );
}
