// Expressions and operations that came with server 8.2 beside those on strings, by the bytes and values of the vendor's
// tests (docs/protocol/strings.md, "In expressions"; docs/protocol/server-8.2.md, "Lists, blobs and paths").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../helpers/raw-client.ts';
import { op, READ_ALL, text, WRITE, writeInt } from '../helpers/request.ts';
import { startServer, type TestServer } from '../helpers/server.ts';
import { answerOf } from '../helpers/strings.ts';

const FILTER = 43;
const LIST = 20;
const BLOB = 4;

async function startWithRecord(t: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(t, { version: '8.2' });
  await server.run({
    ...WRITE,
    ops: [
      op(2, 3, 's', text('Hello123World')),
      writeInt('i', 42),
      op(2, LIST, 'l', '93a20361a20362a20363'),
      op(2, BLOB, 'b', '0142030405'),
      op(2, 19, 'm', '81a2036b91a303abab'.replace('a303abab', `a303${text('ab')}`)),
    ],
  });
  return server;
}

/** What an expression gives, in hex. */
async function evaluate({ run }: TestServer, expression: string): Promise<unknown> {
  return answerOf(await run({ info1: 1, ops: [op(7, 4, 'r', `92 ${expression} 00`)] }));
}

const S = '93 51 03 a173';
const I = '93 51 02 a169';
const L = '93 51 04 a16c';
const B = '93 51 06 a162';
const M = '93 51 05 a16d';

const UNKNOWN = { rc: 26 };
const MALFORMED = { rc: 4 };

const EXPRESSIONS: readonly (readonly [expression: string, answer: unknown])[] = [
  [`95 7f 02 03 91 00 ${S}`, 13],
  [`95 7f 03 43 92 38 00 ${S}`, 'HELLO123WORLD'],
  [`95 7f 03 03 93 01 00 05 ${S}`, 'Hello'],
  [`95 7f 01 03 92 04 a403313233 ${S}`, true],
  [`95 7f 01 03 92 10 a7035b302d395d2b ${S}`, true],
  [`95 7f 03 43 93 36 92 7e 92 a403313233 a2032d 00 ${S}`, 'Hello-World'],
  [`95 7f 03 43 94 42 92 7e 92 a7035b302d395d2b a4034e554d 00 00 ${S}`, 'HelloNUMWorld'],
  [`95 7f 03 43 93 43 a20321 00 ${S}`, 'Hello123World!'],
  [`95 7f 03 43 92 34 92 7e 91 a20321 ${S}`, 'Hello123World!'],
  [`95 7f 04 03 92 0e a403313233 ${S}`, { list: `92a603${text('Hello')}a603${text('World')}` }],
  [`95 7f 06 03 91 0d ${S}`, { blob: text('Hello123World') }],
  // An argument that is computed.
  [`95 7f 03 43 93 43 95 7f 03 03 93 01 00 01 ${S} 00 ${S}`, 'Hello123WorldH'],
  [`92 63 ${I}`, '42'],
  [`92 63 ${B}`, '\u0001B\u0003\u0004\u0005'],
  [`92 63 ${L}`, UNKNOWN],
  ['92 53 a173', true],
  ['92 53 a178', false],
  [`95 7f 02 03 91 07 ${S}`, UNKNOWN],
  ['95 7f 02 03 91 00 93 51 03 a178', UNKNOWN],
  [`95 7f 02 03 91 63 ${S}`, UNKNOWN],
  [`95 7f 02 03 91 00 ${I}`, MALFORMED],
  [`95 7f 02 04 91 00 ${S}`, MALFORMED],
  // A text within a list: the answer of a modification is the list.
  [`95 7f 02 03 93 ccff 92 10 01 91 00 ${L}`, 1],
  [`95 7f 04 43 93 ccff 92 10 01 92 38 00 ${L}`, { list: '93a20361a20342a20363' }],
  [`95 7f 02 03 93 ccff 94 22 a2036b 10 00 91 00 ${M}`, 2],
  [`95 7f 03 00 91 1c ${L}`, 'abc'],
  [`95 7f 03 00 92 1c a2032c ${L}`, 'a,b,c'],
  [`95 7f 03 01 91 37 ${B}`, 'AUIDBAU='],
  [`95 7f 02 00 91 ccfd ${L}`, 3],
  [`95 7f 02 00 91 ccfd ${M}`, 1],
  [`95 7f 02 00 93 ccfe 92 04 c3 0a ${L}`, 3],
  [`95 7f 01 00 93 ccfe 92 04 c3 0b ${L}`, true],
  [`95 7f 01 00 93 ccfe 92 04 c2 0b ${L}`, UNKNOWN],
];

test('expressions of server 8.2 give what the sources say', async (t) => {
  const server = await startWithRecord(t);
  for (const [expression, answer] of EXPRESSIONS) {
    assert.deepStrictEqual(await evaluate(server, expression), answer, expression);
  }
});

