// Secondary indexes: what queries find, in what order, and what the info commands say. The words are those of a real
// server (8.1.2), compared command by command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, text, WRITE, writeInt } from '../helpers/request.ts';
import { pids, type Row, scan } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';

const NUMERIC = 'sindex-create:namespace=test;set=demo;indexname=byn;bin=n;type=numeric';

function range(bin: string, begin: bigint, end: bigint): readonly [number, Buffer] {
  const values = Buffer.alloc(24);
  values.writeUInt32BE(8, 0);
  values.writeBigInt64BE(begin, 4);
  values.writeUInt32BE(8, 12);
  values.writeBigInt64BE(end, 16);
  return [22, Buffer.concat([Buffer.from([1, bin.length]), Buffer.from(bin), Buffer.from([1]), values])];
}

function equalText(bin: string, value: string): readonly [number, Buffer] {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  const sized = Buffer.concat([size, Buffer.from(value)]);
  return [22, Buffer.concat([Buffer.from([1, bin.length]), Buffer.from(bin), Buffer.from([3]), sized, sized])];
}

async function put({ run }: TestServer, key: string, ...ops: readonly Buffer[]): Promise<void> {
  const { resultCode } = await run({ ...WRITE, key, ops });
  assert.strictEqual(resultCode, 0);
}

async function ready({ client }: TestServer, index: string): Promise<void> {
  for (;;) if (/load_pct=100/.test(await client.info(`sindex-stat:namespace=test;indexname=${index}`))) return;
}

function bvals(rows: readonly Row[]): bigint[] {
  return rows
    .map(({ fields }) => Buffer.from(fields.get(15) ?? '', 'hex').readBigInt64LE())
    .sort((a, b) => Number(a - b));
}

async function find(server: TestServer, ...fields: readonly (readonly [number, Buffer])[]): Promise<bigint[]> {
  const { rows, end } = await scan(server.client, { set: 'demo', fields });
  assert.strictEqual(end.resultCode, 0);
  return bvals(rows);
}

test('an index finds what was there before it and what came after, by ranges with both ends', async (t) => {
  const server = await startServer(t);
  for (let n = 0; n < 20; n++) await put(server, `k${n}`, writeInt('n', n));
  assert.strictEqual(await server.client.info(NUMERIC), 'ok');
  await ready(server, 'byn');
  for (let n = 20; n < 30; n++) await put(server, `k${n}`, writeInt('n', n));
  assert.deepStrictEqual(await find(server, range('n', 18n, 21n)), [18n, 19n, 20n, 21n]);
  assert.deepStrictEqual(await find(server, range('n', -5n, 0n)), [0n]);
  assert.deepStrictEqual(await find(server, range('n', 40n, 50n)), []);
});

test('an index follows changes of values, of types, and removals', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  for (let n = 0; n < 5; n++) await put(server, `k${n}`, writeInt('n', n));
  await put(server, 'k0', writeInt('n', 100));
  await put(server, 'k1', op(2, 3, 'n', text('text')));
  await put(server, 'k2', op(2, 0, 'n'), writeInt('other', 1));
  await server.run({ info2: 3, key: 'k3' });
  assert.deepStrictEqual(await find(server, range('n', 0n, 1000n)), [4n, 100n]);
  assert.match(await server.client.info('sindex/test/byn'), /^entries=2;/);
});

test('texts are found whole, and integers exactly', async (t) => {
  const server = await startServer(t);
  await server.client.info('sindex-create:namespace=test;indexname=bys;bin=s;type=string');
  await server.client.info(NUMERIC);
  for (const [key, value] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'xy'],
  ] as const) {
    await put(server, key, op(2, 3, 's', text(value)));
  }
  assert.strictEqual((await find(server, equalText('s', 'x'))).length, 2);
  const large = 2n ** 53n;
  for (const [key, value] of [
    ['l0', large],
    ['l1', large + 1n],
  ] as const) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    await put(server, key, op(2, 1, 'n', bytes.toString('hex')));
  }
  assert.deepStrictEqual(await find(server, range('n', large + 1n, large + 1n)), [large + 1n]);
});

test('the elements of a list, the keys and the values of a map are found, each record once', async (t) => {
  const server = await startServer(t);
  for (const [name, kind] of [
    ['l', 'list'],
    ['k', 'mapkeys'],
    ['v', 'mapvalues'],
  ]) {
    const bin = name === 'l' ? 'l' : 'm';
    await server.client.info(
      `sindex-create:namespace=test;set=demo;indexname=by${name};bin=${bin};type=numeric;indextype=${kind}`,
    );
  }
  await put(server, 'a', op(2, 20, 'l', '93010203'), op(2, 19, 'm', '820a140b15'));
  assert.deepStrictEqual(await find(server, range('l', 2n, 3n), [26, Buffer.from([1])]), [2n]);
  assert.deepStrictEqual(await find(server, range('m', 11n, 11n), [26, Buffer.from([2])]), [11n]);
  assert.deepStrictEqual(await find(server, range('m', 20n, 20n), [26, Buffer.from([3])]), [20n]);
  assert.deepStrictEqual(await find(server, range('m', 10n, 10n), [26, Buffer.from([3])]), []);
});

