// Operations on the bits of a blob (docs/protocol/bits.md): where an operation applies, what its flags allow, and the
// blob that it makes.

import { BITS_FLAG, BITS_INT_FLAG, BITS_OP, BITS_RESIZE_FLAG, PARTICLE } from 'tendril/wire';
import { BITS_WORK_BYTES } from '../../limits.ts';
import { blobParticle, integerParticle, type Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { PARAMETER_SUBCODE } from '../../subcodes.ts';
import { malformed } from '../malformed.ts';
import { OperationPayload } from '../payload.ts';
import type { ValueChange, ValueOperations } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import { difference, sum } from './arithmetic.ts';
import { countBits, firstBit, lastBit, putBits, putInteger, takeBits, takeInteger } from './bit-string.ts';
import { BITS_MODIFIES, BITS_READS, type BitsCall, parseBitsCall, signatureOf } from './call.ts';

const UNCHANGED: ValueChange = {};

export const BITS: ValueOperations = {
  read(value, payload, meter) {
    const parsed = new OperationPayload(payload);
    const call = parseBitsCall(signatureOf(BITS_READS, parsed.code), parsed);
    const blob = blobOf(value);
    const at = positionIn(call, blob.length);
    meter.spend(0, (call.size / 8) * BITS_WORK_BYTES);
    if (at + call.size > blob.length * 8) throw notApplicable('the bits are not all there');
    return look(blob, at, call);
  },

  modify(value, payload, meter) {
    const parsed = new OperationPayload(payload);
    const call = parseBitsCall(signatureOf(BITS_MODIFIES, parsed.code), parsed);
    const refused = refusal(value, call);
    if (refused !== undefined) {
      if (call.has(BITS_FLAG.NO_FAIL)) return UNCHANGED;
      throw refused;
    }
    const blob = value === undefined ? undefined : blobOf(value);
    const at = positionIn(call, blob?.length);
    meter.spend(0, blob?.length ?? 0);
    const changed = change(blob, at, call, meter);
    return changed === undefined ? UNCHANGED : { stored: blobParticle(changed) };
  },
};

/** What the flags say to a bin that is there, or is not; NO_FAIL silences it. */
function refusal(value: Particle | undefined, call: BitsCall): ParticleError | undefined {
  if (value !== undefined) {
    return call.has(BITS_FLAG.CREATE_ONLY) ? new ParticleError(RESULT.BIN_EXISTS, 'The bin exists') : undefined;
  }
  const creates = call.code === BITS_OP.RESIZE || call.code === BITS_OP.INSERT;
  if (creates && !call.has(BITS_FLAG.UPDATE_ONLY)) return undefined;
  return new ParticleError(RESULT.BIN_NOT_FOUND, 'There is no bin');
}

export function blobOf({ type, value }: Particle): Buffer {
  if (type !== PARTICLE.BLOB) throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `Particle type ${type} is not a blob`);
  return value;
}

/** The bit where the operation begins, in a blob of that length; undefined stands for no blob. */
function positionIn({ offset }: BitsCall, length: number | undefined): number {
  if (offset >= 0) return offset;
  const at = (length ?? 0) * 8 + offset;
  if (at < 0) throw malformed('the offset is before the first bit', PARAMETER_SUBCODE.BITS_OFFSET);
  return at;
}

function look(blob: Buffer, at: number, call: BitsCall): Particle {
  const { size } = call;
  switch (call.code) {
    case BITS_OP.GET:
      return blobParticle(takeBits(blob, at, size));
    case BITS_OP.COUNT:
      return integerParticle(countBits(blob, at, size));
    case BITS_OP.LSCAN:
      return integerParticle(firstBit(blob, at, size, Number(call.value)));
    case BITS_OP.RSCAN:
      // The real server looks at the whole first byte, and says of a bit before the offset how far before it stands.
      return integerParticle(lastBit(blob, at - (at % 8), size + (at % 8), Number(call.value), at % 8));
    default: {
      const value = takeInteger(blob, at, size);
      return integerParticle(call.hasSubflag(BITS_INT_FLAG.SIGNED) ? BigInt.asIntN(size, value) : value);
    }
  }
}

/** The blob afterwards; undefined when nothing is to be done. */
function change(blob: Buffer | undefined, at: number, call: BitsCall, meter: WorkMeter): Buffer | undefined {
  switch (call.code) {
    case BITS_OP.RESIZE:
      return resized(blob ?? Buffer.alloc(0), call, meter);
    case BITS_OP.INSERT:
      return inserted(blob ?? Buffer.alloc(0), at / 8, call, meter);
    case BITS_OP.REMOVE:
      return removed(blob as Buffer, at / 8, call);
    default:
      return overwritten(blob as Buffer, at, call, meter);
  }
}