test('a filter on a text selects records', async (t) => {
  const { run } = await startWithRecord(t);
  const filtered = async (hex: string): Promise<number> =>
    (await run({ ...READ_ALL, fields: [[FILTER, bytes(hex)]] })).resultCode;
  assert.strictEqual(await filtered(`93 01 95 7f 02 03 91 00 ${S} 0d`), 0);
  assert.strictEqual(await filtered(`93 01 95 7f 02 03 91 00 ${S} 0c`), 27);
  assert.strictEqual(await filtered('92 53 a173'), 0);
});

test('an expression stores the text that it makes', async (t) => {
  const { run } = await startWithRecord(t);
  const written = await run({ ...WRITE, ops: [op(8, 4, 'u', `92 95 7f 03 43 92 38 00 ${S} 00`)] });
  assert.strictEqual(written.resultCode, 0);
  const { ops } = await run({ info1: 1, ops: [op(1, 0, 'u')] });
  assert.strictEqual(ops[0]?.value, text('HELLO123WORLD'));
});

test('the texts of a list are joined', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  const rows: readonly (readonly [list: string, payload: string, answer: unknown])[] = [
    ['90', '911c', ''],
    ['91a20361', '911c', 'a'],
    ['93a20361a20362a20363', '911c', 'abc'],
    ['93a20361a20362a20363', '921ca2032c', 'a,b,c'],
    ['92a2036101', '911c', MALFORMED],
    ['92a20361a20462', '911c', MALFORMED],
    ['91a20361', '921c01', MALFORMED],
    ['91a20361', '931ca2032c00', MALFORMED],
    ['9201 92a20361a20362', '93ccff 92 10 01 921ca2032c', 'a,b'],
    ['9201 92a20361a20362', '93ccff 92 10 00 911c', { rc: 12 }],
    ['9201 92a20361a20362', '93ccff 92 10 05 911c', { rc: 26 }],
    ['9201 92a20361a20362', '93ccff 92 10 01 91ccfd', 2],
    ['9201 92a20361a20362', '93ccff 92 10 00 91ccfd', { rc: 12 }],
  ];
  for (const [list, payload, answer] of rows) {
    await run({ ...WRITE, ops: [op(2, LIST, 'l', list)] });
    const reply = await run({ info1: 1, ops: [op(3, 4, 'l', payload)] });
    assert.deepStrictEqual(answerOf(reply), answer, `${list} ${payload}`);
  }
  await run({ ...WRITE, ops: [op(2, 19, 'l', '80')] });
  assert.strictEqual((await run({ info1: 1, ops: [op(3, 4, 'l', '911c')] })).resultCode, 12);
});

test('a long separator is not put between many texts', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  const items = 10_000;
  await run({ ...WRITE, ops: [op(2, LIST, 'l', `dc${items.toString(16).padStart(4, '0')}${'a20361'.repeat(items)}`)] });
  const separator = `db000fffff03${'78'.repeat(0xffffe)}`;
  assert.strictEqual((await run({ info1: 1, ops: [op(3, 4, 'l', `921c${separator}`)] })).resultCode, 4);
});

test('the bytes of a blob are written in base64', async (t) => {
  const { run } = await startWithRecord(t);
  const rows: readonly (readonly [payload: string, answer: unknown])[] = [
    ['91 37', 'AUIDBAU='],
    ['92 37 01', 'QgMEBQ=='],
    ['93 37 01 02', 'QgM='],
    ['93 37 fe 02', 'BAU='],
    ['94 37 02 00 01', 'AwQF'],
    ['94 37 00 01 01', 'AUIDBA=='],
    ['94 37 01 01 01', 'QgME'],
    ['93 37 00 00', ''],
    ['92 37 06', { rc: 26 }],
    ['92 37 fa', { rc: 26 }],
    ['93 37 04 02', { rc: 26 }],
    ['94 37 04 02 01', { rc: 26 }],
    ['94 37 00 00 02', MALFORMED],
    ['95 37 00 00 00 00', MALFORMED],
    ['92 37 a20361', MALFORMED],
  ];
  for (const [payload, answer] of rows) {
    assert.deepStrictEqual(answerOf(await run({ info1: 1, ops: [op(12, 4, 'b', payload)] })), answer, payload);
  }
  assert.strictEqual((await run({ info1: 1, ops: [op(12, 4, 's', '91 37')] })).resultCode, 12);
  assert.strictEqual((await run({ ...WRITE, ops: [op(13, 4, 'b', '91 37')] })).resultCode, 4);
});

/** Text in AEL in the place of an expression. */
function ael(source: string): string {
  const length = Buffer.byteLength(source).toString(16).padStart(4, '0');
  return `92cc80 c5${length}${text(source)}`;
}

