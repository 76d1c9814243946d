// apply: runs a user-defined function on a record, which it may change.
//
//   request := info2 WRITE · record fields · UDF_FILENAME · UDF_FUNCTION · UDF_ARGLIST
//   reply   := one op, named SUCCESS or FAILURE

import type { BinValue } from '../../model/bin-value.ts';
import { INFO2, MESSAGE_AT, MESSAGE_HEADER_BYTES, OP_AT, OP_HEADER_BYTES } from '../../wire/codes/message.ts';
import { UDF_BIN } from '../../wire/codes/query.ts';
import { beginMessage, endMessage, setInfo4 } from '../../wire/message.ts';
import { readParticle } from '../../wire/particles.ts';
import { readU16, readU32 } from '../../wire/reader.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { commitInfo3, serverTimeoutMs, writeInfo4 } from '../record/policy-bits.ts';
import { writeRecordFields } from '../record/record-fields.ts';
import { UDF_FIELDS, type UdfCall, writeUdfFields } from './udf-call.ts';

export const APPLY: CommandDefinition<UdfCall, BinValue> = Object.freeze({
  name: 'apply',
  isWrite: true,
  encode(w, call) {
    const { policy } = call;
    const info2 = INFO2.WRITE | (policy.durableDelete ? INFO2.DURABLE_DELETE : 0);
    const at = beginMessage(w, 0, info2, commitInfo3(policy.commitLevel), 0, policy.ttl >>> 0, serverTimeoutMs(policy));
    setInfo4(w, at, writeInfo4(policy));
    const fields = writeRecordFields(w, call);
    writeUdfFields(w, call.args);
    endMessage(w, at, fields + UDF_FIELDS, 0);
  },
  decode: (buffer, start, end) => readUdfResult(buffer, start, end, UDF_BIN.SUCCESS) ?? null,
  failureText(buffer, start, end) {
    const text = readUdfResult(buffer, start, end, UDF_BIN.FAILURE);
    return typeof text === 'string' ? text : undefined;
  },
} satisfies CommandDefinition<UdfCall, BinValue>);

/** The value of the operation of that name; undefined if there is none. */
export function readUdfResult(buffer: Buffer, start: number, end: number, name: string): BinValue | undefined {
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + MESSAGE_AT.FIELDS); left > 0; left--) {
    if (at + 4 > end) throw new WireError('Reply ends inside a field header');
    at += 4 + readU32(buffer, at);
  }
  for (let left = readU16(buffer, start + MESSAGE_AT.OPS); left > 0; left--) {
    if (at + OP_HEADER_BYTES > end) throw new WireError('Reply ends inside an operation header');
    const next = at + 4 + readU32(buffer, at);
    const valueAt = at + OP_HEADER_BYTES + (buffer[at + OP_AT.NAME_BYTES] as number);
    if (next > end || valueAt > next) throw new WireError('Reply has an operation that does not fit');
    if (buffer.toString('latin1', at + OP_HEADER_BYTES, valueAt) === name) {
      return readParticle(buffer[at + OP_AT.PARTICLE] as number, buffer, valueAt, next);
    }
    at = next;
  }
  return undefined;
}
