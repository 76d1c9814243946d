// Scans; refusals and rows are those of a real server (8.1.0.3), compared command by command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, connectRaw } from '../helpers/raw-client.ts';
import { digest, int, op, text, WRITE, writeInt } from '../helpers/request.ts';
import { PARTITION_DONE, pids, type Row, type ScanParts, scan } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';

const RECORDS = 300;

async function fill({ run }: TestServer): Promise<void> {
  for (let i = 0; i < RECORDS; i++) {
    const key = i % 3 === 0 ? [[2, Buffer.from(`\x03s${i}`)] as const] : [];
    const ops = i % 2 === 0 ? [writeInt('i', i)] : [writeInt('i', i), op(2, 3, 's', text('x'))];
    await run({ ...WRITE, set: 'scan', key: `s${i}`, fields: key, ops });
  }
  await run({ ...WRITE, set: 'other', key: 'o', ops: [writeInt('i', 1)] });
}

test('a scan of a set returns each of its records once, with digest, set and stored key', async (t) => {
  const server = await startServer(t);
  await fill(server);
  const { rows, end } = await scan(server.client, { set: 'scan' });
  assert.deepStrictEqual([end.resultCode, end.info3], [0, 1]);
  const byDigest = new Map(rows.map((row) => [row.fields.get(4), row]));
  assert.strictEqual(rows.length, RECORDS);
  for (let i = 0; i < RECORDS; i++) {
    const row = byDigest.get(digest('scan', `s${i}`).toString('hex'));
    assert.strictEqual(row?.fields.get(0), text('test'));
    assert.strictEqual(row?.fields.get(1), text('scan'));
    assert.strictEqual(row?.fields.get(2), i % 3 === 0 ? text(`\x03s${i}`) : undefined);
    assert.deepStrictEqual(row?.bins, i % 2 === 0 ? ['i'] : ['i', 's']);
  }
});

test('a scan of the namespace takes every set, one of an unknown set nothing', async (t) => {
  const server = await startServer(t);
  await fill(server);
  assert.strictEqual((await scan(server.client)).rows.length, RECORDS + 1);
  const unknown = await scan(server.client, { set: 'unknown' });
  assert.deepStrictEqual([unknown.rows.length, unknown.end.resultCode], [0, 0]);
  assert.strictEqual((await scan(server.client, { set: 'a'.repeat(63) })).end.resultCode, 0);
});

test('named bins leave out records that have none of them, and no bins leave out none', async (t) => {
  const server = await startServer(t);
  await fill(server);
  const named = await scan(server.client, { set: 'scan', bins: ['s', 'absent'] });
  assert.strictEqual(named.rows.length, RECORDS / 2);
  assert.deepStrictEqual(named.rows[0]?.bins, ['s']);
  const none = await scan(server.client, { set: 'scan', info1: 0x21 });
  assert.deepStrictEqual([none.rows.length, none.rows[0]?.bins.length, none.rows[0]?.info1], [RECORDS, 0, 0x20]);
});

test('pages of a scan that resumes by digest together return each record once', async (t) => {
  const server = await startServer(t);
  await fill(server);
  const max = Buffer.from('0000000000000007', 'hex');
  const open = new Map<number, Buffer | undefined>([...Array(4096).keys()].map((partition) => [partition, undefined]));
  const seen = new Set<string>();
  for (let pages = 0; pages <= RECORDS; pages++) {
    const fresh = pids([...open].filter(([, after]) => after === undefined).map(([partition]) => partition));
    const digests = Buffer.concat([...open.values()].filter((after) => after !== undefined));
    const { rows } = await scan(server.client, {
      set: 'scan',
      pids: fresh.length === 0 ? undefined : fresh,
      fields: [...(digests.length === 0 ? [] : [[12, digests] as const]), [13, max]],
    });
    for (const row of rows) {
      const hash = Buffer.from(row.fields.get(4) as string, 'hex');
      assert.strictEqual(seen.has(hash.toString('hex')), false);
      seen.add(hash.toString('hex'));
      open.set(hash.readUInt16LE(0) & 0x0fff, hash);
    }
    if (rows.length < 7) break;
    assert.strictEqual(rows.length, 7);
  }
  assert.strictEqual(seen.size, RECORDS);
});

test('an expired record is not in a scan', async (t) => {
  const { client, clock, run } = await startServer(t);
  await run({ ...WRITE, key: 'a', ttl: 10, ops: [writeInt('i', 1)] });
  await run({ ...WRITE, key: 'b', ops: [writeInt('i', 1)] });
  clock.advance(11_000);
  assert.strictEqual((await scan(client)).rows.length, 1);
});

test('nodes together return every record of their master partitions once, and report partitions that they do not hold', async (t) => {
  const server = await startServer(t, { nodes: 3 });
  await fill(server);
  let total = 0;
  for (const node of server.server.nodes) {
    const client = await connectRaw(t, node.port);
    const [masters] = (await client.info('replicas')).split(':')[1]?.split(',').slice(2) ?? [];
    const bits = Buffer.from(masters as string, 'base64');
    const own = [...Array(4096).keys()].filter((p) => ((bits[p >> 3] as number) & (0x80 >> (p & 7))) !== 0);
    total += (await scan(client, { set: 'scan', pids: pids(own) })).rows.length;
    const all = await scan(client, { set: 'scan' });
    const unavailable = all.rows.filter((row) => row.info3 === PARTITION_DONE);
    assert.ok(unavailable.length > 1000);
    for (const row of unavailable) assert.strictEqual(row.resultCode, 11);
    assert.strictEqual(new Set(unavailable.map((row) => row.generation)).size, unavailable.length);
    assert.strictEqual(all.end.resultCode, 0);
  }
  assert.strictEqual(total, RECORDS);
});