test('text in AEL is compiled by the server', async (t) => {
  const server = await startWithRecord(t);
  const filtered = async (source: string): Promise<number> =>
    (await server.run({ ...READ_ALL, fields: [[FILTER, bytes(ael(source))]] })).resultCode;
  for (const [source, rc] of [
    ['true', 0],
    ['$.i == 42', 0],
    ['$.i == 41', 27],
    ["$.m.k.[0] == 'ab' and $.l:LIST.count() == 3", 0],
    ['$.i ==', 4],
    ['$.i', 4],
    ['$.i:INT + 1', 4],
    [' ', 4],
    ['$.i == ?0', 4],
    [`${'('.repeat(20_000)}true`, 4],
  ] as const) {
    assert.strictEqual(await filtered(source), rc, source.slice(0, 60));
  }
  assert.strictEqual(await evaluate(server, ael('$.i + 1')), 43);
  const written = await server.run({ ...WRITE, ops: [op(8, 4, 'j', `92 ${ael('$.i * 2')} 00`)] });
  assert.strictEqual(written.resultCode, 0);
  assert.strictEqual(answerOf(await server.run({ info1: 1, ops: [op(1, 0, 'j')] })), 84);
});

test('text in AEL stands in no other expression, and is not empty', async (t) => {
  const server = await startWithRecord(t);
  for (const expression of [`92 12 ${ael('true')}`, '92cc80c400', '91cc80', '92cc8001', '93cc80c40474727565c0']) {
    assert.deepStrictEqual(await evaluate(server, expression), MALFORMED, expression);
  }
  const path = `93 ccfe 92 04 ${ael('true')} 01`;
  assert.strictEqual((await server.run({ info1: 1, ops: [op(3, 4, 'l', path)] })).resultCode, 4);
});

test('what is wrong with text in AEL is said to a client that asks', async (t) => {
  const { run } = await startWithRecord(t);
  const { resultCode, fields } = await run({
    ...READ_ALL,
    info4: 0x40,
    fields: [[FILTER, bytes(ael('$.i ==\n&& 1'))]],
  });
  assert.strictEqual(resultCode, 4);
  assert.match(Buffer.from(fields.get(45) ?? '', 'hex').toString(), /line 2, column 1/);
});

test('a path leads through several elements of one level', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  // [10, 20, 30, 40, 50] and {a: 1, b: 2, c: 3, d: 4}
  await run({
    ...WRITE,
    ops: [op(2, LIST, 'l', '950a141e2832'), op(2, 19, 'm', '84a2036101a2036202a2036303a2036404')],
  });
  const rows: readonly (readonly [bin: string, items: string, answer: string])[] = [
    ['l', '92 18 92 01 02', '92141e'],
    ['l', '92 18 91 03', '922832'],
    ['l', '92 18 92 fe 01', '9128'],
    ['l', '92 cd0418 92 01 02', '930a2832'],
    ['l', '92 19 92 00 02', '920a14'],
    ['l', '92 1b 93 14 32 63', '921432'],
    ['l', '92 1d 92 14 28', '92141e'],
    ['l', '92 1d 91 28', '922832'],
    ['l', '92 1f 93 1e ff 02', '92141e'],
    ['m', '92 28 92 01 02', '920203'],
    ['m', '92 29 91 02', '920304'],
    ['m', '92 2a 92 a20361 a20364', '920104'],
    ['m', '92 cd042a 92 a20361 a20364', '920203'],
    ['m', '92 2b 91 03', '9103'],
    ['m', '92 2c 92 a20362 a20364', '920203'],
    ['m', '92 2d 92 01 03', '920102'],
    ['m', '92 2e 93 a20362 00 02', '920203'],
    ['m', '92 2f 93 02 01 01', '9103'],
    // With a condition on each of them: the value is above 25.
    ['l', '94 18 92 01 03 cd0204 93 03 93 7a 02 01 19', '921e28'],
  ];
  for (const [bin, items, answer] of rows) {
    const reply = await run({ info1: 1, ops: [op(3, 4, bin, `93 ccfe ${items} 01`)] });
    assert.deepStrictEqual(answerOf(reply), { list: answer }, `${bin} ${items}`);
    const counted = await run({ info1: 1, ops: [op(3, 4, bin, `93 ccfe ${items} 0a`)] });
    assert.strictEqual(answerOf(counted), Number(`0x${answer.slice(1, 2)}`), `${bin} ${items}`);
  }
  for (const [bin, items] of [
    ['l', '92 28 92 01 02'],
    ['m', '92 18 92 01 02'],
    ['l', '92 18 92 a20361 02'],
    ['l', '92 18 93 01 02 03'],
    ['l', '92 18 90'],
    ['l', '92 1b 01'],
    ['m', '92 2e 91 a20362'],
  ] as const) {
    const reply = await run({ info1: 1, ops: [op(3, 4, bin, `93 ccfe ${items} 01`)] });
    assert.strictEqual(reply.resultCode, 4, `${bin} ${items}`);
  }
  // Each of them is made 5 more.
  const apply = '94 ccfe 92 18 92 01 02 04 93 14 93 7a 02 01 05';
  assert.strictEqual((await run({ ...WRITE, ops: [op(4, 4, 'l', apply)] })).resultCode, 0);
  const { ops } = await run({ info1: 1, ops: [op(1, 0, 'l')] });
  assert.strictEqual(ops[0]?.value, '950a19232832');
});
