import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandCall } from '../../../src/command/command-definition.ts';
import { readRecordReply } from '../../../src/command/record/record-reply.ts';
import { POLICY_DEFAULTS } from '../../../src/model/policies/resolve.ts';
import { OP } from '../../../src/wire/codes/ops.ts';
import { PARTICLE } from '../../../src/wire/codes/particles.ts';
import { beginMessage, endMessage, writeRawOp } from '../../../src/wire/message.ts';
import { WireError } from '../../../src/wire/wire-error.ts';
import { Writer } from '../../../src/wire/writer.ts';

const PROTO_HEADER = 8;
const call = { policy: POLICY_DEFAULTS.read, ownsReply: false } as unknown as CommandCall<undefined>;

function replyOf(bins: number, value: Buffer): Buffer {
  const w = new Writer();
  const at = beginMessage(w, 0, 0, 0, 1, 0, 0);
  for (let i = 0; i < bins; i++) writeRawOp(w, OP.READ, PARTICLE.LIST, Buffer.from(`b${i}`), value);
  endMessage(w, at, 0, bins);
  return w.take();
}

test('bins that are small one by one are still too much together', () => {
  // 60 000 empty maps stay below what a value alone is measured from.
  const value = Buffer.alloc(3 + 60_000, 0x80);
  value[0] = 0xdc;
  value.writeUInt16BE(60_000, 1);
  const few = replyOf(10, value);
  const { bins } = readRecordReply(few, PROTO_HEADER, few.length, call);
  assert.strictEqual((bins.b9 as unknown[]).length, 60_000);
  const many = replyOf(200, value);
  assert.throws(
    () => readRecordReply(many, PROTO_HEADER, many.length, call),
    (error) => error instanceof WireError && /bytes of memory/.test(error.message),
  );
});
