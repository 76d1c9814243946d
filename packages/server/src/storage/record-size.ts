// The size of a record as the real server counts it, compared with `max-record-size` (docs/protocol/records.md,
// "Limits"):
//
//   35 + (void time ? 4) + (set ? 1 + len) + (key ? varint(len) + len) + varint(bins) + Σ bin + 4
//   bin := 1 + name + particle;  particle := integer 2 + {1,2,4,8} · float 9 · bool 2 · everything else 5 + len

import { PARTICLE } from 'tendril/wire';
import { type Bin, binValueAt } from './record.ts';

const FIXED_BYTES = 35 + 4;

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

/** Bytes of the smallest of 1, 2, 4 and 8 that holds the 64-bit integer at `at`, taken as unsigned. */
function integerBytes(op: Buffer, at: number): number {
  if (op.readUInt32BE(at) !== 0) return 8;
  const low = op.readUInt32BE(at + 4);
  return low > 0xffff ? 4 : low > 0xff ? 2 : 1;
}

function binBytes(bin: Bin): number {
  const header = 1 + bin.name.length;
  const valueAt = binValueAt(bin);
  switch (bin.type) {
    case PARTICLE.INTEGER:
      return header + 2 + integerBytes(bin.op, valueAt);
    case PARTICLE.FLOAT:
      return header + 9;
    case PARTICLE.BOOL:
      return header + 2;
    default:
      return header + 5 + bin.op.length - valueAt;
  }
}

export function recordSize(bins: readonly Bin[], voidTime: number, setName: string, key: Buffer | undefined): number {
  let size = FIXED_BYTES + varintBytes(bins.length);
  if (voidTime !== 0) size += 4;
  if (setName !== '') size += 1 + setName.length;
  if (key !== undefined) size += varintBytes(key.length) + key.length;
  for (const bin of bins) size += binBytes(bin);
  return size;
}
