// The range that a query asks of a secondary index (docs/protocol/queries.md, "Index range"), both directions.
//
//   field 22 := u8 ranges (1) · u8 name size · bin name · u8 particle type · u32 size · begin · u32 size · end

import { FIELD } from './codes/fields.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/** Values from `begin` to `end`, both included; texts, bytes and regions have the same at both ends. */
export interface IndexRange {
  /** Empty where an index is named, or an expression given. */
  readonly bin: string;
  readonly particleType: number;
  readonly begin: Buffer;
  readonly end: Buffer;
}

export function writeIndexRange(w: Writer, { bin, particleType, begin, end }: IndexRange): void {
  const at = w.pos;
  w.u32(0);
  w.u8(FIELD.INDEX_RANGE);
  w.u8(1);
  const nameAt = w.pos;
  w.u8(0);
  w.patchU8(nameAt, w.utf8(bin));
  w.u8(particleType);
  w.u32(begin.length);
  w.bytes(begin);
  w.u32(end.length);
  w.bytes(end);
  w.patchU32(at, w.pos - at - 4);
}

/** @throws WireError for a field that holds no range, more than one, or bytes beside it. */
export function readIndexRange(field: Buffer): IndexRange {
  if (field.length < 3 || field[0] !== 1) throw new WireError('The field does not hold one range');
  const nameEnd = 2 + (field[1] as number);
  const bin = field.toString('latin1', 2, nameEnd);
  const beginAt = nameEnd + 1;
  const begin = readSized(field, beginAt);
  const endAt = beginAt + 4 + begin.length;
  const end = readSized(field, endAt);
  if (endAt + 4 + end.length !== field.length) throw new WireError('The range has bytes behind its end');
  return { bin, particleType: field[nameEnd] as number, begin, end };
}

function readSized(field: Buffer, at: number): Buffer {
  if (at + 4 > field.length) throw new WireError('The range ends inside the size of a value');
  const size = field.readUInt32BE(at);
  if (at + 4 + size > field.length) throw new WireError('The range has a value that does not fit');
  return field.subarray(at + 4, at + 4 + size);
}
