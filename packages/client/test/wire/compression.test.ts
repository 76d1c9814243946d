import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { PROTO_TYPE } from '../../src/wire/codes/message.ts';
import { checkReplyType, compressFrame, decompressBody, MAX_INFLATED_BYTES } from '../../src/wire/compression.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { FRAMES, hex } from './fixtures.ts';

/** The body of a compressed frame: the size that it declares, and a stream. */
function compressed(size: number | bigint, stream: Buffer): Buffer {
  const body = Buffer.alloc(8 + stream.length);
  body.writeBigUInt64BE(BigInt(size));
  stream.copy(body, 8);
  return body;
}

function inflate(body: Buffer, maxBytes?: number): Buffer {
  return decompressBody(body, 0, body.length, maxBytes);
}

test('a frame is the same after it was compressed', () => {
  const frame = hex(FRAMES.getTypes.reply);
  const w = new Writer(16);
  w.bytes(Buffer.from('before'));
  const at = w.pos;
  w.bytes(frame);
  compressFrame(w, at);
  const sent = w.take().subarray(6);
  assert.strictEqual(sent.subarray(0, 2).toString('hex'), '0204');
  assert.strictEqual(sent.readUIntBE(2, 6), sent.length - 8);
  assert.strictEqual(sent.readBigUInt64BE(8), BigInt(frame.length));
  assert.deepStrictEqual(decompressBody(sent, 8, sent.length), frame.subarray(8));
});

test('a frame of one header and nothing else has an empty body', () => {
  const header = hex('0203000000000000');
  assert.strictEqual(inflate(compressed(8, deflateSync(header))).length, 0);
  assert.throws(
    () => inflate(compressed(7, deflateSync(header.subarray(0, 7)))),
    /declares 7 bytes, less than a header/,
  );
});

const frame = hex(FRAMES.get.reply);
const stream = deflateSync(frame);

for (const [what, body, message] of [
  ['is shorter than its own header', Buffer.alloc(7), /shorter than its header/],
  ['declares too little', compressed(frame.length - 1, stream), /cannot be inflated/],
  ['declares too much', compressed(frame.length + 1, stream), /no message of the declared size/],
  ['is damaged', compressed(frame.length, stream.subarray(0, 10)), /cannot be inflated/],
  ['holds an info frame', compressed(9, deflateSync(hex('02010000000000010a'))), /no message/],
  ['holds a frame of another version', compressed(8, deflateSync(hex('0103000000000000'))), /no message/],
  ['holds a frame whose size is not its own', compressed(8, deflateSync(hex('0203000000000001'))), /no message/],
] as const) {
  test(`a compressed frame that ${what} is refused`, () => {
    assert.throws(
      () => inflate(body),
      (error) => error instanceof WireError && message.test(error.message),
    );
  });
}

test('a declared size is refused before anything is inflated', () => {
  // No stream follows that could be looked at.
  const lies = Buffer.alloc(1024 * 1024);
  for (const size of [MAX_INFLATED_BYTES + 1, 2n ** 53n, 2n ** 64n - 1n]) {
    assert.throws(() => inflate(compressed(size, lies)), /the limit is 33554432/);
  }
  assert.throws(() => inflate(compressed(2000, lies.subarray(0, 1)), 4000), /more than its 1 can say/);
  assert.throws(() => inflate(compressed(1033, lies), 1032), /the limit is 1032/);
});

test('what inflates to more than it declares is given up at the declared size', () => {
  const bomb = deflateSync(Buffer.alloc(16 * 1024 * 1024));
  assert.throws(() => inflate(compressed(100_000, bomb)), /cannot be inflated/);
});

test('a compressed reply is taken only when it was asked for', () => {
  checkReplyType(PROTO_TYPE.MESSAGE, false);
  checkReplyType(PROTO_TYPE.MESSAGE, true);
  checkReplyType(PROTO_TYPE.COMPRESSED, true);
  assert.throws(() => checkReplyType(PROTO_TYPE.COMPRESSED, false), /did not ask for/);
  for (const type of [PROTO_TYPE.INFO, PROTO_TYPE.ADMIN, PROTO_TYPE.XDR]) {
    assert.throws(() => checkReplyType(type, true), new RegExp(`frame type ${type}`));
  }
});
