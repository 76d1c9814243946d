// The field of a batch message that holds its rows: docs/protocol/batch.md, "Rows".
//
//   field 41 := u32 rows · u8 batch flags · *row

import { FIELD } from './codes/fields.ts';
import type { Writer } from './writer.ts';

/** Writes what stands before the first row. Returns where the field begins, for `endBatchRows`. */
export function beginBatchRows(w: Writer, rows: number, flags: number): number {
  const at = w.pos;
  w.u32(0);
  w.u8(FIELD.BATCH_INDEX);
  w.u32(rows);
  w.u8(flags);
  return at;
}

/** Closes the field behind its last row. */
export function endBatchRows(w: Writer, at: number): void {
  w.patchU32(at, w.pos - at - 4);
}