const REFUSED: readonly (readonly [string, ScanParts, number])[] = [
  ['no partitions', { pids: undefined }, 16],
  ['no understanding of partition rows', { info3: 0 }, 16],
  ['an empty list of partitions', { pids: Buffer.alloc(0) }, 4],
  ['partition 4096', { pids: pids([4096]) }, 4],
  ['a partition twice', { pids: pids([1, 1]) }, 4],
  ['a partition whole and resumed', { fields: [[12, Buffer.alloc(20)]] }, 4],
  ['a digest of 19 bytes', { fields: [[12, Buffer.alloc(19)]] }, 4],
  ['a socket timeout of 3 bytes', { fields: [[9, Buffer.alloc(3)]] }, 4],
  ['a rate of 3 bytes', { fields: [[10, Buffer.alloc(3)]] }, 4],
  ['a rate for a short query', { info1: 5, fields: [[10, Buffer.from('00000005', 'hex')]] }, 4],
  ['a limit of 7 bytes', { fields: [[13, Buffer.alloc(7)]] }, 4],
  ['a set name of 64 bytes', { set: 'a'.repeat(64) }, 4],
  ['an index range', { fields: [[22, bytes('01016901000000080000000000000003000000080000000000000004')]] }, 201],
];

for (const [what, parts, resultCode] of REFUSED) {
  test(`a scan with ${what} is refused with ${resultCode}`, async (t) => {
    const { client } = await startServer(t);
    const { end } = await scan(client, parts);
    assert.deepStrictEqual([end.resultCode, end.info3], [resultCode, 0]);
  });
}

test('a scan goes on while other connections are served', async (t) => {
  const server = await startServer(t);
  await fill(server);
  const other = await connectRaw(t, server.server.port);
  const [{ rows }, status] = await Promise.all([scan(server.client, { set: 'scan' }), other.info('status')]);
  assert.deepStrictEqual([rows.length, status], [RECORDS, 'ok']);
});

test('a scan leaves out what its filter is not true of, and counts only the rows that it returns', async (t) => {
  const server = await startServer(t);
  await fill(server);
  // digest modulo 3 is 1
  const filter = [43, bytes('9301 924003 01')] as const;
  const passes = ({ fields }: Row) => bytes(fields.get(4) ?? '').readUInt32LE(16) % 3 === 1;
  const all = (await scan(server.client, { set: 'scan' })).rows;
  const filtered = (await scan(server.client, { set: 'scan', fields: [filter] })).rows;
  assert.strictEqual(filtered.length, all.filter(passes).length);
  assert.ok(filtered.length > 50 && filtered.every(passes));
  const limit = [13, bytes('000000000000000a')] as const;
  const limited = (await scan(server.client, { set: 'scan', fields: [limit, filter] })).rows;
  assert.deepStrictEqual([limited.length, limited.every(passes)], [10, true]);
});

for (const [what, hex] of [
  ['malformed', '93'],
  ['no boolean', '05'],
] as const) {
  test(`a scan whose filter is ${what} is refused`, async (t) => {
    const { client } = await startServer(t);
    const { end } = await scan(client, { fields: [[43, bytes(hex)]] });
    assert.strictEqual(end.resultCode, 4);
  });
}

test('operations that read answer for each record, and one that fails leaves the record out', async (t) => {
  const server = await startServer(t);
  // Bin m: {"a": n}; bin l: [n], of the first two records only.
  for (let n = 0; n < 4; n++) {
    const list = n < 2 ? [op(2, 20, 'l', `910${n}`)] : [];
    await server.run({ ...WRITE, set: 'scan', key: `k${n}`, ops: [op(2, 19, 'm', `81a203610${n}`), ...list] });
  }
  const answers = async (ops: readonly Buffer[], info2 = 0): Promise<string[]> => {
    const { rows } = await scan(server.client, { set: 'scan', ops, info2 });
    return rows.map(({ bins, values }) => bins.map((bin, i) => `${bin}=${values[i]}`).join()).sort();
  };
  // map.getByKey("a"), value; list.get(1), which no list is long enough for; list.size.
  const byKey = op(3, 0, 'm', '936107a20361');
  assert.deepStrictEqual(
    await answers([byKey]),
    [0, 1, 2, 3].map((n) => `m=${int(n)}`),
  );
  const second = op(3, 0, 'l', '921101');
  assert.deepStrictEqual(await answers([second]), []);
  const size = op(3, 0, 'l', '9110');
  assert.deepStrictEqual(await answers([size]), [`l=${int(1)}`, `l=${int(1)}`]);
  const RESPOND_ALL = 0x80;
  assert.deepStrictEqual(await answers([op(1, 0, 'l'), size], RESPOND_ALL), [
    'l=,l=',
    'l=,l=',
    `l=9100,l=${int(1)}`,
    `l=9101,l=${int(1)}`,
  ]);
});
