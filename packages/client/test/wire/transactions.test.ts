import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readMrtDeadline,
  readMrtId,
  readRecordVersion,
  readTransactionReply,
  recordVersionBytes,
  writeMrtDeadlineField,
  writeMrtIdField,
  writeRecordVersionField,
} from '../../src/wire/transactions.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { hex } from './fixtures.ts';

/** Last update 1 ms past 2^32 ms, generation 258. */
const VERSION = hex('0100000001 0201');

function written(write: (w: Writer) => void): string {
  const w = new Writer(1);
  write(w);
  return w.take().toString('hex');
}

test('the id of a transaction is a signed integer, least significant byte first', () => {
  assert.strictEqual(
    written((w) => writeMrtIdField(w, 258n)),
    '00000009050201000000000000',
  );
  assert.strictEqual(
    written((w) => writeMrtIdField(w, -2n)),
    '0000000905feffffffffffffff',
  );
  assert.strictEqual(readMrtId(hex('feffffffffffffff')), -2n);
});

test('a deadline is unsigned, least significant byte first', () => {
  assert.strictEqual(
    written((w) => writeMrtDeadlineField(w, 0xf0000001)),
    '0000000506010000f0',
  );
  assert.strictEqual(readMrtDeadline(hex('010000f0')), 0xf0000001);
});

test('a version is the last update in five bytes and the generation in two', () => {
  assert.strictEqual(
    written((w) => writeRecordVersionField(w, VERSION)),
    '000000080301000000010201',
  );
  assert.deepStrictEqual(readRecordVersion(VERSION), { lastUpdateMs: 0x100000001, generation: 0x0102 });
  assert.deepStrictEqual(recordVersionBytes({ lastUpdateMs: 0x100000001, generation: 0x0102 }), VERSION);
});

test('an id of 0 is no transaction', () => {
  assert.throws(() => readMrtId(Buffer.alloc(8)), WireError);
});

test('a field whose size is not that of its type is refused', () => {
  assert.throws(() => readMrtId(Buffer.alloc(7, 1)), /MRT_ID field is 7 bytes long, it must be 8/);
  assert.throws(() => readMrtDeadline(Buffer.alloc(5)), /MRT_DEADLINE field is 5 bytes long, it must be 4/);
  assert.throws(() => readRecordVersion(Buffer.alloc(8)), /RECORD_VERSION field is 8 bytes long, it must be 7/);
});

/** A header of a reply with code 0 up to the counts. */
const HEADER = '160000000000000000010000000000000000';

test('a reply gives its version and its deadline, and other fields pass', () => {
  const reply = hex(`${HEADER} 0003 0000 00000002 2d80 00000008 03 01000000010201 00000005 06 0a000000`);
  assert.deepStrictEqual(readTransactionReply(reply, 0, reply.length), { version: VERSION, deadline: 10 });
});

test('a reply without fields says nothing about the transaction', () => {
  const reply = hex(`${HEADER} 0000 0000`);
  assert.deepStrictEqual(readTransactionReply(reply, 0, reply.length), { version: undefined, deadline: undefined });
});

test('the version of a reply outlives the buffer that it came in', () => {
  const reply = hex(`${HEADER} 0001 0000 00000008 03 01000000010201`);
  const { version } = readTransactionReply(reply, 0, reply.length);
  reply.fill(0xff);
  assert.deepStrictEqual(version, VERSION);
});

test('a reply that ends inside a field, or whose fields have wrong sizes, is refused', () => {
  const refused = [
    '0001 0000 00000008 03 010000000102',
    '0001 0000 00000007 03 010000000102',
    '0001 0000 00000006 06 0a00000000',
    '0002 0000 00000005 06 0a000000',
    '0001 0000 00000000 06',
  ];
  for (const fields of refused) {
    const reply = hex(`${HEADER} ${fields}`);
    assert.throws(() => readTransactionReply(reply, 0, reply.length), WireError, fields);
  }
});
