// A single-record reply read in place: generation, time to live, bins. No intermediate message object is built.
//
//   message := header (22) · *field (skipped) · *op
//   op      := u32 size · u8 op · u8 particle type · u8 flags · u8 name size · name · value

import type { BinValue } from '../../model/bin-value.ts';
import { systemClock } from '../../time/system-clock.ts';
import { BinNames } from '../../wire/bin-names.ts';
import {
  CITRUSLEAF_EPOCH_SECONDS,
  MESSAGE_AT,
  MESSAGE_HEADER_BYTES,
  OP_AT,
  OP_HEADER_BYTES,
} from '../../wire/codes/message.ts';
import { PARTICLE } from '../../wire/codes/particles.ts';
import { DecodeBudget, UNMEASURED_BYTES } from '../../wire/msgpack/skip.ts';
import { setOwn } from '../../wire/msgpack/unpack.ts';
import { readParticle } from '../../wire/particles.ts';
import { readU16, readU32 } from '../../wire/reader.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { CommandCall } from '../command-definition.ts';

/** What reading a reply needs to know of the call. */
export type ReplyReading = Pick<CommandCall<never>, 'policy' | 'ownsReply'>;

/** Bins and metadata of a record as a reply gives them. */
export interface RecordReply {
  readonly bins: { [name: string]: BinValue };
  /** Remaining seconds; -1 for a record that never expires. */
  readonly ttl: number;
  readonly gen: number;
}

// Read once: a constant of this module is part of the code, a property of another module's object is looked up.
const { GENERATION: GENERATION_AT, RECORD_TTL: RECORD_TTL_AT, FIELDS: FIELDS_AT, OPS: OPS_AT } = MESSAGE_AT;
const { PARTICLE: PARTICLE_AT, NAME_BYTES: NAME_BYTES_AT } = OP_AT;
const OP_BYTES = OP_HEADER_BYTES;

/** What the public API shows for a record that never expires. */
const NEVER_EXPIRES = -1;

const binNames = new BinNames();

export function replyGeneration(buffer: Buffer, start: number): number {
  return readU32(buffer, start + GENERATION_AT);
}

/** Void time to remaining seconds; a record that expires this second or did already has one left. */
export function replyTtl(buffer: Buffer, start: number): number {
  const voidTime = readU32(buffer, start + RECORD_TTL_AT);
  if (voidTime === 0) return NEVER_EXPIRES;
  const now = Math.floor(systemClock.wallMs() / 1000) - CITRUSLEAF_EPOCH_SECONDS;
  return voidTime > now ? voidTime - now : 1;
}

/** Reads the whole reply. A bin that occurs more than once keeps its last value, as with the vendor's client. */
export function readRecordReply(buffer: Buffer, start: number, end: number, call: ReplyReading): RecordReply {
  return {
    bins: readBins(buffer, start, end, call),
    ttl: replyTtl(buffer, start),
    gen: replyGeneration(buffer, start),
  };
}

function readBins(buffer: Buffer, start: number, end: number, call: ReplyReading): { [name: string]: BinValue } {
  const bins: { [name: string]: BinValue } = {};
  const budget = end - start > UNMEASURED_BYTES ? new DecodeBudget() : undefined;
  let at = skipFields(buffer, start, end);
  for (let left = readU16(buffer, start + OPS_AT); left > 0; left--) {
    if (at + OP_BYTES > end) throw new WireError('Reply ends inside an operation header');
    const next = at + 4 + readU32(buffer, at);
    const nameAt = at + OP_BYTES;
    const valueAt = nameAt + (buffer[at + NAME_BYTES_AT] as number);
    if (next > end || valueAt > next) throw new WireError('Reply has an operation that does not fit');
    const value = readValue(buffer[at + PARTICLE_AT] as number, buffer, valueAt, next, call, budget);
    setOwn(bins, binNames.read(buffer, nameAt, valueAt), value);
    at = next;
  }
  if (at !== end) throw new WireError(`Reply has ${end - at} bytes after its last operation`);
  return bins;
}

/** Without `deserialize` lists and maps stay packed, as bytes. */
function readValue(
  type: number,
  buffer: Buffer,
  start: number,
  end: number,
  call: ReplyReading,
  budget: DecodeBudget | undefined,
): BinValue {
  const isBytes =
    type === PARTICLE.BLOB || (!call.policy.deserialize && (type === PARTICLE.LIST || type === PARTICLE.MAP));
  if (!isBytes) return readParticle(type, buffer, start, end, budget);
  // A large value need not be copied out of a buffer that holds hardly anything else.
  if (call.ownsReply && (end - start) * 2 > buffer.length) return buffer.subarray(start, end);
  return readParticle(PARTICLE.BLOB, buffer, start, end);
}

function skipFields(buffer: Buffer, start: number, end: number): number {
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + FIELDS_AT); left > 0; left--) {
    if (at + 4 > end) throw new WireError('Reply ends inside a field header');
    at += 4 + readU32(buffer, at);
    if (at > end) throw new WireError('Reply has a field that does not fit');
  }
  return at;
}
