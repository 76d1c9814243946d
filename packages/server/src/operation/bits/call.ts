// The parameters of an operation on bits, read and checked in the server's order (docs/protocol/bits.md).

import { BITS_FLAG, BITS_INT_FLAG, BITS_OP, BITS_RESIZE_FLAG, MAX_PROTO_BODY_BYTES } from 'tendril/wire';
import { PARAMETER_SUBCODE as SUBCODE } from '../../subcodes.ts';
import { malformed } from '../malformed.ts';
import type { OperationPayload } from '../payload.ts';

const { CREATE_ONLY, UPDATE_ONLY, NO_FAIL, PARTIAL } = BITS_FLAG;
const MAX_BYTES = BigInt(MAX_PROTO_BODY_BYTES);
const MIN_INT64 = -(2n ** 63n);
const MAX_INTEGER_BITS = 64;

/** What an operation was given. Offset and size are in bits; the offset counts from the end when it is negative. */
export class BitsCall {
  readonly code: number;
  offset = 0;
  size = 0;
  value = 0n;
  bytes: Buffer = Buffer.alloc(0);
  flags = 0;
  /** Flags of RESIZE, of the arithmetic operations, or of GET_INT. */
  subflags = 0;

  constructor(code: number) {
    this.code = code;
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  hasSubflag(flag: number): boolean {
    return (this.subflags & flag) !== 0;
  }
}

type Parameter = (call: BitsCall, payload: OperationPayload) => void;

interface Signature {
  readonly required: number;
  readonly parameters: readonly Parameter[];
}

const byteOffset: Parameter = (call, payload) => {
  call.offset = offsetWithin(payload, MAX_BYTES) * 8;
};
const bitOffset: Parameter = (call, payload) => {
  call.offset = offsetWithin(payload, MAX_BYTES * 8n);
};
const bytesOrNone: Parameter = (call, payload) => {
  call.size = sizeWithin(payload, 0n, MAX_BYTES) * 8;
};
const byteSize: Parameter = (call, payload) => {
  call.size = sizeWithin(payload, 1n, MAX_BYTES) * 8;
};
const bitSize: Parameter = (call, payload) => {
  call.size = sizeWithin(payload, 1n, MAX_BYTES * 8n);
};
const integerSize: Parameter = (call, payload) => {
  call.size = sizeWithin(payload, 1n, BigInt(MAX_INTEGER_BITS));
};
const shift: Parameter = (call, payload) => {
  call.value = BigInt(sizeWithin(payload, 0n, MAX_BYTES * 8n));
};
const integer: Parameter = (call, payload) => {
  call.value = payload.uint64();
};
const truth: Parameter = (call, payload) => {
  call.value = payload.boolean() ? 1n : 0n;
};
/** What is inserted gives the size; what is combined must have the bits. */
const bytes: Parameter = (call, payload) => {
  call.bytes = payload.bytes();
  if (call.size === 0) call.size = call.bytes.length * 8;
  else if (call.bytes.length * 8 < call.size)
    throw malformed(`${call.size} bits are expected, ${call.bytes.length * 8} are given`);
};
const flags =
  (known: number): Parameter =>
  (call, payload) => {
    call.flags = knownFlags(payload, known, CREATE_ONLY | UPDATE_ONLY);
  };
const subflags =
  (known: number, exclusive: number): Parameter =>
  (call, payload) => {
    call.subflags = knownFlags(payload, known, exclusive);
  };

const CREATING = flags(CREATE_ONLY | UPDATE_ONLY | NO_FAIL);
const PARTIAL_UPDATING = flags(UPDATE_ONLY | NO_FAIL | PARTIAL);
const UPDATING = flags(UPDATE_ONLY | NO_FAIL);
const { FROM_FRONT, GROW_ONLY, SHRINK_ONLY } = BITS_RESIZE_FLAG;
const { SIGNED, SATURATE, WRAP } = BITS_INT_FLAG;
const RESIZING = subflags(FROM_FRONT | GROW_ONLY | SHRINK_ONLY, GROW_ONLY | SHRINK_ONLY);
const CALCULATING = subflags(SIGNED | SATURATE | WRAP, SATURATE | WRAP);

const COMBINE: Signature = { required: 3, parameters: [bitOffset, bitSize, bytes, PARTIAL_UPDATING] };
const SHIFT: Signature = { required: 3, parameters: [bitOffset, bitSize, shift, PARTIAL_UPDATING] };
const CALCULATE: Signature = { required: 3, parameters: [bitOffset, integerSize, integer, UPDATING, CALCULATING] };
const LOOK: Signature = { required: 2, parameters: [bitOffset, bitSize] };
const SCAN: Signature = { required: 3, parameters: [bitOffset, bitSize, truth] };

export const BITS_MODIFIES: Readonly<Record<number, Signature>> = {
  [BITS_OP.RESIZE]: { required: 1, parameters: [bytesOrNone, CREATING, RESIZING] },
  [BITS_OP.INSERT]: { required: 2, parameters: [byteOffset, bytes, CREATING] },
  [BITS_OP.REMOVE]: { required: 2, parameters: [byteOffset, byteSize, PARTIAL_UPDATING] },
  [BITS_OP.SET]: COMBINE,
  [BITS_OP.OR]: COMBINE,
  [BITS_OP.XOR]: COMBINE,
  [BITS_OP.AND]: COMBINE,
  [BITS_OP.NOT]: { required: 2, parameters: [bitOffset, bitSize, PARTIAL_UPDATING] },
  [BITS_OP.LSHIFT]: SHIFT,
  [BITS_OP.RSHIFT]: SHIFT,
  [BITS_OP.ADD]: CALCULATE,
  [BITS_OP.SUBTRACT]: CALCULATE,
  [BITS_OP.SET_INT]: { required: 3, parameters: [bitOffset, integerSize, integer, UPDATING] },
};

export const BITS_READS: Readonly<Record<number, Signature>> = {
  [BITS_OP.GET]: LOOK,
  [BITS_OP.COUNT]: LOOK,
  [BITS_OP.LSCAN]: SCAN,
  [BITS_OP.RSCAN]: SCAN,
  [BITS_OP.GET_INT]: { required: 2, parameters: [bitOffset, integerSize, subflags(SIGNED, 0)] },
};

/** The signature of a code in that table. @throws ParticleError with result code 4 when there is none. */
export function signatureOf(table: Readonly<Record<number, Signature>>, code: number): Signature {
  const signature = table[code];
  if (signature === undefined) throw malformed(`bits have no such operation ${code} here`);
  return signature;
}

/** @throws ParticleError with result code 4 for a parameter that is missing, of another type or out of its range. */
export function parseBitsCall({ required, parameters }: Signature, payload: OperationPayload): BitsCall {
  payload.requireCount(required, parameters.length);
  const call = new BitsCall(payload.code);
  for (let i = 0; i < payload.count; i++) parameters[i]?.(call, payload);
  return call;
}

function offsetWithin(payload: OperationPayload, limit: bigint): number {
  const offset = payload.int64();
  // The server takes the amount of the lowest integer for the integer itself, and its low 32 bits, which are zero.
  if (offset === MIN_INT64) return 0;
  if (offset > limit || offset < -limit)
    throw malformed(`offset ${offset} is over the limit of ${limit}`, SUBCODE.BITS_OFFSET);
  return Number(offset);
}

function sizeWithin(payload: OperationPayload, min: bigint, max: bigint): number {
  const size = payload.uint64();
  if (size < min || size > max) throw malformed(`size ${size} is not within ${min} to ${max}`, SUBCODE.BITS_SIZE);
  return Number(size);
}

function knownFlags(payload: OperationPayload, known: number, exclusive: number): number {
  const given = payload.uint64();
  const set = Number(given & BigInt(known));
  if (BigInt(set) !== given) throw malformed(`flags ${given} are not known here`);
  if (exclusive !== 0 && (set & exclusive) === exclusive) throw malformed(`flags ${given} exclude each other`);
  return set;
}
