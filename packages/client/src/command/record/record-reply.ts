// A single-record reply read in place: generation, time to live, bins. No intermediate message object is built.
//
//   message := header (22) · *field (skipped) · *op
//   op      := u32 size · u8 op · u8 particle type · u8 flags · u8 name size · name · value

import type { BinValue } from '../../model/bin-value.ts';
import { BinNames } from '../../wire/bin-names.ts';
import { CITRUSLEAF_EPOCH_SECONDS, MESSAGE_HEADER_BYTES } from '../../wire/codes/message.ts';
import { PARTICLE } from '../../wire/codes/particles.ts';
import { setOwn } from '../../wire/msgpack.ts';
import { readParticle } from '../../wire/particles.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { CommandCall } from '../command-definition.ts';

/** Bins and metadata of a record as a reply gives them. */
export interface RecordReply {
  readonly bins: { [name: string]: BinValue };
  /** Remaining seconds; -1 for a record that never expires. */
  readonly ttl: number;
  readonly gen: number;
}

const OP_HEADER_BYTES = 8;
/** What the public API shows for a record that never expires. */
const NEVER_EXPIRES = -1;

const binNames = new BinNames();

function u32(buffer: Buffer, at: number): number {
  return (
    (buffer[at] as number) * 0x1000000 +
    (((buffer[at + 1] as number) << 16) | ((buffer[at + 2] as number) << 8) | (buffer[at + 3] as number))
  );
}

function u16(buffer: Buffer, at: number): number {
  return ((buffer[at] as number) << 8) | (buffer[at + 1] as number);
}

export function replyGeneration(buffer: Buffer, start: number): number {
  return u32(buffer, start + 6);
}

/** Void time to remaining seconds; a record that expires this second or did already has one left. */
export function replyTtl(buffer: Buffer, start: number): number {
  const voidTime = u32(buffer, start + 10);
  if (voidTime === 0) return NEVER_EXPIRES;
  const now = Math.floor(Date.now() / 1000) - CITRUSLEAF_EPOCH_SECONDS;
  return voidTime > now ? voidTime - now : 1;
}

/** Reads the whole reply. A bin that occurs more than once keeps its last value, as with the vendor's client. */
export function readRecordReply<A>(buffer: Buffer, start: number, end: number, call: CommandCall<A>): RecordReply {
  return {
    bins: readBins(buffer, start, end, call),
    ttl: replyTtl(buffer, start),
    gen: replyGeneration(buffer, start),
  };
}

function readBins<A>(buffer: Buffer, start: number, end: number, call: CommandCall<A>): { [name: string]: BinValue } {
  const bins: { [name: string]: BinValue } = {};
  let at = skipFields(buffer, start, end);
  for (let left = u16(buffer, start + 20); left > 0; left--) {
    if (at + OP_HEADER_BYTES > end) throw new WireError('Reply ends inside an operation header');
    const next = at + 4 + u32(buffer, at);
    const nameAt = at + OP_HEADER_BYTES;
    const valueAt = nameAt + (buffer[at + 7] as number);
    if (next > end || valueAt > next) throw new WireError('Reply has an operation that does not fit');
    const value = readValue(buffer[at + 5] as number, buffer, valueAt, next, call);
    setOwn(bins, binNames.read(buffer, nameAt, valueAt), value);
    at = next;
  }
  if (at !== end) throw new WireError(`Reply has ${end - at} bytes after its last operation`);
  return bins;
}

/** Without `deserialize` lists and maps stay packed, as bytes. */
function readValue<A>(type: number, buffer: Buffer, start: number, end: number, call: CommandCall<A>): BinValue {
  const isBytes =
    type === PARTICLE.BLOB || (!call.policy.deserialize && (type === PARTICLE.LIST || type === PARTICLE.MAP));
  if (!isBytes) return readParticle(type, buffer, start, end);
  // A large value need not be copied out of a buffer that holds hardly anything else.
  if (call.ownsReply && (end - start) * 2 > buffer.length) return buffer.subarray(start, end);
  return readParticle(PARTICLE.BLOB, buffer, start, end);
}

function skipFields(buffer: Buffer, start: number, end: number): number {
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = u16(buffer, start + 18); left > 0; left--) {
    if (at + 4 > end) throw new WireError('Reply ends inside a field header');
    at += 4 + u32(buffer, at);
    if (at > end) throw new WireError('Reply has a field that does not fit');
  }
  return at;
}
