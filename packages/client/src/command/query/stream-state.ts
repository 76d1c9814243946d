// Where a scan or query goes on, as plain numbers: for the next page, or for another process, through JSON or whatever
// else carries numbers. Programs need not look inside.
//
//   state := 'T' · 'S' · u8 version (1) · u8 size · namespace · u8 size · set · *entry
//   entry := u16 partition [· digest (20)] [· i64 index value]         0x8000: has a digest, 0x4000: and an index value

import { AerospikeError } from '../../model/error.ts';
import { DIGEST_BYTES, PARTITIONS } from '../../wire/codes/message.ts';
import { partitionId } from '../../wire/digest.ts';
import { Writer } from '../../wire/writer.ts';
import type { OpenPartition } from '../stream-definition.ts';

const HEADER = [0x54, 0x53, 1];
const HAS_DIGEST = 0x8000;
const HAS_BVAL = 0x4000;
const PARTITION_MASK = 0x0fff;

export function encodeState(ns: string, set: string, open: readonly OpenPartition[]): number[] {
  const w = new Writer(64 + open.length * 30);
  for (const byte of HEADER) w.u8(byte);
  writeText(w, ns);
  writeText(w, set);
  for (const { partition, cursor } of open) {
    if (cursor === undefined) w.u16(partition);
    else {
      w.u16(partition | HAS_DIGEST | (cursor.bval === undefined ? 0 : HAS_BVAL));
      w.bytes(cursor.digest);
      if (cursor.bval !== undefined) w.i64(cursor.bval);
    }
  }
  return [...w.take()];
}

/** @throws AerospikeError `ERR_PARAM` for anything but the state of a scan or query of that set. */
export function decodeState(state: unknown, ns: string, set: string): OpenPartition[] {
  if (!Array.isArray(state) && !ArrayBuffer.isView(state)) throw invalid('is not a list of numbers');
  const bytes = Buffer.from(state as number[]);
  if (HEADER.some((byte, i) => bytes[i] !== byte)) throw invalid('was not made by this version');
  const stateNs = readText(bytes, HEADER.length);
  const stateSet = readText(bytes, HEADER.length + 1 + stateNs.length);
  const [theirs, ours] = [`${stateNs}/${stateSet}`, Buffer.from(`${ns}/${set}`).toString('latin1')];
  if (theirs !== ours) throw invalid(`belongs to ${theirs}, not to ${ours}`);
  const open: OpenPartition[] = [];
  const seen = new Set<number>();
  for (let at = HEADER.length + 2 + stateNs.length + stateSet.length; at < bytes.length; ) {
    if (at + 2 > bytes.length) throw invalid('is cut short');
    const head = bytes.readUInt16BE(at);
    const partition = head & PARTITION_MASK;
    at += 2;
    if (seen.has(partition)) throw invalid(`has partition ${partition} twice`);
    seen.add(partition);
    if ((head & HAS_DIGEST) === 0) {
      open.push({ partition, cursor: undefined });
      continue;
    }
    const bvalAt = at + DIGEST_BYTES;
    const end = (head & HAS_BVAL) === 0 ? bvalAt : bvalAt + 8;
    if (end > bytes.length) throw invalid('is cut short');
    const digest = bytes.subarray(at, bvalAt);
    if (partitionId(digest) !== partition) throw invalid(`has a digest that is not in partition ${partition}`);
    open.push({ partition, cursor: { digest, bval: end === bvalAt ? undefined : bytes.readBigInt64BE(bvalAt) } });
    at = end;
  }
  return open;
}

let everything: readonly OpenPartition[] | undefined;

/** Partitions from their beginnings. */
export function wholeRange(begin: number, count: number): readonly OpenPartition[] {
  if (begin !== 0 || count < PARTITIONS) return newRange(begin, count);
  everything ??= newRange(0, PARTITIONS);
  return everything;
}

function newRange(begin: number, count: number): OpenPartition[] {
  return Array.from({ length: Math.min(count, PARTITIONS - begin) }, (_, i) => ({
    partition: begin + i,
    cursor: undefined,
  }));
}

function writeText(w: Writer, text: string): void {
  const at = w.pos;
  w.u8(0);
  w.patchU8(at, w.utf8(text));
}

function readText(bytes: Buffer, at: number): string {
  const end = at + 1 + (bytes[at] ?? 0);
  if (end > bytes.length) throw invalid('is cut short');
  return bytes.toString('latin1', at + 1, end);
}

function invalid(what: string): AerospikeError {
  return AerospikeError.param(`The saved state ${what}`);
}