test('a context leads to what is indexed', async (t) => {
  const server = await startServer(t);
  // map_key("a"), in base64 as administrators give it.
  const context = Buffer.from('9222a20361', 'hex');
  await server.client.info(
    `sindex-create:namespace=test;set=demo;indexname=ctx;bin=m;type=numeric;indextype=list;context=${context.toString('base64')}`,
  );
  await put(server, 'a', op(2, 19, 'm', '81a20361920102'));
  await put(server, 'b', op(2, 19, 'm', '81a20362920102'));
  const list = [26, Buffer.from([1])] as const;
  assert.deepStrictEqual(await find(server, range('m', 2n, 2n), list, [23, context]), [2n]);
  assert.match(await server.client.info('sindex-list'), /:context=\[map_key\(<string#1>\)\]:exp=null:state=RW$/);
});

test('pages go on behind a value and a digest', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  for (let i = 0; i < 40; i++) await put(server, `k${i}`, writeInt('n', i % 4));
  const max = Buffer.alloc(8);
  max.writeBigUInt64BE(7n);
  /** By partition: the last row of it. */
  const behind = new Map<number, Row>();
  const seen = new Set<string>();
  for (;;) {
    const last = [...behind.values()];
    const resumed = [
      [12, Buffer.from(last.map(({ fields }) => fields.get(4)).join(''), 'hex')],
      [15, Buffer.from(last.map(({ fields }) => fields.get(15)).join(''), 'hex')],
    ] as const;
    const fields = [range('n', 0n, 9n), [13, max] as const, ...(last.length === 0 ? [] : resumed)];
    const fresh = [...Array(4096).keys()].filter((partition) => !behind.has(partition));
    const { rows, end } = await scan(server.client, { set: 'demo', fields, pids: pids(fresh) });
    assert.strictEqual(end.resultCode, 0);
    for (const row of rows) {
      const digest = row.fields.get(4) as string;
      assert.strictEqual(seen.has(digest), false);
      seen.add(digest);
      behind.set(Buffer.from(digest, 'hex').readUInt16LE(0) & 0x0fff, row);
    }
    if (rows.length < 7) break;
  }
  assert.strictEqual(seen.size, 40);
});

for (const [name, fields, code] of [
  ['an index that is not there', [range('z', 0n, 1n)], 201],
  ['an index of another type', [equalText('n', 'x')], 201],
  ['an index of another kind', [range('n', 0n, 1n), [26, Buffer.from([1])]], 201],
  ['a range that ends before it begins', [range('n', 2n, 1n)], 4],
  ['a range that is cut short', [[22, Buffer.from([1, 1, 0x6e, 1, 0])]], 4],
  ['a bin beside the name of an index', [range('n', 0n, 1n), [21, Buffer.from('byn')]], 4],
] as const) {
  test(`a query of ${name} is refused with ${code}`, async (t) => {
    const server = await startServer(t);
    await server.client.info(NUMERIC);
    const { end } = await scan(server.client, { set: 'demo', fields: fields as never });
    assert.strictEqual(end.resultCode, code);
  });
}

for (const [command, answer] of [
  [`${NUMERIC};indextype=default`, 'ok'],
  ['sindex-create:ns=test;set=demo;indexname=byn;indexdata=n,numeric', 'ok'],
  [
    'sindex-create:namespace=test;set=demo;indexname=byn;bin=m;type=numeric',
    "ERROR:200:'indexname' already exists with different definition",
  ],
  [
    'sindex-create:namespace=test;indexname=x;bin=n;type=foo',
    "ERROR:4:bad 'type' - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'",
  ],
  [
    'sindex-create:namespace=test;indexname=x;bin=n;type=numeric;indextype=foo',
    "ERROR:4:bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'",
  ],
  ['sindex-create:namespace=test;indexname=x;type=numeric', "ERROR:4:both 'bin' and 'exp' are missing"],
  ['sindex-create:namespace=test;indexname=x;bin=n', "ERROR:4:both 'indexdata' and 'type' are missing"],
  ['sindex-create:namespace=test;bin=n;type=numeric', "ERROR:4:missing 'indexname'"],
  ['sindex-create:namespace=nope;indexname=x;bin=n;type=numeric', 'ok'],
  ['sindex-create:indexname=x;bin=n;type=numeric', "ERROR:20:missing 'namespace'"],
  ['sindex-create:namespace=test;indexname=x;bin=n;type=numeric;context=!!!', "ERROR:4:'context' invalid base64"],
  ['sindex-create:namespace=test;indexname=x;indextype=set', "ERROR:4:missing 'set'"],
  ['sindex-exists:namespace=test;indexname=byn', 'true'],
  ['sindex-exists:namespace=test;indexname=x', 'false'],
  ['sindex-delete:namespace=test;indexname=x', 'ok'],
  [
    'sindex-list:namespace=test',
    'ns=test:indexname=byn:set=demo:bin=n:type=numeric:indextype=default:context=null:exp=null:state=RW',
  ],
] as const) {
  test(`${command} is answered as by a real server`, async (t) => {
    const server = await startServer(t);
    await server.client.info(NUMERIC);
    assert.strictEqual(await server.client.info(command), answer);
  });
}

test('an index that covers the same under another name gets that name', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  await put(server, 'a', writeInt('n', 1));
  assert.strictEqual(await server.client.info(NUMERIC.replace('byn', 'again')), 'ok');
  assert.match(await server.client.info('sindex-list'), /^ns=test:indexname=again:/);
  assert.match(await server.client.info('sindex/test/again'), /^entries=1;/);
  assert.strictEqual(await server.client.info('sindex/test/byn'), 'ERROR:201:no index');
});

test('a dropped index is not found any more', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  await server.client.info('sindex-delete:namespace=test;indexname=byn');
  const { end } = await scan(server.client, { set: 'demo', fields: [range('n', 0n, 1n)] });
  assert.strictEqual(end.resultCode, 201);
});