function resized(blob: Buffer, call: BitsCall, meter: WorkMeter): Buffer | undefined {
  const length = call.size / 8;
  if (length === blob.length) return undefined;
  const forbidden = length < blob.length ? BITS_RESIZE_FLAG.GROW_ONLY : BITS_RESIZE_FLAG.SHRINK_ONLY;
  if (call.hasSubflag(forbidden))
    return refuse(call, malformed('the blob may not be resized that way', PARAMETER_SUBCODE.BITS_RESIZE));
  meter.checkSize(length);
  const fromFront = call.hasSubflag(BITS_RESIZE_FLAG.FROM_FRONT);
  const bytes = Buffer.alloc(length);
  if (!fromFront) blob.copy(bytes);
  else if (length > blob.length) blob.copy(bytes, length - blob.length);
  else blob.copy(bytes, 0, blob.length - length);
  return bytes;
}

function inserted(blob: Buffer, at: number, call: BitsCall, meter: WorkMeter): Buffer {
  const length = Math.max(blob.length, at) + call.bytes.length;
  meter.checkSize(length);
  const bytes = Buffer.alloc(length);
  blob.copy(bytes, 0, 0, at);
  call.bytes.copy(bytes, at);
  blob.subarray(at).copy(bytes, at + call.bytes.length);
  return bytes;
}

function removed(blob: Buffer, at: number, call: BitsCall): Buffer | undefined {
  const end = at + call.size / 8;
  const isBeyond = at >= blob.length || (end > blob.length && !call.has(BITS_FLAG.PARTIAL));
  if (isBeyond) return refuse(call, malformed('the bytes are not all there'));
  return Buffer.concat([blob.subarray(0, at), blob.subarray(end)]);
}

function overwritten(blob: Buffer, at: number, call: BitsCall, meter: WorkMeter): Buffer | undefined {
  const there = blob.length * 8 - at;
  if (there <= 0 || (call.size > there && !call.has(BITS_FLAG.PARTIAL)))
    return refuse(call, notApplicable('the bits are not all there'));
  const size = Math.min(call.size, there);
  meter.spend(0, (size / 8) * BITS_WORK_BYTES);
  const bytes = Buffer.from(blob);
  switch (call.code) {
    case BITS_OP.SET:
      putBits(bytes, at, size, call.bytes);
      return bytes;
    case BITS_OP.OR:
      return combined(bytes, at, size, (byte, other) => byte | other, call.bytes);
    case BITS_OP.XOR:
      return combined(bytes, at, size, (byte, other) => byte ^ other, call.bytes);
    case BITS_OP.AND:
      return combined(bytes, at, size, (byte, other) => byte & other, call.bytes);
    case BITS_OP.NOT:
      return combined(bytes, at, size, (byte) => ~byte, call.bytes);
    case BITS_OP.LSHIFT:
    case BITS_OP.RSHIFT:
      return shifted(bytes, at, size, Math.min(Number(call.value), size), call.code === BITS_OP.LSHIFT);
    default: {
      const value = integerAfter(takeInteger(bytes, at, size), call);
      if (value === undefined) return refuse(call, notApplicable('the integer overflows'));
      putInteger(bytes, at, size, value);
      return bytes;
    }
  }
}

function combined(
  bytes: Buffer,
  at: number,
  size: number,
  combine: (byte: number, other: number) => number,
  others: Buffer,
): Buffer {
  const taken = takeBits(bytes, at, size);
  for (let i = 0; i < taken.length; i++) taken[i] = combine(taken[i] as number, others[i] as number);
  putBits(bytes, at, size, taken);
  return bytes;
}

function shifted(bytes: Buffer, at: number, size: number, by: number, toTheLeft: boolean): Buffer {
  const kept = takeBits(bytes, toTheLeft ? at + by : at, size - by);
  putBits(bytes, at, size, Buffer.alloc(Math.ceil(size / 8)));
  putBits(bytes, toTheLeft ? at : at + by, size - by, kept);
  return bytes;
}

function integerAfter(value: bigint, call: BitsCall): bigint | undefined {
  if (call.code === BITS_OP.ADD) return sum(value, call.value, call.size, call.subflags);
  if (call.code === BITS_OP.SUBTRACT) return difference(value, call.value, call.size, call.subflags);
  return call.value;
}

function refuse(call: BitsCall, error: ParticleError): undefined {
  if (!call.has(BITS_FLAG.NO_FAIL)) throw error;
  return undefined;
}

function notApplicable(what: string): ParticleError {
  return new ParticleError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`);
}
