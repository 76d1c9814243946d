// Batches: the captured examples of docs/protocol/golden-examples.md, and what the recorded ones cannot show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, frame } from '../helpers/raw-client.ts';
import { digest, op, parseReply, request, text, WRITE, writeInt } from '../helpers/request.ts';
import { startServer, type TestServer } from '../helpers/server.ts';

const NS = '000000050074657374';
const LAST = '020300000000001616000001000000000000000000000000000000000000'.slice(0, 60);

function hex(text: string): string {
  return text.replace(/[\s[\]]/g, '');
}

/** The records as the captures had them, generation 4 and 1. */
async function prepare({ run }: TestServer): Promise<void> {
  const list = op(2, 20, 'l', '9105');
  for (let i = 0; i < 4; i++)
    await run({ ...WRITE, key: 'k1', ops: [writeInt('i', 9), op(2, 3, 's', text('hi!')), list] });
  await run({ ...WRITE, key: 'k2', ops: [op(2, 4, 'b', '010203'), op(2, 17, 't', '01')] });
}

test('a captured batch of reads: all bins, named bins, an absent record', async (t) => {
  const server = await startServer(t);
  await prepare(server);
  server.client.send(
    `02030000000000d4 1608000000000000000000000000000003e800010000 000000ba29000000030d 00000000b747f5854d0b33259928d0cfab7fad81d6abfbf60a0300000000000000020000${NS}000000050164656d6f 00000001a933ee0e8f82c106697150d15e504f08b2b2e01d0a0100000000000000020002${NS}000000050164656d6f000000050100000162000000050100000174 000000020df7fa69b944a8131f4e02027ab8fa32e50f5f470a0300000000000000020000${NS}000000050164656d6f`,
  );
  assert.strictEqual(
    await server.client.frame(),
    hex(
      '0203000000000080 16000000000000000004000000000000000000000003 0000000d01010001690000000000000009 000000080103000173686921 00000007011400016c9105 16000000000000000001000000000000000100000002 000000080104000162010203 00000006011100017401 16000000000200000000000000000000000200000000',
    ),
  );
  assert.strictEqual(await server.client.frame(), LAST);
});

test('a captured batch in which a row repeats the one before', async (t) => {
  const server = await startServer(t);
  await prepare(server);
  await server.run({ ...WRITE, key: 'k1', ops: [writeInt('i', 1)] });
  server.client.send(
    `020300000000006f 1608000000000000000000000000000003e800010000 0000005529000000020d 00000000b747f5854d0b33259928d0cfab7fad81d6abfbf60a2100000000000000020000${NS}000000050164656d6f 000000010df7fa69b944a8131f4e02027ab8fa32e50f5f4701`,
  );
  assert.strictEqual(
    await server.client.frame(),
    hex('020300000000002c 16000000000000000005000000000000000000000000 16000000000200000000000000000000000100000000'),
  );
  assert.strictEqual(await server.client.frame(), LAST);
});

/** A batch message of rows that each read all bins. */
function readAllBatch(keys: readonly string[]): string {
  const rows = keys.map((key, i) => {
    const index = Buffer.alloc(4);
    index.writeUInt32BE(i);
    return `${index.toString('hex')}${digest('demo', key).toString('hex')}0a0300000000000000010000${NS}`;
  });
  const size = Buffer.alloc(4);
  const data = bytes(rows.join(''));
  size.writeUInt32BE(data.length + 6);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(keys.length);
  return frame(
    3,
    `1608${'00'.repeat(16)}00010000${size.toString('hex')}29${count.toString('hex')}0c${data.toString('hex')}`,
  );
}

test('a reply of many megabytes comes whole and in order, with the next request behind it', async (t) => {
  const { client, run } = await startServer(t);
  await run({ ...WRITE, key: 'big', ops: [op(2, 4, 'b', 'ab'.repeat(100_000))] });
  const rows = 80;
  client.send(readAllBatch(Array.from({ length: rows }, () => 'big')), request({ info1: 3, key: 'absent' }));
  let index = 0;
  for (;;) {
    const reply = bytes((await client.frame()) ?? '');
    if ((reply[11] as number) === 1) break;
    for (let at = 8; at < reply.length; at += 22 + 4 + 5 + 100_000)
      assert.strictEqual(reply.readUInt32BE(at + 14), index++);
  }
  assert.strictEqual(index, rows);
  assert.strictEqual(parseReply(await client.frame()).resultCode, 2);
});

test('more rows than the setting allows are refused', async (t) => {
  const { client } = await startServer(t);
  assert.strictEqual(await client.info('set-config:context=service;batch-max-requests=2'), 'ok');
  assert.strictEqual(parseReply(await client.exchange(readAllBatch(['a', 'b', 'c']))).resultCode, 151);
  await client.exchange(readAllBatch(['a', 'b']));
  assert.strictEqual(parseReply(await client.frame()).resultCode, 0);
});

test('a row for another node is passed on and counted', async (t) => {
  const { client, server, run } = await startServer(t, { nodes: 3 });
  const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
  for (const key of keys) await run({ ...WRITE, key, ops: [writeInt('i', 1)] });
  const before = server.nodes[0]?.proxiedCommands as number;
  const rows = bytes((await client.exchange(readAllBatch(keys))) ?? '');
  for (let at = 8; at < rows.length; at += 22 + 17) assert.strictEqual(rows[at + 5], 0);
  assert.ok((server.nodes[0]?.proxiedCommands as number) > before);
});

interface FilteredRow {
  key: string;
  filter?: string;
  repeats?: boolean;
}

