// The bytes of a blob, or some of them, as base64: what server 8.2 adds to the operations that read bits
// (docs/protocol/server-8.2.md, "Lists, blobs and paths").

import { BITS_INVERT_SIZE, BITS_OP, MAX_PROTO_BODY_BYTES } from 'tendril/wire';
import type { Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE, PARAMETER_SUBCODE } from '../../subcodes.ts';
import { OperationPayload } from '../payload.ts';
import { textParticle } from '../strings/text.ts';
import type { ValueOperations } from '../value-operations.ts';
import { BITS, blobOf } from './bits.ts';

const MAX_BYTES = BigInt(MAX_PROTO_BODY_BYTES);

export const BITS_AND_BASE64: ValueOperations = {
  read(value, payload, meter) {
    const parsed = new OperationPayload(payload);
    if (parsed.code !== BITS_OP.B64_ENCODE) return BITS.read(value, payload, meter);
    const span = parseSpan(parsed);
    const blob = blobOf(value);
    meter.spend(0, blob.length * 2);
    return encoded(blob, span);
  },
  modify: BITS.modify,
};

interface Span {
  /** Counts from the end when it is negative. */
  readonly offset: number;
  /** Undefined for all that follow. */
  readonly size: number | undefined;
  readonly isSizeInverted: boolean;
}

function parseSpan(payload: OperationPayload): Span {
  payload.requireCount(0, 3);
  const offset = payload.count > 0 ? payload.int64() : 0n;
  const size = payload.count > 1 ? payload.uint64() : undefined;
  const flags = payload.count > 2 ? payload.uint64() : 0n;
  if (offset > MAX_BYTES || offset < -MAX_BYTES) throw parameter(`offset ${offset}`, PARAMETER_SUBCODE.BITS_OFFSET);
  if (size !== undefined && size > MAX_BYTES) throw parameter(`size ${size}`, PARAMETER_SUBCODE.BITS_SIZE);
  if (flags > BigInt(BITS_INVERT_SIZE)) throw parameter(`flags ${flags}`, PARAMETER_SUBCODE.BITS_SIZE);
  return {
    offset: Number(offset),
    size: size === undefined ? undefined : Number(size),
    isSizeInverted: flags !== 0n,
  };
}

function encoded(blob: Buffer, { offset, size, isSizeInverted }: Span): Particle {
  const from = offset < 0 ? blob.length + offset : offset;
  const to = isSizeInverted ? blob.length - (size ?? 0) : from + (size ?? blob.length - from);
  if (from < 0 || from > blob.length || to < from || to > blob.length)
    throw new ParticleError(
      RESULT.OP_NOT_APPLICABLE,
      `Bytes ${from} to ${to} are not all in a blob of ${blob.length}`,
      NOT_APPLICABLE_SUBCODE.INDEX,
    );
  return textParticle(Buffer.from(blob.toString('base64', from, to), 'latin1'));
}

function parameter(what: string, subcode: number): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Base64 of a blob: ${what} is out of range`, subcode);
}
