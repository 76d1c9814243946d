// A call of a user-defined function, as commands on records, batches and queries send it.
//
//   UDF_FILENAME · UDF_FUNCTION · UDF_ARGLIST := msgpack list

import type { BinValue } from '../../model/bin-value.ts';
import { AerospikeError } from '../../model/error.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { writeTextField } from '../../wire/message.ts';
import { packValue } from '../../wire/msgpack/pack.ts';
import type { Writer } from '../../wire/writer.ts';

/** A call as it was checked. */
export interface UdfCall {
  readonly module: string;
  readonly funcname: string;
  readonly args: readonly BinValue[];
}

/** Fields that `writeUdfFields` writes. */
export const UDF_FIELDS = 3;

export function checkUdf(udf: unknown): UdfCall {
  if (typeof udf !== 'object' || udf === null) throw AerospikeError.param('UDF must be an object');
  const { module, funcname, args } = udf as { module?: unknown; funcname?: unknown; args?: unknown };
  if (typeof module !== 'string') throw AerospikeError.param('UDF object invalid: module should be a string');
  if (typeof funcname !== 'string') throw AerospikeError.param('UDF object invalid: funcname should be a string');
  if (args !== undefined && args !== null && !Array.isArray(args)) {
    throw AerospikeError.param('UDF object invalid: args should be an array');
  }
  return { module, funcname, args: (args ?? []) as BinValue[] };
}

export function writeUdfFields(w: Writer, { module, funcname, args }: UdfCall): void {
  writeTextField(w, FIELD.UDF_FILENAME, module);
  writeTextField(w, FIELD.UDF_FUNCTION, funcname);
  const at = w.pos;
  w.u32(0);
  w.u8(FIELD.UDF_ARGLIST);
  packValue(w, args as BinValue);
  w.patchU32(at, w.pos - at - 4);
}
