// What a store keeps: records and their bins. Both are immutable; a write makes a new record and replaces the old one,
// so a failed command leaves nothing half done. Names are strings of one character per byte (latin1), because to the
// server a name is bytes.
//
//   bin.op := u32 size · u8 op (1 = READ) · u8 particle type · u8 0 · u8 name size · name · value
//
// A bin is kept as the operation that a read answers with, so that reading a record is one copy per bin.

import { OP } from 'tendril/wire';
import type { SetEntry } from './set-table.ts';

const OP_HEADER_BYTES = 8;

export interface Bin {
  readonly name: string;
  /** Particle type of the value. */
  readonly type: number;
  /** The reply operation: header, name, value. */
  readonly op: Buffer;
  /** A map that keeps an index of the order of values, of which replies say nothing. */
  readonly persistsIndex?: boolean | undefined;
}

export interface StoredRecord {
  /** 1 to 65535. */
  readonly generation: number;
  /** Seconds since Aerospike's epoch; 0 = never expires. */
  readonly voidTime: number;
  /** Milliseconds since Aerospike's epoch. */
  readonly lastUpdateMs: number;
  readonly set: SetEntry | undefined;
  /** The user key as sent: particle type, then value. */
  readonly key: Buffer | undefined;
  readonly bins: readonly Bin[];
  /** Bytes by the server's size formula. */
  readonly size: number;
}

/** A bin with room for a value of `valueBytes`, which the caller writes at `binValueAt`. */
export function allocateBin(name: string, type: number, valueBytes: number): Bin {
  const op = Buffer.allocUnsafe(OP_HEADER_BYTES + name.length + valueBytes);
  op.writeUInt32BE(4 + name.length + valueBytes, 0);
  op[4] = OP.READ;
  op[5] = type;
  op[6] = 0;
  op[7] = name.length;
  op.write(name, OP_HEADER_BYTES, 'latin1');
  return { name, type, op };
}

/** A bin with a copy of the value in `source[start, end)`. */
export function createBin(name: string, type: number, source: Uint8Array, start = 0, end = source.length): Bin {
  const bin = allocateBin(name, type, end - start);
  bin.op.set(start === 0 && end === source.length ? source : source.subarray(start, end), binValueAt(bin));
  return bin;
}

/** Where the value starts in the bin's operation. */
export function binValueAt(bin: Bin): number {
  return OP_HEADER_BYTES + bin.name.length;
}

/** The value's bytes, as a view. */
export function binValue(bin: Bin): Buffer {
  return bin.op.subarray(binValueAt(bin));
}
