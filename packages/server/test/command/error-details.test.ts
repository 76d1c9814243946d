// What replies say of errors beside their codes, to clients that ask server 8.2 for it: subcodes and cases of the vendor's
// tests (docs/protocol/server-8.2.md, "Error details").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Writer } from 'tendril/wire';
import { addErrorDetails } from '../../src/message/error-details.ts';
import { Reply } from '../../src/message/reply.ts';
import { bytes } from '../helpers/raw-client.ts';
import {
  digest,
  messageFrame,
  op,
  parseReply,
  type ReplyParts,
  type RequestParts,
  text,
  WRITE,
  writeInt,
} from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';
import { INFO2, modifyOf, readOf } from '../helpers/strings.ts';

const DETAILS = 45;
const NAMESPACE = '000000050074657374';
const SET = '000000050164656d6f';
const SUBCODE = 0x20;
const MESSAGE = 0x40;

interface Details {
  subcode?: number;
  message?: string;
}

/** The map of the field, read here by the few forms that it has. */
function detailsOf({ fields }: ReplyParts): Details | undefined {
  const hex = fields.get(DETAILS);
  if (hex === undefined) return undefined;
  const [, count, ...entries] = /^8([12])(?:01(..))?(?:02(?:d9..|da....|[ab].)((?:..)+))?$/.exec(hex) ?? [];
  const [subcode, message] = entries;
  assert.strictEqual(Number(count), entries.filter((entry) => entry !== undefined).length);
  return {
    ...(subcode !== undefined && { subcode: Number.parseInt(subcode, 16) }),
    ...(message !== undefined && { message: bytes(message).toString() }),
  };
}

const RECORD = [op(2, 3, 's', text('abc')), op(2, 20, 'l', '93010203'), op(2, 4, 'b', 'ff'), writeInt('i', 1)];
const LIST_GET_99 = op(3, 4, 'l', '921163');

const ERRORS: readonly (readonly [what: string, command: RequestParts, rc: number, subcode: number | undefined])[] = [
  ['list get', { info1: 1, ops: [LIST_GET_99] }, 26, 1],
  ['list get by rank', { info1: 1, ops: [op(3, 4, 'l', '93150763')] }, 26, 2],
  ['bounded insert', { info2: 1, ops: [op(4, 4, 'l', '9403630102')] }, 26, 3],
  ['bits of size 0', { info2: 1, ops: [op(13, 4, 'b', '940300 00 a204ff'.replace(/ /g, ''))] }, 4, 3],
  ['bits beyond all blobs', { info1: 1, ops: [op(12, 4, 'b', '9332ce7fffffff01')] }, 4, 2],
  ['string parameters', { info1: 1, ops: [readOf([1])] }, 4, 6],
  ['string operation', { info1: 1, ops: [readOf([49])] }, 4, 7],
  ['string context', { info1: 1, ops: [readOf([0], [1])] }, 4, 8],
  ['string index', { info2: 1, ops: [modifyOf([51, 9, 'x'])] }, 4, 9],
  ['string regex', { info1: 1, ops: [readOf([16, '['])] }, 4, 10],
  ['string argument', { info1: 1, ops: [readOf([4, Buffer.from('a203ff', 'hex')])] }, 4, 11],
  ['conversion', { info1: 1, ops: [readOf([7])] }, 26, 10],
  ['base64', { info1: 1, ops: [readOf([15])] }, 26, 13],
  ['type', { info2: 1, ops: [modifyOf([56], undefined, 'i')] }, 12, undefined],
  ['ttl', { info2: 1, ttl: -9, ops: [writeInt('i', 1)] }, 4, 1],
];

test('errors have their subcodes, and words for clients that ask for them', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  await run({ ...WRITE, ops: RECORD });
  for (const [what, command, rc, subcode] of ERRORS) {
    const none = await run(command);
    assert.deepStrictEqual([none.resultCode, detailsOf(none)], [rc, undefined], what);
    const some = await run({ ...command, info4: SUBCODE });
    assert.deepStrictEqual(detailsOf(some), subcode === undefined ? undefined : { subcode }, what);
    const all = detailsOf(await run({ ...command, info4: MESSAGE }));
    assert.strictEqual(all?.subcode, subcode, what);
    assert.ok((all?.message?.length ?? 0) > 10, what);
  }
});

test('what succeeds, and what has nothing to say, has no details', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  assert.strictEqual(detailsOf(await run({ ...WRITE, info4: MESSAGE, ops: RECORD })), undefined);
  const mismatch = await run({ info2: INFO2.WRITE | 4, generation: 9, info4: SUBCODE, ops: [writeInt('i', 1)] });
  assert.deepStrictEqual([mismatch.resultCode, detailsOf(mismatch)], [3, undefined]);
  await run({ info1: 1, info4: MESSAGE, ops: [LIST_GET_99] });
  const missing = await run({ info1: 3, info4: MESSAGE, key: 'missing' });
  assert.deepStrictEqual([missing.resultCode, detailsOf(missing)], [2, undefined]);
});

test('a message fits its field, and ends with a whole character', () => {
  const out = new Writer(64);
  const reply = new Reply(out);
  reply.begin();
  addErrorDetails(reply, MESSAGE, { message: `x${'é'.repeat(2000)}`, subcode: 7 });
  reply.finish(4);
  const parsed = parseReply(out.take().toString('hex'));
  const fieldBytes = (parsed.fields.get(DETAILS) ?? '').length / 2;
  assert.ok(fieldBytes > 900 && fieldBytes <= 1024, `${fieldBytes} bytes`);
  assert.match(detailsOf(parsed)?.message ?? '', /^xé{400,}$/);
});

test('version 8.1 takes the bits for nothing', async (t) => {
  const { run } = await startServer(t);
  await run({ ...WRITE, ops: RECORD });
  const reply = await run({ info1: 1, info4: MESSAGE, ops: [LIST_GET_99] });
  assert.deepStrictEqual([reply.resultCode, reply.fields.size], [26, 0]);
});

test('a row of a batch has the details that it asks for', async (t) => {
  const { run, client } = await startServer(t, { version: '8.2' });
  await run({ ...WRITE, ops: RECORD });
  const rowOf = (index: string, info4: string): string =>
    // Row flags: info bytes and info4, respectively; then READ, one field, one operation.
    `${index}${digest('demo', 'k1').toString('hex')}12 01 00 00 ${info4} 0002 0001 ${NAMESPACE} ${SET} ${LIST_GET_99.toString('hex')}`;
  const rows = bytes(`00000002 04 ${rowOf('00000000', '40')}${rowOf('00000001', '00')}`);
  const header = Buffer.alloc(22);
  header.set([22, 8]);
  client.send(messageFrame(header, [[41, rows]], []));
  const reply = bytes((await client.frame()) ?? '').subarray(8);
  const first = parseReply(`0203000000000000${reply.toString('hex')}`);
  assert.strictEqual(first.resultCode, 26);
  assert.strictEqual(detailsOf(first)?.subcode, 1);
  assert.strictEqual(reply.readUInt16BE(reply.length - 4), 0);
});
