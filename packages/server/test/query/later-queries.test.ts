// Queries of server 8.2: operations on strings in rows and in the background, and text in AEL that chooses records.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../helpers/raw-client.ts';
import { int, op, text, WRITE, writeInt } from '../helpers/request.ts';
import { scan } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';
import { modifyOf, readOf } from '../helpers/strings.ts';

const FILTER = 43;
const WHERE = 44;
const STRLEN = 0;
const UPPER = 56;

async function startWithRecords(t: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(t, { version: '8.2' });
  for (let i = 0; i < 10; i++) {
    await server.run({ ...WRITE, key: `k${i}`, ops: [writeInt('i', i), op(2, 3, 's', text('x'.repeat(i)))] });
  }
  return server;
}

function where(flags: string, source: string): readonly [number, Buffer] {
  return [WHERE, bytes(`${flags}${text(source)}`)];
}

test('rows have what operations on strings read', async (t) => {
  const { client } = await startWithRecords(t);
  const { rows } = await scan(client, { set: 'demo', ops: [readOf([STRLEN])] });
  assert.deepStrictEqual(
    rows.map(({ values }) => values[0]).sort(),
    Array.from({ length: 10 }, (_, i) => int(i)),
  );
});

test('operations on strings are carried out in the background', async (t) => {
  const { client, run } = await startWithRecords(t);
  const { end } = await scan(client, { set: 'demo', info1: 0, info2: 1, ops: [modifyOf([UPPER])] });
  assert.strictEqual(end.resultCode, 0);
  for (;;) {
    const { ops } = await run({ info1: 1, key: 'k9', ops: [op(1, 0, 's')] });
    if (ops[0]?.value === text('X'.repeat(9))) break;
  }
});

test('a filter on a text chooses rows, and so does the text of WHERE', async (t) => {
  const { client } = await startWithRecords(t);
  const longerThanSix = bytes('93 03 95 7f 02 03 91 00 93 51 03 a173 06');
  assert.strictEqual((await scan(client, { set: 'demo', fields: [[FILTER, longerThanSix]] })).rows.length, 3);
  assert.strictEqual((await scan(client, { set: 'demo', fields: [where('00', '$.i > 6')] })).rows.length, 3);
  for (const [fields, rc] of [
    [[where('00', '$.i >')], 4],
    [[where('00', '')], 4],
    [[where('02', '$.i > 6')], 16],
    [[where('00', '$.i > 6'), [FILTER, longerThanSix] as const], 4],
  ] as const) {
    assert.strictEqual((await scan(client, { set: 'demo', fields })).end.resultCode, rc);
  }
});

test('an index stands on what an expression makes of a text', async (t) => {
  const { client } = await startWithRecords(t);
  const length = bytes('95 7f 02 03 91 00 93 51 03 a173').toString('base64');
  const create = `sindex-create:namespace=test;set=demo;indexname=len;exp=${length};type=integer`;
  assert.strictEqual(await client.info(create), 'ok');
  const range = bytes(`01 00 01 00000008 ${int(3)} 00000008 ${int(5)}`);
  const { rows } = await scan(client, {
    set: 'demo',
    fields: [
      [21, Buffer.from('len')],
      [22, range],
    ],
  });
  assert.strictEqual(rows.length, 3);
});

test('an index of integers may be said to be of type integer, and every other type is what it says', async (t) => {
  const { client } = await startServer(t, { version: '8.2' });
  const create = (type: string): Promise<string> =>
    client.info(`sindex-create:namespace=test;set=demo;indexname=${type};bin=b;type=${type}`);
  for (const type of ['integer', 'string', 'blob', 'geo2dsphere']) assert.strictEqual(await create(type), 'ok', type);
  assert.match(await create('float'), /^ERROR:4:bad 'type'/);
  const listed = await client.info('sindex-list:namespace=test');
  const types = listed.split(';').map((index) => /indexname=(\w+):.*:type=(\w+):/.exec(index)?.slice(1));
  assert.deepStrictEqual(Object.fromEntries(types as [string, string][]), {
    integer: 'numeric',
    string: 'string',
    blob: 'blob',
    geo2dsphere: 'geo2dsphere',
  });
});
