// A function called on a record: what the script is given of it, and what it has made of it. The other end is in
// lua/record.ts and lua/calls.ts, where the grammars stand.

import { PARTICLE } from 'tendril/wire';
import type { StoredRecord } from '../storage/record.ts';
import { binValueAt } from '../storage/record.ts';
import { Packer, Unpacker } from './packing.ts';

/** What a command asks of a module. */
export interface UdfCall {
  /** Module name without extension. */
  readonly module: string;
  readonly functionName: Uint8Array;
  /** A packed list, or nothing. */
  readonly args: Uint8Array;
}

/** What is to be said of a record beside what is stored. */
export interface RecordTraits {
  /** 20 bytes as latin1. */
  readonly digest: string;
  /** Seconds that it has left; 0 = unlimited. */
  readonly ttl: number;
  /** The user key that it has or, with this command, gets. */
  readonly key: Uint8Array | undefined;
  /** The set that it is in or, if created, gets. */
  readonly setName: string;
  /** Result code with which updates fail, and what `aerospike:create` returns for a record that may not be created; 0 = none. */
  readonly refusal: number;
  readonly createRefusal: number;
}

const EXISTS = 1;
/** The script's own limits: past them it is not called at all. */
const MAX_UDF_BINS = 512;

const packer = new Packer();

export function packCall(call: UdfCall, record: StoredRecord | undefined, traits: RecordTraits): Uint8Array {
  packer.u16(call.functionName.length).bytes(call.functionName);
  packer.u32(call.args.length).bytes(call.args);
  packRecord(packer, record, traits);
  return packer.take();
}

/** record := see lua/calls.ts */
export function packRecord(to: Packer, record: StoredRecord | undefined, traits: RecordTraits): void {
  const key = traits.key ?? new Uint8Array();
  to.u8(record === undefined ? 0 : EXISTS);
  to.u16(record?.generation ?? 0)
    .u32(traits.ttl)
    .i64(record?.lastUpdateMs ?? 0);
  to.u32(record?.size ?? 0);
  to.u8(traits.setName.length).latin1(traits.setName);
  to.u32(key.length).bytes(key);
  to.latin1(traits.digest).u8(traits.refusal).u8(traits.createRefusal);
  const bins = record?.bins ?? [];
  to.u16(bins.length);
  for (const bin of bins) {
    const valueAt = binValueAt(bin);
    to.u8(bin.name.length).latin1(bin.name).u8(bin.type);
    to.u32(bin.op.length - valueAt).bytes(bin.op.subarray(valueAt));
  }
}

/** Whether the server hands the record to scripts. */
export function hasTooManyBins(record: StoredRecord): boolean {
  return record.bins.length > MAX_UDF_BINS;
}

/** A bin after the call; without a value it is the one that was there before. */
export interface CalledBin {
  readonly name: string;
  readonly type: number;
  readonly value: Buffer | undefined;
}

export interface RecordUpdates {
  /** In their order; none = the record goes. */
  readonly bins: readonly CalledBin[];
  /** `record.set_ttl`, if it was called. */
  readonly ttl: number | undefined;
  readonly isKeyDropped: boolean;
}

export type CallAnswer =
  | {
      readonly kind: 'success';
      /** Particle type of what the function has returned; NULL for what has none. */
      readonly type: number;
      readonly value: Buffer;
      /** Undefined when it has called neither create nor update. */
      readonly updates: RecordUpdates | undefined;
    }
  | { readonly kind: 'failure'; readonly text: Buffer }
  /** The function succeeded, but what it wanted to store did not: a result code. */
  | { readonly kind: 'refused'; readonly resultCode: number };

const STATUS = { SUCCESS: 0, FAILURE: 1, UPDATE_FAILED: 2 } as const;

export function unpackAnswer(bytes: Uint8Array): CallAnswer {
  const from = new Unpacker(bytes);
  const status = from.u8();
  if (status === STATUS.UPDATE_FAILED) return { kind: 'refused', resultCode: from.u8() };
  if (status === STATUS.FAILURE) return { kind: 'failure', text: from.bytes(from.u32()) };
  const type = from.u8();
  const value = from.bytes(from.u32());
  const hasUpdates = from.u8() !== 0;
  const hasTtl = from.u8() !== 0;
  const ttl = from.u32();
  const isKeyDropped = from.u8() !== 0;
  const count = from.u16();
  if (!hasUpdates) return { kind: 'success', type, value, updates: undefined };
  const bins = Array.from({ length: count }, () => unpackBin(from));
  return { kind: 'success', type, value, updates: { bins, ttl: hasTtl ? ttl : undefined, isKeyDropped } };
}

function unpackBin(from: Unpacker): CalledBin {
  const name = from.bytes(from.u8()).toString('latin1');
  if (from.u8() === 0) return { name, type: PARTICLE.NULL, value: undefined };
  const type = from.u8();
  return { name, type, value: from.bytes(from.u32()) };
}