function fieldOf(type: number, hexValue: string): string {
  const size = bytes(hexValue).length + 1;
  return `${size.toString(16).padStart(8, '0')}${type.toString(16).padStart(2, '0')}${hexValue}`;
}

/** A batch that reads all bins, with a filter for all rows; every row is answered. */
function filteredBatch(rows: readonly FilteredRow[], filter?: string): string {
  const data = rows.map(({ key, filter: own, repeats }, i) => {
    const head = `${i.toString(16).padStart(8, '0')}${digest('demo', key).toString('hex')}`;
    if (repeats === true) return `${head}01`;
    return `${head}0003${own === undefined ? '0001' : '0002'}0000${NS}${own === undefined ? '' : fieldOf(43, own)}`;
  });
  const batch = fieldOf(41, `${rows.length.toString(16).padStart(8, '0')}04${data.join('')}`);
  const fields = filter === undefined ? [batch] : [fieldOf(43, filter), batch];
  return frame(3, `1608${'00'.repeat(16)}000${fields.length}0000${fields.join('')}`);
}

/** The result code of each row by its index, then that of the batch. */
async function resultsOf({ client }: TestServer, batch: string): Promise<number[]> {
  const results: number[] = [];
  client.send(batch);
  for (;;) {
    const body = bytes((await client.frame()) ?? '').subarray(8);
    for (let at = 0; at < body.length; ) {
      if (((body[at + 3] as number) & 1) === 1) return [...results, body[at + 5] as number];
      results[body.readUInt32BE(at + 14)] = body[at + 5] as number;
      let left = body.readUInt16BE(at + 20);
      for (at += 22; left > 0; left--) at += 4 + body.readUInt32BE(at);
    }
  }
}

test('filters of a batch and of its rows, as a real server answers them', async (t) => {
  const server = await startServer(t);
  for (const [i, key] of ['a', 'b', 'c'].entries()) await server.run({ ...WRITE, key, ops: [writeInt('i', i)] });
  const rows = ['a', 'none', 'b', 'c'].map((key) => ({ key }));
  const aboveZero = '9303935102a16900';
  const isZero = '9301935102a16900';
  assert.deepStrictEqual(await resultsOf(server, filteredBatch(rows, aboveZero)), [27, 2, 0, 0, 0]);
  // The filter of a row takes the place of that of the batch, also in the rows that repeat it.
  const own = [{ key: 'a', filter: isZero }, { key: 'b', repeats: true }, { key: 'c' }];
  assert.deepStrictEqual(await resultsOf(server, filteredBatch(own, aboveZero)), [0, 27, 0, 0]);
  assert.deepStrictEqual(await resultsOf(server, filteredBatch(rows, '93')), [4]);
  assert.deepStrictEqual(await resultsOf(server, filteredBatch(rows, '05')), [4]);
  const malformed = [{ key: 'a', filter: '93' }, { key: 'none', filter: '93' }, { key: 'b' }];
  assert.deepStrictEqual(await resultsOf(server, filteredBatch(malformed)), [4, 2, 0, 0]);
});

/** Two rows that read all bins, cut off behind so many bytes. */
function cutBatch(bytesOfRows: number): string {
  const rows = ['a', 'b'].map(
    (key, i) => `${i.toString(16).padStart(8, '0')}${digest('demo', key).toString('hex')}0003000100 00${NS}`,
  );
  const data = hex(rows.join('')).slice(0, bytesOfRows * 2);
  return frame(3, `1608${'00'.repeat(16)}00010000${fieldOf(41, `0000000204${data}`)}`);
}

test('a batch whose rows are cut off anywhere is malformed', async (t) => {
  const server = await startServer(t);
  for (const key of ['a', 'b']) await server.run({ ...WRITE, key, ops: [writeInt('i', 1)] });
  const rowBytes = 4 + 20 + 1 + 1 + 4 + bytes(NS).length;
  assert.deepStrictEqual(await resultsOf(server, cutBatch(2 * rowBytes)), [0, 0, 0]);
  for (let length = 1; length < 2 * rowBytes; length++) {
    const results = await resultsOf(server, cutBatch(length));
    assert.strictEqual(results.at(-1), 4, `${length} bytes of rows`);
    assert.strictEqual(results.length <= 2, true, `${length} bytes of rows`);
  }
});

test('nothing is shown of the rows behind one that ends its batch', async (t) => {
  const { client, run } = await startServer(t);
  await run({ ...WRITE, key: 'a', ops: [writeInt('i', 1)] });
  // More rows than one frame has; the first is refused because of its filter.
  const count = 10_000;
  const rows = Array.from({ length: count }, (_, i) => {
    const head = `${i.toString(16).padStart(8, '0')}${digest('demo', 'a').toString('hex')}`;
    return i < 2 ? `${head}000300020000${NS}${fieldOf(43, i === 0 ? '93' : '9303935102a16900')}` : `${head}01`;
  });
  const batch = (flags: string): string =>
    frame(
      3,
      `1608${'00'.repeat(16)}00010000${fieldOf(41, `${count.toString(16).padStart(8, '0')}${flags}${rows.join('')}`)}`,
    );
  client.send(batch('00'), batch('08'));
  const hidden = bytes((await client.frame()) ?? '');
  assert.deepStrictEqual([hidden.length, hidden[8 + 3], hidden[8 + 5]], [8 + 22, 1, 4]);
  const shown = bytes((await client.frame()) ?? '');
  assert.strictEqual(shown[8 + 5], 4);
  const end = bytes((await client.frame()) ?? '');
  assert.deepStrictEqual([end.length, end[8 + 3], end[8 + 5]], [8 + 22, 1, 4]);
});
