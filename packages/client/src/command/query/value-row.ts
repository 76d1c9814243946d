// A row of an aggregation: one value, or why there are none (docs/protocol/queries.md, "Aggregation").
//
//   row := header · op "SUCCESS" value | header · op "FAILURE" text

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { MESSAGE_AT, MESSAGE_HEADER_BYTES, OP_AT, OP_HEADER_BYTES } from '../../wire/codes/message.ts';
import { UDF_BIN } from '../../wire/codes/query.ts';
import { readU16, readU32 } from '../../wire/reader.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { StreamValue } from './aggregation-engine.ts';

/**
 * The value in the message `buffer[start, end)`, whose fields and operations are known to fit.
 *
 * @throws AerospikeError `ERR_UDF` for a function that has failed, WireError for anything but such a row.
 */
export function readValueRow(buffer: Buffer, start: number, end: number): StreamValue {
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + MESSAGE_AT.FIELDS); left > 0; left--) at += 4 + readU32(buffer, at);
  if (readU16(buffer, start + MESSAGE_AT.OPS) !== 1) throw new WireError('A row of an aggregation has one value');
  const nameAt = at + OP_HEADER_BYTES;
  const valueAt = nameAt + (buffer[at + OP_AT.NAME_BYTES] as number);
  if (valueAt > end) throw new WireError('A row of an aggregation has a name that does not fit');
  const name = buffer.toString('latin1', nameAt, valueAt);
  const value = Buffer.from(buffer.subarray(valueAt, end));
  if (name === UDF_BIN.SUCCESS) return { type: buffer[at + OP_AT.PARTICLE] as number, value };
  if (name === UDF_BIN.FAILURE) throw AerospikeError.fromCode({ code: status.ERR_UDF, message: value.toString() });
  throw new WireError(`A row of an aggregation is called "${name}"`);
}
